"""Methods of mapped classes, their query sets and their instances: ``User.objects.filter(…).delete()``, ``user.save()``."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from datamap.flow.events import Effect, Outcome
from datamap.flow.models.arguments import keyed, named, one
from datamap.flow.models.binding import bound
from datamap.flow.models.protection import marked
from datamap.flow.models.queries import ROWS, act_of, answers_among, deletion, is_query, one_of, query, reading, store_of, tests_of
from datamap.flow.models.schemas import column_tests, family_of
from datamap.flow.models.sessions import ADDED
from datamap.flow.models.writes import cells, filled, saved
from datamap.flow.objects import GIVEN, ClassObject, Formal, Instance
from datamap.flow.values import NONE, NOTHING, UNKNOWN, join, labelled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from datamap.flow.events import ExternalCall, ExternalWrite
    from datamap.flow.models.context import Context
    from datamap.flow.models.tables import Table
    from datamap.flow.values import Value
    from datamap.knowledge.frameworks.tables import Mapper
    from datamap.program.symbols import Class

    Answer = Callable[[ExternalCall, "Rows"], Outcome | None]

TRACKED = frozenset({"sqlalchemy", "pony"})
PASSWORD = "password"  # noqa: S105 - a column's name


class Rows:
    """One call on a mapped class, its query or its instance: what it is about."""

    def __init__(self, event: ExternalCall, table: Table, mapper: Mapper, context: Context) -> None:
        self.event, self.table, self.mapper, self.context = event, table, mapper, context
        self.world = event.world

    @property
    def tests(self) -> Value:
        """The conditions so far."""
        return tests_of(self.world, self.event.receiver)

    def continued(self, tests: Value) -> Value:
        """The query with these conditions."""
        fields = self.world.fields(self.event.receiver) if is_query(self.world, self.event.receiver) else {}
        verb = self.world.text(fields["_verb"]) if "_verb" in fields else "read"
        return query(
            self.world, family_of(self.table), self.table.cls, verb=verb or "read", tests=tests, values=fields.get("_values", NOTHING)
        )

    def row(self, tests: Value) -> Value:
        """One of its rows, or of the columns that it selects."""
        return one_of(self.world, self.table, self.event.receiver, tests)


def find(spelled: tuple[str, ...], context: Context) -> Callable[[ExternalCall], Outcome | None] | None:
    """Find who answers for a path; the mapped class decides when it is called."""
    return None if spelled[-1] in context.frameworks.statements else partial(_call, context=context)


def _call(event: ExternalCall, context: Context) -> Outcome | None:
    table = _table(event, context)
    mapper = context.frameworks.mappers.get(family_of(table)) if table else None
    if table is None or mapper is None:
        return None
    rows = Rows(event, table, mapper, context)
    if (
        is_query(event.world, event.receiver)
        or any(isinstance(thing, ClassObject) for thing in event.receiver.objects)
        or _through_accessor(event, table)
        or (event.about is not None and context.tables.of(event.about) is None)
    ):
        return _on_query(rows)
    on_class = None if event.receiver.objects else _on_query(rows)
    return on_class or _on_instance(rows)


def write(event: ExternalWrite, context: Context) -> Outcome | None:
    """Answer for ``user.email = x`` on a row that a session keeps: it is written when the session is."""
    table = context.tables.of(event.about) if event.about and not event.item else None
    name = event.path.rpartition(".")[2]
    if table is None or family_of(table) not in TRACKED or not (was_read(event.owner) or ADDED in event.world.fields(event.owner)):
        return None
    if name in table.relationships:
        return _hung_on(event, context)
    if name not in table.columns:
        return None
    act = replace(act_of(event.path, table, "update"), cells=cells(event.world, {name: event.value}, context.frameworks.ends))
    stored = bound(context, event.world, table, {name: event.value})
    return Outcome(UNKNOWN, (Effect("sink", store_of(context, table), act, filled(event.world, stored)),))


def _hung_on(event: ExternalWrite, context: Context) -> Outcome | None:
    """``account.profile = Profile(…)``: a new row that a kept one leads to is kept with it."""
    made = [context.tables.of(cls) for cls in event.world.classes(event.value)]
    effects = [saved(context, event, table, event.world.fields(event.value)) for table in made if table is not None]
    return Outcome(UNKNOWN, tuple(effects)) if effects else None


def was_read(owner: Value) -> bool:
    """Whether a row came from the database or from a caller, rather than being made here."""
    return any(isinstance(thing, Formal) or (isinstance(thing, Instance) and GIVEN in thing.site) for thing in owner.objects)


def _table(event: ExternalCall, context: Context) -> Table | None:
    if event.callee.startswith("datamap.") and not event.callee.startswith(ROWS):
        return None
    about = event.about or next(iter(event.world.about(event.receiver)), None) if event.about or event.receiver.objects else None
    return context.tables.of(about) or _managed(about, context) if about else None


def _managed(cls: Class, context: Context) -> Table | None:
    """The table of a manager's own class: ``self.filter(…)`` in ``class ClientManager(Manager)``."""
    return next((table for each in cls.mro or (cls,) if (table := context.tables.by_manager.get(each.qualname))), None)


