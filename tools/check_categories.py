"""Checks rules/categories, uses and subjects against each other and against fideslang, and prints how much they cover.

python tools/check_categories.py
"""

from __future__ import annotations

import sys
from collections import defaultdict
from typing import TYPE_CHECKING

from fideslang.default_taxonomy import DEFAULT_TAXONOMY

from datamap.knowledge.categories import Categories, load_categories
from datamap.knowledge.taxonomy import load_subjects, load_uses
from datamap.knowledge.words import load_words, run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def mistakes(categories: Categories) -> Iterator[str]:
    """Every disagreement, as a sentence that names the entry."""
    yield from _against_fideslang(categories)
    yield from _claimed_twice(categories, "phrases")
    yield from _claimed_twice(categories, "fields")
    yield from _incomplete(categories)


def _against_fideslang(categories: Categories) -> Iterator[str]:
    published = {entry.fides_key for entry in DEFAULT_TAXONOMY.data_category}
    yield from (f"{key}: fideslang has it, rules/categories does not" for key in sorted(published - set(categories.by_key)))
    for entry in categories:
        if entry.fideslang != (entry.key in published):
            yield f"{entry.key}: fideslang = {str(entry.fideslang).lower()} is wrong"
        if entry.subject not in load_subjects().by_key:
            yield f"{entry.key}: subject '{entry.subject}' is none of rules/subjects.toml"
    yield from _differences("rules/uses.toml", load_uses(), (entry.fides_key for entry in DEFAULT_TAXONOMY.data_use))
    yield from _differences("rules/subjects.toml", load_subjects().by_key, (entry.fides_key for entry in DEFAULT_TAXONOMY.data_subject))


def _differences(file: str, ours: Iterable[str], theirs: Iterable[str]) -> Iterator[str]:
    yield from (f"{file}: '{key}' is in only one of it and fideslang" for key in sorted(set(ours) ^ set(theirs)))


def _claimed_twice(categories: Categories, kind: str) -> Iterator[str]:
    """A phrase or a field that two entries claim says nothing, unless the one covers the other."""
    claims: dict[str, list[str]] = defaultdict(list)
    for entry in categories:
        for key in {run(phrase) for phrase in getattr(entry, kind)}:
            claims[key].append(entry.key)
    for key, keys in sorted(claims.items()):
        first, *others = keys
        if any(not categories.covers(first, other) and not categories.covers(other, first) for other in others):
            yield f"{kind}: '{key}' is claimed by {' and '.join(keys)}"


def _incomplete(categories: Categories) -> Iterator[str]:
    words = load_words()
    for entry in categories:
        if entry.fields and not (entry.examples.yes and entry.examples.no):
            yield f"{entry.key}: has no example that it knows, or none that it must not"
        if not entry.phrases and not entry.same_as:
            yield f"{entry.key}: has no phrase of policies"
        yield from (f"{entry.key}: phrase '{phrase}' is not lower-case" for phrase in entry.phrases if phrase != phrase.lower())
        unknown = set(entry.shapes) - set(words.shapes.values()) - {"any"}
        yield from (f"{entry.key}: shape '{shape}' is none of rules/words.toml" for shape in sorted(unknown))


def main() -> int:
    """Print mistakes and coverage; 1 where there are mistakes."""
    categories = load_categories()
    found = list(mistakes(categories))
    print("\n".join(found))
    entries = list(categories)
    print(f"{len(entries)} categories, {sum(entry.fideslang for entry in entries)} of them fideslang's")
    for kind in ("fields", "record_fields", "text_fields", "likely_fields", "weak_fields", "not_fields", "types", "phrases"):
        print(f"{sum(len(getattr(entry, kind)) for entry in entries):6} {kind.replace('_', ' ')}")
    print(f"{sum(len(entry.examples.yes) + len(entry.examples.no) for entry in entries):6} examples")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
