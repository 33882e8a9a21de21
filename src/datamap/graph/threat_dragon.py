"""The diagram as a model for OWASP Threat Dragon 2, to start a threat analysis from."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

from datamap import __version__
from datamap.display import display
from datamap.graph.diagram import BOUNDARY_NAMES, Kind, codes
from datamap.graph.layout import place
from datamap.graph.wording import arrow_lines

if TYPE_CHECKING:
    from datamap.graph.diagram import Arrow, Boundary, Diagram, Node
    from datamap.graph.layout import Box
    from datamap.model import JsonValue

    Record = dict[str, JsonValue]

FORMAT = "2.2.0"
SPACE = uuid.UUID("6f2b1f9e-3d0c-5d7e-9b7d-2f1f4f0e7a51")
SHAPES = {Kind.PERSON: "actor", Kind.PROCESSOR: "actor", Kind.PROCESS: "process", Kind.STORE: "store", Kind.LOG: "store"}
TYPES = {"actor": "tm.Actor", "process": "tm.Process", "store": "tm.Store"}


def render(diagram: Diagram) -> str:
    """A threat model with one diagram and no threats yet; what breaks the policy is said in descriptions."""
    return json.dumps(_model(diagram), indent=2, ensure_ascii=True) + "\n"


def _model(diagram: Diagram) -> Record:
    layout = place(diagram)
    ids = {node.key: _uuid(node.id) for node in diagram.nodes}
    cells: list[JsonValue] = [
        *(_ground(ground, box) for ground, box in layout.boundaries.items()),
        *(_node(node, layout.boxes[node.key], ids[node.key]) for node in diagram.nodes),
        *(_arrow(arrow, ids) for arrow in diagram.arrows),
    ]
    drawing: Record = {
        "id": 0,
        "title": f"Personal data, {diagram.detail.value} level",
        "diagramType": "LINDDUN",
        "placeholder": "",
        "thumbnail": "./public/content/images/thumbnail.linddun.jpg",
        "version": FORMAT,
        "cells": cells,
    }
    return {
        "version": FORMAT,
        "summary": {"title": "Personal data flows", "owner": "", "description": f"Drawn by datamap {__version__} from code", "id": 0},
        "detail": {"contributors": [], "diagrams": [drawing], "diagramTop": 1, "reviewer": "", "threatTop": 0},
    }


def _uuid(name: str) -> str:
    return str(uuid.uuid5(SPACE, name))


def _box(box: Box) -> Record:
    return {"position": {"x": round(box.x), "y": round(box.y)}, "size": {"width": round(box.width), "height": round(box.height)}}


def _ground(ground: Boundary, box: Box) -> Record:
    name = BOUNDARY_NAMES[ground]
    data: Record = {"type": "tm.BoundaryBox", "name": name, "description": "", "isTrustBoundary": True, "hasOpenThreats": False}
    return {**_box(box), "id": _uuid(name), "shape": "trust-boundary-box", "zIndex": -1, "attrs": {"label": {"text": name}}, "data": data}


def _node(node: Node, box: Box, identity: str) -> Record:
    shape = SHAPES[node.kind]
    name = f"{display(node.label)} [{node.id}]"
    data: Record = {
        "type": TYPES[shape],
        "name": name,
        "description": _words(node.data, codes(node.findings)),
        "outOfScope": False,
        "reasonOutOfScope": "",
        "isTrustBoundary": False,
        "hasOpenThreats": False,
        "threats": [],
    }
    return {**_box(box), "id": identity, "shape": shape, "zIndex": 1, "attrs": {"text": {"text": name}}, "data": data}


def _arrow(arrow: Arrow, ids: dict[str, str]) -> Record:
    name = f"{'; '.join(text for _, text in arrow_lines(arrow))} [{arrow.id}]"
    data: Record = {
        "type": "tm.Flow",
        "name": name,
        "description": _words([datum.category for datum in arrow.data], codes(arrow.findings)),
        "outOfScope": False,
        "reasonOutOfScope": "",
        "isBidirectional": False,
        "isEncrypted": False,
        "isPublicNetwork": False,
        "protocol": "",
        "isTrustBoundary": False,
        "hasOpenThreats": False,
        "threats": [],
    }
    return {
        "id": _uuid(arrow.id),
        "shape": "flow",
        "zIndex": 10,
        "connector": "smooth",
        "source": {"cell": ids[arrow.start]},
        "target": {"cell": ids[arrow.end]},
        "vertices": [],
        "labels": [name],
        "data": data,
    }


def _words(data: list[str] | tuple[str, ...], rules: tuple[str, ...]) -> str:
    broken = f" Breaks the policy: {', '.join(rules)}." if rules else ""
    return f"Data: {', '.join(map(display, data)) or 'none seen'}.{broken}"
