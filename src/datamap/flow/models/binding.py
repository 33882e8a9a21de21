"""Columns of a type of the project's own: what its binding method makes of a value is what is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from datamap.flow.events import World
    from datamap.flow.models.context import Context
    from datamap.flow.models.tables import Table
    from datamap.flow.values import Value
    from datamap.program.symbols import Class


def bound(context: Context, world: World, table: Table, columns: Mapping[str, Value]) -> dict[str, Value]:
    """The values of columns as the database gets them: ``process_bind_param``, ``get_prep_value`` and their like have run."""
    return {name: _bound(context, world, table, name, value) for name, value in columns.items()}


def _bound(context: Context, world: World, table: Table, name: str, value: Value) -> Value:
    column = table.columns.get(name)
    cls = context.program.classes.get(column.type or "") if column else None
    method = _method(cls, context.frameworks.binders) if cls else None
    if cls is None or method is None:
        return value
    return world.call(world.read(world.instance(cls), method), (value,))


def _method(cls: Class, names: tuple[str, ...]) -> str | None:
    return next((name for name in names for each in cls.mro or (cls,) if name in each.methods), None)
