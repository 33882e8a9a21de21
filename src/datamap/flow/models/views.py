"""The row that a view is about: ``get_object_or_404(User, pk=pk)``, ``self.get_object()``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from datamap.flow.events import Outcome
from datamap.flow.models.forms import form_of
from datamap.flow.models.queries import reading, row, tests_of
from datamap.flow.models.schemas import column_tests
from datamap.flow.values import NOTHING, join

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.events import ExternalCall, World
    from datamap.flow.models.context import Context
    from datamap.flow.models.tables import Table
    from datamap.flow.values import Value

    Handler = Callable[[ExternalCall], Outcome | None]

OBJECT, QUERY = "get_object", "get_queryset"
NAMED = ("queryset", "model", "serializer_class", "form_class")


def find(spelled: tuple[str, ...], context: Context) -> Handler | None:
    """Find who answers for a path."""
    path = spelled[-1]
    base, _, name = path.rpartition(".")
    if any(path in mapper.shortcuts for mapper in context.frameworks.mappers.values()):
        return partial(_looked_up, context=context)
    if name == OBJECT and any(base in route.bases for route in context.frameworks.routes):
        return partial(_object, context=context)
    return None


def _looked_up(event: ExternalCall, context: Context) -> Outcome | None:
    """One row of a class, a manager or a query, or a list of them."""
    source = event.args[0] if event.args else NOTHING
    table = _table(event.world, source, context)
    if table is None:
        return None
    tests = join(tests_of(event.world, source), column_tests(event, context, table.cls.name))
    found = row(event.world, table, None, tests)
    return Outcome(event.world.list_of(found) if "list" in event.name else found, (reading(context, event, table, tests),))


def _object(event: ExternalCall, context: Context) -> Outcome | None:
    """A row of the view's query, else of what the view names."""
    if event.about is None or event.receiver is NOTHING:
        return None
    world = event.world
    if event.about.method(QUERY) is not None:
        sources = [world.call(world.read(event.receiver, QUERY))]
    else:
        declared = {name for cls in event.about.mro for name in cls.fields}
        sources = [world.read(event.receiver, name) for name in NAMED if name in declared]
    for source in sources:
        table = _table(world, source, context)
        if table is not None:
            tests = tests_of(world, source)
            return Outcome(row(world, table, None, tests), (reading(context, event, table, tests),))
    return None


def _table(world: World, source: Value, context: Context) -> Table | None:
    for cls in (*world.class_objects(source), *world.about(source), *world.classes(source)):
        form = form_of(cls, context)
        table = context.tables.of(cls) or (form.table if form is not None else None) or context.tables.by_manager.get(cls.qualname)
        if table is not None:
            return table
    return None
