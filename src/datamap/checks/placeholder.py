"""DM702 placeholder

## What it reports

A placeholder (`[Your Company]`, `{{ contact_email }}`, `privacy@yourdomain.com`) or words of a template ("consult with counsel to tailor
these terms") that were left in the published text.

## Why it matters

It says that nobody read the policy before it was published.

## Example

"Address: [Your Business Address]"

## How to fix it

Fill it in, or take it out.

## What it misses

Wrong facts that look right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.policy_text import defects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Finding

CODE = "DM702"


def find(case: Case) -> Iterator[Finding]:
    """The defects that the policy reader made out."""
    return defects(case, CODE)
