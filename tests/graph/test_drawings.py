"""Each drawing is read back by a reader that is not ours, with plain and with hostile names."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from io import BytesIO
from itertools import pairwise
from xml.etree import ElementTree as ET

import networkx as nx
import pytest

from datamap.graph import dot, graphml, json_graph, mermaid, svg, threat_dragon
from datamap.graph.build import build
from datamap.graph.diagram import Detail
from datamap.graph.fold import fold
from datamap.graph.layout import HEIGHT, place

DRAWINGS = (dot, graphml, json_graph, mermaid, svg, threat_dragon)
SVG = "{http://www.w3.org/2000/svg}"
STATEMENT = re.compile(
    r"flowchart LR|  %% .*|  subgraph (own|third|hosted|device)\[\"[a-z' ]+\"\]|  end"
    r"|\s+[EPD]_[A-Z2-7]+(\(\[\"[^\"]*\"\]\)|\[\"[^\"]*\"\]|\[\(\"[^\"]*\"\)\])"
    r"|  [EPD]_[A-Z2-7]+ (-->|-\.->)\|\"[^\"|]*\"\| [EPD]_[A-Z2-7]+|  linkStyle [\d,]+ \S+|  classDef broken \S+|  class [\w,]+ broken"
)


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda module: module.__name__.rpartition(".")[2])
def test_no_control_character_and_the_same_twice(drawing, hostile):
    text = drawing.render(build(hostile, Detail.FUNCTION))
    assert text == drawing.render(build(hostile, Detail.FUNCTION))
    text.encode("utf-8")
    assert not [character for character in text if not character.isprintable() and character != "\n"]


def test_mermaid_is_only_the_statements_it_should_be(hostile):
    for line in mermaid.render(build(hostile, Detail.FUNCTION)).splitlines():
        assert STATEMENT.fullmatch(line), line
        assert not re.search(r"[<>](?!b?r?>)", line.replace("<br>", "").replace("-->", "").replace("-.->", ""))


def test_mermaid_stays_within_its_parsers_limits(huge):
    text = mermaid.render(build(huge, Detail.FUNCTION))
    assert len(text) < 45_000
    assert len(re.findall(r" --> ?\|| -\.->\|", text)) <= 450
    assert "%%" in text


def test_svg_is_xml_with_one_group_an_element(hostile):
    diagram = build(hostile, Detail.FUNCTION)
    root = ET.fromstring(svg.render(diagram))  # noqa: S314 - our own output
    found = {group.get("data-id") for group in root.iter(f"{SVG}g")} - {None}
    assert found == {node.id for node in diagram.nodes} | {arrow.id for arrow in diagram.arrows}
    allowed = {"svg", "style", "title", "defs", "marker", "path", "g", "rect", "text", "tspan"}
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= allowed
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on") or "href" in name]


def test_graphml_is_read_by_networkx(hostile):
    diagram = build(hostile)
    graph = nx.read_graphml(BytesIO(graphml.render(diagram).encode()))
    assert set(graph.nodes) == {node.id for node in diagram.nodes}
    assert {data["id"] for _, _, data in graph.edges(data=True)} == {arrow.id for arrow in diagram.arrows}


def test_json_names_every_end_of_an_edge(hostile):
    document = json.loads(json_graph.render(build(hostile)))
    known = {node["id"] for node in document["nodes"]}
    assert {end for edge in document["edges"] for end in (edge["source"], edge["target"])} <= known
    assert document["schema"] == 1


def test_threat_dragon_has_the_cells_its_editor_needs(hostile):
    model = json.loads(threat_dragon.render(build(hostile)))
    cells = model["detail"]["diagrams"][0]["cells"]
    ids = {cell["id"] for cell in cells}
    assert len(ids) == len(cells)
    for cell in cells:
        assert {"id", "shape", "zIndex", "data"} <= set(cell)
        if cell["shape"] == "flow":
            assert cell["source"]["cell"] in ids
            assert cell["target"]["cell"] in ids
        else:
            assert cell["size"]["width"] > 0


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_dot_is_read_by_graphviz(hostile):
    diagram = build(hostile)
    done = subprocess.run(["dot", "-Tplain"], input=dot.render(diagram).encode(), capture_output=True, check=True)
    assert done.stdout.count(b"\nnode ") == len(diagram.nodes)


@pytest.mark.parametrize("detail", Detail)
def test_boxes_never_overlap(huge, detail):
    layout = place(fold(build(huge, detail), 150))
    boxes = sorted(layout.boxes.values(), key=lambda box: (box.x, box.y))
    for one, other in pairwise(boxes):
        assert one.x < other.x or other.y - one.y >= HEIGHT
    assert all(box.x >= 0 and box.y >= 0 for box in boxes)
