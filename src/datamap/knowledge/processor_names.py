"""Vendors named in prose: the longest name wins, and an ordinary word ("Segment", "Box") is a name only where it stands like one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.knowledge.processors import Naming, Processor

WORD = re.compile(r"[^\W_]+")
SPACE_OR_HYPHEN = re.compile(r"[ \t\r\n\u00a0-]{1,4}")
SENTENCE_END = re.compile(r"[.!?:•\n]\s*[-*•]?\s*\Z|\n")
COMPOUND = re.compile(r"-\Z|[_\[(]\Z")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]{1,64}@\S+|(?<=\w)\.\w+\.\w+")
LONGEST_ACRONYM = 4
MENDED = str.maketrans({"\u2019": "'", "\u2010": "-", "\u2011": "-"})


@dataclass(frozen=True, slots=True)
class NameMatch:
    """``processor`` is named from ``start`` to ``end`` of the text; ``text`` is how."""

    processor: Processor
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Name:
    """``ordinary`` words need capitals and, if it is only one, a place for a name; ``acronym`` needs all capitals."""

    words: tuple[str, ...]
    joints: tuple[str, ...]
    processor: Processor
    ordinary: bool
    acronym: bool


class _Words:
    """A text as words that know their neighbours."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found = list(WORD.finditer(text))
        self.folded = [word.group().casefold() for word in self.found]

    def gap(self, at: int) -> str:
        """What stands between word ``at`` and the next; before the first and after the last, what stands there."""
        start = self.found[at].end() if at >= 0 else 0
        end = self.found[at + 1].start() if at + 1 < len(self.found) else len(self.text)
        return self.text[start:end]


class NameIndex:
    """Names and aliases of every entry, by their first word."""

    def __init__(self, entries: Iterable[Processor], naming: Naming) -> None:
        self._leads = frozenset(naming.leads)
        self._suffixes = frozenset(naming.company_suffixes)
        self._followers = frozenset(naming.followers) | self._suffixes
        self._names: dict[str, list[_Name]] = {}
        self._exact: dict[tuple[str, ...], Processor] = {}
        for entry in entries:
            for name in dict.fromkeys((entry.name, *entry.aliases)):
                self._add(name, entry)
        for names in self._names.values():
            names.sort(key=lambda name: -len(name.words))

    def _add(self, written: str, entry: Processor) -> None:
        found = list(WORD.finditer(written.casefold()))
        words = tuple(match.group() for match in found)
        joints = tuple(written[left.end() : right.start()] for left, right in pairwise(found))
        if words:
            ordinary = entry.ambiguous and "." not in joints
            acronym = written.isupper() and len(written) <= LONGEST_ACRONYM
            self._names.setdefault(words[0], []).append(_Name(words, joints, entry, ordinary, acronym))
            self._exact.setdefault(words, entry)

    def exact(self, name: str) -> Processor | None:
        """The entry with that name or alias, whatever the case, punctuation and legal form."""
        words = [match.group() for match in WORD.finditer(name.casefold())]
        while len(words) > 1 and tuple(words) not in self._exact and words[-1] in self._suffixes:
            words.pop()
        return self._exact.get(tuple(words))

    def find(self, text: str) -> tuple[NameMatch, ...]:
        """Every name in ``text``, in order; names don't overlap, and what stands in a link or an e-mail address is no name."""
        words = _Words(ADDRESS.sub(lambda address: " " * len(address.group()), text.translate(MENDED)))
        matches: list[NameMatch] = []
        at = 0
        while at < len(words.found):
            name = self._at(words, at)
            if name is None:
                at += 1
                continue
            last = at + len(name.words) - 1
            start, end = words.found[at].start(), words.found[last].end()
            matches.append(NameMatch(name.processor, start, end, text[start:end]))
            at = last + 1
        return tuple(matches)

    def _at(self, words: _Words, at: int) -> _Name | None:
        for name in self._names.get(words.folded[at], ()):
            together = tuple(words.folded[at : at + len(name.words)]) == name.words and _joined(words, at, name)
            if together and self._written_as_a_name(words, at, name):
                return name
        return None

    def _written_as_a_name(self, words: _Words, at: int, name: _Name) -> bool:
        written = [word.group() for word in words.found[at : at + len(name.words)]]
        if name.acronym:
            return written[0].isupper()
        if not name.ordinary:
            return True
        return all(word[0].isupper() for word in written) if len(written) > 1 else self._stands_like_a_name(words, at)

    def _stands_like_a_name(self, words: _Words, at: int) -> bool:
        """A capital where no rule of writing asks for one, or a place where only a vendor makes sense."""
        word, before, after = words.found[at].group(), words.gap(at - 1), words.gap(at)
        if not word[0].isupper() or (len(word) > 1 and word.isupper()):
            return False
        beside = at + 1 < len(words.found) and after.isspace() and "\n" not in after
        follows = words.folded[at + 1] if beside else ""
        if COMPOUND.match(after):
            return False
        if at == 0 or SENTENCE_END.search(before):
            return not follows or follows in self._followers
        if follows and follows not in self._suffixes and words.found[at + 1].group()[0].isupper():
            return False
        return not before.isspace() or words.found[at - 1].group()[0].islower() or words.folded[at - 1] in self._leads


def _joined(words: _Words, at: int, name: _Name) -> bool:
    """Whether the words hang together as they do in the name; a space may be a hyphen or a line's end."""
    for offset, joint in enumerate(name.joints):
        gap = words.gap(at + offset)
        if gap != joint and not (joint in {" ", "-"} and SPACE_OR_HYPHEN.fullmatch(gap)):
            return False
    return True
