"""Which runs of words name which category, made once from the entries of rules/categories."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from datamap.knowledge.words import run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.knowledge.categories import Categories, Category
    from datamap.knowledge.words import Words

LONGEST_RUN = 5
SHORTEST_PIECE = 3
PEOPLE, THINGS = "people", "things"


class Tier(IntEnum):
    """How much a name says by itself."""

    WEAK = 1
    LIKELY = 2
    TEXT = 3
    RECORD = 4
    STRONG = 5


@dataclass(frozen=True, slots=True)
class Sense:
    """What a run of words can mean."""

    category: Category
    tier: Tier


@dataclass(frozen=True, slots=True)
class Context:
    """The owners of one category, as runs of words; ``named`` without the words for people that ``owners`` may stand for."""

    named: frozenset[str]
    owners: frozenset[str]
    not_owners: frozenset[str]
    of_people: bool = False
    not_things: bool = False


@dataclass(slots=True)
class Lexicon:
    """Everything that names are compared with, folded and joined into runs."""

    senses: dict[str, tuple[Sense, ...]] = field(default_factory=dict)
    denials: dict[str, frozenset[str]] = field(default_factory=dict)
    contexts: dict[str, Context] = field(default_factory=dict)
    types: dict[str, Category] = field(default_factory=dict)
    literals: dict[str, Category] = field(default_factory=dict)
    fronts: frozenset[str] = frozenset()

    def pieces(self, word: str) -> tuple[str, ...]:
        """Split a compound that nobody separated: ``useremail`` is user, email; any other word is itself."""
        if word in self.senses or len(word) <= SHORTEST_PIECE:
            return (word,)
        for end in range(len(word) - SHORTEST_PIECE, SHORTEST_PIECE - 1, -1):
            front, rest = word[:end], word[end:]
            if front in self.fronts and self._stands_in_compounds(rest):
                return (front, rest)
        return (word,)

    def _stands_in_compounds(self, rest: str) -> bool:
        """Whether a run is long or certain enough to be found inside a word: ``dob`` is, ``age`` is not (``parentage``)."""
        return (len(rest) > SHORTEST_PIECE and rest in self.senses) or any(sense.tier is Tier.STRONG for sense in self.senses.get(rest, ()))


def build(categories: Categories, words: Words) -> Lexicon:
    """Index every category by its field words, what rules it out, its owners, its types and its literals."""
    lexicon = Lexicon(fronts=words.people | words.modifiers)
    for category in categories:
        for key, tier in _named(category):
            lexicon.senses[key] = (*lexicon.senses.get(key, ()), Sense(category, tier))
        for key in _runs(category.not_fields):
            lexicon.denials[key] = lexicon.denials.get(key, frozenset()) | {category.key}
        lexicon.contexts[category.key] = _context(category, words)
        lexicon.types.update((name.lower(), category) for name in category.types)
        if category.literals:
            lexicon.literals[category.literals] = category
    return lexicon


def _named(category: Category) -> Iterator[tuple[str, Tier]]:
    """Each run once, in its strongest tier."""
    seen: set[str] = set()
    listed = {
        Tier.STRONG: category.fields,
        Tier.RECORD: category.record_fields,
        Tier.TEXT: category.text_fields,
        Tier.LIKELY: category.likely_fields,
        Tier.WEAK: category.weak_fields,
    }
    for tier, phrases in listed.items():
        for phrase in phrases:
            key = run(phrase)
            if key not in seen:
                seen.add(key)
                yield key, tier


def _context(category: Category, words: Words) -> Context:
    named = _runs(category.owners) - {PEOPLE}
    of_people = PEOPLE in category.owners
    owners = named | words.people if of_people else named
    return Context(named, owners, _runs(category.not_owners), of_people, THINGS in category.not_owners)


def _runs(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(run(phrase) for phrase in phrases)
