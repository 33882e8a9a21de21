"""Findings about the policy's own text, which the policy reader has already made out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Finding


def defects(case: Case, code: str) -> Iterator[Finding]:
    """The defects of rule ``code`` in every policy, each with the claim that it speaks of."""
    claims = {(claim.location.file, claim.id): claim for claim in case.policy.claims}
    for policy in case.policy.policies:
        for defect in policy.defects:
            if defect.rule == code:
                claim = next((claims.get((policy.file, name)) for name in defect.claims), None)
                yield finding(code, defect.location, defect.message, claim=claim, level=defect.level)
