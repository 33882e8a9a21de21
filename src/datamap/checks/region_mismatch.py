"""DM601 region-mismatch

## What it reports

A region in settings, clients, endpoints or infrastructure files that is not the one the policy names.

## Why it matters

Where data is kept decides which law protects it and who can order its release.

## Example

```python
s3 = boto3.client("s3", region_name="us-east-1")
```

The policy: "All data is hosted in the European Union."

## How to fix it

Set the region that the policy names, or name the new one in the policy before data moves.

## What it misses

Regions chosen in a provider's console.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import setting_finding
from datamap.checks.wording import words
from datamap.knowledge.wordings import words_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding, Setting

CODE = "DM601"
REMEDY = "use a region that the policy names, or change the policy first"
HOSTING = frozenset({"hosting", "storage", "infrastructure"})


def find(case: Case) -> Iterator[Finding]:
    """Region literals, against each region that the policy names without a way out."""
    for claim in case.claims("HOSTING_REGION", "PROCESSOR_NAMED", "PROCESSOR_RESTRICTION", "TRANSFER"):
        promised = _promised(claim)
        for setting in case.practices.settings if promised else ():
            if setting.kind == "region" and _meant(case, claim, setting) and not _inside(case, setting.value, promised):
                message = f"{setting.name} is {setting.value}; the policy names {', '.join(sorted(promised)).upper()}"
                yield setting_finding(CODE, setting, message, claim=claim, remedy=REMEDY)


def _promised(claim: Claim) -> frozenset[str]:
    if claim.hedge or claim.openness == "open":
        return frozenset()
    regions = claim.values.get("regions")
    return frozenset(str(region).lower() for region in regions) if isinstance(regions, list) else frozenset()


def _meant(case: Case, claim: Claim, setting: Setting) -> bool:
    """A region of one processor is compared with what is said of that processor; one of nobody in particular with the host."""
    if not claim.entities:
        named = case.claims("PROCESSOR_NAMED", "PROCESSOR_RESTRICTION")
        return not any(_places(case, other, setting) for other in named)
    if setting.target in claim.entities:
        return True
    hosts = any(HOSTING & set(case.knowledge.purposes_of(name)) for name in claim.entities)
    return setting.target is None and hosts and len(claim.entities) == 1 and bool(words_for("placed") & set(words(setting.name)))


def _places(case: Case, claim: Claim, setting: Setting) -> bool:
    """Whether another sentence says where this third party works, or that one of its services works just there."""
    promised = _promised(claim)
    if not promised or setting.target is None:
        return False
    part = any(case.knowledge.processors.names(setting.target, entity) for entity in claim.entities)
    return setting.target in claim.entities or (part and _inside(case, setting.value, promised))


def _inside(case: Case, region: str, promised: frozenset[str]) -> bool:
    return bool(case.knowledge.region_words(region) & promised)
