"""The graph as Mermaid: people are rectangles, code is rounded, stores are cylinders, a box is a trust boundary, red breaks the policy.

Limits of Mermaid's own parser: 500 edges and 50,000 characters. Above ``MOST_EDGES`` the data of an arrow is shortened to a count and the
rest is said in a comment, never dropped in silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.graph.build import Graph

MOST_EDGES = 450
MOST_CHARACTERS = 45_000
LONGEST_LABEL = 60
SHAPES = {"person": '["{}"]', "process": '("{}")', "processor": '["{}"]', "store": '[("{}")]', "log": '[("{}")]'}
BOUNDARIES = {"own": "this service", "third party": "third parties"}


def render(graph: Graph) -> str:
    """A ``flowchart`` that Mermaid 10 and later reads."""
    for most_data in (6, 2, 0):
        text = "\n".join(_lines(graph, most_data)) + "\n"
        if len(text) <= MOST_CHARACTERS:
            break
    return text


def _lines(graph: Graph, most_data: int) -> Iterator[str]:
    names = {node: f"n{number}" for number, node in enumerate(sorted(graph.nodes))}
    yield "flowchart LR"
    yield from _nodes(graph, names)
    edges = sorted(graph.edges)
    shown = edges[:MOST_EDGES]
    for start, end in shown:
        yield f"  {names[start]} -->|{_arrow(graph.edges[start, end], most_data)}| {names[end]}"
    if len(edges) > len(shown):
        yield f"  %% {len(edges) - len(shown)} arrows more: choose a coarser --level"
    red = [str(number) for number, (start, end) in enumerate(shown) if graph.edges[start, end]["findings"]]
    if red:
        yield f"  linkStyle {','.join(red)} stroke:#c00,stroke-width:2px"


def _nodes(graph: Graph, names: dict[str, str]) -> Iterator[str]:
    by_boundary: dict[str, list[str]] = {}
    for node in sorted(graph.nodes):
        by_boundary.setdefault(graph.nodes[node]["boundary"], []).append(node)
    for boundary, nodes in sorted(by_boundary.items()):
        title = BOUNDARIES.get(boundary)
        if title:
            yield f'  subgraph b{len(title)}["{title}"]'
        for node in nodes:
            shape = SHAPES[graph.nodes[node]["kind"]].format(label(graph.nodes[node]["label"]))
            yield f"  {'  ' if title else ''}{names[node]}{shape}"
        if title:
            yield "  end"


def _arrow(edge: dict[str, dict[str, set[str]]], most: int) -> str:
    items = [_datum(category, forms) for category, forms in sorted(edge["data"].items())]
    words = items[:most] + ([f"{len(items) - most} more"] if len(items) > most else [])
    guards = [f"if {guard}" for guard in sorted(edge["guards"])][:2]
    return '"' + "<br>".join(label(word) for word in (*words, *guards, *sorted(edge["findings"]))) + '"'


def _datum(category: str, forms: Iterable[str]) -> str:
    other = sorted(form for form in forms if form != "plain")
    return f"{category} ({', '.join(other)})" if other else category


def label(text: str) -> str:
    """``text`` as the inside of a quoted Mermaid label: one line, entities for what Mermaid or HTML would read, at most 60 characters."""
    short = text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"
    safe = "".join(character if character.isprintable() else " " for character in short)
    for character, entity in (("#", "#35;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;"), ("`", "#96;"), ("|", "#124;")):
        safe = safe.replace(character, entity)
    return safe
