"""The diagram as JSON, schema 1."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from datamap.graph.diagram import codes

if TYPE_CHECKING:
    from datamap.graph.diagram import Arrow, Diagram, Node
    from datamap.model import Flow, JsonValue

    Record = dict[str, JsonValue]

SCHEMA = 1


def render(diagram: Diagram) -> str:
    """One document that ends with a line feed."""
    return json.dumps(document(diagram), indent=2, ensure_ascii=True) + "\n"


def document(diagram: Diagram) -> Record:
    """The diagram as plain values; arrows name elements by id."""
    ids = {node.key: node.id for node in diagram.nodes}
    return {
        "schema": SCHEMA,
        "level": diagram.detail.value,
        "nodes": [_node(node) for node in diagram.nodes],
        "edges": [_arrow(arrow, ids) for arrow in diagram.arrows],
        "notes": list(diagram.notes),
    }


def _node(node: Node) -> Record:
    return {
        "id": node.id,
        "key": node.key,
        "kind": node.kind.value,
        "label": node.label,
        "boundary": node.boundary.value,
        "data": list(node.data),
        "members": list(node.members),
        "findings": list(codes(node.findings)),
    }


def _arrow(arrow: Arrow, ids: dict[str, str]) -> Record:
    return {
        "id": arrow.id,
        "source": ids[arrow.start],
        "target": ids[arrow.end],
        "data": [{"category": datum.category, "name": datum.name, "forms": list(datum.forms)} for datum in arrow.data],
        "guards": list(arrow.guards),
        "guards_on_some_ways": list(arrow.loose),
        "declared": arrow.declared,
        "findings": [finding.fingerprint for finding in arrow.findings],
        "rules": list(codes(arrow.findings)),
        "flows": [_flow(flow) for flow in arrow.flows],
    }


def _flow(flow: Flow) -> Record:
    return {
        "data": flow.data,
        "form": str(flow.form),
        "guards": [str(guard) for guard in flow.guards],
        "path": [{"file": hop.location.file, "line": hop.location.line, "symbol": hop.symbol, "note": hop.note} for hop in flow.path],
    }
