"""DM707 unread-policy

## What it reports

Text that was not understood: another language, a document without sentences.

## Why it matters

What was not read was not compared with the code, and silence would look like agreement.

## Example

A policy in German with an English title.

## How to fix it

Give datamap the English version too, or state the facts in plainer sentences.

## What it misses

Sentences that were understood wrongly; `datamap policy FILE` shows how each was read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.policy_text import defects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Finding

CODE = "DM707"


def find(case: Case) -> Iterator[Finding]:
    """The defects that the policy reader made out."""
    return defects(case, CODE)
