"""What a value can point to. Objects are hashable names; what is inside of the mutable ones is in memory.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Hashable


class Thing:
    """Base of all objects: a class with identifying fields and a cached hash."""

    __slots__ = ("_hash", "key")

    def __init__(self, *key: Hashable) -> None:
        self.key = key
        self._hash = hash((type(self).__name__, key))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (type(other) is type(self) and self._hash == other._hash and self.key == other.key)

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self.key}"


Object: TypeAlias = Thing
