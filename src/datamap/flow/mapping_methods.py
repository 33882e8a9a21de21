"""Methods of dicts and their views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.container_writes import add_to_rest, fields_where, merge_dict, write_key
from datamap.flow.containers import item_of, keys_of, read_item, sequence_items
from datamap.flow.frame import may_be_absent
from datamap.flow.lookup import constants, exact_keys
from datamap.flow.objects import ANY, KEYS, Container, Thing, item
from datamap.flow.subscripts import read_subscript
from datamap.flow.values import NONE, NOTHING, Value, constant, join, pointing

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.calls import Arguments
    from datamap.flow.frame import Fields, Frame, Span


def _get(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    key = arguments.get(0)
    default = arguments.get(1, "default") if len(arguments.positional) > 1 or "default" in arguments.keywords else NONE
    literals, exact = constants(frame, key)
    if not exact:
        return join(read_subscript(frame, pointing(thing), key, at), default)
    keys = exact_keys(frame, thing)
    result = NOTHING
    for literal in literals:
        held = frame.fields(thing).get(item(literal))
        there = (keys is not None and item(literal) in keys) or (held is not None and not may_be_absent(held))
        if keys is None or there:
            result = join(result, item_of(frame, thing, "dict", item(literal)))
        if not there:
            result = join(result, default)
    return result


def _set_default(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    result = _get(frame, thing, arguments, at)
    write_key(frame, thing, arguments.get(0), result)
    return result


def _update(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    for value in arguments.positional:
        merge_dict(frame, thing, value)
    for name, value in arguments.keywords.items():
        frame.put(thing, item(name), value)
    if arguments.extra is not NOTHING:
        add_to_rest(frame, thing, arguments.extra)
    return NONE


def _pop_key(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    literals, exact = constants(frame, arguments.get(0))
    default = arguments.get(1) if len(arguments.positional) > 1 else NOTHING
    if not exact:
        return join(read_item(frame, pointing(thing), ANY), default)
    keys = exact_keys(frame, thing)
    result = NOTHING
    for literal in literals:
        key = item(literal)
        result = join(result, item_of(frame, thing, "dict", key))
        if keys is None or key not in keys:
            result = join(result, default)
        if len(literals) == 1:
            fields_where(frame, thing, key)
    return result


def _pop_item(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    keys = exact_keys(frame, thing) if thing in frame.own else None
    last = arguments.get(0, "last")
    if keys and (last is NOTHING or last.exact) and KEYS not in frame.fields(thing):
        key = keys[0] if last.constants == (False,) else keys[-1]
        value = item_of(frame, thing, "dict", key)  # type: ignore[arg-type]
        fields_where(frame, thing, key)
        return _pair(frame, constant(key[0]), value, at, "")  # type: ignore[index]
    return _pair(frame, keys_of(frame, thing), read_item(frame, pointing(thing), ANY), at, "")


def _move_to_end(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    literals, exact = constants(frame, arguments.get(0))
    last = arguments.get(1, "last")
    fields = dict(frame.fields(thing))
    if exact and len(literals) == 1 and thing in frame.own and item(literals[0]) in fields and (last is NOTHING or last.exact):
        moved = {item(literals[0]): fields.pop(item(literals[0]))}
        frame.put_all(thing, {**moved, **fields} if last.constants == (False,) else {**fields, **moved})
    return NONE


def _pair(frame: Frame, key: Value, value: Value, at: Span, part: str) -> Value:
    return pointing(frame.make(Container("tuple", frame.site(at, f"pair{part}")), {item(0): key, item(1): value}))


def _items(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    keys = exact_keys(frame, thing)
    if keys is not None and (thing not in frame.own or KEYS not in frame.fields(thing)):
        pairs = [
            _pair(frame, constant(key[0]), item_of(frame, thing, "dict", key), at, str(position))  # type: ignore[index, arg-type]
            for position, key in enumerate(keys)
        ]
        fields: Fields = {item(position): pair for position, pair in enumerate(pairs)}
    else:
        fields = {ANY: _pair(frame, keys_of(frame, thing), read_item(frame, pointing(thing), ANY), at, "")}
    return pointing(frame.make(Container("list", frame.site(at)), fields))


def _keys(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    items = sequence_items(frame, pointing(thing))
    fields: Fields = {item(position): key for position, key in enumerate(items)} if items is not None else {ANY: keys_of(frame, thing)}
    return pointing(frame.make(Container("list", frame.site(at)), fields))


def _values(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    keys = exact_keys(frame, thing)
    if keys is not None:
        fields: Fields = {item(position): item_of(frame, thing, "dict", key) for position, key in enumerate(keys)}  # type: ignore[arg-type]
    else:
        fields = {ANY: read_item(frame, pointing(thing), ANY)}
    return pointing(frame.make(Container("list", frame.site(at)), fields))


METHODS: dict[str, Callable[[Frame, Thing, Arguments, Span], Value]] = {
    "get": _get,
    "setdefault": _set_default,
    "update": _update,
    "pop": _pop_key,
    "popitem": _pop_item,
    "items": _items,
    "keys": _keys,
    "values": _values,
    "move_to_end": _move_to_end,
    "most_common": _items,
    "__iter__": _keys,
}
