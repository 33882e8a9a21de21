"""DM703 vague-wording

## What it reports

A period, recipient or safeguard that is too vague to be checked: "for a reasonable time", "and others", "appropriate safeguards"; consent
that is taken from mere use or bundled with something else.

## Why it matters

Art. 12 GDPR asks for clear language; what can't be checked can't be trusted either.

## Example

"Logs are kept for a limited period."

## How to fix it

Give the number, the name or the instrument.

## What it misses

Wording that is clear and wrong; other rules see to that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.policy_text import defects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Finding

CODE = "DM703"


def find(case: Case) -> Iterator[Finding]:
    """The defects that the policy reader made out."""
    return defects(case, CODE)
