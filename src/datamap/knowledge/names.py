"""Identifiers as words: ``hasAnalyticsConsent`` and ``has_analytics_consent`` are the same three."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")
LONGEST = 5


@lru_cache(maxsize=100_000)
def split_words(name: str) -> tuple[str, ...]:
    """Split an identifier, header or key into lower-case words; digits stay with the letters before them (``s3``, ``sha256``)."""
    words: list[str] = []
    end = -1
    for match in _WORD.finditer(name):
        word = match.group().lower()
        if word.isdigit() and match.start() == end:
            words[-1] += word
        else:
            words.append(word)
        end = match.end()
    return tuple(words)


def windows(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Every run of neighbouring words, the longest first."""
    for length in range(min(len(words), LONGEST), 0, -1):
        for start in range(len(words) - length + 1):
            yield words[start : start + length]


class WordIndex(Generic[T]):
    """Finds which entry's words a name contains; an entry's ruling-out words silence it, unless they stand in its own phrase."""

    def __init__(self, entries: Iterable[tuple[T, tuple[str, ...], tuple[str, ...]]]) -> None:
        self._found: dict[tuple[str, ...], list[T]] = {}
        self._ruled_out: dict[tuple[str, ...], list[T]] = {}
        self._heads: set[str] = set()
        for result, words, not_words in entries:
            for phrase in words:
                self._found.setdefault(tuple(phrase.split()), []).append(result)
                self._heads.update(phrase.split()[:1])
            for phrase in not_words:
                self._ruled_out.setdefault(tuple(phrase.split()), []).append(result)

    def find(self, name: str) -> T | None:
        """Give the entry with the longest words in ``name``, or None."""
        return next(iter(self.find_all(split_words(name))), None)

    def _free(self, runs: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
        """The runs but for those that are a part of a longer one which is known: the "invite" of "invite to upgrade"."""
        known = [run for run in runs if run in self._found and len(run) > 1]
        return [run for run in runs if not any(len(run) < len(longer) and set(run) <= set(longer) for longer in known)]

    def find_all(self, words: tuple[str, ...]) -> Iterator[T]:
        """Give every entry whose words are there, the longest first, each once."""
        if self._heads.isdisjoint(words):
            return
        runs = list(windows(words))
        out = [result for run in self._free(runs) for result in self._ruled_out.get(run, ())]
        seen: list[T] = []
        for run in runs:
            for result in self._found.get(run, ()):
                if result not in out and result not in seen:
                    seen.append(result)
                    yield result
