"""The effect of writing a record: one slot for each column that it fills."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.flow.events import Effect, Slot
from datamap.flow.models.acts import Cell
from datamap.flow.models.arguments import merged
from datamap.flow.models.binding import bound
from datamap.flow.models.queries import COLUMN, WHERE, act_of, store_of
from datamap.flow.objects import External, Formal
from datamap.flow.values import NOTHING, Duration, Moment
from datamap.knowledge.names import split_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from datamap.flow.events import ExternalCall, ExternalWrite, World
    from datamap.flow.models.context import Context
    from datamap.flow.models.tables import Table
    from datamap.flow.values import ConstantValue, Value

KEPT = str | int | float | bool | Duration | Moment | None


def saved(
    context: Context,
    event: ExternalCall | ExternalWrite,
    table: Table,
    columns: Mapping[str, Value],
    *,
    operation: str = "write",
    tests: Value = NOTHING,
) -> Effect:
    """Make the effect of writing ``columns`` of one row of a mapped class."""
    known = {name: value for name, value in columns.items() if _is_column(name, table) and not _is_declaration(value)}
    act = replace(act_of(event.bare, table, operation), cells=cells(event.world, known, context.frameworks.ends))
    stored = bound(context, event.world, table, known)
    return Effect("sink", store_of(context, table), act, (*filled(event.world, stored), *_selected(event.world, tests)))


def _is_column(name: str, table: Table) -> bool:
    return name in table.columns or name.removesuffix("_id") in table.columns or name.startswith("*")


def _is_declaration(value: Value) -> bool:
    """Whether a field holds nothing but what its class declares: it was not given."""
    paths = [thing.path for thing in value.objects if isinstance(thing, External)]
    return not value.labels and any(path.startswith(COLUMN) for path in paths)


def filled(world: World, columns: Mapping[str, Value]) -> tuple[Slot, ...]:
    """Give one slot for each column."""
    return merged(Slot(name, world.labels(value)) for name, value in columns.items())


def cells(world: World, columns: Mapping[str, Value], ends: frozenset[tuple[str, ...]] = frozenset()) -> tuple[Cell, ...]:
    """Tell for each column whether it gets a literal, and which; of columns that hold an end (``ends``) whatever is known."""
    return tuple(
        _cell(name, value, world.constants(value) if split_words(name) in ends else value.constants) for name, value in columns.items()
    )


def _cell(name: str, value: Value, constants: tuple[ConstantValue, ...]) -> Cell:
    moments = [constant for constant in constants if isinstance(constant, Moment | Duration)]
    if moments:
        return Cell(name, known=True, value=moments[0])
    if value.exact and len(constants) == 1 and isinstance(constants[0], KEPT):
        return Cell(name, known=True, value=constants[0])
    return Cell(name, handed=any(isinstance(thing, Formal) for thing in value.objects))


def _selected(world: World, tests: Value) -> Iterable[Slot]:
    labels = world.labels(tests) if tests is not NOTHING else {}
    return (Slot(WHERE, labels),) if labels else ()


def literal(value: ConstantValue) -> bool:
    """Tell whether a literal tells something."""
    return value is not None
