"""What goes with a row when it is deleted: foreign keys of classes and of SQL, cascades of relationships."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.models.files import store_of_files
from datamap.flow.models.queries import store_of
from datamap.model import Cascade

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.models.ddl import SqlTable
    from datamap.flow.models.tables import Table
    from datamap.flow.practices.material import Material

EFFECTS = {
    "cascade": "cascade",
    "set_null": "set_null",
    "protect": "restrict",
    "restrict": "restrict",
    "do_nothing": "restrict",
    "set_default": "set_null",
    "set": "set_null",
    "no_action": "restrict",
}
PEOPLE = ("user", "users", "account", "accounts", "customer", "member", "auth_user")


def cascades_of(material: Material, sql: tuple[SqlTable, ...]) -> tuple[Cascade, ...]:
    """Give every cascade once, in order of child and place."""
    found = {*_of_tables(material), *_of_sql(sql), *_of_files(material)}
    return tuple(sorted(found, key=lambda cascade: (cascade.child, cascade.parent, cascade.location, cascade.effect)))


def _of_tables(material: Material) -> Iterator[Cascade]:
    tables = material.context.tables
    for table in tables.all.values():
        child = store_of(material.context, table)
        for column in table.columns.values():
            parent = _parent(column.reference, material) if column.reference else None
            if parent is not None:
                effect = EFFECTS.get(column.on_delete or "", _default(table))
                yield Cascade(parent, child, effect, column.location, column.name)
        for relationship in table.relationships.values():
            target = tables.target(relationship.target)
            if target is not None and relationship.cascade:
                yield Cascade(child, store_of(material.context, target), "cascade", relationship.location)


def _of_files(material: Material) -> Iterator[Cascade]:
    """Files that go with their rows: an app sees to all of them, or the project does when it is told that a row goes."""
    context = material.context
    told = {
        effect.target
        for function, entry in material.solution.entries.items()
        if entry.kind == "signal"
        for effect, _ in material.solution.reached(function)
        if effect.kind == "delete"
    }
    for table in context.tables.all.values():
        for column in table.columns.values():
            store = store_of_files(context, table, column) if column.folder is not None else None
            if store is not None and (store in told or not context.keeps_files):
                yield Cascade(store_of(context, table), store, "cascade", column.location)


def _default(table: Table) -> str:
    """What a mapper does where the code says nothing."""
    return {"django": "cascade", "tortoise": "cascade", "piccolo": "cascade"}.get(table.schema.name, "restrict")


def _parent(reference: str, material: Material) -> str | None:
    target = material.context.tables.target(reference)
    if target is not None:
        return store_of(material.context, target)
    if reference.endswith("auth.models.User"):
        return f"{material.context.database}:auth_user"
    return None


def _of_sql(sql: tuple[SqlTable, ...]) -> Iterator[Cascade]:
    for table in sql:
        for column in table.columns:
            if column.reference:
                parent = f"{table.store.partition(':')[0]}:{column.reference}"
                yield Cascade(parent, table.store, column.on_delete or "restrict", column.location, column.name)
