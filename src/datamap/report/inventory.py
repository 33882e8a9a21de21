"""``datamap inventory``: the personal data, third parties and stores in the code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from datamap.report.json_report import document
from datamap.report.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.model import Location, Result


def as_json(result: Result) -> str:
    """The inventory part of the scan's document."""
    return json.dumps(document(result)["inventory"], indent=2, ensure_ascii=True) + "\n"


def as_table(result: Result, *, color: bool = False) -> str:
    """Three tables for people."""
    practices = result.practices
    fields = [(e.category, e.name, e.owner, e.store or "", f"{e.location.file}:{e.location.line}") for e in practices.elements]
    parties = [
        (use.name, ", ".join(use.purposes), _sent(result, use.id), result.disclosed.get(use.id, "no"), _where(use.evidence))
        for use in practices.processors
    ]
    stores = [(s.id, s.kind, ", ".join(sorted({e.category for e in s.elements})), _where(s.evidence)) for s in practices.stores]
    return "\n".join(
        (
            table("Personal data", ("category", "name", "where", "store", "line"), fields, color=color),
            table("Third parties", ("name", "for", "data", "disclosed", "line"), parties, color=color),
            table("Stores", ("store", "kind", "data", "line"), stores, color=color),
        )
    )


def _sent(result: Result, processor: str) -> str:
    return ", ".join(sorted({flow.data for flow in result.practices.flows if flow.sink.kind == "processor" and flow.sink.id == processor}))


def _where(places: Iterable[Location]) -> str:
    return next((f"{place.file}:{place.line}" for place in places), "")
