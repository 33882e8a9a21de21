"""DM701 self-contradiction

## What it reports

Two sentences of the policy that can't both be true: about the same data, recipient, action and purpose, with opposite answers or different
numbers.

## Why it matters

Code can keep only one of them, and a reader is entitled to the stricter one.

## Example

"We never share your e-mail address." and, further down, "We share your e-mail address with our mail provider."

## How to fix it

Decide which is true, or write the exception into the sentence that denies.

## What it misses

Contradictions that need knowledge of the business to be seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.policy_text import defects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Finding

CODE = "DM701"


def find(case: Case) -> Iterator[Finding]:
    """The defects that the policy reader made out."""
    return defects(case, CODE)
