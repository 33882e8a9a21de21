"""Columns that hold less than they are called: a ``latitude`` that is rounded by all that write it tells of a town, not of a door."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.model import FormKind, SinkKind

if TYPE_CHECKING:
    from datamap.model import Element, Flow

COARSE = {"user.location.precise": "user.location.approximate"}


def as_written(elements: tuple[Element, ...], flows: tuple[Flow, ...]) -> tuple[Element, ...]:
    """The elements, with those that only get rounded values as what these tell."""
    forms: dict[tuple[str, str], set[FormKind]] = {}
    for flow in flows:
        if flow.data in COARSE and flow.sink.kind is SinkKind.STORE:
            forms.setdefault((flow.sink.id, flow.sink.argument or ""), set()).add(flow.form.kind)
    rounded = {place for place, kinds in forms.items() if kinds == {FormKind.TRUNCATED}}
    return tuple(
        replace(element, category=COARSE[element.category])
        if element.category in COARSE and (element.store or "", element.name) in rounded
        else element
        for element in elements
    )
