"""The diagram as GraphML, through networkx, for programs that analyse graphs."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from datamap.display import display
from datamap.graph.diagram import codes

if TYPE_CHECKING:
    import networkx as nx

    from datamap.graph.diagram import Diagram


def render(diagram: Diagram) -> str:
    """A GraphML document; attributes hold lists with commas."""
    import networkx as nx

    stream = BytesIO()
    nx.write_graphml_xml(as_networkx(diagram), stream, named_key_ids=True)
    return stream.getvalue().decode() + "\n"


def as_networkx(diagram: Diagram) -> nx.DiGraph:
    """The diagram as a directed graph whose nodes are named by their ids."""
    import networkx as nx

    graph = nx.DiGraph()
    ids = {node.key: node.id for node in diagram.nodes}
    for node in diagram.nodes:
        graph.add_node(
            node.id,
            kind=node.kind.value,
            label=display(node.label),
            boundary=node.boundary.value,
            data=",".join(map(display, node.data)),
            findings=",".join(codes(node.findings)),
        )
    for arrow in diagram.arrows:
        graph.add_edge(
            ids[arrow.start],
            ids[arrow.end],
            id=arrow.id,
            data=",".join(display(datum.category) for datum in arrow.data),
            forms=",".join(sorted({form for datum in arrow.data for form in datum.forms})),
            guards=",".join(map(display, arrow.guards)),
            findings=",".join(codes(arrow.findings)),
            declared=arrow.declared,
        )
    return graph
