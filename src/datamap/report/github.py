"""``--format github``: workflow commands, which GitHub shows beside the lines of a pull request.

GitHub keeps ten annotations of each level a step, so that the worst come first and the rest are counted.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from datamap.display import display

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.model import Finding, Result

MOST_A_LEVEL = 10
COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def render(result: Result) -> str:
    """A command a finding, errors first."""
    return "".join(f"{line}\n" for line in _lines(result))


def _lines(result: Result) -> Iterator[str]:
    shown = [finding for finding in result.findings if finding.suppressed is None]
    printed: Counter[str] = Counter()
    for finding in sorted(shown, key=lambda found: -found.level.rank):
        printed[finding.level.value] += 1
        if printed[finding.level.value] <= MOST_A_LEVEL:
            yield _command(finding)
    cut = sum(max(0, count - MOST_A_LEVEL) for count in printed.values())
    if cut:
        yield f"::notice title=datamap::{cut} findings more than GitHub shows; see the job's log or the SARIF report"


def _command(finding: Finding) -> str:
    place = finding.location
    facts = {"file": place.file, "line": str(place.line)}
    if place.end_line in {0, place.line}:
        facts["col"] = str(place.column)
    else:
        facts["endLine"] = str(place.end_line)
    facts["title"] = f"{finding.rule} {finding.name}"
    said = f"\nThe policy says: “{display(finding.claim.quote)}”" if finding.claim else ""
    properties = ",".join(f"{key}={_property(value)}" for key, value in facts.items())
    return f"::{COMMANDS[finding.level.value]} {properties}::{_data(display(finding.message) + said)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(display(text)).replace(":", "%3A").replace(",", "%2C")
