"""Several periods in one sentence, each for data or a plan of its own: "logs for 14 days, invoices for ten years"."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from datamap.policy.arguments import Arguments, arguments, mentions
from datamap.policy.rules import cues, grammar, small, values, verbs
from datamap.policy.verb import is_adverb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.policy import facts
    from datamap.policy.statement import Statement
    from datamap.policy.words import Word

_JOINTS = frozenset({",", "and", "while", "whereas", "but"})
_LONGEST_HEAD = 5


@dataclass(frozen=True, slots=True)
class Share:
    """A stretch of a sentence with a period, or an event that ends one, of its own."""

    start: int
    end: int
    period: facts.Duration | None
    arguments: Arguments
    tiers: tuple[str, ...]


def shares(statement: Statement) -> list[Share]:
    """The stretches of a statement that each have a period and tell what it is for; none where there are not at least two."""
    marks = _marks(statement)
    if len(marks) < 2:
        return []
    cuts = [cut for before, after in pairwise(marks) if (cut := _cut(statement, before[1], after[0])) is not None]
    found: list[Share] = []
    for start, end in zip([0, *cuts], [*cuts, len(statement.all)], strict=True):
        share = _share(statement, start, end)
        if share is None or (found and not _is_own(share, found[0])):
            return []
        found.append(share)
    return found if len(found) > 1 else []


def _marks(statement: Statement) -> list[tuple[int, int]]:
    """Where periods stand, and events that end one, as runs of words."""
    words = statement.all
    spans = [(_index(words, found.start), _index(words, found.end - 1)) for found in statement.durations]
    for hit in cues()["until"].find(words):
        if not any(_cut(statement, *sorted((hit.start, start))) is None for start, _ in spans):
            spans.append((hit.start, hit.end))
    return sorted(spans)


def _index(words: Sequence[Word], position: int) -> int:
    return next(i for i, word in enumerate(words) if word.end > position)


def _cut(statement: Statement, start: int, end: int) -> int | None:
    """The first word behind a comma, a semicolon or "and" between two periods."""
    words, text = statement.all, statement.sentence.value
    for i in range(start + 1, end + 1):
        if ";" in text[words[i - 1].end : words[i].start]:
            return i
        if words[i].norm in _JOINTS:
            return i + 1
    return None


def _share(statement: Statement, start: int, end: int) -> Share | None:
    words = [word for word in statement.all[start:end] if word.is_word]
    while words and words[-1].norm in _JOINTS:
        words.pop()
    if not words:
        return None
    period = next((found for found in statement.durations if words[0].start <= found.start < words[-1].end), None)
    at = next((i for i, word in enumerate(words) if period is not None and word.start >= period.start), None)
    if at is None:
        hits = cues()["until"].find(words)
        at = hits[0].start if hits else len(words)
    tiers = _tiers(words[:at])
    head = [word for word in words[:at] if not (tiers and (word.norm in tiers or word.fold in small("plan_nouns")))]
    return Share(words[0].start, words[-1].end, period, _data(statement, head), tiers)


def _data(statement: Statement, head: Sequence[Word]) -> Arguments:
    known = mentions(head, statement.lexicon)
    if known.data:
        return known
    small_words = small("object_ends") | small("joiners") | values().numbers.keys()
    plain = [word for word in head if word.norm not in small_words and not is_adverb(word.norm) and not word.norm.isdigit()]
    acts = any(verbs().at(plain, i) or word.norm in grammar().words["auxiliaries"] for i, word in enumerate(plain))
    points = any(word.norm in grammar().words["pronouns"] | {"we", "you", "then"} for word in plain)
    return Arguments() if acts or points or not 0 < len(plain) <= _LONGEST_HEAD else arguments(plain, statement.lexicon)


def _tiers(head: Sequence[Word]) -> tuple[str, ...]:
    return tuple(
        first.norm for first, second in pairwise(head) if first.norm in grammar().words["tiers"] and second.fold in small("plan_nouns")
    )


def _is_own(share: Share, first: Share) -> bool:
    """Whether a later stretch tells what it is for: other data, or another plan."""
    return (bool(share.arguments) and share.arguments != first.arguments) or bool(share.tiers and share.tiers != first.tiers)
