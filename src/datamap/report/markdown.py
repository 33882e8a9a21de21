"""``--format markdown``: a comment for a pull request, for readers who do not open the code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.display import display
from datamap.model import Level
from datamap.report.escaping import escape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.model import Finding, Result

HEADINGS = {Level.ERROR: "Errors", Level.WARNING: "Warnings", Level.NOTE: "Notes"}


def render(result: Result) -> str:
    """The open findings, worst first, each with its sentence and its path folded away."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: Result) -> Iterator[str]:
    shown = [finding for finding in result.findings if finding.suppressed is None]
    yield "## Privacy check"
    yield ""
    if not shown:
        yield "Nothing that the code does disagrees with the policy, as far as datamap can see."
    for level in reversed(Level):
        findings = [finding for finding in shown if finding.level is level]
        if findings:
            yield f"### {HEADINGS[level]} ({len(findings)})"
            yield ""
            for finding in findings:
                yield from _finding(finding)
    for note in result.notes:
        yield f"> {escape(note)}"


def _finding(finding: Finding) -> Iterator[str]:
    place = finding.location
    yield f"**{finding.rule} {finding.name}**: {escape(finding.message)} (`{_code(f'{place.file}:{place.line}')}`)"
    yield ""
    if finding.claim:
        yield f"> {escape(finding.claim.quote)}"
        yield f"> — {escape(finding.claim.location.file)}, line {finding.claim.location.line}"
        yield ""
    if finding.path:
        yield "<details><summary>the way through the code</summary>"
        yield ""
        for number, hop in enumerate(finding.path, 1):
            yield f"{number}. `{_code(f'{hop.location.file}:{hop.location.line}')}` {escape(hop.note)}"
        yield ""
        yield "</details>"
        yield ""
    if finding.remedy:
        yield f"To fix: {escape(finding.remedy)}."
        yield ""


def _code(text: str) -> str:
    """The inside of a code span, which a backtick would end."""
    return display(text).replace("`", "'").replace("|", "\\|")
