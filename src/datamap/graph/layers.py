"""Which column an element stands in: people and devices, then the code in the order that data takes, then stores, then third parties."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from datamap.graph.diagram import Boundary, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.graph.diagram import Diagram, Node

TALLEST = 18
MOST_COLUMNS = 8
REGIONS = (Boundary.OUTSIDE, Boundary.DEVICE, Boundary.OWN, Boundary.HOSTED, Boundary.THIRD)


def columns(diagram: Diagram) -> list[list[Node]]:
    """The elements of each column, left to right; a column that would be too tall becomes several."""
    depth = _depths(diagram)
    found: dict[tuple[int, int], list[Node]] = defaultdict(list)
    for node in diagram.nodes:
        found[_region(node), depth.get(node.key, 0)].append(node)
    return [part for _, nodes in sorted(found.items()) for part in _split(nodes, max(TALLEST, len(diagram.nodes) // MOST_COLUMNS))]


def _region(node: Node) -> int:
    """Own stores stand behind the code."""
    return 2 * REGIONS.index(node.boundary) + (node.boundary is Boundary.OWN and node.kind is not Kind.PROCESS)


def _split(nodes: list[Node], tallest: int) -> Iterable[list[Node]]:
    parts = -(-len(nodes) // tallest)
    size = -(-len(nodes) // parts)
    ordered = sorted(nodes, key=lambda node: (not node.findings, node.key)) if parts > 1 else nodes
    return (ordered[at : at + size] for at in range(0, len(ordered), size))


def _depths(diagram: Diagram) -> dict[str, int]:
    """How many steps of code come before each piece of code, ways back left out."""
    inside = {node.key for node in diagram.nodes if node.kind is Kind.PROCESS}
    ahead: dict[str, list[str]] = {key: [] for key in inside}
    for arrow in diagram.arrows:
        if arrow.start in inside and arrow.end in inside:
            ahead[arrow.start].append(arrow.end)
    order, back = _order(ahead)
    depth = dict.fromkeys(inside, 0)
    for key in order:
        for other in ahead[key]:
            if (key, other) not in back:
                depth[other] = max(depth[other], depth[key] + 1)
    return depth


def _order(ahead: dict[str, list[str]]) -> tuple[list[str], set[tuple[str, str]]]:
    """A topological order, and the arrows that had to be left out for there to be one (depth first, without recursion)."""
    done: list[str] = []
    state: dict[str, int] = {}
    back: set[tuple[str, str]] = set()
    targets = {other for others in ahead.values() for other in others}
    for root in sorted(ahead, key=lambda key: (key in targets, key)):
        if root in state:
            continue
        state[root] = 1
        stack = [(root, iter(ahead[root]))]
        while stack:
            key, rest = stack[-1]
            other = next(rest, None)
            if other is None:
                stack.pop()
                state[key] = 2
                done.append(key)
            elif state.get(other) == 1:
                back.add((key, other))
            elif other not in state:
                state[other] = 1
                stack.append((other, iter(ahead[other])))
    return done[::-1], back