def _through_accessor(event: ExternalCall, table: Table) -> bool:
    steps = event.bare.split(".")
    return len(steps) > 1 and steps[-2] in table.schema.accessors


def _on_query(rows: Rows) -> Outcome | None:
    """Answer for a method of the class or of one of its queries."""
    name, mapper = rows.event.name, rows.mapper
    answers: tuple[tuple[tuple[str, ...], Answer], ...] = (
        (mapper.create_user, _create_user),
        (mapper.create, _create),
        (mapper.create_many, _create_many),
        (mapper.create_object, _create_object),
        (mapper.values, _values),
        (mapper.filter, _filter),
        (mapper.aggregate, _aggregate),
        (mapper.update, _update),
        (mapper.delete, _delete),
        (mapper.read_fields, _read_fields),
        (mapper.read_one, _read_one),
        (mapper.read_many, _read_many),
    )
    for names, answer in answers:
        if name in names:
            return answer(rows.event, rows)
    return None


def _on_instance(rows: Rows) -> Outcome | None:
    event, mapper, world = rows.event, rows.mapper, rows.world
    if event.name in mapper.set_password:
        raw = one(event, ("0", "raw_password"))
        world.write(event.receiver, PASSWORD, marked(event, world.labels(raw), rows.context.password_form))
        return Outcome(UNKNOWN)
    if event.name in mapper.save:
        columns = _updated(event, dict(world.fields(event.receiver)) | dict(event.kwargs))
        return Outcome(event.receiver, (saved(rows.context, event, rows.table, columns, tests=tests_of(world, event.receiver)),))
    if event.name in mapper.remove:
        return Outcome(UNKNOWN, (deletion(rows.context, event, rows.table, tests_of(world, event.receiver)),))
    if event.name in mapper.assign:
        for name, value in _record(event, mapper).items():
            world.write(event.receiver, name, value)
        return Outcome(event.receiver)
    if event.name in mapper.read_many and event.name not in rows.table.columns:
        return Outcome(event.receiver, _fetched(rows))
    if event.name == "__init__" and mapper.constructs:
        return Outcome(event.receiver, (saved(rows.context, event, rows.table, event.kwargs),))
    return None


def _updated(event: ExternalCall, columns: dict[str, Value]) -> dict[str, Value]:
    """``save(update_fields=["email"])`` writes only these."""
    given = event.kwargs.get("update_fields", NOTHING)
    names = {text for value in event.world.items(given) if (text := event.world.text(value))} if given is not NOTHING else set()
    return {name: value for name, value in columns.items() if name in names} if names else columns


def _record(event: ExternalCall, mapper: Mapper) -> dict[str, Value]:
    """Collect the columns that a call names, with those in ``defaults``."""
    columns = {name: value for name, value in event.kwargs.items() if name not in mapper.defaults}
    for name in mapper.defaults:
        for _, value in named(event, name):
            columns |= dict(event.world.fields(value))
    for value in event.args[:1]:
        columns |= dict(event.world.fields(value)) if value.objects and not event.world.classes(value) else {}
    return {name.rpartition("__")[0] or name: value for name, value in columns.items()}


def _create(event: ExternalCall, rows: Rows) -> Outcome:
    columns = _record(event, rows.mapper)
    made = rows.world.instance(rows.table.cls, columns)
    result = rows.world.tuple_of(made, UNKNOWN) if "_or_create" in event.name else made
    effect = saved(rows.context, event, rows.table, columns)
    if event.extra is not NOTHING:
        effect = saved(rows.context, event, rows.table, {**columns, **_unnamed(rows, event.extra)})
    return Outcome(result, (effect,))


def _unnamed(rows: Rows, extra: Value) -> Mapping[str, Value]:
    return {"**": rows.world.carrying(extra)}


def _create_user(event: ExternalCall, rows: Rows) -> Outcome:
    positions = ("username", "email", "password") if "username" in rows.table.columns else ("email", "password")
    columns = dict(zip(positions, event.args, strict=False)) | dict(event.kwargs)
    if PASSWORD in columns:
        columns[PASSWORD] = marked(event, rows.world.labels(columns[PASSWORD]), rows.context.password_form)
    return Outcome(rows.world.instance(rows.table.cls, columns), (saved(rows.context, event, rows.table, columns),))


