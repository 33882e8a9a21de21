"""``--format gitlab``: a Code Quality report."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from datamap.display import display

if TYPE_CHECKING:
    from datamap.model import Finding, JsonValue, Result

SEVERITIES = {"error": "major", "warning": "minor", "note": "info"}


def render(result: Result) -> str:
    """The open findings as a JSON list; GitLab does not show the rule, so that it stands in the description."""
    issues = [_issue(finding) for finding in result.findings if finding.suppressed is None]
    return json.dumps(issues, indent=2, ensure_ascii=True) + "\n"


def _issue(finding: Finding) -> dict[str, JsonValue]:
    said = f" The policy says: “{display(finding.claim.quote)}”" if finding.claim else ""
    return {
        "description": f"{finding.rule} {display(finding.message)}.{said}",
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint,
        "severity": SEVERITIES[finding.level.value],
        "location": {"path": display(finding.location.file), "lines": {"begin": max(1, finding.location.line)}},
    }
