"""Data that is named by what people do: "what you type", "which pages you open", "your letters"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.phrases import Hit
from datamap.policy.rules import grammar, small
from datamap.policy.verb import is_adverb

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datamap.policy.words import Word

_PEOPLE = frozenset({"you", "users", "visitors", "customers", "people", "members", "players"})
_OWNERS = frozenset({"your", "their", "his", "her"})
_REACH = 3
# What somebody does -> the kind of data that it leaves.
_LEFT = {
    "deeds_content": "user.content",
    "deeds_usage": "user.behavior.usage",
    "deeds_media": "user.behavior.media_consumption",
    "deeds_search": "user.behavior.search_history",
    "deeds_purchase": "user.behavior.purchase_history",
    "deeds_home": "user.contact.address",
    "deeds_place": "user.location",
}


def told_by_deeds(words: Sequence[Word], hits: Sequence[Hit[str]]) -> Iterator[Hit[str]]:
    """The data that deeds or possession name, where no phrase names it."""
    inside = {i for hit in hits for i in range(hit.start, hit.end)}
    for i, word in enumerate(words):
        found = (
            _done(words, i) if word.norm in _PEOPLE and i else _was_done(words, i) if word.norm in grammar().words["being"] and i else None
        )
        if found is not None and inside.isdisjoint(range(found.start, found.end)) and not _decides(words, found):
            yield found
        elif word.fold in small("content_nouns") and i not in inside and _is_owned(words, i):
            yield Hit("user.content", i, i + 1)


def _decides(words: Sequence[Word], found: Hit[str]) -> bool:
    """“Where you live decides which rights you have”, "depending on where you live": a condition of the law."""
    after = words[found.end].norm if found.end < len(words) else ""
    before = {word.norm for word in words[max(found.start - 2, 0) : found.start]}
    return after in small("deciding") or not before.isdisjoint(small("depending"))


def _was_done(words: Sequence[Word], i: int) -> Hit[str] | None:
    """“Which lessons were opened”, "how often a command is used"."""
    start = next((j for j in range(i - 1, max(i - 6, -1), -1) if words[j].norm in {"which", "how", "what"}), None)
    relative = start is not None and start > 0 and words[start - 1].norm in small("hanging") | {",", "without"}
    if start is None or relative or i + 1 >= len(words):
        return None
    done = words[i + 1].norm
    if done in small("deeds_purchase"):
        return Hit("user.behavior.purchase_history", start, i + 2)
    return Hit("user.behavior.usage", start, i + 2) if done in small("done_to_pages") else None


def _is_owned(words: Sequence[Word], i: int) -> bool:
    last = words[i + 1].norm if i + 1 < len(words) else ""
    own = any(word.norm in _OWNERS for word in words[max(i - 2, 0) : i]) and words[i - 1].norm not in {",", "and", "or", "of"}
    return own and not words[i].hyphen and last not in small("noun_heads")


def _done(words: Sequence[Word], i: int) -> Hit[str] | None:
    start = _opener(words, i)
    if start is None:
        return None
    for j in range(i + 1, min(i + 1 + _REACH, len(words))):
        for group, category in _LEFT.items():
            hit = grammar()[group].at(words, j)
            end = hit.end if hit else j + 1 if not _bases(words[j].norm).isdisjoint(small(group)) else None
            if end is not None and _fits(words, start, group):
                return Hit(category, start, end)
        if not is_adverb(words[j].norm) and words[j].norm not in grammar().words["auxiliaries"]:
            return None
    return None


def _bases(norm: str) -> frozenset[str]:
    """What "clicked", "typing" and "swiped" may be forms of."""
    if norm.endswith("ing") and len(norm) > 5:
        return frozenset({norm[:-3], norm[:-3] + "e", norm[:-4]})
    if norm.endswith("ed") and len(norm) > 4:
        return frozenset({norm[:-2], norm[:-1], norm[:-3]})
    return frozenset()


def _opener(words: Sequence[Word], i: int) -> int | None:
    """Where “what”, "which pages", "how often", "the words that" begin before a person."""
    before = i - 1 - (words[i - 1].norm in {"that", "which"} and i > 1)
    for j in range(before, max(before - _REACH, -1), -1):
        if words[j].norm in small("clause_openers"):
            return j
        if not words[j].is_word:
            return None
    return before if words[before].fold in small("noun_openers") else None


def _fits(words: Sequence[Word], start: int, group: str) -> bool:
    first = words[start].norm
    if group in {"deeds_place", "deeds_home"}:
        return first == "where"
    if group == "deeds_content":
        return first not in {"how", "which", "where", "when"} and words[start].fold not in small("screen_nouns")
    return first not in {"where", "everyone"}
