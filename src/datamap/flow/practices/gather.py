"""A solved program -> `Practices`, on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.practices.cascades import cascades_of
from datamap.flow.practices.comments import Statements, suppressions_of
from datamap.flow.practices.elements import Elements
from datamap.flow.practices.entrypoints import entry_points_of
from datamap.flow.practices.flows import flows_of
from datamap.flow.practices.handlers import handlers_of
from datamap.flow.practices.idle import idle_deletions_of
from datamap.flow.practices.material import Material
from datamap.flow.practices.periods import periods_of
from datamap.flow.practices.redaction import Redaction
from datamap.flow.practices.rounded import as_written
from datamap.flow.practices.settings import settings_of
from datamap.flow.practices.stores import stores_of
from datamap.flow.practices.uses import Uses
from datamap.model import Practices, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.config import Config
    from datamap.flow.events import Solution
    from datamap.flow.models.context import Context


def gather(solution: Solution, context: Context, config: Config, unreadable: Iterable[Unreadable] = ()) -> Practices:
    """Everything that the code does with personal data.

    ``context`` is that of the models which answered; ``unreadable`` are the files that could not be read.
    """
    material = Material(solution, context, config)
    sql = context.sql
    flows = flows_of(material, Redaction(material))
    elements = as_written(Elements(material, Statements(material), sql).all(), flows)
    cascades = cascades_of(material, sql)
    return Practices(
        elements=elements,
        processors=Uses(material).all(),
        stores=stores_of(material, elements, flows, sql, context.loci),
        cascades=cascades,
        flows=flows,
        periods=periods_of(material),
        handlers=handlers_of(material, cascades, elements),
        idle_deletions=idle_deletions_of(material),
        entry_points=entry_points_of(material),
        settings=settings_of(material),
        unreadable=_unreadable(material, unreadable),
        suppressions=suppressions_of(material),
        statistics=_statistics(material),
    )


def _unreadable(material: Material, known: Iterable[Unreadable]) -> tuple[Unreadable, ...]:
    broken = (Unreadable(facts.path, facts.error_line, facts.error) for facts in material.facts if facts.error)
    return tuple(sorted({*known, *broken}, key=lambda one: (one.file, one.line, one.reason)))


def _statistics(material: Material) -> dict[str, int]:
    counted = {"files": len(material.facts), "lines": sum(facts.lines for facts in material.facts)}
    counted["parse_errors"] = sum(1 for facts in material.facts if facts.error)
    return {**counted, **material.solution.statistics}
