"""Practices -> one directed graph: people and outside services, the code's own parts, stores and logs, with the data on the arrows."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import networkx as nx

from datamap.model import SinkKind

if TYPE_CHECKING:
    from datamap.model import Finding, Flow, Result

Graph = nx.DiGraph
PEOPLE = "people"


class Detail(StrEnum):
    """How far the code's own parts are told apart."""

    SERVICE = "service"
    MODULE = "module"
    FUNCTION = "function"


def build(result: Result, detail: Detail = Detail.SERVICE) -> Graph:
    """The data-flow graph of a run.

    Nodes have ``kind`` (``person``, ``process``, ``processor``, ``store``, ``log``), ``label`` and ``boundary`` (``own`` or ``third party``);
    edges have ``data`` (category -> forms), ``guards`` and ``findings`` (codes of the rules that this way breaks).
    """
    graph = Graph()
    graph.add_node(PEOPLE, kind="person", label="people", boundary="outside")
    broken = _broken(result)
    for flow in result.practices.flows:
        _add(graph, flow, detail, result, broken)
    for use in result.practices.processors:
        _node(graph, f"processor:{use.id}", "processor", use.name, "third party")
    for store in result.practices.stores:
        if store.elements:
            _node(graph, f"store:{store.id}", "store", store.id, "own")
    return graph


def _broken(result: Result) -> dict[tuple[object, str], set[str]]:
    """Rule codes of the findings at each sink, by place and category."""
    found: dict[tuple[object, str], set[str]] = {}
    for finding in result.findings:
        if finding.suppressed is None:
            _collect(found, finding)
    return found


def _collect(found: dict[tuple[object, str], set[str]], finding: Finding) -> None:
    for category in finding.data:
        found.setdefault((finding.location, category), set()).add(finding.rule)


def _add(graph: Graph, flow: Flow, detail: Detail, result: Result, broken: dict[tuple[object, str], set[str]]) -> None:
    process = _process(flow.sink.symbol, detail)
    _node(graph, process, "process", process.removeprefix("process:"), "own")
    _edge(graph, PEOPLE, process, flow, set())
    target = _target(graph, flow, result)
    if target:
        _edge(graph, process, target, flow, broken.get((flow.sink.location, flow.data), set()))


def _process(symbol: str, detail: Detail) -> str:
    parts = symbol.split(".")
    match detail:
        case Detail.SERVICE:
            return f"process:{parts[0]}"
        case Detail.MODULE:
            return f"process:{'.'.join(parts[:2])}"
        case Detail.FUNCTION:
            return f"process:{symbol}"


def _target(graph: Graph, flow: Flow, result: Result) -> str | None:
    sink = flow.sink
    match sink.kind:
        case SinkKind.PROCESSOR:
            names = {use.id: use.name for use in result.practices.processors}
            return _node(graph, f"processor:{sink.id}", "processor", names.get(sink.id, sink.id), "third party")
        case SinkKind.STORE:
            return _node(graph, f"store:{sink.id}", "store", sink.id, "own")
        case SinkKind.LOG:
            return _node(graph, f"log:{sink.id}", "log", sink.id or "log", "own")
        case SinkKind.RESPONSE:
            return PEOPLE
        case SinkKind.DECLARED:
            return _node(graph, f"sink:{sink.id}", "process", sink.id, "own")


def _node(graph: Graph, name: str, kind: str, label: str, boundary: str) -> str:
    if name not in graph:
        graph.add_node(name, kind=kind, label=label, boundary=boundary)
    return name


def _edge(graph: Graph, start: str, end: str, flow: Flow, codes: set[str]) -> None:
    if (start, end) not in graph.edges:
        graph.add_edge(start, end, data={}, guards=set(), findings=set())
    edge = graph.edges[start, end]
    edge["data"].setdefault(flow.data, set()).add(str(flow.form))
    edge["guards"].update(str(guard) for guard in flow.guards)
    edge["findings"].update(codes)
