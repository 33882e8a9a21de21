"""A diagram too large to read or draw -> a smaller one: what is alike is folded into one element, and the diagram says so.

Stores fold by engine, code by package, third parties by what they are for; what no finding speaks of goes first.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from datamap.graph.assemble import assemble
from datamap.graph.diagram import Detail, Diagram, Kind, Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Stage = Callable[[Node], str | None]

READABLE = {Detail.SERVICE: 45, Detail.MODULE: 90, Detail.FUNCTION: 500}
MOST_NAMED = 12


def fold(diagram: Diagram, most_nodes: int, most_arrows: int = 0) -> Diagram:
    """At most that many elements and arrows (0: any number), as far as folding gets; ``notes`` tell what was folded."""
    for stage in _stages(diagram):
        if len(diagram.nodes) <= most_nodes and (not most_arrows or len(diagram.arrows) <= most_arrows):
            break
        diagram = merge(diagram, stage)
    return diagram


def merge(diagram: Diagram, group_of: Stage) -> Diagram:
    """The diagram with the elements of each group as one; a group of one stays as it is."""
    groups: dict[str, list[Node]] = defaultdict(list)
    for node in diagram.nodes:
        groups[group_of(node) or node.key].append(node)
    renamed = {node.key: key if len(nodes) > 1 else node.key for key, nodes in groups.items() for node in nodes}
    kept = [_one(key, nodes) if len(nodes) > 1 else nodes[0] for key, nodes in groups.items()]
    arrows = [replace(arrow, start=renamed[arrow.start], end=renamed[arrow.end]) for arrow in diagram.arrows]
    return assemble(diagram.detail, kept, arrows, _notes(kept))


def _stages(diagram: Diagram) -> Iterator[Stage]:
    """Ever coarser groups."""
    red = _broken(diagram)
    yield partial(_by_group, Kind.STORE, red)
    yield partial(_by_group, Kind.PROCESSOR, red)
    deepest = max((node.label.count(".") for node in diagram.nodes if node.kind is Kind.PROCESS), default=0)
    for depth in range(deepest, 0, -1):
        yield partial(_by_package, depth)
    for kind in (Kind.STORE, Kind.PROCESSOR, Kind.LOG):
        yield partial(_by_group, kind, frozenset())
    for kind in (Kind.PROCESS, Kind.STORE, Kind.PROCESSOR, Kind.PERSON):
        yield partial(_all, kind)


def _broken(diagram: Diagram) -> frozenset[str]:
    """The elements that a finding speaks of, themselves or on an arrow to them."""
    ends = {arrow.end for arrow in diagram.arrows if arrow.findings}
    return frozenset(ends | {node.key for node in diagram.nodes if node.findings})


def _by_group(kind: Kind, spared: frozenset[str], node: Node) -> str | None:
    if node.kind is not kind or node.key in spared:
        return None
    return f"{kind.value}-group:{node.boundary.value}:{node.group}"


def _by_package(depth: int, node: Node) -> str | None:
    if node.kind is not Kind.PROCESS:
        return None
    return f"process:{'.'.join(node.key.removeprefix('process:').split('.')[:depth])}"


def _all(kind: Kind, node: Node) -> str | None:
    return f"{kind.value}-group:{node.boundary.value}:" if node.kind is kind else None


def _one(key: str, nodes: Sequence[Node]) -> Node:
    members = tuple(sorted({name for node in nodes for name in (node.members or (node.label,))}))
    first = nodes[0]
    group = key.rpartition(":")[2]
    label = group if first.kind is Kind.PROCESS and group else f"{group or WORDS[first.kind]} ({len(members)})"
    return Node(
        key,
        first.kind,
        label,
        first.boundary,
        group=first.group,
        data=tuple(sorted({category for node in nodes for category in node.data})),
        members=members,
        findings=tuple({id(f): f for node in nodes for f in node.findings}.values()),
    )


WORDS = {Kind.PROCESS: "code", Kind.STORE: "stores", Kind.LOG: "logs", Kind.PROCESSOR: "third parties", Kind.PERSON: "people"}


def _notes(nodes: Sequence[Node]) -> tuple[str, ...]:
    return tuple(
        f"{node.label} stands for {', '.join(node.members[:MOST_NAMED])}{' …' if len(node.members) > MOST_NAMED else ''}"
        for node in sorted(nodes, key=lambda node: node.key)
        if node.members
    )
