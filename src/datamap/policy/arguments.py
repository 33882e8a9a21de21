"""What a verb speaks of: the kinds of data in a stretch of words, and the phrases that no entry knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from datamap.policy.lexicon import ALL_DATA
from datamap.policy.rules import grammar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.policy.lexicon import Lexicon
    from datamap.policy.phrases import Hit
    from datamap.policy.words import Word

_JOINTS = frozenset({",", "and", "or", "/", ";", "nor", "plus", "•"})
_QUANTIFIERS = frozenset({"all", "any", "the", "your", "of", "rest", "other", "their", "associated", "related", "remaining"})
_MARKS = "\"“”'\u2019\u2018.()[]*`:;,!?"


@dataclass(frozen=True, slots=True)
class Arguments:
    """Category keys, phrases as written, those that no entry knows; whether all personal data is meant, and even beside kinds of it."""

    data: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    unmapped: tuple[str, ...] = ()
    everything: bool = False
    whole: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """The categories, and all personal data where only that is meant, or that as well."""
        return (*self.data, *((ALL_DATA,) if self.whole or (self.everything and not self.data) else ()))

    def __bool__(self) -> bool:
        return bool(self.data or self.unmapped or self.everything)

    def __or__(self, other: Arguments) -> Arguments:
        return Arguments(
            _merged(self.data, other.data),
            _merged(self.phrases, other.phrases),
            _merged(self.unmapped, other.unmapped),
            self.everything or other.everything,
            self.whole or other.whole,
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
    whole = bool(hits) and any(_is_coordinated(words, hit, inside) for hit in grammar()["whole_data"].find(words))
    return Arguments(
        tuple(dict.fromkeys(hit.value for hit in hits)), tuple(dict.fromkeys(phrases)), tuple(dict.fromkeys(unmapped)), everything, whole
    )


def _is_coordinated(words: Sequence[Word], hit: Hit[bool], inside: set[int]) -> bool:
    """Whether words for all data stand beside a kind of data, "and" between them: they don't introduce or sum up the kinds."""
    start = hit.start
    while start and (words[start - 1].norm in _QUANTIFIERS):
        start -= 1
    before = start > 1 and words[start - 1].norm in _JOINTS and start - 2 in inside
    after = hit.end + 1 < len(words) and words[hit.end].norm in _JOINTS and any(i in inside for i in range(hit.end + 1, hit.end + 4))
    after = after and not any(grammar()["open_lists"].at(words, i) for i in (hit.end, hit.end + 1))
    return (before or after) and hit.start not in inside


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
