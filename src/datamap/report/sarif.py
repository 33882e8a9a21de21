"""``--format sarif``: SARIF 2.1.0 as GitHub code scanning reads it.

Suppressed findings are left out: code scanning would show them as open alerts. ``primaryLocationLineHash`` is datamap's own fingerprint,
which has no line numbers in it. The hops of a path are the code flow, the policy's sentence is a related location.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from datamap import __version__
from datamap.display import display

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from datamap.knowledge.conformance import Rule
    from datamap.model import Finding, Hop, JsonValue, Location, Result

    Record = dict[str, JsonValue]

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
HOME = "https://pypi.org/project/datamap/"
LONGEST_TEXT = 1024
MOST_RESULTS = 25_000
PRECISION = {"high": "high", "medium": "medium", "low": "low"}
SEVERITY = {"error": "error", "warning": "warning", "note": "recommendation"}


def render(result: Result, rules: Mapping[str, Rule], pages: Mapping[str, str]) -> str:
    """The open findings as one SARIF log; ``pages`` are the rules' help in Markdown by code."""
    shown = [finding for finding in result.findings if finding.suppressed is None][:MOST_RESULTS]
    codes = sorted({finding.rule for finding in shown})
    run: Record = {
        "tool": {"driver": _driver([rules[code] for code in codes], pages)},
        "columnKind": "unicodeCodePoints",
        "automationDetails": {"id": "datamap/"},
        "results": [_result(finding, codes.index(finding.rule)) for finding in shown],
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": [_note(note) for note in result.notes]}],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=True) + "\n"


def _driver(rules: Sequence[Rule], pages: Mapping[str, str]) -> Record:
    return {
        "name": "datamap",
        "semanticVersion": __version__,
        "informationUri": HOME,
        "rules": [_rule(rule, pages[rule.code]) for rule in rules],
    }


def _rule(rule: Rule, page: str) -> Record:
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": rule.promise[:LONGEST_TEXT]},
        "fullDescription": {"text": rule.promise[:LONGEST_TEXT]},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": rule.level.value},
        "properties": {"tags": ["privacy", "gdpr"], "precision": "high", "problem.severity": SEVERITY[rule.level.value]},
    }


def _result(finding: Finding, index: int) -> Record:
    record: Record = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": finding.level.value,
        "message": {"text": _message(finding)},
        "locations": [{"physicalLocation": _place(finding.location)}],
        "partialFingerprints": {"primaryLocationLineHash": f"{finding.fingerprint}:1", "datamap/v1": finding.fingerprint},
        "properties": {"precision": PRECISION[finding.confidence.value], "data": list(finding.data)},
    }
    if finding.path:
        record["codeFlows"] = [{"threadFlows": [{"locations": [_step(hop) for hop in finding.path]}]}]
    if finding.claim:
        text = f"policy: {display(finding.claim.quote, LONGEST_TEXT)}"
        record["relatedLocations"] = [{"id": 1, "message": {"text": text}, "physicalLocation": _place(finding.claim.location)}]
    return record


def _message(finding: Finding) -> str:
    said = f" The [policy](1) says: “{display(finding.claim.quote, LONGEST_TEXT)}”" if finding.claim else ""
    return f"{display(finding.message)}.{said}{f' Fix: {finding.remedy}.' if finding.remedy else ''}"


def _step(hop: Hop) -> Record:
    return {"location": {"physicalLocation": _place(hop.location), "message": {"text": display(hop.note) or "here"}}}


def _place(place: Location) -> Record:
    region: Record = {"startLine": max(1, place.line), "startColumn": max(1, place.column)}
    if place.end_line:
        region |= {"endLine": place.end_line, "endColumn": max(1, place.end_column)}
    return {"artifactLocation": {"uri": quote(place.file.encode("utf-8", "surrogateescape"))}, "region": region}


def _note(note: str) -> Record:
    return {"level": "note", "message": {"text": display(note)}}
