"""Rows that a cursor gives after a statement ran on it: ``cursor.fetchone()``, ``result.mappings().all()``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.events import Outcome
from datamap.flow.models.statements import CURSOR, ROW
from datamap.flow.values import NONE, TRUE, join

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.events import ExternalCall, ExternalRead
    from datamap.flow.models.context import Context
    from datamap.flow.values import Value

ONE = frozenset({"fetchone", "first", "one", "one_or_none", "scalar", "scalar_one", "scalar_one_or_none", "__next__", "__anext__"})
SURE = frozenset({"one", "scalar_one", "__next__", "__anext__"})
MANY = frozenset({"fetchall", "fetchmany", "all", "partitions", "__iter__", "__aiter__"})
SAME = frozenset({"mappings", "scalars", "unique", "tuples", "columns", "yield_per"})


def find(spelled: tuple[str, ...], context: Context) -> Callable[[ExternalCall], Outcome | None] | None:
    """Find who answers for a path."""
    name = spelled[0].rpartition(".")[2]
    if name in ONE | MANY | SAME:
        return _fetch
    return _opened if any(entry.id == "sql" for entry in context.stores.by_receiver.get(spelled[-1], ())) else None


def _opened(event: ExternalCall) -> Outcome:
    """A connection or cursor is one thing, which remembers the rows of its last statement."""
    return Outcome(event.world.external(event.bare, fields={"_kept": TRUE}))


def _fetch(event: ExternalCall) -> Outcome | None:
    row = event.world.fields(event.receiver).get(ROW) if event.receiver.objects else None
    if row is None:
        return None
    if event.name in ONE:
        return Outcome(row if event.name in SURE else join(row, NONE))
    return Outcome(event.world.external(CURSOR, fields={ROW: row}) if event.name in SAME else event.world.list_of(row))


def read(event: ExternalRead, context: Context) -> Value | None:
    """Answer for iterating over a cursor, or indexing what it gave."""
    del context
    if not event.path.endswith("]") or not event.owner.objects:
        return None
    return event.world.fields(event.owner).get(ROW)
