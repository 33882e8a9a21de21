"""What a verb speaks of: the kinds of data in a stretch of words, and the phrases that no entry knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from datamap.policy.lexicon import ALL_DATA
from datamap.policy.rules import grammar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.policy.lexicon import Lexicon
    from datamap.policy.words import Word

_JOINTS = frozenset({",", "and", "or", "/", ";", "nor", "plus", "•"})
_MARKS = "\"“”'\u2019\u2018.()[]*`:;,!?"


@dataclass(frozen=True, slots=True)
class Arguments:
    """Category keys, phrases as written, those of them that no entry knows, and whether all personal data is meant."""

    data: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    unmapped: tuple[str, ...] = ()
    everything: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """The categories, or all personal data where only that is meant."""
        return self.data or ((ALL_DATA,) if self.everything else ())

    def __bool__(self) -> bool:
        return bool(self.data or self.unmapped or self.everything)

    def __or__(self, other: Arguments) -> Arguments:
        return Arguments(
            _merged(self.data, other.data),
            _merged(self.phrases, other.phrases),
            _merged(self.unmapped, other.unmapped),
            self.everything or other.everything,
        )


def _merged(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def arguments(words: Sequence[Word], lexicon: Lexicon) -> Arguments:
    """The data that a stretch of words names."""
    hits = lexicon.data_in(words)
    general = grammar()["all_data"].find(words)
    inside = {i for hit in hits for i in range(hit.start, hit.end)}
    phrases, unmapped = [], []
    for part in _parts(words, inside):
        start, end = _trimmed(words, *part, inside)
        if start >= end:
            continue
        phrase = _written(words[start:end])
        known = any(i in inside for i in range(start, end))
        if not known and (
            any(hit.start < end and start < hit.end for hit in general)
            or not any(word.norm.isalpha() and len(word.norm) > 2 for word in words[start:end])
        ):
            continue
        phrases.append(phrase)
        if not known:
            unmapped.append(phrase)
    everything = any(not any(i in inside for i in range(hit.start, hit.end)) for hit in general)
    return Arguments(
        tuple(dict.fromkeys(hit.value for hit in hits)), tuple(dict.fromkeys(phrases)), tuple(dict.fromkeys(unmapped)), everything
    )


def mentions(words: Sequence[Word], lexicon: Lexicon) -> Arguments:
    """The known kinds of data that a stretch of words names, whatever else it says."""
    hits = lexicon.data_in(words)
    inside = {i for hit in hits for i in range(hit.start, hit.end)}
    everything = any(
        hit.start not in inside for hit in grammar()["all_data"].find(words) if words[hit.start].norm not in grammar().words["pronouns"]
    )
    phrases = dict.fromkeys(_written(words[hit.start : hit.end]) for hit in hits)
    return Arguments(tuple(dict.fromkeys(hit.value for hit in hits)), tuple(phrases), (), everything)


def _parts(words: Sequence[Word], inside: set[int]) -> list[tuple[int, int]]:
    parts, start = [], 0
    for i, word in enumerate(words):
        if word.norm in _JOINTS and not (i in inside and i + 1 in inside and i - 1 in inside):
            parts.append((start, i))
            start = i + 1
    return [*parts, (start, len(words))]


def _trimmed(words: Sequence[Word], start: int, end: int, inside: set[int]) -> tuple[int, int]:
    """Without articles, signs and opening words at its ends."""
    while start < end and start not in inside:
        hit = grammar()["determiners"].at(words[:end], start)
        if hit and hit.end <= end:
            start = hit.end
        elif words[start].norm in _MARKS or (not words[start].is_word and words[start].norm != "{{"):
            start += 1
        else:
            break
    while end > start and not words[end - 1].is_word and end - 1 not in inside:
        end -= 1
    return start, end


def _written(words: Sequence[Word]) -> str:
    written = ""
    for i, word in enumerate(words):
        apart = i and word.start > words[i - 1].end
        written += ("-" if i and word.hyphen else " " if apart else "") + word.text
    return written
