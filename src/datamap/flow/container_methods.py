"""Methods of lists, dicts, sets, tuples, iterators and deques."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow import mapping_methods
from datamap.flow.container_writes import add_to_rest, blur, copy_of, fields_where, remove_key, store_items, write_key
from datamap.flow.containers import elements, sequence_items, spread
from datamap.flow.lookup import constants, exact_keys
from datamap.flow.objects import ANY, KEYS, Container, Thing, is_item, item
from datamap.flow.scalars import BOOL, INT
from datamap.flow.subscripts import read_subscript
from datamap.flow.values import NONE, NOTHING, Value, constant, join, join_all, pointing

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.calls import Arguments
    from datamap.flow.frame import Frame, Span

_MAX_LENGTH = 256
MOST = "<maxlen>"
"""The field of a deque for the most items that it holds, where that is a literal."""


def call_method(frame: Frame, thing: Thing, kind: str, name: str, arguments: Arguments, at: Span) -> Value | None:
    """The result of a method of a builtin container; None if there is no such method."""
    family = "dict" if kind == "dict" else "set" if kind in ("set", "frozenset") else "sequence"
    method = _METHODS[family].get(name)
    return None if method is None else method(frame, thing, arguments, at)


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
        blur(frame, thing, elements(frame, arguments.get(0)))
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
        blur(frame, thing, arguments.get(1))
    return NONE


def _append_left(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    items = sequence_items(frame, pointing(thing))
    if items is not None and len(items) < _MAX_LENGTH:
        store_items(frame, thing, [arguments.get(0), *items])
        _keep_to_length(frame, thing, first=True)
    else:
        blur(frame, thing, arguments.get(0))
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
        blur(frame, thing, NOTHING)
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
    blur(frame, thing, NOTHING)
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
        blur(frame, thing, NOTHING)
    return NONE


def _sort(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    if "key" in arguments.keywords:
        from datamap.flow.calls import Arguments as Args
        from datamap.flow.calls import call

        call(frame, arguments.keywords["key"], Args([elements(frame, pointing(thing))]), at)
    blur(frame, thing, NOTHING)
    return NONE


def _copy(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    return pointing(copy_of(frame, thing, frame.site(at)))


def _rotate(frame: Frame, thing: Thing, arguments: Arguments, at: Span) -> Value:
    items = sequence_items(frame, pointing(thing))
    by, exact = constants(frame, arguments.get(0)) if arguments.positional else ((1,), True)
    if not items or not exact or len(by) != 1 or not isinstance(by[0], int):
        return _sort(frame, thing, arguments, at)
    cut = -by[0] % len(items)
    store_items(frame, thing, [*items[cut:], *items[:cut]])
    return NONE


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
    "dict": {**_COMMON, **mapping_methods.METHODS, "__or__": _copy, "elements": _element},
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
