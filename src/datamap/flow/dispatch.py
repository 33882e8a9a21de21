"""``functools.singledispatch``: the implementation is chosen by the class of the first argument."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.flow.frame import present
from datamap.flow.guards import literal_matches, matches
from datamap.flow.lookup import expand, field
from datamap.flow.objects import FunctionObject, Thing
from datamap.flow.values import NOTHING, Value, join, pointing

if TYPE_CHECKING:
    from datamap.flow.calls import Arguments
    from datamap.flow.frame import Frame, Span

REGISTERED = "<registered>"


def register(frame: Frame, dispatcher: Thing, classes: Value, function: Value) -> None:
    """Remember an implementation for classes."""
    for cls in expand(frame, classes):
        frame.put(dispatcher, (REGISTERED, cls), function)


def annotated_class(frame: Frame, function: Value) -> Value:
    """The class that the first parameter of an implementation is annotated with."""
    from datamap.flow.expressions import evaluate

    for thing in function.objects:
        if thing.__class__ is FunctionObject:
            for parameter in thing.function.node.parameters:
                if parameter.annotation is not None:
                    node = parameter.annotation
                    if isinstance(node, ir.Binary):
                        return join(evaluate(frame, node.left), evaluate(frame, node.right))
                    return evaluate(frame, node)
    return NOTHING


def call_singledispatch(frame: Frame, thing: Thing, default: Value, arguments: Arguments, at: Span) -> Value:
    """Call the implementation for the class of the first argument (the second one of a method)."""
    from datamap.flow.calls import call

    position = 1 if arguments.positional and frame.fields(thing).get("<method>") is not None else 0
    subject = arguments.get(position)
    chosen = choose(frame, thing, subject, default)
    return call(frame, chosen, arguments, at)


def choose(frame: Frame, thing: Thing, subject: Value, default: Value) -> Value:
    """The implementations that a value can be dispatched to."""
    known = [(name[1], value) for name, value in _registered(frame, thing)]  # type: ignore[index]
    result = NOTHING
    for one in expand(frame, subject):
        result = join(result, _for(frame, [(cls, value) for cls, value in known if matches(one, (cls,)) is True], default))
    for literal in subject.constants:
        result = join(result, _for(frame, [(cls, value) for cls, value in known if literal_matches(literal, (cls,)) is True], default))
    if subject.unknown or subject.labels or result is NOTHING:
        text = [value for cls, value in known if getattr(cls, "path", "") == "builtins.str"] if subject.labels else []
        result = join(result, text[0] if text else default)
    return result


def _registered(frame: Frame, thing: Thing) -> list[tuple[object, Value]]:
    fields = dict(frame.fields(thing))
    if thing not in frame.own:
        fields = {**frame.solver.globals.everything(thing), **fields}
    return [
        (name, present(value)) for name, value in fields.items() if isinstance(name, tuple) and len(name) == 2 and name[0] == REGISTERED
    ]


def _for(frame: Frame, fitting: list[tuple[Thing, Value]], default: Value) -> Value:
    """The most special of the implementations that fit."""
    del frame
    if not fitting:
        return default
    best = fitting[0]
    for cls, value in fitting[1:]:
        mine, other = getattr(cls, "cls", None), getattr(best[0], "cls", None)
        if mine is not None and (other is None or other in mine.mro):
            best = (cls, value)
    return best[1]


__all__ = ["annotated_class", "call_singledispatch", "field", "pointing", "register"]
