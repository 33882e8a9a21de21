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
    """A dictionary of phrases."""

    _by_first: dict[str, list[tuple[tuple[str, ...], V]]] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[tuple[str, V]]) -> Phrases[V]:
        """The dictionary of (phrase, value) pairs; of two equal phrases the first stands."""
        phrases = cls()
        seen: set[tuple[str, ...]] = set()
        for text, value in entries:
            key = folded(text)
            if key and key not in seen:
                seen.add(key)
                phrases._by_first.setdefault(key[0], []).append((key, value))
        for found in phrases._by_first.values():
            found.sort(key=lambda entry: -len(entry[0]))
        return phrases

    def at(self, words: Sequence[Word], index: int) -> Hit[V] | None:
        """The longest phrase that begins at ``index``."""
        for key, value in self._by_first.get(words[index].fold, ()):
            if len(key) == 1 or _folds(words, index, len(key)) == key:
                return Hit(value, index, index + len(key))
        return None

    def find(self, words: Sequence[Word]) -> list[Hit[V]]:
        """All phrases from left to right, none overlapping."""
        hits: list[Hit[V]] = []
        index = 0
        while index < len(words):
            hit = self.at(words, index) if words[index].fold in self._by_first else None
            if hit:
                hits.append(hit)
            index = hit.end if hit else index + 1
        return hits

    def every(self, words: Sequence[Word]) -> Iterator[V]:
        """What every phrase stands for that is found anywhere, shorter ones inside longer ones included, from left to right."""
        for index, word in enumerate(words):
            for key, value in self._by_first.get(word.fold, ()):
                if len(key) == 1 or _folds(words, index, len(key)) == key:
                    yield value

    def get(self, text: str) -> V | None:
        """What a whole text stands for."""
        key = folded(text)
        return next((value for phrase, value in self._by_first.get(key[0], ()) if phrase == key), None) if key else None


def _folds(words: Sequence[Word], start: int, length: int) -> tuple[str, ...]:
    return tuple([word.fold for word in words[start : start + length]])
