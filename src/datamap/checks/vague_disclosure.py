"""DM104 vague-disclosure

## What it reports

A third party that gets personal data and that the policy covers only by a category ("payment processors") or by a hedge ("and others").

## Why it matters

A category is allowed, a name is better: the Court of Justice has held that people may ask for the names (C-154/21).

## Example

The policy: "We use analytics providers." The code: PostHog.

## How to fix it

Name it, there or in a list of sub-processors that the policy links to.

## What it misses

Names in a list that was not given; `--policy` takes several documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Finding

CODE = "DM104"


def find(case: Case) -> Iterator[Finding]:
    """Third parties that are covered without being named."""
    if not case.has_policy:
        return
    for use in case.practices.processors:
        answer = case.disclosure(use.id, use.purposes)
        if use.active and use.evidence and case.knowledge.is_third_party(use.id) and answer.word in {"category", "hedge"}:
            how = "a category" if answer.word == "category" else "a hedge"
            message = f"{use.name} is covered by {how} only; the policy does not name it"
            yield finding(
                CODE,
                use.evidence[0],
                message,
                claim=answer.claim,
                processor=use.id,
                remedy="name it in the policy or in the list of sub-processors",
            )
