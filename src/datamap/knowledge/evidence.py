"""What stands around a name: who owns it and what it is declared as."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from datamap.knowledge.words import split

if TYPE_CHECKING:
    from collections.abc import Container

    from datamap.knowledge.words import Words

IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
LONGEST_OWNER = 3


class Holder(Enum):
    """What a class, table or form is about."""

    UNKNOWN = "unknown"
    PERSON = "a person"
    RECORD = "a record about people"
    THING = "a thing"


@dataclass(frozen=True, slots=True)
class Owner:
    """The words of an owner's name, without those that say nothing and with them, and what it is about."""

    words: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    holder: Holder = Holder.UNKNOWN

    def ends_with(self, runs: Container[str]) -> bool:
        """Whether the owner's last words are one of ``runs``."""
        return self.closeness(runs) > 0

    def closeness(self, runs: Container[str]) -> int:
        """How long the longest run of its last words in ``runs`` is: ``TrialUsage`` is nearer to a trial usage than to a usage."""
        return max((len(tail) for tail in (*tails(self.whole), *tails(self.words)) if tail in runs), default=0)

    def says_nothing(self, wrappers: Container[str]) -> bool:
        """Whether it is a mere container, a Record or a Row, or none is known."""
        return self.holder is Holder.UNKNOWN and all(word in wrappers for word in self.words)

    def speaks_against(self, against: Container[str], runs: Container[str]) -> bool:
        """Whether its words, but for a longest last run in ``runs``, hold one of ``against``."""
        rest = self.words
        for start in range(len(rest)):
            if "".join(rest[start:]) in runs:
                rest = rest[:start]
                break
        return any(tail in against for end in range(len(rest), 0, -1) for tail in tails(rest[:end]))


def tails(words: tuple[str, ...]) -> list[str]:
    """The last words as runs, longest first."""
    return ["".join(words[start:]) for start in range(max(0, len(words) - LONGEST_OWNER), len(words))]


def read_owner(name: str | None, words: Words) -> Owner:
    """What the last part of a dotted owner name is about: its last noun decides, as in ``UserGroup``."""
    if not name:
        return Owner()
    found = whole = split(name.rpartition(".")[2])
    while len(found) > 1 and found[-1] in words.wrappers:
        found = found[:-1]
    return Owner(found, whole, Holder.RECORD if _is_record(whole, words) else _holder(found, words))


def _is_record(whole: tuple[str, ...], words: Words) -> bool:
    """Whether several words together name a record: a page is a thing, a page view is somebody's."""
    return any("".join(whole[start:]) in words.records for start in range(max(0, len(whole) - LONGEST_OWNER), len(whole) - 1))


def _holder(found: tuple[str, ...], words: Words) -> Holder:
    for tail in tails(found):
        if tail in words.records:
            return Holder.RECORD
        if tail in words.people:
            return Holder.THING if _is_program(found, tail, words) else Holder.PERSON
        if tail in words.things:
            return Holder.THING
    return Holder.UNKNOWN


def _is_program(found: tuple[str, ...], last: str, words: Words) -> bool:
    """Whether the last word names a program after what it works on: a TaskManager, but not a UserAccount."""
    return last in words.agents and len(found) > 1 and found[-2] not in words.people


def shapes_of(types: tuple[str, ...], words: Words) -> tuple[str, ...]:
    """What a declared type can hold (``flag``, ``text``, ``number`` …), as far as its lower-case words say."""
    return tuple(words.shapes[name] for name in types if name in words.shapes)
