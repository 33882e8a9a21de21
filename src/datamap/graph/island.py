"""What the script of the interactive page knows: elements, arrows, ways and findings as plain values, repeated strings once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.display import display
from datamap.graph.diagram import Kind, codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from datamap.graph.diagram import Arrow, Detail, Diagram, Node
    from datamap.model import Finding, Flow, Hop, JsonValue, Result

    Record = dict[str, JsonValue]

WHAT = {
    Kind.PERSON: "the people whose data it is",
    Kind.PROCESS: "code of this project",
    Kind.STORE: "a store",
    Kind.LOG: "a log",
    Kind.PROCESSOR: "a third party",
}


def island(result: Result, diagrams: Sequence[Diagram], first: Detail, ways: int) -> Record:
    """All levels; each arrow with its ``ways`` shortest ways and the number of those left out."""
    processors = sorted({display(node.label) for diagram in diagrams for node in diagram.nodes if node.kind is Kind.PROCESSOR})
    pool = _Pool(result, ways, processors)
    levels: dict[str, JsonValue] = {diagram.detail.value: pool.level(diagram) for diagram in diagrams}
    return {
        "first": first.value,
        "levels": levels,
        "flows": [*pool.flows],
        "findings": [*pool.findings],
        "files": [*pool.files],
        "words": [*pool.words],
        "categories": [*sorted({datum.name for diagram in diagrams for arrow in diagram.arrows for datum in arrow.data})],
        "processors": [*processors],
        "rules": [
            *sorted({rule for diagram in diagrams for arrow in diagram.arrows for rule in codes(arrow.findings)} | _on_nodes(diagrams))
        ],
    }


def _on_nodes(diagrams: Iterable[Diagram]) -> set[str]:
    return {rule for diagram in diagrams for node in diagram.nodes for rule in codes(node.findings)}


class _Pool:
    """Values that several arrows share, each once."""

    def __init__(self, result: Result, ways: int, processors: Iterable[str]) -> None:
        self._ways = ways
        self._number = {name: number for number, name in enumerate(processors)}
        self._numbers: dict[int, int] = {}
        self._texts: tuple[dict[str, int], dict[str, int]] = ({}, {})
        self._rules = _rules(result)
        self.flows: list[Record] = []
        self.findings: list[Record] = []

    @property
    def files(self) -> tuple[str, ...]:
        return tuple(self._texts[0])

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self._texts[1])

    def level(self, diagram: Diagram) -> Record:
        labels = {node.key: node for node in diagram.nodes}
        home = {node.key: display(node.label) for node in diagram.nodes}
        return {
            "nodes": {node.id: self._node(node) for node in diagram.nodes},
            "arrows": {arrow.id: self._arrow(arrow, labels, home) for arrow in diagram.arrows},
        }

    def _node(self, node: Node) -> Record:
        return {
            "label": display(node.label),
            "what": WHAT[node.kind],
            "data": [*map(display, node.data)],
            "members": [*map(display, node.members)],
            "findings": [self._finding(finding) for finding in node.findings],
            "rules": [*codes(node.findings)],
        }

    def _arrow(self, arrow: Arrow, nodes: dict[str, Node], home: dict[str, str]) -> Record:
        shortest = sorted(arrow.flows, key=lambda flow: (len(flow.path), flow.data, flow.sink.location))[: self._ways]
        ends = {home.get(f"{flow.sink.kind.value}:{flow.sink.id}", "") for flow in arrow.flows}
        rules = {rule for flow in arrow.flows for rule in self._rules.get(id(flow), ())} | set(codes(arrow.findings))
        target = nodes[arrow.end]
        if target.kind is Kind.PROCESSOR:
            ends.add(display(target.label))
            rules |= set(codes(target.findings)) if arrow.declared else set()
        return {
            "start": nodes[arrow.start].id,
            "end": target.id,
            "declared": arrow.declared,
            "data": [display(str(datum)) for datum in arrow.data],
            "guards": [*map(display, arrow.guards)],
            "loose": [*map(display, arrow.loose)],
            "flows": [self._flow(flow) for flow in shortest],
            "more": len(arrow.flows) - len(shortest),
            "findings": [self._finding(finding) for finding in arrow.findings],
            "targets": [*sorted(self._number[end] for end in ends & self._number.keys())],
            "rules": [*sorted(rules)],
        }

    def _flow(self, flow: Flow) -> int:
        if id(flow) not in self._numbers:
            self._numbers[id(flow)] = len(self.flows)
            guards: list[JsonValue] = [*sorted({display(str(guard)) for guard in flow.guards})]
            self.flows.append({"data": flow.data, "form": str(flow.form), "guards": guards, "path": self._path(flow.path)})
        return self._numbers[id(flow)]

    def _finding(self, finding: Finding) -> int:
        if id(finding) not in self._numbers:
            self._numbers[id(finding)] = len(self.findings)
            claim = finding.claim
            self.findings.append(
                {
                    "rule": finding.rule,
                    "name": finding.name,
                    "message": display(finding.message),
                    "quote": display(claim.quote) if claim else "",
                    "source": display(f"{claim.location.file}, line {claim.location.line}") if claim else "",
                    "place": display(f"{finding.location.file}:{finding.location.line}"),
                    "path": self._path(finding.path),
                    "remedy": display(finding.remedy),
                }
            )
        return self._numbers[id(finding)]

    def _path(self, path: Iterable[Hop]) -> list[JsonValue]:
        return [[self._text(0, hop.location.file), hop.location.line, self._text(1, hop.symbol), self._text(1, hop.note)] for hop in path]

    def _text(self, table: int, text: str) -> int:
        return self._texts[table].setdefault(display(text), len(self._texts[table]))


def _rules(result: Result) -> dict[int, set[str]]:
    """The rules that each flow breaks, by the flow's identity."""
    by_place: dict[tuple[object, str], set[str]] = {}
    for finding in result.findings:
        if finding.suppressed is None:
            for category in finding.data:
                by_place.setdefault((finding.location, category), set()).add(finding.rule)
    return {id(flow): by_place.get((flow.sink.location, flow.data), set()) for flow in result.practices.flows}
