"""A scan's result as an editor shows it: squiggles with the path and the sentence, what a field holds, what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.display import display
from datamap.knowledge.everything import knowledge_of
from datamap.model import Level, SinkKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.editor.places import Places
    from datamap.model import Finding, JsonValue, Result

    Record = dict[str, JsonValue]

SEVERITY = {Level.ERROR: 1, Level.WARNING: 2, Level.NOTE: 3}


def diagnostics(result: Result, places: Places) -> dict[str, list[JsonValue]]:
    """What is to be shown in each file that has anything."""
    shown: dict[str, list[JsonValue]] = {}
    for finding in result.findings:
        if finding.suppressed is None:
            shown.setdefault(finding.location.file, []).append(_diagnostic(finding, places))
    return shown


def _diagnostic(finding: Finding, places: Places) -> Record:
    remedy = f"\nfix: {display(finding.remedy)}" if finding.remedy else ""
    return {
        "range": places.range(finding.location),
        "severity": SEVERITY[finding.level],
        "code": finding.rule,
        "source": "datamap",
        "message": display(finding.message) + remedy,
        "relatedInformation": list(_related(finding, places)),
        "data": finding.fingerprint,
    }


def _related(finding: Finding, places: Places) -> Iterator[Record]:
    if finding.claim:
        yield _at(places, finding.claim.location.file, places.range(finding.claim.location), f"the policy: “{finding.claim.quote}”")
    for hop in finding.path:
        yield _at(places, hop.location.file, places.range(hop.location), hop.note)


def _at(places: Places, file: str, where: Record, message: str) -> Record:
    return {"location": {"uri": places.uri(file), "range": where}, "message": display(message)}


def hover(result: Result, file: str, line: int) -> str | None:
    """What the fields declared on a line (from 1) hold, and where it goes; Markdown."""
    names = knowledge_of(result)
    told = []
    for element in result.practices.elements:
        if element.location.file == file and element.location.line == line:
            ends = sorted({_end(flow.sink.kind, flow.sink.id) for flow in result.practices.flows if flow.source == element.symbol})
            goes = f", goes to {', '.join(ends)}" if ends else ""
            told.append(f"`{display(element.name)}`: {names.category_name(element.category)} (`{element.category}`){display(goes)}")
    return "\n\n".join(told) or None


def _end(kind: SinkKind, name: str) -> str:
    match kind:
        case SinkKind.LOG:
            return "the log"
        case SinkKind.RESPONSE:
            return "a response"
        case _:
            return name
