"""Mapped classes as such: their columns in conditions (``User.last_login < cutoff``), their managers, their related rows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from datamap.flow.events import Effect, Outcome, Related
from datamap.flow.models.queries import COLUMN, ROWS, act_of, choice, condition, gathered, one_of, query, store_of, tests_of
from datamap.flow.objects import ClassObject
from datamap.flow.values import FALSE, NONE, NOTHING, TRUE

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.events import ExternalCall, ExternalRead, Operation
    from datamap.flow.models.context import Context
    from datamap.flow.models.tables import Table
    from datamap.flow.values import Value
    from datamap.program.symbols import Class

COMPARISONS = frozenset({"<", "<=", ">", ">=", "==", "!=", "is", "is not"})
SWAPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
METHODS = {
    "is_": "==",
    "in_": "in",
    "isnot": "!=",
    "is_not": "!=",
    "like": "like",
    "ilike": "like",
    "contains": "contains",
    "between": "between",
    "notin_": "not in",
    "__lt__": "<",
    "__gt__": ">",
}
BY_OBJECT = frozenset({"django", "tortoise", "peewee", "pony", "mongoengine"})
"""Mappers whose foreign keys are the other row, not its number."""
KEYS = frozenset({"id", "pk", "uuid"})
TABLE = "sqlalchemy.Table."
COLUMNS_OF_TABLE = frozenset({"c", "columns"})
"""``users.c.email``: the columns of a table that has no class."""
FAMILIES = {"sqlmodel": "sqlalchemy", "odmantic": "beanie"}


def family_of(table: Table) -> str:
    """Name the family of methods that a mapped class has."""
    return FAMILIES.get(table.schema.name, table.schema.name)


def find(spelled: tuple[str, ...], context: Context) -> Callable[[ExternalCall], Outcome | None] | None:
    """Find who answers for a path."""
    path = spelled[-1]
    if path.startswith(f"{COLUMN}."):
        return partial(_column_method, context=context)
    if context.tables.declares_columns(path):
        return partial(_column_made, context=context)
    return None


def _column_made(event: ExternalCall, context: Context) -> Outcome | None:
    """``email = Column(String)``: the column is known by the place where it is declared."""
    found = context.tables.by_place.get((event.site.location.file, event.site.location.line))
    if found is None:
        return None
    table, column = found
    return Outcome(event.world.external(f"{COLUMN}.{column}", table.cls))


def read(event: ExternalRead, context: Context) -> Value | None:
    """Answer for a column, manager or relation of a mapped class."""
    if event.about is None:
        return None
    table = context.tables.of(event.about)
    if table is None:
        managed = context.tables.by_manager.get(event.about.qualname)
        return event.world.class_object(managed.cls) if managed and event.name in managed.schema.own_class else None
    if event.path.startswith(ROWS):
        return one_of(event.world, table, event.owner, tests_of(event.world, event.owner)) if event.path.endswith("]") else None
    of_class = any(isinstance(thing, ClassObject) for thing in event.owner.objects)
    if of_class and event.name in table.columns:
        return event.world.external(f"{COLUMN}.{event.name}", event.about)
    if event.name in table.schema.accessors:
        return query(event.world, family_of(table), event.about)
    if of_class and event.name in COLUMNS_OF_TABLE and event.path.startswith(TABLE):
        return event.owner
    if of_class and event.name == "query":
        return query(event.world, family_of(table), event.about)
    return None if of_class else _related(event, table, context)


def _related(event: ExternalRead, table: Table, context: Context) -> Value | None:
    """``user.profile`` is a row of the other table, ``user.posts`` a query of it."""
    column = table.columns.get(event.name)
    if column is not None and column.reference:
        target = context.tables.target(column.reference)
        return event.world.instance(target.cls) if target else None
    relationship = table.relationships.get(event.name)
    if relationship is not None:
        target = context.tables.target(relationship.target)
        return event.world.list_of(event.world.instance(target.cls)) if target else None
    return _reverse(event, table, context)


def _reverse(event: ExternalRead, table: Table, context: Context) -> Value | None:
    """Find the table whose foreign key gives this name to its rows."""
    if table.schema.name not in ("django", "tortoise", "peewee"):
        return None
    other, single = context.tables.reverse.get(table.cls.qualname, {}).get(event.name, (None, False))
    if other is None:
        return None
    return event.world.instance(other.cls) if single else query(event.world, family_of(other), other.cls)


def related(cls: Class, name: str, context: Context) -> Related | None:
    """Tell which rows a relation leads to: those of another class, one or many."""
    table = context.tables.of(cls)
    if table is None:
        return None
    relationship = table.relationships.get(name)
    if relationship is not None:
        target = context.tables.target(relationship.target)
        return Related(target.cls, relationship.many) if target else None
    column = table.columns.get(name)
    if column is None or column.reference is None or name.endswith("_id") or table.schema.name not in BY_OBJECT:
        return None
    target = context.tables.target(column.reference)
    return Related(target.cls, many=bool(column.type and "Many" in column.type.rpartition(".")[2])) if target else None


def read_field(cls: Class, name: str, context: Context) -> tuple[Effect, ...]:
    """Tell which table is read with a field of a row: a relation reads rows of another, a column this one."""
    table = context.tables.of(cls)
    if table is None:
        return ()
    relationship = table.relationships.get(name)
    if relationship is not None:
        target = context.tables.target(relationship.target)
        return (Effect("read", store_of(context, target), act_of(name, target, "read")),) if target else ()
    column = table.columns.get(name)
    if column is None or name in KEYS:
        return ()
    if column.reference:
        found = related(cls, name, context)
        target = context.tables.of(found.cls) if found else None
        return (Effect("read", store_of(context, target), act_of(name, target, "read")),) if target else ()
    return (Effect("read", store_of(context, table), act_of("", table, "read"), location=column.location, symbol=cls.qualname),)


def operation(event: Operation, context: Context) -> Value | None:
    """Turn a comparison with a column into a condition; conditions that are joined keep their labels."""
    world = event.world
    column = _column(world.externals(event.left))
    if column and event.op in COMPARISONS and event.right is not NOTHING:
        return gathered([condition(world, event.site, context, column, event.op, event.right)])
    column = _column(world.externals(event.right)) if event.right is not NOTHING else None
    if column and event.op in COMPARISONS:
        return gathered([condition(world, event.site, context, column, SWAPPED.get(event.op, event.op), event.left)])
    column = _column(world.externals(event.left))
    if column and event.op in ("not", "~"):
        return gathered([condition(world, event.site, context, column, "==", FALSE)])
    return None


def _column(paths: tuple[str, ...]) -> str | None:
    return next((path.removeprefix(f"{COLUMN}.") for path in paths if path.startswith(f"{COLUMN}.")), None)


def _column_method(event: ExternalCall, context: Context) -> Outcome | None:
    column = event.bare.removeprefix(f"{COLUMN}.").partition(".")[0]
    op = METHODS.get(event.name)
    if op is None:
        return None if event.name == "get" and event.args else Outcome(event.receiver)
    value = event.args[0] if event.args else NONE
    owner = event.about.name if event.about else ""
    return Outcome(gathered([condition(event.world, event.site, context, column, op, value, owner)]))


def column_tests(event: ExternalCall, context: Context, owner: str) -> Value:
    """Give the conditions in the arguments of ``filter(…)``: keywords, comparisons, and columns that must be true."""
    world = event.world
    found = [condition(world, event.site, context, *_lookup(name), value, owner) for name, value in event.kwargs.items()]
    found += [choice(world, event.site, context, _relation(name) or owner, value) for name, value in event.kwargs.items()]
    for value in event.args:
        column = _column(world.externals(value))
        found.append(condition(world, event.site, context, column, "==", TRUE, owner) if column else world.labels(value))
    return gathered(found)


def _relation(name: str) -> str:
    """The relation that leads to a column: ``consents`` of ``consents__purpose__in``."""
    return name.partition("__")[0] if "__" in name else ""


def _lookup(name: str) -> tuple[str, str]:
    """Part ``last_login__lt`` into column and operator; ``user__email`` is a column of another table."""
    column, _, op = name.rpartition("__")
    known = {
        "lt": "<",
        "lte": "<=",
        "gt": ">",
        "gte": ">=",
        "exact": "==",
        "in": "in",
        "isnull": "isnull",
        "range": "between",
        "ne": "!=",
        "not": "!=",
        "date": "==",
    }
    if column and op in known:
        return column.rpartition("__")[2], known[op]
    return name.rpartition("__")[2], "=="
