"""The diagram as Mermaid: people and vendors are rectangles, code is rounded, stores are cylinders, a box is a trust boundary.

Limits of Mermaid's own parser are 500 edges and 50,000 characters. A larger diagram is folded until it fits; comments say what was.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from datamap.display import display
from datamap.graph.diagram import BOUNDARY_NAMES, Kind, codes
from datamap.graph.fold import fold
from datamap.graph.wording import arrow_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.graph.diagram import Arrow, Diagram, Node

MOST_ARROWS = 450
MOST_CHARACTERS = 45_000
LONGEST_LABEL = 60
SHAPES = {
    Kind.PERSON: '["{}"]',
    Kind.PROCESS: '(["{}"])',
    Kind.PROCESSOR: '["{}"]',
    Kind.STORE: '[("{}")]',
    Kind.LOG: '[("{}")]',
}
ENTITIES = (("#", "#35;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;"), ("`", "#96;"), ("|", "#124;"), ("\\", "#92;"), ("&", "#amp;"))


def render(diagram: Diagram) -> str:
    """A ``flowchart`` that Mermaid 10 and later reads."""
    most = len(diagram.nodes)
    text = _text(fold(diagram, most, MOST_ARROWS))
    while len(text) > MOST_CHARACTERS and most > 1:
        most = most * 3 // 4
        text = _text(fold(diagram, most, MOST_ARROWS))
    return text


def _text(diagram: Diagram) -> str:
    return "\n".join(_lines(diagram)) + "\n"


def _lines(diagram: Diagram) -> Iterator[str]:
    names = {node.key: node.id.replace("-", "_") for node in diagram.nodes}
    yield "flowchart LR"
    yield from (f"  %% {label(note, 0)}" for note in diagram.notes)
    for boundary, nodes in groupby(sorted(diagram.nodes, key=lambda node: (node.boundary, node.key)), lambda node: node.boundary):
        title = BOUNDARY_NAMES.get(boundary)
        if title:
            yield f'  subgraph {boundary.value}["{title}"]'
        yield from (_node(node, names[node.key], "    " if title else "  ") for node in nodes)
        if title:
            yield "  end"
    for arrow in diagram.arrows:
        yield _arrow(arrow, names)
    red = [str(number) for number, arrow in enumerate(diagram.arrows) if arrow.findings]
    if red:
        yield f"  linkStyle {','.join(red)} stroke:#c00,stroke-width:2px"
    broken = [names[node.key] for node in diagram.nodes if node.findings]
    if broken:
        yield "  classDef broken stroke:#c00,stroke-width:2px"
        yield f"  class {','.join(broken)} broken"


def _node(node: Node, name: str, indent: str) -> str:
    words = [label(node.label), node.id, *codes(node.findings)]
    return f"{indent}{name}{SHAPES[node.kind].format('<br>'.join(words))}"


def _arrow(arrow: Arrow, names: dict[str, str]) -> str:
    words = [label(text) for _, text in arrow_lines(arrow)]
    line = "-.->" if arrow.declared else "-->"
    return f'  {names[arrow.start]} {line}|"{"<br>".join([*words, arrow.id])}"| {names[arrow.end]}'


def label(text: str, limit: int = LONGEST_LABEL) -> str:
    """``text`` as the inside of a quoted Mermaid label: one line, entities for what Mermaid or HTML would read."""
    return "".join(dict(ENTITIES).get(character, character) for character in display(text, limit))
