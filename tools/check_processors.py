"""Checks every entry of rules/processors against the others and prints how many vendors each purpose has.

Run: python tools/check_processors.py; exit code 1 if something is wrong.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from datamap.knowledge.categories import load_categories
from datamap.knowledge.processors import Processor, Processors, processors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CLAIMED_ONCE = ("imports", "clients", "hosts", "settings", "setting_values", "models", "markers", "account_ids")
COMPANIES = frozenset({"google", "amazon", "microsoft", "meta", "intuit", "apple", "oracle", "block", "ibm", "yandex"})


def mistakes(known: Processors) -> Iterator[str]:
    """Everything that is wrong with the entries, each as one sentence that names the entry."""
    entries = tuple(known.entries.values())
    yield from _claimed_twice(entries)
    yield from _names_shared(entries)
    categories = load_categories()
    for entry in entries:
        yield from _wrong_in(entry, known)
        meant = [*entry.collects, *(category for call in entry.calls for category in call.sends.values() if category)]
        yield from (f"{entry.id}: '{key}' is no category" for key in meant if key not in categories)
    yield from _purposes(known)


def _claimed_twice(entries: Iterable[Processor]) -> Iterator[str]:
    for kind in CLAIMED_ONCE:
        owners: dict[str, list[str]] = defaultdict(list)
        for entry in entries:
            for claim in getattr(entry, kind):
                owners[claim.lower() if kind in {"hosts", "models"} else claim].append(entry.id)
        yield from (f"{kind} '{claim}' is claimed by {', '.join(ids)}" for claim, ids in owners.items() if len(ids) > 1)


def _names_shared(entries: Iterable[Processor]) -> Iterator[str]:
    owners: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        for name in (entry.name, *entry.aliases):
            owners["".join(filter(str.isalnum, name.casefold()))].add(entry.id)
    yield from (f"the name '{name}' means {', '.join(sorted(ids))}" for name, ids in owners.items() if len(ids) > 1)


def _wrong_in(entry: Processor, known: Processors) -> Iterator[str]:
    if not entry.own and (not entry.examples.no or not (entry.examples.yes or entry.id in COMPANIES)):
        yield f"{entry.id}: has no example of each kind"
    if entry.home and not (len(entry.home) == 2 and entry.home.isupper()):
        yield f"{entry.id}: home '{entry.home}' is no ISO country code"
    if any(alias != alias.casefold() for alias in entry.aliases):
        yield f"{entry.id}: aliases are written in lower case"
    for path in (*(path for call in entry.calls for path in (call.call, *call.also)), *entry.silent):
        if path.startswith(".") and not entry.clients:
            yield f"{entry.id}: '{path}' needs clients"
        for expanded in entry.expanded(path):
            owner = known.given(entry.imports_with).owner(expanded) if entry.imports_with else known.owner(expanded)
            if owner is None or owner.id != entry.id:
                yield f"{entry.id}: '{expanded}' belongs to {owner.id if owner else 'nobody'}"
    listed = Counter(path for call in entry.calls for path in (call.call, *call.also))
    yield from (f"{entry.id}: call '{path}' is listed twice" for path, times in listed.items() if times > 1)


def _purposes(known: Processors) -> Iterator[str]:
    phrases = Counter(phrase for purpose in known.purposes.values() for phrase in purpose.phrases)
    yield from (f"the phrase '{phrase}' means more than one purpose" for phrase, times in phrases.items() if times > 1)
    for purpose in known.purposes.values():
        yield from (
            f"purpose {purpose.id} covers '{narrow}', which does not exist" for narrow in purpose.covers if narrow not in known.purposes
        )


def coverage(known: Processors) -> Iterator[str]:
    """One line a purpose: how many vendors, how many of them with an SDK, with listed calls, with hosts only."""
    yield f"{'purpose':<20}{'vendors':>8}{'sdk':>6}{'calls':>7}{'hosts':>7}"
    for purpose in known.purposes:
        entries = [entry for entry in known.entries.values() if purpose in entry.purposes]
        counts = (
            len(entries),
            sum(bool(e.imports) for e in entries),
            sum(len(e.calls) for e in entries),
            sum(bool(e.hosts) for e in entries),
        )
        yield f"{purpose:<20}{counts[0]:>8}{counts[1]:>6}{counts[2]:>7}{counts[3]:>7}"
    entries = list(known.entries.values())
    total = (len(entries), sum(bool(e.imports) for e in entries), sum(len(e.calls) for e in entries), sum(bool(e.hosts) for e in entries))
    yield f"{'all':<20}{total[0]:>8}{total[1]:>6}{total[2]:>7}{total[3]:>7}"


def main() -> int:
    """Print mistakes and coverage."""
    known = processors()
    wrong = list(mistakes(known))
    print("\n".join((*coverage(known), *wrong)))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
