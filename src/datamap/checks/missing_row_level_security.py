"""DM307 missing-row-level-security

## What it reports

A table of people's data, or one whose rows belong to those of another, without row-level security, where the policy promises it for all
tables. A table that a class of Python declares counts as soon as SQL of the repository secures another such table.

## Why it matters

With a service such as Supabase or PostgREST the table is reachable from the network; row-level security is the only thing that keeps one
person's rows from another.

## Example

```sql
CREATE TABLE notes (id uuid PRIMARY KEY, owner uuid, body text);
```

## How to fix it

```sql
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY notes_owner ON notes USING (owner = auth.uid());
```

## What it misses

Tables that are made outside of the repository's SQL, and policies that let everybody through.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import finding
from datamap.knowledge.wordings import words_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding

CODE = "DM307"


def find(case: Case) -> Iterator[Finding]:
    """Tables of people's data that SQL leaves without row-level security, against the promise of it."""
    claim = next((claim for claim in case.claims("ACCESS_CONTROL") if _promises_it(claim)), None)
    if claim is None:
        return
    owned = {cascade.child for cascade in case.practices.cascades}
    for store in case.practices.stores:
        if store.row_level_security is False and store.evidence and (store.elements or store.id in owned):
            yield finding(
                CODE,
                store.evidence[0],
                f"table {store.name} holds people's data without row-level security; the policy promises it",
                symbol=store.owner or store.name,
                claim=claim,
                store=store.id,
                data={element.category for element in store.elements},
                remedy=f"ALTER TABLE {store.name} ENABLE ROW LEVEL SECURITY, with a policy for its owner",
            )


def _promises_it(claim: Claim) -> bool:
    words = " ".join("".join(c if c.isalnum() else " " for c in claim.quote.lower()).split())
    return any(f" {said} " in f" {words} " for said in words_for("row_security"))
