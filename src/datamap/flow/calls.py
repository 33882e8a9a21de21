"""Calls: which functions a value can be, and what each does with the arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.frame import present
from datamap.flow.labels import labels_of
from datamap.flow.lookup import exact_keys, expand, field
from datamap.flow.objects import (
    ANY,
    ENV,
    KEYS,
    Bound,
    ClassObject,
    Container,
    External,
    Facet,
    Formal,
    FunctionObject,
    ModuleObject,
    Thing,
    class_of,
    is_item,
    kind_of,
)
from datamap.flow.tags import Label
from datamap.flow.values import NOTHING, UNKNOWN, Value, join, join_all, labelled, pointing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from datamap.facts import ir
    from datamap.flow.frame import Frame, Span, State
    from datamap.flow.tags import Origin, Tag, Trail
    from datamap.program.symbols import Class


class Arguments:
    """Evaluated arguments.

    ``rest``: elements of a ``*args`` of unknown length; ``extra``: values of a ``**kwargs`` of unknown keys; ``spread``: what those came
    from, where it tells each key what it holds; ``chosen``: the conditions by which the row was chosen whose method is called.
    """

    __slots__ = ("chosen", "extra", "keywords", "positional", "rest", "spread")

    def __init__(
        self, positional: list[Value] | None = None, keywords: dict[str, Value] | None = None, rest: Value = NOTHING, extra: Value = NOTHING
    ) -> None:
        self.positional = positional if positional is not None else []
        self.keywords = keywords if keywords is not None else {}
        self.rest, self.extra, self.spread = rest, extra, NOTHING
        self.chosen: dict[Tag, Trail | None] = {}

    def after(self, *first: Value) -> Arguments:
        """These arguments behind others."""
        after = Arguments([*first, *self.positional], self.keywords, self.rest, self.extra)
        after.spread = self.spread
        return after

    def get(self, position: int, name: str = "") -> Value:
        """The argument at a position or under a name; NOTHING if there is none."""
        if name in self.keywords:
            return self.keywords[name]
        if position < len(self.positional):
            return self.positional[position]
        return join(self.rest, self.extra if name else NOTHING)

    def all(self) -> list[Value]:
        """Every value that is passed."""
        more = [value for value in (self.rest, self.extra) if value is not NOTHING]
        return [*self.positional, *self.keywords.values(), *more]


def evaluate_arguments(frame: Frame, nodes: tuple[ir.Argument, ...]) -> Arguments:
    """The arguments of a call expression, stars unpacked as far as their length and keys are known."""
    from datamap.flow.expressions import evaluate

    arguments = Arguments()
    for node in nodes:
        value = evaluate(frame, node.value)
        if node.star == 1:
            _unpack(frame, value, arguments)
        elif node.star == 2:
            _unpack_keywords(frame, value, arguments)
        elif node.keyword is not None:
            arguments.keywords[node.keyword] = value
        elif arguments.rest is not NOTHING:
            arguments.rest = join(arguments.rest, value)
        else:
            arguments.positional.append(value)
    return arguments


def _unpack(frame: Frame, value: Value, arguments: Arguments) -> None:
    from datamap.flow.containers import elements, sequence_items

    items = sequence_items(frame, value)
    if items is not None and arguments.rest is NOTHING:
        arguments.positional += items
    else:
        arguments.rest = join(arguments.rest, elements(frame, value))


def _unpack_keywords(frame: Frame, value: Value, arguments: Arguments) -> None:
    from datamap.flow.containers import read_item

    things = expand(frame, value)
    if len(things) == 1 and not value.labels and kind_of(things[0]) == "dict":
        thing = things[0]
        keys = exact_keys(frame, thing)
        if keys is None and thing in frame.own:
            known = [name for name in frame.fields(thing) if is_item(name) and name != ANY]
            arguments.extra = join(arguments.extra, present(frame.fields(thing).get(ANY, NOTHING)))
        elif keys is None:
            known = []
            arguments.extra = join(arguments.extra, read_item(frame, value, ANY))
        else:
            known = list(keys)
        for name in known:
            key = name[0]
            if isinstance(key, str):
                arguments.keywords[key] = read_item(frame, pointing(thing), name)
        return
    if len(things) == 1 and things[0].__class__ is External:
        arguments.spread = value
    arguments.extra = join(arguments.extra, read_item(frame, value, ANY))


def call(frame: Frame, callee: Value, arguments: Arguments, at: Span, *, owner: str = "") -> Value:
    """What calling a value gives; effects and mutations happen in ``frame``. Alternatives each start from the present state."""
    things = expand(frame, callee)
    if not things:
        return frame.solver.outside.call_unknown(frame, callee, arguments, at, owner)
    if callee.labels:
        arguments.chosen = {tag: trail for tag, trail in callee.labels.items() if _is_condition(tag.origin)}
    if len(things) == 1:
        result = call_thing(frame, things[0], arguments, at)
    elif frame.solver.large and len(things) > _FEW_CALLEES:
        result = alternatives(frame, _together(frame, things[:_MAX_CALLEES], arguments, at))
    else:
        result = alternatives(frame, [_later(frame, thing, arguments, at) for thing in things[:_MAX_CALLEES]])
    if callee.unknown and all(thing.__class__ is Bound and kind_of(thing.receiver) is not None for thing in things):
        result = join(result, frame.solver.outside.call_unknown(frame, UNKNOWN, arguments, at, owner))
    if callee.labels and not _tells_nothing(things):
        from datamap.flow.values import with_labels

        result = with_labels(result, callee.labels)
    return result


def _tells_nothing(things: tuple[Thing, ...]) -> bool:
    """Whether what is called gives a number or an answer about its receiver, and nothing of it."""
    from datamap.flow.library import TYPED

    return all(thing.__class__ is External and thing.path in TYPED for thing in things)


def _is_condition(origin: Origin) -> bool:
    return origin.__class__ is Label and origin.kind in ("test", "gate")


_MAX_CALLEES = 24
_FEW_CALLEES = 2


def _together(frame: Frame, things: tuple[Thing, ...], arguments: Arguments, at: Span) -> list[Callable[[], Value]]:
    """The ways to call many things, a method of many receivers being one way."""
    receivers: dict[Thing, list[Thing]] = {}
    for thing in things:
        is_method = thing.__class__ is Bound and thing.function.__class__ is FunctionObject
        receivers.setdefault(thing.function if is_method else thing, []).extend([thing.receiver] if is_method else ())  # type: ignore[attr-defined]
    return [_later(frame, thing, arguments.after(Value(tuple(found))) if found else arguments, at) for thing, found in receivers.items()]


def _later(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Callable[[], Value]:
    return lambda: call_thing(frame, thing, arguments, at)


def alternatives(frame: Frame, ways: list[Callable[[], Value]]) -> Value:
    """One of several things happens: each is tried on the present state, the outcomes are joined."""
    if len(ways) == 1:
        return ways[0]()
    start = frame.fork()
    return in_turn(frame, ((frame.state_copy(start), way) for way in ways))


def in_turn(frame: Frame, ways: Iterable[tuple[State, Callable[[], Value]]]) -> Value:
    """One of several things happens, each from a state of its own: the outcomes are joined."""
    result = NOTHING
    outcome = frame.unreachable
    for state, way in ways:
        frame.resume(state)
        result = join(result, way())
        after = frame.fork()
        frame.resume(outcome)
        frame.merge(after)
        outcome = frame.fork()
    frame.resume(outcome)
    return result


def call_thing(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    """What calling one object gives."""
    kind = thing.__class__
    if kind is FunctionObject:
        return frame.solver.invoke(frame, thing.function, thing, arguments, at)  # type: ignore[attr-defined]
    if kind is Bound:
        return call_bound(frame, thing.function, thing.receiver, arguments, at)  # type: ignore[attr-defined]
    if kind is ClassObject:
        return _construct(frame, thing, thing.cls, arguments, at)  # type: ignore[attr-defined]
    if kind is External:
        return frame.solver.outside.call(frame, thing.path, arguments, at, about=thing.about)  # type: ignore[attr-defined]
    if kind is Formal:
        return _call_formal(frame, thing, arguments, at)  # type: ignore[arg-type]
    if kind is Container:
        return call_container(frame, thing, thing.kind, arguments, at)  # type: ignore[attr-defined]
    if kind is ModuleObject:
        return NOTHING
    return _call_instance(frame, thing, arguments, at)


def _call_formal(frame: Frame, thing: Formal, arguments: Arguments, at: Span) -> Value:
    facet = thing.facet
    if facet is None or facet.kind == "opaque":
        return frame.solver.outside.call_unknown(frame, pointing(thing), arguments, at, _name_of(thing))
    if facet.kind == "closure":
        return frame.solver.invoke(frame, facet.what, thing, arguments, at)
    if facet.kind == "class":
        return _construct(frame, thing, facet.what, arguments, at)
    if facet.kind == "bound":
        function, receiver = facet.what
        inner = _part(thing, "<func>", function)
        return call_bound(frame, inner, _holder(thing, inner, receiver) or _part(thing, "<self>", receiver), arguments, at)
    if facet.kind == "external":
        path, about = facet.what
        return frame.solver.outside.call(frame, path, arguments, at, about=about)
    if facet.kind == "container":
        return call_container(frame, thing, str(facet.what), arguments, at)
    return _call_instance(frame, thing, arguments, at)


def _holder(thing: Formal, function: Thing, receiver: object) -> Thing | None:
    """``user`` of ``user.save``, which an external base gives it: what was written to the one is on the other."""
    if function.__class__ is not External or not thing.path or function.path.rpartition(".")[2] != thing.path[-1]:
        return None
    own = receiver.__class__ is Facet and receiver.kind == "instance"
    return Formal(thing.root, thing.path[:-1], receiver) if own else None  # type: ignore[arg-type]


def _part(thing: Formal, step: str, facet: object) -> Thing:
    return facet if isinstance(facet, Thing) else Formal(thing.root, (*thing.path, step), facet)  # type: ignore[arg-type]


def _name_of(thing: Formal) -> str:
    names = [step for step in (thing.root, *thing.path) if step.__class__ is str]
    return ".".join(names)


def _call_instance(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    from datamap.flow.attributes import attribute_of

    callee = attribute_of(frame, thing, "__call__", at) if class_of(thing) else NOTHING
    if any(class_of(called) for called in expand(frame, callee)):  # an object in place of the method could be called for ever
        callee = NOTHING
    if not callee.objects:
        return frame.solver.outside.call_unknown(frame, pointing(thing), arguments, at, "")
    return call(frame, callee, arguments, at)


def call_bound(frame: Frame, function: Thing, receiver: Thing, arguments: Arguments, at: Span) -> Value:
    """A method call."""
    if function.__class__ is External:
        return frame.solver.outside.call(frame, function.path, arguments, at, about=function.about, receiver=receiver)
    return call_thing(frame, function, arguments.after(Value((receiver,), arguments.chosen)), at)


def call_container(frame: Frame, thing: Thing, kind: str, arguments: Arguments, at: Span) -> Value:
    """Calling what functools made."""
    inner = field(frame, thing, "<func>")
    if inner is not None and thing in frame.unwrapping:
        return labelled(labels_of(frame, pointing(thing)))  # it wraps itself
    frame.unwrapping = (*frame.unwrapping, thing)
    result = _call_wrapper(frame, thing, kind, arguments, at, inner)
    frame.unwrapping = frame.unwrapping[:-1]
    return result


def _call_wrapper(frame: Frame, thing: Thing, kind: str, arguments: Arguments, at: Span, inner: Value | None) -> Value:
    if kind == "partial" and inner is not None:
        return call(frame, present(inner), _partial_arguments(frame, thing, arguments), at)
    if kind == "defaulted" and inner is not None:
        return call(frame, present(inner), _with_defaults(frame, thing, present(inner), arguments), at)
    if kind == "singledispatch" and inner is not None:
        from datamap.flow.dispatch import call_singledispatch

        return call_singledispatch(frame, thing, present(inner), arguments, at)
    if kind in ("getter", "caller"):
        from datamap.flow.functional import call_getter

        return call_getter(frame, thing, kind, arguments, at)
    if inner is not None:
        return call(frame, present(inner), arguments, at)
    held = field(frame, thing, "<result>") if kind == "ref" else None
    return NOTHING if held is None else present(held)


def _partial_arguments(frame: Frame, thing: Thing, arguments: Arguments) -> Arguments:
    keys = exact_keys(frame, thing) or ()
    held = {name[0]: present(field(frame, thing, name) or NOTHING) for name in keys}  # type: ignore[index]
    first = [held[position] for position in sorted(key for key in held if isinstance(key, int))]
    named = {key: value for key, value in held.items() if isinstance(key, str)}
    return Arguments([*first, *arguments.positional], {**named, **arguments.keywords}, arguments.rest, arguments.extra)


def _with_defaults(frame: Frame, thing: Thing, function: Value, arguments: Arguments) -> Arguments:
    """Arguments and, for parameters that get none, the defaults that a function was made with."""
    keywords = dict(arguments.keywords)
    functions = [one.function if one.__class__ is FunctionObject else one.facet.what for one in expand(frame, function)]  # type: ignore[attr-defined]
    for position, parameter in enumerate(functions[0].node.parameters if functions else ()):
        held = field(frame, thing, f"<default:{parameter.name}>") if parameter.default is not None else None
        if held is not None and position >= len(arguments.positional):
            keywords.setdefault(parameter.name, present(held))
    return Arguments(arguments.positional, keywords, arguments.rest, arguments.extra)


def _construct(frame: Frame, thing: Thing, cls: Class, arguments: Arguments, at: Span) -> Value:
    from datamap.flow.construction import construct

    return construct(frame, thing, cls, arguments, at)


def environment_of(frame: Frame, thing: Thing) -> Value:
    """The captured variables of a function object, for the root `ENV`."""
    if thing.__class__ is FunctionObject:
        return pointing(thing.env) if thing.env is not None else NOTHING
    if thing.__class__ is Formal:
        sibling = thing.root == ENV and thing.facet is not None and thing.facet.kind == "closure"
        if sibling and thing.path == (thing.facet.what.name,) and thing.facet.what.parent is frame.function.parent:  # type: ignore[union-attr]
            return pointing(Formal(ENV))
        return pointing(Formal(thing.root, (*thing.path, ENV)))
    return NOTHING


__all__ = ["KEYS", "Arguments", "call", "call_thing", "evaluate_arguments", "join_all"]
