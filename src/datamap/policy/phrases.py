"""Lists of phrases, found in a row of words by their first word; the longest wins."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from datamap.policy.words import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from datamap.policy.words import Word

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Hit(Generic[V]):
    """A phrase found: what it stands for, and from which word up to which."""

    value: V
    start: int
    end: int


@dataclass(slots=True)
class Phrases(Generic[V]):
    """A dictionary of phrases: their values by their words, and by the first word how many words they may have, most first."""

    _values: dict[tuple[str, ...], V] = field(default_factory=dict)
    _lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[tuple[str, V]]) -> Phrases[V]:
        """The dictionary of (phrase, value) pairs; of two equal phrases the first stands."""
        values: dict[tuple[str, ...], V] = {}
        lengths: dict[str, set[int]] = {}
        for text, value in entries:
            key = folded(text)
            if key and key not in values:
                values[key] = value
                lengths.setdefault(key[0], set()).add(len(key))
        return cls(values, {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()})

    def at(self, words: Sequence[Word], index: int) -> Hit[V] | None:
        """The longest phrase that begins at ``index``, which may lie behind the last word."""
        if index >= len(words):
            return None
        for length in self._lengths.get(words[index].fold, ()):
            key = _folds(words, index, length)
            if len(key) == length and key in self._values:
                return Hit(self._values[key], index, index + length)
        return None

    def find(self, words: Sequence[Word]) -> list[Hit[V]]:
        """All phrases from left to right, none overlapping."""
        hits: list[Hit[V]] = []
        index = 0
        while index < len(words):
            hit = self.at(words, index) if words[index].fold in self._lengths else None
            if hit:
                hits.append(hit)
            index = hit.end if hit else index + 1
        return hits

    def every(self, words: Sequence[Word]) -> Iterator[V]:
        """What every phrase stands for that is found anywhere, shorter ones inside longer ones included, from left to right."""
        for index, word in enumerate(words):
            for length in self._lengths.get(word.fold, ()):
                key = _folds(words, index, length)
                if len(key) == length and key in self._values:
                    yield self._values[key]

    def get(self, text: str) -> V | None:
        """What a whole text stands for."""
        return self._values.get(folded(text))


def _folds(words: Sequence[Word], start: int, length: int) -> tuple[str, ...]:
    return tuple([word.fold for word in words[start : start + length]])
