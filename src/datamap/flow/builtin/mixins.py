"""Methods that the abstract containers of ``collections.abc`` give to those who define a few: told by what those few do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.attributes import attribute_of
from datamap.flow.calls import Arguments
from datamap.flow.calls import call as call_value
from datamap.flow.containers import elements, sequence_items
from datamap.flow.lookup import constants, expand
from datamap.flow.objects import class_of, item
from datamap.flow.values import NONE, NOTHING, UNKNOWN, Value, constant, join

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.library import Invocation


def _own(call: Invocation, method: str, *values: Value) -> Value:
    """What a method that the class itself defines gives."""
    thing, cls = call.receiver, class_of(call.receiver) if call.receiver is not None else None
    if thing is None or cls is None or cls.method(method) is None:
        return NOTHING
    return call_value(call.frame, attribute_of(call.frame, thing, method, call.at), Arguments(list(values)), call.at)


def _keys_of(call: Invocation) -> list[Value]:
    keys = _own(call, "__iter__")
    items = sequence_items(call.frame, keys)
    return items if items is not None else [elements(call.frame, keys, call.at)]


def _get(call: Invocation) -> Value:
    default = call.arguments.get(1, "default") if len(call.arguments.all()) > 1 else NONE
    return join(_own(call, "__getitem__", call.first()), default)


def _pop(call: Invocation) -> Value:
    result = join(_own(call, "__getitem__", call.first()), call.arguments.get(1) if len(call.arguments.positional) > 1 else NOTHING)
    _own(call, "__delitem__", call.first())
    return result


def _set_default(call: Invocation) -> Value:
    result = join(_own(call, "__getitem__", call.first()), call.arguments.get(1))
    _own(call, "__setitem__", call.first(), call.arguments.get(1))
    return result


def _update(call: Invocation) -> Value:
    for name, value in call.arguments.keywords.items():
        _own(call, "__setitem__", constant(name), value)
    for thing in expand(call.frame, call.first()) if call.arguments.positional else ():
        fields = call.frame.fields(thing)
        for key, value in [(key, value) for key, value in fields.items() if key.__class__ is tuple]:
            _own(call, "__setitem__", constant(key[0]) if key != (...,) else UNKNOWN, value)
    return NONE


def _values(call: Invocation) -> Value:
    found = [_own(call, "__getitem__", key) for key in _keys_of(call)]
    return call.make("list", {item(position): value for position, value in enumerate(found)})


def _items(call: Invocation) -> Value:
    pairs = [(key, _own(call, "__getitem__", key)) for key in _keys_of(call)]
    rows = [call.make("tuple", {item(0): key, item(1): value}, f"pair{number}") for number, (key, value) in enumerate(pairs)]
    return call.make("list", {item(position): row for position, row in enumerate(rows)})


def _keys(call: Invocation) -> Value:
    return call.make("list", {item(position): key for position, key in enumerate(_keys_of(call))})


def _append(call: Invocation) -> Value:
    """``MutableSequence.append(x)`` is ``insert(len(self), x)``."""
    length = _own(call, "__len__")
    return _own(call, "insert", length if constants(call.frame, length)[1] else UNKNOWN, call.first())


def _extend(call: Invocation) -> Value:
    items = sequence_items(call.frame, call.first())
    for value in items if items is not None else [elements(call.frame, call.first(), call.at)]:
        _own(call, "insert", UNKNOWN, value)
    return NONE


def _iterated(call: Invocation) -> Value:
    found = _own(call, "__getitem__", UNKNOWN)
    return call.make("iterator", {(...,): found})


def _clear(call: Invocation) -> Value:
    for key in _keys_of(call):
        _own(call, "__delitem__", key)
    return NONE


_MAPPINGS = ("collections.abc.Mapping", "collections.abc.MutableMapping", "typing.Mapping", "typing.MutableMapping")
_SEQUENCES = ("collections.abc.MutableSequence", "typing.MutableSequence")

FUNCTIONS: dict[str, Callable[[Invocation], Value | None]] = {
    **{f"{base}.get": _get for base in _MAPPINGS},
    **{f"{base}.pop": _pop for base in _MAPPINGS},
    **{f"{base}.setdefault": _set_default for base in _MAPPINGS},
    **{f"{base}.update": _update for base in _MAPPINGS},
    **{f"{base}.values": _values for base in _MAPPINGS},
    **{f"{base}.items": _items for base in _MAPPINGS},
    **{f"{base}.keys": _keys for base in _MAPPINGS},
    **{f"{base}.clear": _clear for base in _MAPPINGS},
    **{f"{base}.append": _append for base in _SEQUENCES},
    **{f"{base}.extend": _extend for base in _SEQUENCES},
    **{f"{base}.__iter__": _iterated for base in ("collections.abc.Sequence", *_SEQUENCES)},
}
