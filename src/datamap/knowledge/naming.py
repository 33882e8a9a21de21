"""Reads a name from its end, as a noun phrase: which run of its words could name a category, and what stands around that run."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from datamap.knowledge.evidence import tails
from datamap.knowledge.lexicon import LONGEST_RUN, Lexicon, Sense
from datamap.knowledge.words import split
from datamap.model import PLAIN, Form, FormKind

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from datamap.knowledge.words import Words

MOMENTS = ("at", "on")
AT_OCCASION = 2
SHORTEST_JOINED = 4
ALGORITHMS = ("sha", "sha1", "sha256", "sha512", "md5", "bcrypt", "argon2", "hmac")


@dataclass(frozen=True, slots=True)
class Match:
    """A run of words with its senses, the words before it and the words after it."""

    before: tuple[str, ...]
    run: str
    inside: tuple[str, ...]
    after: tuple[str, ...]
    senses: tuple[Sense, ...]

    def led_by(self, runs: Container[str]) -> bool:
        """Whether the words right before the run are one of ``runs``."""
        return any(tail in runs for tail in tails(self.before))

    def mentions(self, runs: Container[str]) -> bool:
        """Whether any word around the run is one of ``runs``."""
        return any(word in runs for word in (*self.before, *self.after)) or self.led_by(runs)

    def speaks_of(self, runs: Container[str]) -> bool:
        """Whether any word of the whole name is one of ``runs``."""
        return any(word in runs for word in self.inside) or self.mentions(runs)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a name says by itself: its words, the runs that can be its head, and the categories that it rules out."""

    words: tuple[str, ...]
    matches: tuple[Match, ...]
    denied: frozenset[str]


def read_name(name: str, lexicon: Lexicon, words: Words) -> Reading:
    """Read one name."""
    found = words_of(name, lexicon)
    return Reading(found, tuple(matches(found, lexicon, words)), denied(found, lexicon))


def words_of(name: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The words of a name, with compounds that nobody separated taken apart."""
    return tuple(piece for word in split(name) for piece in lexicon.pieces(word))


def matches(found: tuple[str, ...], lexicon: Lexicon, words: Words) -> Iterator[Match]:
    """Every run that can be the head of the name: the last and longest first."""
    for end in range(len(found), 0, -1):
        if not _may_follow(found[end:], words):
            continue
        for start in range(max(0, end - LONGEST_RUN), end):
            key = "".join(found[start:end])
            if key in lexicon.senses and (end - start == 1 or len(key) >= SHORTEST_JOINED):
                yield Match(found[:start], key, found[start:end], found[end:], lexicon.senses[key])


def denied(found: tuple[str, ...], lexicon: Lexicon) -> frozenset[str]:
    """The categories that some run of the name rules out."""
    out: frozenset[str] = frozenset()
    for end in range(1, len(found) + 1):
        for start in range(max(0, end - LONGEST_RUN), end):
            out |= lexicon.denials.get("".join(found[start:end]), frozenset())
    return out


def is_action(before: tuple[str, ...], words: Words) -> bool:
    """Whether what stands before the noun makes it a question, an action or a measure."""
    if not before:
        return False
    first = before[0]
    doing = first in words.flags or first in words.verbs
    return doing and first not in words.modifiers


def is_measure(before: tuple[str, ...], words: Words) -> bool:
    """Whether what stands before the noun counts it, or is itself the head: ``date of email``."""
    if any(word in words.measures for word in before):
        return True
    places = [place for place, word in enumerate(before) if place and word in words.prepositions]
    return any(before[place - 1] not in words.modifiers for place in places)


def is_neutral(before: tuple[str, ...], owners: Container[str], words: Words) -> bool:
    """Whether the words before the noun leave open whose it is, or say that it is of one of ``owners``."""
    rest = before
    for size in range(len(before), 0, -1):
        if "".join(before[-size:]) in owners:
            rest = before[:-size]
            break
    return all(word.isdigit() or word in words.modifiers or word in words.people for word in rest)


def form_of(found: tuple[str, ...], words: Words) -> Form:
    """What the name says has been done to the value: ``email_sha256`` is hashed."""
    pairs = tuple(first + second for first, second in pairwise(found))
    for word in (*pairs, *found):
        kind = words.forms.get(word)
        if kind:
            return Form(FormKind(kind), word if word in ALGORITHMS else None)
    return PLAIN


def _may_follow(after: tuple[str, ...], words: Words) -> bool:
    if not after:
        return True
    if after[0] in words.prepositions and len(after) > 1:
        return all(word in words.people or word in words.modifiers or word in words.occasions for word in after[1:])
    if after[0] in MOMENTS and len(after) == AT_OCCASION and after[1] in words.occasions:
        return True
    return all(word.isdigit() or word in words.keepers or word in words.forms for word in after)
