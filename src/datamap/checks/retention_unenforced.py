"""DM502 retention-unenforced

## What it reports

A period that the policy declares and that nothing in the code enforces: no purge, no expiry, no lifecycle rule, or a constant that nobody
reads.

## Why it matters

Data that should be gone is found in every breach.

## Example

```python
LOG_RETENTION_DAYS = 90  # and no job that uses it
```

The policy: "Access logs are deleted after 90 days."

## How to fix it

Schedule a job that deletes what is older, or set an expiry where the data is written.

## What it misses

Rules that live in a provider's console; say so with an ignore comment on the constant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import finding
from datamap.checks.matching import covers, for_the_law, names_data
from datamap.checks.periods import candidates, enforced, in_words, seconds_of, words
from datamap.model import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding, Store

CODE = "DM502"
REMEDY = "schedule a job that deletes what is older, or set an expiry where the data is written"


def find(case: Case) -> Iterator[Finding]:
    """Declared periods without anything that enforces them; a duty to keep is fulfilled by doing nothing."""
    for claim in case.claims("RETENTION_PERIOD", "EXPIRY"):
        seconds = seconds_of(claim)
        if seconds is None or claim.entities or for_the_law(claim):
            continue
        periods = candidates(case, claim)
        if periods and not enforced(periods):
            unread = periods[0]
            message = f"nothing deletes by this period; the policy declares {in_words(seconds)}"
            yield finding(
                CODE, unread.location, message, symbol=unread.symbol, claim=claim, store=unread.store, data=unread.data, remedy=REMEDY
            )
        elif not periods:
            yield from _missing(case, claim, seconds)


def _missing(case: Case, claim: Claim, seconds: int) -> Iterator[Finding]:
    held = _store_of(case, claim)
    if held is None:
        return
    message = f"nothing deletes from {held.id} by age; the policy declares {in_words(seconds)}"
    yield finding(
        CODE,
        held.evidence[0],
        message,
        symbol=held.owner or held.name,
        claim=claim,
        data={element.category for element in held.elements},
        store=held.id,
        confidence=Confidence.MEDIUM,
        remedy=REMEDY,
    )


def _store_of(case: Case, claim: Claim) -> Store | None:
    """The store that the claim is about: by the words of its name, else by the data that it names."""
    said = {word for phrase in (*claim.phrases, *claim.unmapped) for word in words(phrase)}
    stores = [store for store in case.practices.stores if store.evidence and store.kind in {"database", "object_storage"}]
    named = [store for store in stores if said & set(words(store.name))]
    if named:
        return min(named, key=lambda store: (len(words(store.name)), store.id))
    if not names_data(claim):
        return None
    holding = [store for store in stores if any(covers(key, element.category) for key in claim.data for element in store.elements)]
    return holding[0] if len(holding) == 1 else None
