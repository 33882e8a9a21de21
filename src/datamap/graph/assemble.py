"""Parts -> diagram: equal arrows joined, ids given, everything in order. The same way out for a first build and for a folded one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.graph.diagram import PREFIXES, Arrow, Datum, Diagram, Node, identify

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from datamap.graph.diagram import Detail
    from datamap.model import Finding, Flow


def assemble(detail: Detail, nodes: Iterable[Node], arrows: Iterable[Arrow], notes: tuple[str, ...] = ()) -> Diagram:
    """The diagram of these parts; arrows from an element to itself are left out."""
    groups: dict[tuple[str, str], list[Arrow]] = defaultdict(list)
    for arrow in arrows:
        if arrow.start != arrow.end:
            groups[arrow.start, arrow.end].append(arrow)
    joined = [_join(group) for _, group in sorted(groups.items())]
    kept = sorted(nodes, key=lambda node: node.key)
    names = identify([(PREFIXES[node.kind], node.key) for node in kept] + [("F", _name(arrow)) for arrow in joined])
    return Diagram(
        detail,
        tuple(replace(node, id=names[node.key]) for node in kept),
        tuple(replace(arrow, id=names[_name(arrow)]) for arrow in joined),
        notes,
    )


def _name(arrow: Arrow) -> str:
    return f"{arrow.start} -> {arrow.end}"


def _join(arrows: Sequence[Arrow]) -> Arrow:
    """Several arrows between the same two elements as one."""
    seen = [arrow for arrow in arrows if not arrow.declared] or arrows
    always = set.intersection(*(set(arrow.guards) for arrow in seen))
    ever = set().union(*(arrow.guards for arrow in seen), *(arrow.loose for arrow in seen))
    return Arrow(
        arrows[0].start,
        arrows[0].end,
        _data(datum for arrow in arrows for datum in arrow.data),
        tuple(sorted(always)),
        tuple(sorted(ever - always)),
        _distinct_flows(flow for arrow in arrows for flow in arrow.flows),
        _distinct_findings(finding for arrow in arrows for finding in arrow.findings),
        all(arrow.declared for arrow in arrows),
    )


def _data(data: Iterable[Datum]) -> tuple[Datum, ...]:
    forms: dict[tuple[str, str], set[str]] = defaultdict(set)
    for datum in data:
        forms[datum.name, datum.category].update(datum.forms)
    return tuple(Datum(category, name, tuple(sorted(seen))) for (name, category), seen in sorted(forms.items()))


def _distinct_flows(flows: Iterable[Flow]) -> tuple[Flow, ...]:
    return tuple({id(flow): flow for flow in flows}.values())


def _distinct_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    found = {finding.fingerprint or repr(finding): finding for finding in findings}
    return tuple(sorted(found.values(), key=lambda finding: (finding.rule, finding.location, finding.fingerprint)))
