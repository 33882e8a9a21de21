"""DM705 stale-date

## What it reports

Dates or versions that disagree: two "last updated" lines, an effective date before its version, a promise of a date that is not there, a
version constant in code that is not the policy's.

## Why it matters

People are asked to accept a version; the record of it is worth nothing if the number is wrong.

## Example

```python
PRIVACY_VERSION = "2025.11"
```

The policy: "Version 2026.02".

## How to fix it

Change both in one commit.

## What it misses

Dates that agree and are both old.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datamap.checks.case import finding
from datamap.checks.policy_text import defects
from datamap.model import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding, Setting

CODE = "DM705"
TERMS = re.compile(r"(?i)(?:^|_)(?:terms|tos)(?:_|$)")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def find(case: Case) -> Iterator[Finding]:
    """What the text disagrees with itself about, and version constants that disagree with the text."""
    yield from defects(case, CODE)
    dates = _stated(case, "effective", "updated")
    versions = _stated(case, "version")
    for setting in _of_the_policy([setting for setting in case.practices.settings if setting.kind == "version"]):
        stated = dates if DATE.fullmatch(setting.value) and dates else versions
        if stated and setting.value not in stated:
            yield _report(setting, stated)


def _of_the_policy(settings: list[Setting]) -> list[Setting]:
    """Terms have a version of their own where the code tells it apart from the policy's."""
    apart = any(not TERMS.search(setting.name) for setting in settings)
    return [setting for setting in settings if not (apart and TERMS.search(setting.name))]


def _stated(case: Case, *keys: str) -> dict[str, Claim]:
    return {str(claim.values[key]): claim for claim in case.claims("META") for key in keys if key in claim.values}


def _report(setting: Setting, stated: dict[str, Claim]) -> Finding:
    message = f"{setting.name} is {setting.value}; the policy says {', '.join(sorted(stated))}"
    claim = next(iter(stated.values()))
    symbol = f"{setting.symbol}.{setting.name}"
    return finding(CODE, setting.location, message, symbol=symbol, claim=claim, level=Level.WARNING, remedy="change both together")
