"""What the lowering of one file keeps while it walks: positions, names seen, and what the current function binds."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.facts.positions import At

IDENTIFIER_LENGTH = 64
_COULD_NAME_A_FIELD = re.compile(r"[\w$@.-][\w .:/$@\[\]-]*")


@dataclass(slots=True)
class Scope:
    """Names bound by the function (or module, or class) that is being lowered, and whether it yields."""

    bound: dict[str, None] = field(default_factory=dict)
    declared: set[str] = field(default_factory=set)
    yields: bool = False

    def assigned(self) -> tuple[str, ...]:
        """The names that are local to it because its body binds them, in order of first binding."""
        return tuple(name for name in self.bound if name not in self.declared)


class Lowering:
    """The state of lowering one file. ``at`` gives a node's span; the rest fills up on the way."""

    __slots__ = ("at", "gaps", "names", "scope", "texts")

    def __init__(self, at: At) -> None:
        self.at = at
        self.names: set[str] = set()
        self.texts: set[str] = set()
        self.gaps: list[tuple[int, str]] = []
        self.scope = Scope()

    @contextmanager
    def inner_scope(self) -> Iterator[Scope]:
        """A new scope for the names bound inside the ``with``."""
        outer, self.scope = self.scope, Scope()
        try:
            yield self.scope
        finally:
            self.scope = outer

    def bind(self, name: str) -> None:
        """The current scope binds the name."""
        self.names.add(name)
        self.scope.bound[name] = None

    def identifiers(self) -> frozenset[str]:
        """Every name of the file and every short string that could name a field."""
        matches = _COULD_NAME_A_FIELD.fullmatch
        return frozenset(self.names).union(text for text in self.texts if matches(text))
