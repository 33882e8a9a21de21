"""What the database gets for the value of a column: what its type's binding method makes of it, and of a row its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.models.hooks import run_before
from datamap.flow.values import Value, pointing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from datamap.flow.events import World
    from datamap.flow.models.context import Context
    from datamap.flow.models.tables import Table
    from datamap.program.symbols import Class


def bound(context: Context, world: World, table: Table, columns: Mapping[str, Value]) -> dict[str, Value]:
    """The values of columns as the database gets them: ``process_bind_param``, ``get_prep_value`` and their like have run."""
    kept = run_before(context.hooks, world, table, columns)
    return {name: _bound(context, world, table, name, value) for name, value in kept.items()}


def _bound(context: Context, world: World, table: Table, name: str, value: Value) -> Value:
    column = table.columns.get(name)
    if column is not None and column.reference:
        return _key(world, context, value)
    cls = context.program.classes.get(column.type or "") if column else None
    method = _method(cls, context.frameworks.binders) if cls else None
    if cls is None or method is None:
        return value
    return world.call(world.read(world.instance(cls), method), (value,))


def _key(world: World, context: Context, value: Value) -> Value:
    """A foreign key keeps which row it is, and nothing of what that row holds."""
    rows = [thing for thing in value.objects if any(context.tables.of(cls) for cls in world.classes(pointing(thing)))]
    if not rows:
        return value
    others = tuple([thing for thing in value.objects if thing not in rows])
    return Value(others, value.labels, value.constants, unknown=True)


def _method(cls: Class, names: tuple[str, ...]) -> str | None:
    return next((name for name in names for each in cls.mro or (cls,) if name in each.methods), None)