def _create_many(event: ExternalCall, rows: Rows) -> Outcome:
    value = one(event, ("0", "objs", "objects", "rows", "documents"))
    element = rows.world.element(value) if value is not NOTHING else NOTHING
    return Outcome(value, (saved(rows.context, event, rows.table, rows.world.fields(element)),))


def _create_object(event: ExternalCall, rows: Rows) -> Outcome:
    value = one(event, ("0", "document", "instance"))
    return Outcome(value, (saved(rows.context, event, rows.table, rows.world.fields(value)),))


def _values(event: ExternalCall, rows: Rows) -> Outcome:
    """``insert(User).values(email=x)``: what is written is known when the statement runs."""
    columns = _record(event, rows.mapper)
    if not columns and event.args:
        columns = dict(rows.world.fields(rows.world.element(event.args[0])))
    fields = rows.world.fields(event.receiver)
    verb = rows.world.text(fields.get("_verb", NOTHING)) or "write"
    values = rows.world.dict_of(keyed(columns))
    return Outcome(query(rows.world, family_of(rows.table), rows.table.cls, verb=verb, tests=rows.tests, values=values))


def _filter(event: ExternalCall, rows: Rows) -> Outcome:
    found = column_tests(event, rows.context, rows.table.cls.name)
    if event.name in rows.mapper.excludes:
        found = _opposite(rows, found)
    return Outcome(rows.continued(join(rows.tests, found)))


def _opposite(rows: Rows, tests: Value) -> Value:
    from datamap.flow.models.negation import negated

    return labelled(negated(rows.world.labels(tests)))


def _aggregate(event: ExternalCall, rows: Rows) -> Outcome:
    """``.exists()`` and ``.count()`` of the rows of those who agreed answer whether somebody did."""
    tests = join(rows.tests, column_tests(event, rows.context, rows.table.cls.name))
    asked = answers_among(rows.world.labels(tests))
    return Outcome(labelled(asked) if asked else UNKNOWN)


def _update(event: ExternalCall, rows: Rows) -> Outcome:
    columns = _record(event, rows.mapper)
    if not columns and event.args:
        columns = dict(rows.world.fields(event.args[0]))
    return Outcome(rows.continued(rows.tests), (saved(rows.context, event, rows.table, columns, operation="update", tests=rows.tests),))


def _delete(event: ExternalCall, rows: Rows) -> Outcome:
    return Outcome(rows.continued(rows.tests), (deletion(rows.context, event, rows.table, rows.tests),))


def _read_one(event: ExternalCall, rows: Rows) -> Outcome:
    tests = join(rows.tests, column_tests(event, rows.context, rows.table.cls.name))
    found = rows.row(tests)
    missing = event.name in MAY_MISS or (event.name == "get" and family_of(rows.table) in TRACKED)
    return Outcome(join(found, NONE) if missing else found, (reading(rows.context, event, rows.table, tests),))


MAY_MISS = frozenset(
    {"first", "afirst", "last", "alast", "get_or_none", "one_or_none", "first_or_none", "scalar_one_or_none", "find_one", "fetchone"}
)
"""Reads that give nothing where there is no such row; the others raise."""


def _read_many(event: ExternalCall, rows: Rows) -> Outcome:
    tests = join(rows.tests, column_tests(event, rows.context, rows.table.cls.name)) if event.name in ("find", "find_many") else rows.tests
    effects = (reading(rows.context, event, rows.table, tests), *_fetched(rows))
    return Outcome(rows.world.list_of(rows.row(tests)) if event.name in LISTS else rows.continued(tests), effects)


def _fetched(rows: Rows) -> tuple[Effect, ...]:
    """``prefetch_related("photos")``: the rows of other tables that are read with these."""
    relations = rows.context.tables.reverse.get(rows.table.cls.qualname, {})
    names = [(rows.world.text(value) or "").partition("__")[0] for value in rows.event.args] if rows.event.name in FETCHING else ()
    return tuple(reading(rows.context, rows.event, relations[name][0], NOTHING) for name in names if name in relations)


FETCHING = frozenset({"prefetch_related", "select_related", "fetch_related"})
LISTS = frozenset({"to_list", "fetchall", "iterator", "aiterator"})


def _read_fields(event: ExternalCall, rows: Rows) -> Outcome:
    """``values_list("email", flat=True)``: only the named columns."""
    one_row = rows.row(rows.tests)
    names = [name for value in event.args if (name := rows.world.text(value))]
    columns = {name: rows.world.read(one_row, name) for name in names or rows.table.columns}
    if "flat" in event.kwargs:
        element = next(iter(columns.values()), UNKNOWN)
    elif event.name == "values":
        element = rows.world.dict_of(keyed(columns))
    else:
        element = rows.world.tuple_of(*columns.values())
    return Outcome(rows.world.list_of(element), (reading(rows.context, event, rows.table, rows.tests),))
