"""Files that belong to rows: ``document.scan.save(…)`` puts one into the media storage, and deleting the row leaves it there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from datamap.flow.events import Effect, Outcome
from datamap.flow.models.acts import Act
from datamap.flow.models.queries import where
from datamap.flow.models.writes import filled
from datamap.flow.values import UNKNOWN
from datamap.model import SinkKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.events import ExternalCall, ExternalRead
    from datamap.flow.models.context import Context
    from datamap.flow.models.tables import Column, Table
    from datamap.flow.values import Value
    from datamap.program.symbols import Class

FILES = "datamap.file"
DELETES = frozenset({"delete", "adelete"})
SAVES = frozenset({"save", "asave"})


def path_of(cls: Class, name: str, context: Context) -> str | None:
    """The external thing that a file column of a row is; None for any other field."""
    table = context.tables.of(cls)
    column = table.columns.get(name) if table else None
    return f"{FILES}.{name}" if column is not None and column.folder is not None else None


def store_of_files(context: Context, table: Table, column: Column) -> str:
    """Name the place of a column's files: ``s3:scans`` by the folder that they go to."""
    return f"{context.media[0]}:{column.folder or f'{table.name}.{column.name}'}"


def find(spelled: tuple[str, ...], context: Context) -> Callable[[ExternalCall], Outcome | None] | None:
    """Find who answers for a path."""
    return partial(_called, context=context) if spelled[-1].startswith(f"{FILES}.") else None


def read(event: ExternalRead, context: Context) -> Value | None:
    """``document.scan.url`` tells of the file what the file is."""
    if event.about is None or not event.path.startswith(f"{FILES}.") or event.name == "storage" or event.name in DELETES | SAVES:
        return None
    del context
    return event.world.carrying(event.world.read(event.world.instance(event.about), _column_name(event.path)))


def _column_name(path: str) -> str:
    return path.removeprefix(f"{FILES}.").partition(".")[0]


def _called(event: ExternalCall, context: Context) -> Outcome | None:
    table = context.tables.of(event.about) if event.about is not None else None
    column = table.columns.get(_column_name(event.bare)) if table else None
    if table is None or column is None:
        return None
    store, (_, kind, processor) = store_of_files(context, table, column), context.media
    act = Act(SinkKind.STORE, event.bare, "write", kind=kind, name=column.folder or table.name, owner=table.cls.name, processor=processor)
    if event.name in DELETES:
        return Outcome(UNKNOWN, (Effect("delete", store, act, where(event.world, event.receiver)),))
    if event.name in SAVES:
        held = event.world.carrying(event.world.read(event.world.instance(table.cls), column.name), *event.args[1:2])
        return Outcome(UNKNOWN, (Effect("sink", store, act, filled(event.world, {column.name: held})),))
    return Outcome(event.world.carrying(event.world.read(event.world.instance(table.cls), column.name)), (Effect("read", store, act),))
