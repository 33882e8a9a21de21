"""Builtin functions that turn one value into another kind of scalar, or test what kind it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.attributes import attribute_of
from datamap.flow.containers import elements
from datamap.flow.guards import literal_matches, matches, origins_of
from datamap.flow.labels import labels_of
from datamap.flow.library import TYPED, Invocation, carrying
from datamap.flow.lookup import constants, exact_keys, expand, truths
from datamap.flow.names import location
from datamap.flow.objects import (
    External,
    Formal,
    class_of,
    kind_of,
    scalar_kind,
)
from datamap.flow.paths import as_path
from datamap.flow.scalars import BOOL, INT
from datamap.flow.shown import AS_REPR, displayed, text_of
from datamap.flow.tags import Label
from datamap.flow.values import FALSE, NOTHING, TRUE, UNKNOWN, Condition, Facts, Moment, Value, constant, join_all, pointing, with_labels
from datamap.model import Form, FormKind

if TYPE_CHECKING:
    from collections.abc import Callable


_PLACES = "user.location"
ROUGH = Form(FormKind.TRUNCATED)
_ABOUT_A_VILLAGE = 2
"""As many decimals of a degree as leave a kilometre open."""


def _len(call: Invocation) -> Value:
    frame, value = call.frame, call.first()
    things = expand(frame, value)
    for thing in things:
        cls = class_of(thing)
        if cls is not None and cls.method("__len__") is not None:
            return call.call(attribute_of(frame, thing, "__len__", call.at))
    if len(things) == 1 and kind_of(things[0]) is not None:
        keys = exact_keys(frame, things[0])
        if keys is not None and not value.labels:
            return constant(len(keys))
    texts = all(scalar_kind(thing) == "str" and thing.__class__ is Formal for thing in things)
    literals, exact = constants(frame, value) if texts and not value.labels else ((), False)
    lengths = [len(c) for c in literals if isinstance(c, (str, bytes))]
    if exact and len(lengths) == len(literals):
        return join_all([constant(length) for length in lengths])
    from datamap.flow.library import AGGREGATED
    from datamap.flow.tags import transform

    if things and all(scalar_kind(thing) is not None for thing in things):
        return INT
    counted = elements(frame, value, call.at)
    counted = Value(tuple([thing for thing in counted.objects if thing.__class__ is not External]), counted.labels)
    found = transform(labels_of(frame, counted), AGGREGATED)
    return with_labels(INT, found) if found else INT


def _str(call: Invocation) -> Value:
    value = call.first()
    if value is NOTHING:
        return constant("")
    if _is_time(value):
        return value
    literals, exact = constants(call.frame, value) if value.constants or value.objects else ((), False)
    if exact and all(isinstance(c, (str, int, float)) for c in literals):
        return Value((), value.labels, tuple([str(c) for c in literals]))
    return as_path(call.frame, value) or text_of(call.frame, value)


def _repr(call: Invocation) -> Value:
    return displayed(call.frame, call.first(), AS_REPR)


def _format(call: Invocation) -> Value:
    literals, exact = constants(call.frame, call.arguments.get(1)) if len(call.arguments.positional) > 1 else (("",), True)
    how = literals[0] if exact and len(literals) == 1 and isinstance(literals[0], str) else "{}"
    return displayed(call.frame, call.first(), f":{how}")


def _bool(call: Invocation) -> Value:
    frame, value = call.frame, call.first()
    for thing in expand(frame, value):
        cls = class_of(thing)
        if cls is not None and cls.method("__bool__") is not None:
            return call.call(attribute_of(frame, thing, "__bool__", call.at))
    can_be_true, can_be_false = truths(frame, value)
    if can_be_true != can_be_false:
        return constant(can_be_true)
    return Value(BOOL.objects, facts=value.facts or truth_of(call, value))


def truth_of(call: Invocation, value: Value) -> Facts | None:
    """``bool(user.consent)`` is as true as what it is given."""
    origins, place = origins_of(value), location(call.frame, call.at)
    if not origins:
        return None
    known = [frozenset([Condition(origin, holds, "bool()", place) for origin in origins]) for holds in (True, False)]
    return Facts(*known)


def _is_time(value: Value) -> bool:
    """Whether it is a point in time: seconds without their fraction are the same one."""
    return bool(value.constants) and all(isinstance(literal, Moment) for literal in value.constants)


def _number(call: Invocation) -> Value:
    value = call.first()
    if _is_time(value):
        return value
    kind = {"int": int, "float": float}[call.path.rpartition(".")[2]]
    for thing in expand(call.frame, value):
        cls = class_of(thing)
        name = f"__{kind.__name__}__"
        if cls is not None and cls.provides(name):
            return call.call(attribute_of(call.frame, thing, name, call.at))
    if value.exact:
        try:
            return Value((), value.labels, tuple([kind(c) for c in value.constants]))
        except (TypeError, OverflowError):
            return carrying(call)
        except ValueError:
            return _refused(call) if len(value.constants) == 1 and len(call.arguments.all()) == 1 else carrying(call)
    return carrying(call)


def _refused(call: Invocation) -> Value:
    """``int("x")`` ends here."""
    frame = call.frame
    frame.note_raise(pointing(frame.make(External("builtins.ValueError", None, frame.site(call.at)), {})), here=True)
    frame.dead = True
    return NOTHING


def _isinstance(call: Invocation) -> Value:
    frame, value = call.frame, call.first()
    classes = expand(frame, call.arguments.get(1))
    classes = tuple(
        [one for thing in classes for one in (expand(frame, elements(frame, pointing(thing))) if kind_of(thing) == "tuple" else [thing])]
    )
    answers = [matches(thing, classes) for thing in expand(frame, value)]
    answers += [literal_matches(c, classes) for c in value.constants]
    if value.unknown or not answers or None in answers or len(set(answers)) > 1:
        return BOOL
    return TRUE if answers[0] else FALSE


def _dunder(name: str) -> Callable[[Invocation], Value | None]:
    def handler(call: Invocation) -> Value | None:
        for thing in expand(call.frame, call.first()):
            cls = class_of(thing)
            if cls is not None and cls.provides(name):
                return call.call(attribute_of(call.frame, thing, name, call.at))
        return None if call.path in TYPED else carrying(call)

    return handler


def _round(call: Invocation) -> Value | None:
    """A position that is rounded to a degree or its hundredth tells a region, and no longer a spot."""
    if _is_time(call.first()):
        return call.first()
    result = _dunder("__round__")(call)
    digits = constants(call.frame, call.arguments.get(1))[0] if len(call.arguments.positional) > 1 else (0,)
    rough = len(digits) == 1 and isinstance(digits[0], int) and digits[0] <= _ABOUT_A_VILLAGE
    if result is None or not rough:
        return result
    labels = {
        tag.in_form(ROUGH) if isinstance(tag.origin, Label) and tag.origin.name.startswith(_PLACES) else tag: trail
        for tag, trail in result.labels.items()
    }
    return Value(result.objects, labels, result.constants, unknown=result.unknown, facts=result.facts, given=result.given)


def _input(call: Invocation) -> Value:
    del call
    return UNKNOWN


FUNCTIONS: dict[str, Callable[[Invocation], Value | None]] = {
    "builtins.len": _len,
    "builtins.str": _str,
    "collections.UserString": _str,
    "builtins.repr": _repr,
    "builtins.format": _format,
    "builtins.bool": _bool,
    "builtins.int": _number,
    "builtins.float": _number,
    "builtins.isinstance": _isinstance,
    "builtins.abs": _dunder("__abs__"),
    "builtins.round": _round,
    "builtins.bytes": _dunder("__bytes__"),
    "builtins.hash": _dunder("__hash__"),
    "builtins.input": _input,
}
