"""Which runs of words name which category, made once from the entries of rules/categories."""

from __future__ import annotations

from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from datamap.knowledge.categories import load_categories
from datamap.knowledge.compiled import compiled
from datamap.knowledge.loading import files_of
from datamap.knowledge.words import Words, load_words, run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.knowledge.categories import Categories, Category

LONGEST_RUN = 5
SHORTEST_PIECE = 3
PEOPLE, THINGS = "people", "things"
ALWAYS_ALLOWED = frozenset({"text", "json", "bytes"})


class Tier(IntEnum):
    """How much a name says by itself."""

    WEAK = 1
    LIKELY = 2
    TEXT = 3
    RECORD = 4
    STRONG = 5


class Sense(Struct, frozen=True, array_like=True, gc=False):
    """What a run of words can mean: the key of a category."""

    category: str
    tier: Tier


class Context(Struct, frozen=True, array_like=True, gc=False):
    """What must stand around a name of one category; owners are runs of words, without those that ``of_people`` stands for."""

    key: str
    subject: str
    personal: bool
    shapes: frozenset[str]
    owners: frozenset[str]
    not_owners: frozenset[str]
    of_people: bool
    not_things: bool


class Lexicon(Struct, frozen=True, gc=False):
    """Everything that names are compared with, folded and joined into runs."""

    words: Words
    fronts: frozenset[str]
    senses: dict[str, tuple[Sense, ...]]
    denials: dict[str, frozenset[str]]
    contexts: dict[str, Context]
    types: dict[str, str]
    literals: dict[str, str]

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


def load_lexicon(extra: tuple[Path, ...] = ()) -> Lexicon:
    """Read the index of all categories, made anew only when rules/, the team's own files in ``extra`` or this code changed."""
    here = Path(__file__)
    files = (*files_of("categories", extra), *files_of("words.toml"), here, here.with_name("words.py"))
    return compiled(b"\n".join(path.read_bytes() for path in files), Lexicon, lambda: build(load_categories(extra), load_words()))


def build(categories: Categories, words: Words) -> Lexicon:
    """Index every category by its field words, what rules it out, its owners, its types and its literals."""
    senses: dict[str, tuple[Sense, ...]] = {}
    denials: dict[str, frozenset[str]] = {}
    for category in categories:
        for key, tier in _named(category):
            senses[key] = (*senses.get(key, ()), Sense(category.key, tier))
        for key in _runs(category.not_fields):
            denials[key] = denials.get(key, frozenset()) | {category.key}
    return Lexicon(
        words=words,
        fronts=words.people | words.modifiers,
        senses=senses,
        denials=denials,
        contexts={category.key: _context(category) for category in categories},
        types={name.lower(): category.key for category in categories for name in category.types},
        literals={category.literals: category.key for category in categories if category.literals},
    )


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
            for key in (run(phrase), *(run(f"{phrase} {ending}") for ending in category.endings)):
                if key not in seen:
                    seen.add(key)
                    yield key, tier


def _context(category: Category) -> Context:
    return Context(
        key=category.key,
        subject=category.subject,
        personal=category.personal,
        shapes=ALWAYS_ALLOWED.union(category.shapes),
        owners=_runs(category.owners) - {PEOPLE},
        not_owners=_runs(category.not_owners),
        of_people=PEOPLE in category.owners,
        not_things=THINGS in category.not_owners,
    )


def _runs(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(run(phrase) for phrase in phrases)
