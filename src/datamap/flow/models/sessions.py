"""Sessions and connections: ``session.add(user)``, ``session.execute(select(User))``, ``conn.fetchrow("SELECT …", id)``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from datamap.flow.events import Outcome
from datamap.flow.models.arguments import named, one, text
from datamap.flow.models.queries import COLUMN, deletion, is_query, one_of, query, reading, row, tests_of
from datamap.flow.models.schemas import family_of
from datamap.flow.models.statements import run
from datamap.flow.models.writes import saved
from datamap.flow.values import NONE, NOTHING, TRUE, UNKNOWN, join

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.events import Effect, ExternalCall, World
    from datamap.flow.models.context import Context
    from datamap.flow.models.tables import Table
    from datamap.flow.values import Value
    from datamap.knowledge.stores import StoreCall

    Handler = Callable[[ExternalCall], Outcome | None]

TEXT = "datamap.sql"

MAY_MISS = frozenset({"get", "scalar", "scalar_one_or_none"})
"""Calls that give None where there is no such row."""


ADDED = "_added"
"""What a row that a session keeps remembers: what is set on it from then on is written too."""
BOTH = 2
"""A statement and its parameters in one."""


def find(spelled: tuple[str, ...], context: Context) -> Handler | None:
    """Find who answers for a path."""
    path = spelled[-1]
    verb = context.frameworks.statements.get(path)
    if verb == "text":
        return _text
    if verb:
        return partial(_statement, verb=verb, context=context)
    calls = [call for spelling in spelled for entry, call, between in context.stores.of_path(spelling) if entry.id == "sql" and not between]
    if calls:
        return partial(_called, calls=tuple(calls), context=context, sure=True)
    receiver, _, method = path.rpartition(".")
    guessed = (
        [call for entry, call in context.stores.of_words(receiver.rpartition(".")[2], method) if entry.id == "sql"] if receiver else []
    )
    return partial(_called, calls=tuple(guessed), context=context, sure=False) if guessed else None


def _text(event: ExternalCall) -> Outcome:
    """``text("SELECT …")`` is the statement."""
    statement = one(event, ("0", "text"))
    return Outcome(event.world.external(TEXT, fields={"statement": statement}))


def _statement(event: ExternalCall, verb: str, context: Context) -> Outcome | None:
    """``select(User)``, ``delete(User)``, ``users.insert()``: a query that a session runs later."""
    own = [event.about] if event.about is not None else []
    for value in event.args or (NOTHING,):
        about = [*event.world.class_objects(value), *event.world.about(value), *own]
        table = next((found for cls in about if (found := context.tables.of(cls))), None)
        if table:
            selected = _selected(event, context) if verb == "read" else NOTHING
            return Outcome(query(event.world, family_of(table), table.cls, verb=verb, values=selected))
    return None


def _selected(event: ExternalCall, context: Context) -> Value:
    """The columns and rows that ``select(User.email, func.count())`` names; NOTHING where it is rows of one table."""
    world = event.world
    if len(event.args) == 1 and world.class_objects(event.args[0]):
        return NOTHING
    return world.tuple_of(*(_part(world, value, context) for value in event.args))


def _part(world: World, value: Value, context: Context) -> Value:
    column = next((path.partition(".")[2].rpartition(".")[2] for path in world.externals(value) if path.startswith(COLUMN)), None)
    about = [*world.class_objects(value), *(world.about(value) if column else ())]
    table = next((found for cls in about if (found := context.tables.of(cls))), None)
    if table is None:
        return UNKNOWN
    one_row = row(world, table, None, NOTHING)
    return world.read(one_row, column) if column else one_row


def _called(event: ExternalCall, calls: tuple[StoreCall, ...], context: Context, *, sure: bool) -> Outcome | None:
    for call in calls if sure else sorted(calls, key=partial(_misfit, event)):
        outcome = _do(event, call, context, sure=sure)
        if outcome is not None:
            return outcome
    return None


def _misfit(event: ExternalCall, call: StoreCall) -> bool:
    """Whether parameters are given one by one to a call that takes them as one, or the other way round."""
    one_by_one = any(name.endswith("+") for name in call.data)
    return one_by_one is (len(event.args) == BOTH) if len(event.args) >= BOTH else False


def _do(event: ExternalCall, call: StoreCall, context: Context, *, sure: bool) -> Outcome | None:
    match call.does:
        case "write" if call.object:
            return _add(event, call, context)
        case "write" if call.name:
            return _mappings(event, call, context) or _copied(event, call, context, sure=sure)
        case "delete" if call.object:
            return _remove(event, call, context)
        case "read" | "begin":
            return _get(event, call, context)
        case "statement":
            return _execute(event, call, context, sure=sure)
        case _:
            return None


def _tables(value: Value, world: World, context: Context) -> list[Table]:
    return [table for cls in world.classes(value) if (table := context.tables.of(cls))]


def _add(event: ExternalCall, call: StoreCall, context: Context) -> Outcome | None:
    value = one(event, call.object)
    element = event.world.element(value) if call.many and value is not NOTHING else value
    effects = [saved(context, event, table, event.world.fields(element)) for table in _tables(element, event.world, context)]
    if effects:
        event.world.write(element, ADDED, TRUE)
    return Outcome(value if event.name == "merge" else UNKNOWN, tuple(effects)) if effects else None


def _mappings(event: ExternalCall, call: StoreCall, context: Context) -> Outcome | None:
    about = event.world.class_objects(one(event, call.name))
    rows = event.world.element(one(event, call.data))
    effects = [saved(context, event, table, event.world.fields(rows)) for cls in about if (table := context.tables.of(cls))]
    return Outcome(UNKNOWN, tuple(effects)) if effects else None


def _copied(event: ExternalCall, call: StoreCall, context: Context, *, sure: bool) -> Outcome | None:
    """``copy_records_to_table("users", records=rows, columns=["email", "name"])`` is an INSERT of many rows."""
    world = event.world
    table, columns = world.text(one(event, call.name)), [world.text(column) for column in world.items(one(event, ("columns",)))]
    names = [name for name in (table, *columns) if name and name.isidentifier()]
    if not columns or len(names) <= len(columns):
        return None
    marks = ", ".join(f"${number}" for number in range(1, len(names)))
    statement = f"INSERT INTO {names[0]} ({', '.join(names[1:])}) VALUES ({marks})"  # noqa: S608 - it is only read
    return run(event, statement, [one(event, call.data)], call, context, sure=sure)


def _remove(event: ExternalCall, call: StoreCall, context: Context) -> Outcome | None:
    value = one(event, call.object)
    tests = tests_of(event.world, value)
    effects = [deletion(context, event, table, tests) for table in _tables(value, event.world, context)]
    return Outcome(UNKNOWN, tuple(effects)) if effects else None


def _get(event: ExternalCall, call: StoreCall, context: Context) -> Outcome | None:
    for value in event.args:
        about = [*event.world.class_objects(value), *event.world.about(value)]
        for table in (found for cls in about if (found := context.tables.of(cls))):
            if call.does == "begin":
                return Outcome(query(event.world, family_of(table), table.cls))
            found_row = row(event.world, table, None, NOTHING)
            return Outcome(join(found_row, NONE) if event.name in MAY_MISS else found_row, (reading(context, event, table, NOTHING),))
    return None


def _execute(event: ExternalCall, call: StoreCall, context: Context, *, sure: bool) -> Outcome | None:
    statement = one(event, call.statement)
    if statement is NOTHING:
        return None
    if is_query(event.world, statement):
        return _run_query(event, statement, call, context)
    written = _sql(event.world, statement) if TEXT in event.world.externals(statement) else text(event, call.statement)
    parameters = [value for name in call.data for _, value in named(event, name)]
    outcome = run(event, written, parameters, call, context, sure=sure) if written is not None else None
    # Rows that a statement nobody can read finds are not made of what it is given.
    return outcome or (Outcome(UNKNOWN) if sure else None)


def _sql(world: World, statement: Value) -> str | None:
    return world.text(world.fields(statement).get("statement", NOTHING))


def _run_query(event: ExternalCall, statement: Value, call: StoreCall, context: Context) -> Outcome | None:
    """Run ``select(…)``, ``insert(…)``, ``update(…)`` or ``delete(…)`` that was built before."""
    world = event.world
    table = next((found for cls in world.about(statement) if (found := context.tables.of(cls))), None)
    if table is None:
        return None
    fields = world.fields(statement)
    verb, tests = world.text(fields.get("_verb", NOTHING)), tests_of(world, statement)
    effects: tuple[Effect, ...]
    if verb in ("write", "update"):
        columns = dict(world.fields(fields.get("_values", NOTHING)))
        for name in call.data:
            for _, value in named(event, name):
                columns |= dict(world.fields(world.element(value) if world.items(value) else value))
        effects = (saved(context, event, table, columns, operation=verb, tests=tests),)
    elif verb == "delete":
        effects = (deletion(context, event, table, tests),)
    else:
        effects = (reading(context, event, table, tests),)
    selected = fields.get("_values", NOTHING) if verb == "read" else NOTHING
    if selected is not NOTHING and "scalar" in event.name:
        selected = world.items(selected)[0]
    made = query(world, family_of(table), table.cls, tests=tests, values=selected)
    result = one_of(world, table, made, tests) if call.one else made
    return Outcome(join(result, NONE) if event.name in MAY_MISS else result, effects)
