"""DM504 export-gap

## What it reports

A part of a person's data that the policy says can be exported and that the export does not read.

## Why it matters

Portability (Art. 20 GDPR) covers what the person provided, and a policy that lists the parts is easily tested by anyone who asks.

## Example

```python
def export(user):
    return {"profile": user.profile.as_dict()}     # and no projects
```

The policy: "You can export your profile and your projects."

## How to fix it

Read every part that the policy names in the export.

## What it misses

Exports that people make by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import finding
from datamap.checks.matching import about, covers, names_data
from datamap.checks.periods import words
from datamap.model import Confidence, Hop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding, Handler, Store

CODE = "DM504"


def find(case: Case) -> Iterator[Finding]:
    """Promised parts that no export reads."""
    handlers = [handler for handler in case.practices.handlers if handler.kind == "export"]
    if not handlers:
        return
    read = {reach.target for handler in handlers for reach in handler.reaches}
    categories = {category for handler in handlers for reach in handler.reaches for category in reach.categories}
    main = max(handlers, key=lambda handler: (len(handler.reaches), handler.symbol))
    for claim in case.claims("EXPORT"):
        for store in _promised(case, claim):
            held = {element.category for element in store.elements}
            if store.id not in read and not (held and held <= categories):
                yield _report(main, store, claim)


def _promised(case: Case, claim: Claim) -> list[Store]:
    stores = [store for store in case.practices.stores if store.kind in {"database", "object_storage"} and store.locus == "server"]
    said = {word for phrase in (*claim.phrases, *claim.unmapped) for word in words(phrase)}
    named = [store for store in stores if said & set(words(store.name))]
    if named:
        return named
    if not names_data(claim):
        return []
    holding = [store for store in stores if any(about(claim, element.category) for element in store.elements)]
    return holding if len(holding) == 1 else []


def _report(handler: Handler, store: Store, claim: Claim) -> Finding:
    data = sorted({element.category for element in store.elements if any(covers(key, element.category) for key in claim.data)})
    there = (Hop(store.evidence[0], store.owner or store.name, "this store is not read"),) if store.evidence else ()
    return finding(
        CODE,
        handler.location,
        f"the export does not read {store.id}",
        symbol=handler.symbol,
        claim=claim,
        data=data,
        store=store.id,
        path=(Hop(handler.location, handler.symbol, "the export starts here"), *there),
        confidence=Confidence.MEDIUM,
        remedy="add this part to the export, or take it out of the policy",
    )
