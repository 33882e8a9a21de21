"""SQL text that code runs: which table, which columns, and which argument goes into which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.events import Effect, Outcome, Slot
from datamap.flow.models.acts import Act
from datamap.flow.models.arguments import merged
from datamap.flow.models.queries import condition, conditions_among, conditions_of, document, gathered, given, is_key, row, selected
from datamap.flow.models.writes import cells, filled
from datamap.flow.values import NONE, NOTHING, UNKNOWN, Label, born, join, labelled, with_labels
from datamap.model import Confidence, Form, FormKind, SinkKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.flow.events import ExternalCall, World
    from datamap.flow.models.context import Context
    from datamap.flow.models.sql import Bound, Statement
    from datamap.flow.values import ConstantValue, Value
    from datamap.knowledge.stores import StoreCall

CURSOR = "datamap.cursor"
ROW = "datamap_row"
EVERY = "*"


def run(event: ExternalCall, text: str, parameters: Sequence[Value], call: StoreCall, context: Context, *, sure: bool) -> Outcome | None:
    """Answer for running the SQL ``text`` with ``parameters``; None if it is no SQL that is understood."""
    statements = context.sql_reader.statements(text, context.database_at(event.site.location.file, event.bare))
    if not statements:
        return None
    bound = _Parameters(event.world, parameters, many=call.many)
    effects = [effect for statement in statements for effect in _effects(event, statement, bound, context, sure=sure)]
    tests = _tests(event, statements[-1], bound, context)
    return Outcome(_result(event, statements[-1], call, context, tests), tuple(effects))


class _Parameters:
    """The values that placeholders stand for."""

    def __init__(self, world: World, parameters: Sequence[Value], *, many: bool) -> None:
        self.world = world
        self.values = [world.element(value) for value in parameters] if many else list(parameters)

    def of(self, bound: Bound) -> Value:
        """The value of one placeholder: by name, else by position."""
        if bound.literal is not None:
            return self.world.constant(bound.literal)
        if bound.name:
            return self._named(bound.name)
        if bound.position is None:
            return UNKNOWN
        return self._at(bound.position)

    def _named(self, name: str) -> Value:
        for value in self.values:
            fields = self.world.fields(value)
            if name in fields:
                return fields[name]
        return self.world.carrying(*self.values) if self.values else NOTHING

    def _at(self, position: int) -> Value:
        if len(self.values) == 1:
            items = self.world.items(self.values[0])
            if items:
                return items[position] if position < len(items) else items[-1]
            return self.values[0] if position == 0 else self.world.carrying(self.values[0])
        return self.values[position] if position < len(self.values) else NOTHING


def _effects(event: ExternalCall, statement: Statement, bound: _Parameters, context: Context, *, sure: bool) -> list[Effect]:
    """One effect for the table that a statement writes, deletes from or reads."""
    world = event.world
    table = context.tables.by_name.get(statement.table.lower())
    owner = table.cls.name if table else statement.table
    tests = _tests(event, statement, bound, context)
    columns = {column: _in_form(world, bound.of(value), value) for column, value in statement.columns.items()}
    act = Act(
        SinkKind.STORE,
        event.bare,
        statement.verb,
        kind="database",
        name=statement.table,
        owner=owner,
        model=table.cls.qualname if table else "",
        cells=cells(world, columns, context.frameworks.ends),
    )
    kind = {"delete": "delete", "read": "read"}.get(statement.verb, "sink")
    slots = (*filled(world, columns), Slot("where", world.labels(tests)))
    confidence = Confidence.HIGH if sure else Confidence.MEDIUM
    store = context.store_id("sql", "database", statement.table, event.site.location.file, event.bare)
    return [Effect(kind, store, act, merged(slots), conditions_of(world, tests), confidence)]


def _tests(event: ExternalCall, statement: Statement, bound: _Parameters, context: Context) -> Value:
    """The conditions of a statement."""
    world = event.world
    table = context.tables.by_name.get(statement.table.lower())
    owner = table.cls.name if table else statement.table
    said = statement.tests
    return gathered(condition(world, event.site, context, one.column, one.op, _limit(world, one.bound, bound), owner) for one in said)


def _limit(world: World, limit: Bound, bound: _Parameters) -> Value:
    return world.constant(limit.moment) if limit.moment is not None else bound.of(limit)


def _in_form(world: World, value: Value, bound: Bound) -> Value:
    """The value after a function of the database: ``crypt($1, gen_salt('bf'))``."""
    return world.transformed(value, Form(FormKind(bound.form[0]), bound.form[1])) if bound.form else value


def _result(event: ExternalCall, statement: Statement, call: StoreCall, context: Context, tests: Value) -> Value:
    """The rows that a SELECT (or RETURNING) gives: by column name and by position."""
    world = event.world
    if not statement.selected:
        return UNKNOWN
    table = context.tables.by_name.get(statement.table.lower())
    whole = table is not None and statement.selected == (EVERY,)
    one_row = row(world, table, None, tests) if whole else _row(event, statement, context, tests)
    if call.one and event.name.endswith(("val", "scalar")):
        return _first(event, statement, context)
    if call.one:
        return join(one_row, NONE)
    if event.receiver is not NOTHING:
        world.write(event.receiver, ROW, one_row)
    listed = event.name in ("fetch", "fetch_all", "execute_fetchall", "scalars")
    return world.list_of(one_row) if listed else world.external(CURSOR, fields={ROW: one_row})


def _row(event: ExternalCall, statement: Statement, context: Context, tests: Value) -> Value:
    """The columns that are named, or those that SQL declares of the table where all are asked for."""
    fields: dict[ConstantValue, Value] = {}
    found_by = conditions_among(event.world, tests)
    every = EVERY in statement.selected
    columns = context.declared_columns.get(statement.table.lower(), ()) if every else statement.selected
    if not columns:
        return selected(event.world, document(event.world, statement.table), tests)
    for position, column in enumerate(columns):
        value = _column(event, statement.table, column, context)
        value = with_labels(value, found_by) if is_key(column) else value
        fields[column] = fields[position] = value
    return given(event.world, event.world.dict_of(fields, UNKNOWN if every else NOTHING), tests)


def _first(event: ExternalCall, statement: Statement, context: Context) -> Value:
    return _column(event, statement.table, statement.selected[0], context)


def _column(event: ExternalCall, table: str, column: str, context: Context) -> Value:
    found = context.recognise(column, table)
    site = event.site
    value: Value = UNKNOWN
    if found is not None and found.form.kind is FormKind.PLAIN:
        label = Label("data", found.category, f"{table}.{column}", site.location, site.symbol, found.subject, None, found.confidence)
        value = join(value, labelled(born(label)))
    gate = context.gates.of_fact(column, table)
    if gate is not None:
        label = Label("gate", gate.topic or "", f"{table}.{column}", site.location, site.symbol, gate.kind, (gate.refuses, None))
        value = with_labels(value, born(label))
    return value
