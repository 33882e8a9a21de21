"""Data that seems to arrive in every column of a row: what stands for the whole row was taken for one of its values."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.model import Confidence, SinkKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.flow.practices.material import Material
    from datamap.model import Flow

MANY = 4
"""So many columns of one store, none of them called like the data, do not all hold one value that came from one place."""


def doubting_smears(flows: Iterable[Flow], material: Material) -> Iterator[Flow]:
    """The flows, those that are part of a smear with low confidence."""
    flows = tuple(flows)
    columns: dict[tuple[str, str, str], set[str]] = {}
    for flow in flows:
        if _is_elsewhere(flow, material):
            columns.setdefault(_way(flow), set()).add(flow.sink.argument or "")
    smeared = {way for way, names in columns.items() if len(names) >= MANY}
    for flow in flows:
        doubted = _way(flow) in smeared and _is_elsewhere(flow, material)
        yield replace(flow, confidence=Confidence.LOW) if doubted else flow


def _way(flow: Flow) -> tuple[str, str, str]:
    return flow.data, flow.source, flow.sink.id


def _is_elsewhere(flow: Flow, material: Material) -> bool:
    """Whether the data is followed to a column whose name does not speak of it."""
    name = (flow.sink.argument or "").rpartition(".")[2]
    if flow.sink.kind is not SinkKind.STORE or not name:
        return False
    found = material.context.recognise(name, flow.sink.id.rpartition(":")[2])
    return found is None or found.category != flow.data
