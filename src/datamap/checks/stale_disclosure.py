"""DM706 stale-disclosure

## What it reports

A third party, or an account id at one, that the policy names and that the code no longer has.

## Why it matters

A list that names too many is read as carelessly as it was written; and an old analytics id says that data now goes to another account.

## Example

The policy names Mixpanel; the SDK was removed last year.

## How to fix it

Strike it out of the policy, or say where it is used if that is not this repository.

## What it misses

Third parties that are used outside of the scanned code (hosting, office software): this is a note for that reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import finding
from datamap.model import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Finding

CODE = "DM706"


def find(case: Case) -> Iterator[Finding]:
    """Named third parties and ids without a trace in the code."""
    used = {name for use in case.practices.processors for name in case.knowledge.family_of(use.id)}
    told: set[str] = set()
    for claim in case.claims("PROCESSOR_NAMED", "PROCESSOR_CATEGORY", "CONSENT_GATE", "SHARES"):
        for name in claim.entities:
            if name not in used and name not in told and case.knowledge.is_known_processor(name):
                told.add(name)
                yield finding(
                    CODE,
                    claim.location,
                    f"{case.processor_name(name)} is disclosed, and nothing in the code uses it",
                    claim=claim,
                    processor=name,
                )
    yield from _other_ids(case)


def _other_ids(case: Case) -> Iterator[Finding]:
    for claim in case.claims("PROCESSOR_ID"):
        stated = str(claim.values.get("id", ""))
        for setting in case.practices.settings if stated else ():
            if setting.kind == "vendor_id" and setting.target in claim.entities and setting.value != stated:
                message = f"{setting.name} is {setting.value}; the policy names the id {stated}"
                yield finding(
                    CODE,
                    setting.location,
                    message,
                    symbol=setting.symbol,
                    claim=claim,
                    processor=setting.target,
                    level=Level.WARNING,
                    remedy="change both together",
                )
