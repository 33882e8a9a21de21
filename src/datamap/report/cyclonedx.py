"""The inventory as CycloneDX 1.6: the project, its third parties as services with the data that flows to them, stores as data."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

from datamap import __version__
from datamap.display import display
from datamap.model import SinkKind

if TYPE_CHECKING:
    from datamap.model import Flow, JsonValue, ProcessorUse, Result, Store

    Record = dict[str, JsonValue]

SPEC = "1.6"
CLASS = "personal data"


def render(result: Result, system: str) -> str:
    """A bill of materials without a serial number or a date, so that the same code gives the same bytes."""
    sent: dict[str, list[Flow]] = defaultdict(list)
    for flow in result.practices.flows:
        if flow.sink.kind is SinkKind.PROCESSOR:
            sent[flow.sink.id].append(flow)
    document: Record = {
        "$schema": f"http://cyclonedx.org/schema/bom-{SPEC}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": SPEC,
        "version": 1,
        "metadata": {
            "component": {"type": "application", "bom-ref": "system", "name": display(system)},
            "tools": {"components": [{"type": "application", "name": "datamap", "version": __version__}]},
        },
        "services": [_service(use, sent[use.id]) for use in result.practices.processors],
        "components": [_store(store) for store in result.practices.stores if store.elements],
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _service(use: ProcessorUse, flows: list[Flow]) -> Record:
    forms: dict[str, set[str]] = defaultdict(set)
    for flow in flows:
        forms[flow.data].add(str(flow.form))
    for category in use.collects:
        forms[category].add("plain")
    data: list[JsonValue] = [
        {"flow": "outbound", "classification": CLASS, "name": display(category), "description": f"form: {', '.join(sorted(seen))}"}
        for category, seen in sorted(forms.items())
    ]
    properties: list[JsonValue] = [{"name": "datamap:purpose", "value": display(purpose)} for purpose in use.purposes]
    return {
        "bom-ref": f"processor:{display(use.id)}",
        "name": display(use.name),
        "provider": {"name": display(use.name)},
        "x-trust-boundary": True,
        **({"data": data} if data else {}),
        "properties": properties,
    }


def _store(store: Store) -> Record:
    categories = sorted({display(element.category) for element in store.elements})
    return {
        "type": "data",
        "bom-ref": f"store:{display(store.id)}",
        "name": display(store.id),
        "data": [{"type": "dataset", "name": display(store.name or store.id), "classification": CLASS, "sensitiveData": [*categories]}],
    }
