"""Whether a text is English enough to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.rules import stop_words

if TYPE_CHECKING:
    from collections.abc import Iterable

_ENOUGH = 25


def language_of(texts: Iterable[str]) -> str:
    """The language whose small words are most frequent; "en" for texts too short to tell, "und" where none of them is found."""
    words = [word.strip(".,;:()[]\"'\u2019“”!?").lower() for text in texts for word in text.split()]
    if len(words) < _ENOUGH:
        return "en"
    counts = {name: sum(word in small for word in words) for name, small in stop_words().items()}
    best = max(counts, key=lambda name: (counts[name], name))
    if counts[best] < len(words) * 0.08:
        letters = sum(character.isalpha() and not character.isascii() for word in words for character in word)
        return "und" if letters > sum(len(word) for word in words) * 0.3 else "en"
    return best


def foreign(text: str) -> str | None:
    """The language of one passage that is clearly not English; None otherwise."""
    words = [word.strip(".,;:()[]\"'\u2019“”!?").lower() for word in text.split()]
    letters = [character for word in words for character in word if character.isalpha()]
    if letters and sum(not character.isascii() for character in letters) > len(letters) * 0.5:
        return "und"
    if len(words) < 7:
        return None
    counts = {name: sum(word in small for word in words) for name, small in stop_words().items()}
    best = max(counts, key=lambda name: (counts[name], name))
    return best if best != "en" and counts[best] >= 3 and counts[best] > 2 * counts["en"] else None
