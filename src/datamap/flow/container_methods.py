"""Methods of lists, dicts, sets, tuples, iterators and deques."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.container_writes import copy_of, fields_where, merge_dict, slice_of, write_key
from datamap.flow.containers import SEQUENCES, elements, item_of, keys_of, read_item, sequence_items, spread
from datamap.flow.frame import may_be_absent, present
from datamap.flow.lookup import constants, exact_keys, expand, field
from datamap.flow.objects import ANY, KEYS, Container, Thing, is_item, item, kind_of
from datamap.flow.scalars import BOOL, INT
from datamap.flow.subscripts import read_subscript
from datamap.flow.values import NONE, NOTHING, UNKNOWN, Value, constant, join, join_all, pointing

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.calls import Arguments
    from datamap.flow.frame import Fields, Frame, Span

_MAX_LENGTH = 256
MOST = "<maxlen>"
"""The field of a deque for the most items that it holds, where that is a literal."""


def call_method(frame: Frame, thing: Thing, kind: str, name: str, arguments: Arguments, at: Span) -> Value | None:
    """The result of a method of a builtin container; None if there is no such method."""
    family = "dict" if kind == "dict" else "set" if kind in ("set", "frozenset") else "sequence"
    method = _METHODS[family].get(name)
    return None if method is None else method(frame, thing, arguments, at)


def store_items(frame: Frame, thing: Thing, items: list[Value]) -> None:
    """Make a sequence hold exactly these items."""
    fields: Fields = {item(position): value for position, value in enumerate(items)}
    if thing in frame.own:
        rest = {name: value for name, value in frame.fields(thing).items() if not is_item(name)}
        frame.put_all(thing, {**rest, **fields})
        return
    for position in range(len(items), len(exact_keys(frame, thing) or ())):
        fields_where(frame, thing, item(position))
    for name, value in fields.items():
        frame.put(thing, name, value)


def add_to_rest(frame: Frame, thing: Thing, value: Value) -> None:
    """Add an element at a position that is not known."""
    if value is NOTHING:
        return
    rest = field(frame, thing, ANY)
    frame.put(thing, ANY, value if rest is None else join(rest, value))


def _append(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    value = arguments.get(0)
    length = _length(frame, thing)
    if length is not None and length < _MAX_LENGTH:
        frame.put(thing, item(length), value)
        _keep_to_length(frame, thing)
    else:
        add_to_rest(frame, thing, value)
    return NONE


def _keep_to_length(frame: Frame, thing: Thing, *, first: bool = False) -> None:
    """A deque that may only grow so long loses items at the other end; ``first``: it grew at its beginning."""
    most = frame.fields(thing).get(MOST)
    items = sequence_items(frame, pointing(thing)) if most is not None else None
    if most is not None and items is not None and isinstance(most.constants[0], int) and len(items) > most.constants[0]:
        store_items(frame, thing, items[: most.constants[0]] if first else items[len(items) - most.constants[0] :])


def _length(frame: Frame, thing: Thing) -> int | None:
    keys = exact_keys(frame, thing)
    return None if keys is None else len(keys)


def _extend(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    items, rest = spread(frame, arguments.get(0))
    length = _length(frame, thing)
    if length is not None and length + len(items) <= _MAX_LENGTH:
        for position, value in enumerate(items, length):
            frame.put(thing, item(position), value)
    else:
        rest = join(rest, join_all(items))
    add_to_rest(frame, thing, rest)
    return NONE


def _extend_left(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    items, before = sequence_items(frame, arguments.get(0)), sequence_items(frame, pointing(thing))
    if items is None or before is None or len(items) + len(before) > _MAX_LENGTH:
        _blur(frame, thing, elements(frame, arguments.get(0)))
    else:
        store_items(frame, thing, [*items[::-1], *before])
        _keep_to_length(frame, thing, first=True)
    return NONE


def _insert(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    items = sequence_items(frame, pointing(thing))
    where, exact = constants(frame, arguments.get(0))
    if items is not None and exact and len(where) == 1 and isinstance(where[0], int):
        items.insert(where[0], arguments.get(1))
        store_items(frame, thing, items)
    else:
        _blur(frame, thing, arguments.get(1))
    return NONE


def _blur(frame: Frame, thing: Thing, value: Value) -> None:
    """Positions are no longer known."""
    whole = join(elements(frame, pointing(thing)), value)
    if thing in frame.own:
        rest = {name: held for name, held in frame.fields(thing).items() if not is_item(name)}
        frame.put_all(thing, {**rest, ANY: whole} if whole is not NOTHING else rest)
    else:
        for name in list(frame.fields(thing)):
            if is_item(name):
                frame.put(thing, name, join(frame.fields(thing)[name], whole))
        add_to_rest(frame, thing, whole)


def _append_left(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    items = sequence_items(frame, pointing(thing))
    if items is not None and len(items) < _MAX_LENGTH:
        store_items(frame, thing, [arguments.get(0), *items])
        _keep_to_length(frame, thing, first=True)
    else:
        _blur(frame, thing, arguments.get(0))
    return NONE


def _pop(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    items = sequence_items(frame, pointing(thing))
    where, exact = constants(frame, arguments.get(0)) if arguments.positional else ((-1,), True)
    if items and exact and len(where) == 1 and isinstance(where[0], int) and -len(items) <= where[0] < len(items):
        value = items.pop(where[0])
        store_items(frame, thing, items)
        return value
    value = elements(frame, pointing(thing))
    if items != []:
        _blur(frame, thing, NOTHING)
    return value


def _pop_left(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    from datamap.flow.calls import Arguments as Args

    return _pop(frame, thing, Args([constant(0)]), at)


LIFO = "<last first>"
"""The field of a queue that gives what was put last."""


def _take(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    """``queue.get()``."""
    from datamap.flow.calls import Arguments as Args

    last_first = thing in frame.own and LIFO in frame.fields(thing)
    return _pop(frame, thing, Args(), at) if last_first else _pop_left(frame, thing, arguments, at)


def _remove(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    items = sequence_items(frame, pointing(thing))
    wanted = arguments.get(0)
    if items is not None and wanted.exact and len(wanted.constants) == 1:
        matching = [value for value in items if value.exact and not value.labels and value.constants == wanted.constants]
        if matching:
            items.remove(matching[0])
            store_items(frame, thing, items)
            return NONE
    if items is not None and wanted.objects:
        same = [value for value in items if value.objects == wanted.objects]
        if len(same) == 1:
            items.remove(same[0])
            store_items(frame, thing, items)
            return NONE
    _blur(frame, thing, NOTHING)
    return NONE


def _clear(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    if thing in frame.own:
        frame.put_all(thing, {name: value for name, value in frame.fields(thing).items() if not is_item(name) and name != KEYS})
    else:
        for name in [*(exact_keys(frame, thing) or ()), *[name for name in frame.fields(thing) if is_item(name)]]:
            fields_where(frame, thing, name)
    return NONE


def _reverse(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    items = sequence_items(frame, pointing(thing))
    if items is not None:
        store_items(frame, thing, items[::-1])
    else:
        _blur(frame, thing, NOTHING)
    return NONE


def _sort(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    if "key" in arguments.keywords:
        from datamap.flow.calls import Arguments as Args
        from datamap.flow.calls import call

        call(frame, arguments.keywords["key"], Args([elements(frame, pointing(thing))]), at)
    _blur(frame, thing, NOTHING)
    return NONE


def _copy(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    return pointing(copy_of(frame, thing, frame.site(at)))


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


def _rotate(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    items = sequence_items(frame, pointing(thing))
    by, exact = constants(frame, arguments.get(0)) if arguments.positional else ((1,), True)
    if not items or not exact or len(by) != 1 or not isinstance(by[0], int):
        return _sort(frame, thing, arguments, at)
    cut = -by[0] % len(items)
    store_items(frame, thing, [*items[cut:], *items[:cut]])
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


def _add(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    add_to_rest(frame, thing, arguments.get(0))
    return NONE


def _update_set(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    for value in arguments.positional:
        add_to_rest(frame, thing, elements(frame, value))
    return NONE


def _union(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    held = join_all([elements(frame, pointing(thing)), *[elements(frame, value) for value in arguments.positional]])
    return pointing(frame.make(Container("set", frame.site(at)), {ANY: held} if held is not NOTHING else {}))


def _subset(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    return pointing(copy_of(frame, thing, frame.site(at), "set"))


def _element(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    return elements(frame, pointing(thing))


def _nothing(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    return NONE


def _count(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    return INT


def _length_of(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    length = _length(frame, thing)
    return INT if length is None else constant(length)


def _bool(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    return BOOL


def _get_item(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    return read_subscript(frame, pointing(thing), arguments.get(0), at)


def _set_item(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    write_key(frame, thing, arguments.get(0), arguments.get(1))
    return NONE


def _del_item(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    remove_key(frame, thing, arguments.get(0))
    return NONE


def remove_key(frame: Frame, thing: Thing, index: Value) -> None:
    """``del thing[index]``."""
    for one in expand(frame, index):
        if kind_of(one) == "slice":
            cut, held = slice_of(frame, one), sequence_items(frame, pointing(thing))
            if cut is not None and held is not None:
                del held[cut]
                store_items(frame, thing, held)
            return
    literals, exact = constants(frame, index)
    if not exact or len(literals) != 1:
        return
    if kind_of(thing) in SEQUENCES:
        items = sequence_items(frame, pointing(thing))
        if items is not None and isinstance(literals[0], int) and -len(items) <= literals[0] < len(items):
            del items[literals[0]]
            store_items(frame, thing, items)
        return
    fields_where(frame, thing, item(literals[0]))


def _next(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    from datamap.flow.generators import advance

    return advance(frame, thing, at)


def _send(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    from datamap.flow.generators import send

    return send(frame, thing, arguments.get(0), at)


def _throw(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    from datamap.flow.generators import throw

    return throw(frame, thing, arguments.get(1) if len(arguments.positional) > 1 else arguments.get(0), at)


def _iter(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    return pointing(thing)


_COMMON = {
    "copy": _copy,
    "__copy__": _copy,
    "__len__": _length_of,
    "__contains__": _bool,
    "__getitem__": _get_item,
    "__setitem__": _set_item,
    "__delitem__": _del_item,
    "clear": _clear,
    "__iter__": _iter,
    "__eq__": _bool,
    "__ne__": _bool,
    "__bool__": _bool,
}
_METHODS: dict[str, dict[str, Callable[[Frame, Thing, Arguments, Span], Value]]] = {
    "sequence": {
        **_COMMON,
        "append": _append,
        "extend": _extend,
        "insert": _insert,
        "pop": _pop,
        "remove": _remove,
        "reverse": _reverse,
        "sort": _sort,
        "index": _count,
        "count": _count,
        "appendleft": _append_left,
        "popleft": _pop_left,
        "extendleft": _extend_left,
        "rotate": _rotate,
        "__next__": _next,
        "__anext__": _next,
        "send": _send,
        "asend": _send,
        "close": _nothing,
        "throw": _throw,
        "athrow": _throw,
        "__iter__": _iter,
        "__aiter__": _iter,
        "put": _append,
        "put_nowait": _append,
        "get": _take,
        "get_nowait": _take,
        "qsize": _count,
        "empty": _bool,
        "full": _bool,
        "task_done": _nothing,
        "join": _nothing,
    },
    "dict": {
        **_COMMON,
        "get": _get,
        "setdefault": _set_default,
        "update": _update,
        "pop": _pop_key,
        "popitem": _pop_item,
        "items": _items,
        "keys": _keys,
        "values": _values,
        "__or__": _copy,
        "move_to_end": _move_to_end,
        "elements": _element,
        "most_common": _items,
        "__iter__": _keys,
    },
    "set": {
        **_COMMON,
        "add": _add,
        "update": _update_set,
        "union": _union,
        "pop": _element,
        "discard": _nothing,
        "remove": _nothing,
        "intersection": _subset,
        "difference": _subset,
        "symmetric_difference": _union,
        "issubset": _bool,
        "issuperset": _bool,
        "isdisjoint": _bool,
        "difference_update": _nothing,
        "intersection_update": _nothing,
        "symmetric_difference_update": _update_set,
    },
}

__all__ = ["UNKNOWN", "add_to_rest", "call_method", "expand", "present", "remove_key", "store_items"]
