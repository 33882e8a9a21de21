"""``--format json``: the contract's document, schema 1."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from datamap import __version__

if TYPE_CHECKING:
    from datamap.model import Claim, Element, Finding, Flow, Hop, JsonValue, Location, Policy, ProcessorUse, Result, Store

    Record = dict[str, JsonValue]

SCHEMA = 1


def render(result: Result) -> str:
    """The whole result as one JSON document that ends with a line feed."""
    return json.dumps(document(result), indent=2, ensure_ascii=True) + "\n"


def document(result: Result) -> Record:
    """The whole result as plain values."""
    return {
        "schema": SCHEMA,
        "tool": {"name": "datamap", "version": __version__},
        "root": result.root,
        "policies": [_policy(policy) for policy in result.policies],
        "findings": [finding_record(finding) for finding in result.findings],
        "inventory": {
            "elements": [_element(element) for element in result.practices.elements],
            "processors": [_processor(use, result) for use in result.practices.processors],
            "stores": [_store(store, result) for store in result.practices.stores],
            "flows": [_flow(flow) for flow in result.practices.flows],
        },
        "statistics": dict(result.statistics),
        "notes": list(result.notes),
    }


def _policy(policy: Policy) -> Record:
    return {"file": policy.file, "language": policy.language, "claims": len(policy.claims)}


def finding_record(finding: Finding) -> Record:
    """One finding as the contract has it."""
    place = finding.location
    return {
        "rule": finding.rule,
        "name": finding.name,
        "level": finding.level.value,
        "confidence": finding.confidence.value,
        "message": finding.message,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line or place.line,
        "end_column": place.end_column or place.column,
        "symbol": finding.symbol,
        "data": list(finding.data),
        "processor": finding.processor,
        "store": finding.store,
        "claim": _claim(finding.claim) if finding.claim else None,
        "path": [_hop(hop) for hop in finding.path],
        "remedy": finding.remedy,
        "fingerprint": finding.fingerprint,
        "suppressed": finding.suppressed,
    }


def _claim(claim: Claim) -> Record:
    return {"file": claim.location.file, "line": claim.location.line, "kind": claim.kind, "text": claim.quote}


def _hop(hop: Hop) -> Record:
    return {"file": hop.location.file, "line": hop.location.line, "column": hop.location.column, "symbol": hop.symbol, "note": hop.note}


def _element(element: Element) -> Record:
    return {
        "category": element.category,
        "subject": element.subject,
        **_place(element.location),
        "symbol": element.symbol,
        "kind": element.kind,
        "store": element.store,
        "confidence": element.confidence.value,
        "why": element.why,
    }


def _processor(use: ProcessorUse, result: Result) -> Record:
    sent = {flow.data for flow in result.practices.flows if flow.sink.kind == "processor" and flow.sink.id == use.id}
    return {
        "id": use.id,
        "name": use.name,
        "purposes": [*use.purposes],
        "data": [*sorted(sent)],
        "disclosed": result.disclosed.get(use.id, "no"),
        "evidence": [_place(place) for place in use.evidence],
    }


def _store(store: Store, result: Result) -> Record:
    written = {flow.data for flow in result.practices.flows if flow.sink.kind == "store" and flow.sink.id == store.id}
    return {
        "id": store.id,
        "kind": store.kind,
        "data": [*sorted(written | {element.category for element in store.elements})],
        "evidence": [_place(place) for place in store.evidence],
    }


def _flow(flow: Flow) -> Record:
    return {
        "data": flow.data,
        "form": str(flow.form),
        "source": flow.source,
        "sink": flow.sink.id,
        "sink_kind": flow.sink.kind.value,
        "guards": [str(guard) for guard in flow.guards],
        "confidence": flow.confidence.value,
        "path": [_hop(hop) for hop in flow.path],
    }


def _place(place: Location) -> dict[str, JsonValue]:
    return {"file": place.file, "line": place.line}
