"""The diagram in Graphviz' DOT language."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from datamap.display import display
from datamap.graph.diagram import BOUNDARY_NAMES, Kind, codes
from datamap.graph.wording import arrow_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.graph.diagram import Arrow, Diagram, Node

SHAPES = {Kind.PERSON: "box", Kind.PROCESSOR: "box", Kind.PROCESS: "ellipse", Kind.STORE: "cylinder", Kind.LOG: "cylinder"}


def render(diagram: Diagram) -> str:
    """A ``digraph`` with a cluster for each trust boundary."""
    return "\n".join(_lines(diagram)) + "\n"


def _lines(diagram: Diagram) -> Iterator[str]:
    yield "digraph datamap {"
    yield '  rankdir=LR; node [fontname="sans-serif", fontsize=10]; edge [fontname="sans-serif", fontsize=9];'
    ordered = sorted(diagram.nodes, key=lambda node: (node.boundary, node.key))
    for boundary, nodes in groupby(ordered, lambda node: node.boundary):
        title = BOUNDARY_NAMES.get(boundary)
        if title:
            yield f"  subgraph cluster_{boundary.value} {{ style=dashed; label={quoted(title)};"
        yield from (_node(node) for node in nodes)
        if title:
            yield "  }"
    keys = {node.key: node.id for node in diagram.nodes}
    yield from (_arrow(arrow, keys) for arrow in diagram.arrows)
    yield "}"


def _node(node: Node) -> str:
    words = "\n".join((node.label, node.id, *codes(node.findings)))
    red = ", color=red" if node.findings else ""
    return f"    {quoted(node.id)} [shape={SHAPES[node.kind]}, label={quoted(words)}{red}];"


def _arrow(arrow: Arrow, ids: dict[str, str]) -> str:
    words = "\n".join((*(text for _, text in arrow_lines(arrow)), arrow.id))
    style = ", style=dashed" if arrow.declared else ""
    red = ", color=red, fontcolor=red" if arrow.findings else ""
    return f"  {quoted(ids[arrow.start])} -> {quoted(ids[arrow.end])} [id={quoted(arrow.id)}, label={quoted(words)}{style}{red}];"


def quoted(text: str) -> str:
    """A DOT string; only datamap's own line breaks break a line."""
    lines = (display(line).replace("\\", "\\\\").replace('"', '\\"') for line in text.split("\n"))
    return '"' + "\\n".join(lines) + '"'
