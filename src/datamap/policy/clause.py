"""A clause of a sentence: its words, its verbs, and the clauses that hang on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.policy.verb import Verb
    from datamap.policy.words import Word


class Role(StrEnum):
    """What a clause is to the main clause it belongs to."""

    MAIN = "main"
    CONDITION = "condition"
    EXCEPTION = "exception"
    PARENTHESIS = "parenthesis"
    LIST = "list"


@dataclass(slots=True)
class Clause:
    """Words of a sentence that belong together, its verbs, and the clauses that hang on it."""

    role: Role
    words: list[Word] = field(default_factory=list)
    parts: list[Clause] = field(default_factory=list)
    verbs: list[Verb] = field(default_factory=list)
    opener: str = ""
    bracketed: bool = False
    elliptic: bool = False
    semicolon: bool = False
    object: list[Word] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Offset of its first word, parts included; 0 if there is none."""
        return min([word.start for word in self.words] + [part.start for part in self.parts if part.words], default=0)

    @property
    def end(self) -> int:
        """Offset after its last word, parts included; 0 if there is none."""
        return max([word.end for word in self.words] + [part.end for part in self.parts if part.words], default=0)

    def of(self, role: Role) -> Iterator[Clause]:
        """The parts of one role, nested ones included."""
        for part in self.parts:
            if part.role is role:
                yield part
            yield from part.of(role)

    def walk(self) -> Iterator[Clause]:
        """The clause and all its parts."""
        yield self
        for part in self.parts:
            yield from part.walk()
