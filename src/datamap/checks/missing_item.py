"""DM704 missing-item

## What it reports

An item that Art. 13 or 14 GDPR asks for and that the policy lacks: the controller and a way to reach it, purposes and legal bases,
recipients, transfers and their safeguard, retention, each of the rights, withdrawal of consent, complaint, source of the data.

## Why it matters

A complete notice is a duty, whatever the code does.

## Example

A policy that relies on consent and does not say that it can be withdrawn.

## How to fix it

Add the item.

## What it misses

Items that are stated in another document, unless it is given as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.policy_text import defects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Finding

CODE = "DM704"


def find(case: Case) -> Iterator[Finding]:
    """The defects that the policy reader made out."""
    return defects(case, CODE)
