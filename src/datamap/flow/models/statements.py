"""SQL text that code runs: which table, which columns, and which argument goes into which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.events import Effect, Outcome, Slot
from datamap.flow.models.acts import Act
from datamap.flow.models.arguments import merged
from datamap.flow.models.queries import (
    answers_among,
    condition,
    conditions_among,
    conditions_of,
    document,
    gathered,
    given,
    is_key,
    row,
    selected,
)
from datamap.flow.models.relations import Presence
from datamap.flow.models.sql import Output
from datamap.flow.models.writes import cells, filled
from datamap.flow.tags import Label, Tag, Trail, born
from datamap.flow.values import NONE, NOTHING, UNKNOWN, join, join_all, labelled, with_labels
from datamap.model import Confidence, Form, FormKind, SinkKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.flow.events import ExternalCall, World
    from datamap.flow.models.context import Context
    from datamap.flow.models.sql import Statement
    from datamap.flow.models.terms import Bound
    from datamap.flow.tags import Labels
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
        """The value of one literal or placeholder: by name, else by position."""
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
    """One effect for each table that a statement writes, deletes from or reads."""
    world = event.world
    table = context.tables.by_name.get(statement.table.lower())
    owner = table.cls.name if table else statement.table
    tests = _tests(event, statement, bound, context)
    columns = {column: _in_form(world, _given(event, value, bound, context), value) for column, value in statement.columns.items()}
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
    effect = Effect(kind, _store(event, statement.table, context), act, merged(slots), conditions_of(world, tests), confidence)
    return [effect, *_looked_up(event, statement, context, confidence)]


def _looked_up(event: ExternalCall, statement: Statement, context: Context, confidence: Confidence) -> list[Effect]:
    """Further tables that a statement reads something of."""
    shown = {table.lower() for output in statement.selected for table, _ in output.columns}
    return [
        Effect("read", _store(event, name, context), Act(SinkKind.STORE, event.bare, "read", "database", name, name), confidence=confidence)
        for name in statement.others
        if name.lower() in shown
    ]


def _store(event: ExternalCall, table: str, context: Context) -> str:
    return context.store_id("sql", "database", table, event.site.location.file, event.bare)


def _given(event: ExternalCall, value: Bound, bound: _Parameters, context: Context) -> Value:
    """What a column is given: a parameter, or what another column holds."""
    return _column(event, value.table, value.column, context) if value.column else bound.of(value)


def _tests(event: ExternalCall, statement: Statement, bound: _Parameters, context: Context) -> Value:
    """The conditions of a statement, and the choices that the rows of other tables stand for."""
    world = event.world
    said = [(one, _owner(one.table or statement.table, context), _limit(world, one.bound, bound)) for one in statement.tests]
    told = [(one, condition(world, event.site, context, one.column, one.op, value, owner)) for one, owner, value in said]
    certain = [_certain(labels) if one.either else labels for one, labels in told]
    asked = {one.table.lower() for one, labels in told if any(_is_gate(tag) for tag in labels)}
    literals = [(one.table.lower(), value) for one, _, value in said]
    return gathered(
        [
            *certain,
            *(_present(event, one, literals, context) for one in _presences(statement, literals) if one.table.lower() not in asked),
        ]
    )


def _owner(name: str, context: Context) -> str:
    table = context.tables.by_name.get(name.lower())
    return table.cls.name if table else name


def _is_gate(tag: Tag) -> bool:
    return isinstance(tag.origin, Label) and tag.origin.kind == "gate"


def _certain(labels: Labels) -> Labels:
    """What one side of an OR asks for says nothing of a choice."""
    return {tag: trail for tag, trail in labels.items() if not _is_gate(tag)}


def _presences(statement: Statement, literals: list[tuple[str, Value]]) -> list[Presence]:
    """The rows that have to be there; those of the table itself tell only what they are asked for by."""
    own = [Presence(statement.table)] if any(_texts(value) for table, value in literals if table == statement.table.lower()) else []
    return [*statement.presences, *own]


def _present(event: ExternalCall, one: Presence, literals: list[tuple[str, Value]], context: Context) -> Labels:
    """``JOIN consents c ON … AND c.purpose = 'analytics'``: whose rows are there agreed to it."""
    owner, site = _owner(one.table, context), event.site
    gate = context.gates.of_fact(owner)
    if gate is None:
        return {}
    named = [
        topic for table, value in literals if table == one.table.lower() for text in _texts(value) if (topic := context.gates.topic(text))
    ]
    topic = named[0] if named else gate.topic
    label = Label("gate", topic or "", one.table, site.location, site.symbol, gate.kind, (gate.refuses, None, one.holds))
    return {Tag(label): Trail(None, site.location, site.symbol, one.table)}


def _texts(value: Value) -> list[str]:
    return [constant for constant in value.constants if isinstance(constant, str) and constant]


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
    whole = table is not None and [output.name for output in statement.selected] == [EVERY]
    one_row = row(world, table, None, tests) if whole else _row(event, statement, context, tests)
    if call.one and event.name.endswith(("val", "scalar")):
        return _first(event, statement, context, tests)
    if call.one:
        return join(one_row, NONE)
    if event.receiver is not NOTHING:
        world.write(event.receiver, ROW, one_row)
    listed = event.name in ("fetch", "fetch_all", "execute_fetchall", "scalars")
    return world.list_of(one_row) if listed else world.external(CURSOR, fields={ROW: one_row})


def _row(event: ExternalCall, statement: Statement, context: Context, tests: Value) -> Value:
    """The columns that are named, and those that SQL declares of a table of which all are asked for."""
    fields: dict[ConstantValue, Value] = {}
    found_by = conditions_among(event.world, tests)
    columns = _columns(statement, context)
    if not columns:
        return selected(event.world, document(event.world, statement.table), tests)
    for position, output in enumerate(columns):
        value = _shown(event, statement, output, context)
        value = with_labels(value, found_by) if is_key(output.name) else value
        fields[output.name] = fields[position] = value
    every = any(output.name == EVERY for output in statement.selected)
    return given(event.world, event.world.dict_of(fields, UNKNOWN if every else NOTHING), tests)


def _columns(statement: Statement, context: Context) -> list[Output]:
    """What comes back; nothing if it is all of a table that nobody declares."""
    found: list[Output] = []
    for output in statement.selected:
        if output.name != EVERY:
            found.append(output)
            continue
        tables = [table for table, _ in output.columns if table] or [statement.table, *statement.others]
        found += [Output(name, ((table, name),)) for table in tables for name in context.declared_columns.get(table.lower(), ())]
    return found


def _first(event: ExternalCall, statement: Statement, context: Context, tests: Value) -> Value:
    """The one value that is asked for; whether there is a row tells what its conditions ask."""
    output = statement.selected[0]
    told = answers_among(event.world.labels(tests)) if not output.columns or is_key(output.name) else {}
    return with_labels(_shown(event, statement, output, context), told)


def _shown(event: ExternalCall, statement: Statement, output: Output, context: Context) -> Value:
    return join_all(
        [_column(event, table or _holder(statement, column, context), column, context) for table, column in output.columns] or [UNKNOWN]
    )


def _holder(statement: Statement, column: str, context: Context) -> str:
    """Whose a column is of which only the name is known."""
    tables = (statement.table, *statement.others)
    return next((table for table in tables if column in context.declared_columns.get(table.lower(), ())), statement.table)


def _column(event: ExternalCall, table: str, column: str, context: Context) -> Value:
    found = context.recognise(column, table)
    site = event.site
    value: Value = UNKNOWN
    if found is not None and found.form.kind is FormKind.PLAIN:
        label = Label("data", found.category, f"{table}.{column}", site.location, site.symbol, found.subject, None, found.confidence)
        value = join(value, labelled(born(label)))
    switch = (table.lower(), column.lower())
    chosen = switch in context.declared_switches
    gate = context.gates.of_choice(column, table) if chosen else context.gates.of_fact(column, table)
    if gate is not None:
        default = context.declared_switches.get(switch)
        label = Label("gate", gate.topic or "", f"{table}.{column}", site.location, site.symbol, gate.kind, (gate.refuses, default))
        value = with_labels(value, born(label))
    return value
