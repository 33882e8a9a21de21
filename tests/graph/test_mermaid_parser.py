"""Mermaid's own parser reads back what it should, whatever the names are.

Runs where its packages are: ``npm install --prefix DIR mermaid jsdom``, and ``DATAMAP_NODE_MODULES=DIR/node_modules``.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from datamap.graph import mermaid
from datamap.graph.build import build
from datamap.graph.diagram import Detail
from datamap.graph.fold import fold

MODULES = os.environ.get("DATAMAP_NODE_MODULES", "")
pytestmark = pytest.mark.skipif(not (Path(MODULES or "/nowhere") / "mermaid").is_dir(), reason="Mermaid's packages are not installed")


def parsed(*diagrams) -> list[dict]:
    script = Path(__file__).with_name("parse_mermaid.mjs")
    texts = json.dumps([mermaid.render(diagram) for diagram in diagrams])
    done = subprocess.run(["node", script], input=texts, capture_output=True, text=True, check=True, env={**os.environ, "MODULES": MODULES})
    return json.loads(done.stdout)


def test_hostile_names_add_nothing(hostile):
    diagrams = [build(hostile, detail) for detail in Detail]
    for diagram, seen in zip(diagrams, parsed(*diagrams), strict=True):
        assert "error" not in seen, seen
        assert len(set(seen["vertices"])) == len(diagram.nodes)
        assert seen["edges"] == len(diagram.arrows)
        assert seen["links"] == 0


def test_the_largest_diagram_is_within_the_parsers_limits(huge):
    (seen,) = parsed(fold(build(huge, Detail.FUNCTION), 150))
    assert 0 < len(seen["vertices"]) <= 150
    assert 0 < seen["edges"] <= 450
