"""Which methods the builtin containers have."""

from __future__ import annotations

_COMMON = frozenset(
    {
        "__bool__", "__contains__", "__copy__", "__delitem__", "__eq__", "__getitem__", "__iter__", "__len__", "__ne__", "__setitem__",
        "clear", "copy",
    }
)  # fmt: skip
_NAMES = {
    "sequence": frozenset(
        {
        "__aiter__", "__anext__", "__iter__", "__next__", "append", "appendleft", "asend", "close", "count", "empty", "extend",
        "extendleft", "full", "get", "get_nowait", "index", "insert", "join", "pop", "popleft", "put", "put_nowait", "qsize", "remove",
        "reverse", "rotate", "send", "sort", "task_done", "throw",
        }
    ),
    "dict": frozenset(
        {
        "__iter__", "__or__", "elements", "get", "items", "keys", "most_common", "move_to_end", "pop", "popitem", "setdefault",
        "update", "values",
        }
    ),
    "set": frozenset(
        {
        "add", "difference", "difference_update", "discard", "intersection", "intersection_update", "isdisjoint", "issubset",
        "issuperset", "pop", "remove", "symmetric_difference", "symmetric_difference_update", "union", "update",
        }
    ),
}  # fmt: skip
_FAMILIES = {"dict": "dict", "set": "set", "frozenset": "set"}
_SEQUENCES = frozenset({"list", "tuple", "generator", "iterator", "deque", "range"})


def has_method(kind: str | None, name: str) -> bool:
    """Whether a builtin of a kind has a method; those of kinds that are not listed may."""
    family = _FAMILIES.get(kind or "", "sequence" if kind in _SEQUENCES else None)
    return family is None or name in _COMMON or name in _NAMES[family]
