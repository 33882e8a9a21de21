"""Queries as values: which rows of which table, what is to be done with them, and the conditions that select them.

A query is an external thing ``datamap.rows.<family>`` about the mapped class. Its field ``tests`` carries its conditions as labels of kind
``test`` (column, operator, literal) and ``gate`` (a person's choice), so that they reach the effect through any number of functions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.events import Effect, Slot
from datamap.flow.models.acts import Act, Test
from datamap.flow.objects import Formal
from datamap.flow.tags import Label, Tag, Trail, born
from datamap.flow.values import NOTHING, Condition, Duration, Moment, Value, labelled, with_labels
from datamap.knowledge.names import split_words
from datamap.model import SinkKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from datamap.flow.events import ExternalCall, Site, World
    from datamap.flow.models.context import Context
    from datamap.flow.models.tables import Table
    from datamap.flow.tags import Labels
    from datamap.flow.values import Conditions, ConstantValue
    from datamap.program.symbols import Class

ROWS = "datamap.rows"
RECORD = "datamap.record"
COLUMN = "datamap.column"
WHERE = "where"
QUERIED = 3
"""How many facts a gate has that a query asked for: whether it refuses, its default, what was asked for."""


def query(
    world: World, family: str, about: Class | None, *, verb: str = "read", table: str = "", tests: Value = NOTHING, values: Value = NOTHING
) -> Value:
    """Make a query value."""
    fields = {"_verb": world.constant(verb), "_table": world.constant(table), "_tests": tests}
    if values is not NOTHING:
        fields["_values"] = values
    return world.external(f"{ROWS}.{family}", about, fields)


def tests_of(world: World, value: Value) -> Value:
    """Give the conditions of a query, or of a row that a query gave, as a value that carries them."""
    inside = world.labels(world.fields(value).get("_tests", NOTHING)) if is_query(world, value) else _of_row(world, value)
    return labelled(
        {tag: trail for tag, trail in inside.items() if not isinstance(tag.origin, Label) or tag.origin.kind in ("test", "gate")}
    )


def _of_row(world: World, value: Value) -> Labels:
    """What a row carries; only the caller knows how it was selected if it came in."""
    came_in = Value(tuple([thing for thing in value.objects if thing.__class__ is Formal]))
    return {**value.labels, **world.labels(came_in)} if came_in.objects else value.labels


def is_query(world: World, value: Value) -> bool:
    """Tell whether a value is a query."""
    return any(path.startswith(ROWS) for path in world.externals(value))


def condition(world: World, site: Site, context: Context, column: str, op: str, value: Value, owner: str = "") -> Labels:
    """Make the labels of one condition, if it is one worth knowing."""
    return {**_selected_before(world, value), **_said(world, site, context, column, op, value, owner)}


def _selected_before(world: World, value: Value) -> Labels:
    """Rows that are picked by ids which another query gave are picked by its conditions."""
    labels = world.labels(value)
    return {tag: trail for tag, trail in labels.items() if not isinstance(tag.origin, Label) or tag.origin.kind in ("test", "gate")}


def conditions_among(world: World, tests: Value) -> Labels:
    """Give what is known of how rows were selected, for the rows to carry on."""
    return {
        tag: trail for tag, trail in world.labels(tests).items() if isinstance(tag.origin, Label) and tag.origin.kind in ("test", "gate")
    }


def choice(world: World, site: Site, context: Context, about: str, value: Value) -> Labels:
    """``consents__purpose="newsletter"``: the rows of those who agreed to what the literal names, by what the related rows are called."""
    literals = world.constants(value)
    gate = context.gates.of_fact(about) if len(literals) == 1 and isinstance(literals[0], str) else None
    topic = context.gates.topic(str(literals[0])) if gate is not None else None
    if gate is None or topic is None:
        return {}
    return _one(Label("gate", topic, about, site.location, site.symbol, gate.kind, (gate.refuses, None, True)), site)


def _said(world: World, site: Site, context: Context, column: str, op: str, value: Value, owner: str) -> Labels:
    literals = world.constants(value)
    tells = len(literals) == 1 and isinstance(literals[0], bool)
    gate = context.gates.of_choice(column, owner) if tells else context.gates.of_fact(column, owner)
    if gate is not None:
        holds = _truth(world, op, value)
        label = Label(
            "gate",
            gate.topic or "",
            f"{owner}.{column}" if owner else column,
            site.location,
            site.symbol,
            gate.kind,
            (gate.refuses, _default(context, column, owner), holds),
        )
        return _one(label, site)
    if context.frameworks.telling.isdisjoint(split_words(column)):
        return {}
    times = [literal for literal in literals if isinstance(literal, Duration | Moment)]
    told: list[ConstantValue] = [*times] or [_plain(literals[0]) if len(literals) == 1 else None]
    found: dict[Tag, Trail | None] = {}
    for literal in told:
        found.update(_one(Label("test", column, owner, site.location, site.symbol, op, literal), site))
    return found


def _default(context: Context, column: str, owner: str) -> bool | None:
    """What a choice's column holds before anybody chose."""
    table = context.tables.by_class_name.get(owner)
    if table is None:
        return context.declared_switches.get((owner.lower(), column.lower()))
    declared = table.columns.get(column)
    return declared.default if declared is not None and isinstance(declared.default, bool) else None


def _one(label: Label, site: Site) -> Labels:
    return {Tag(label): Trail(None, site.location, site.symbol, label.source or label.name)}


def _plain(literal: ConstantValue) -> ConstantValue:
    return literal if isinstance(literal, str | int | float | bool | Duration | Moment) else None


def _truth(world: World, op: str, value: Value) -> bool:
    """Tell whether ``column op value`` means that the column is true."""
    constants = world.constants(value)
    literal = constants[0] if len(constants) == 1 else True
    positive = op not in ("!=", "ne", "is not", "exclude", "isnot", "is_not")
    if op == "isnull":
        return not literal
    return bool(literal) is positive if literal is not None else not positive


def conditions_of(world: World, tests: Value) -> Conditions:
    """Turn the gates among a query's conditions into what holds for each of its rows."""
    return gates_among(world.labels(tests))


def gates_among(labels: Iterable[Tag]) -> Conditions:
    """Turn the gates of queries among labels into conditions; a gate that code only reads is none."""
    found = set()
    for tag in labels:
        label = tag.origin
        if isinstance(label, Label) and label.kind == "gate" and isinstance(label.extra, tuple) and len(label.extra) == QUERIED:
            refuses, default, holds = label.extra
            plain = Label("gate", label.name, label.source, label.location, label.symbol, label.detail, (refuses, default))
            found.add(Condition(plain, bool(holds), label.source, label.location))
    return frozenset(found)


def answers_among(labels: Iterable[Tag]) -> Labels:
    """Turn the gates of a query into what it tells that there are such rows."""
    found: dict[Tag, Trail | None] = {}
    for condition in sorted(gates_among(labels), key=lambda each: (each.location, each.text)):
        origin = condition.origin
        if isinstance(origin, Label) and isinstance(origin.extra, tuple):
            refuses, default = origin.extra
            plain = Label(
                "gate",
                origin.name,
                origin.source,
                origin.location,
                origin.symbol,
                origin.detail,
                (bool(refuses) is condition.holds, default),
            )
            found |= born(plain)
    return found


def is_key(column: str) -> bool:
    """Tell whether a column names a row."""
    words = split_words(column)
    return bool(words) and words[-1] in ("id", "key", "uuid", "pk")


def row(world: World, table: Table | None, about: Class | None, tests: Value) -> Value:
    """Make one row that a query gives: an instance of the mapped class that remembers the conditions."""
    cls = table.cls if table else about
    if cls is None:
        return labelled(conditions_among(world, tests))
    return selected(world, world.instance(cls), tests)


def selected(world: World, found: Value, tests: Value) -> Value:
    """What a query gives, with the conditions that it was selected by."""
    return given(world, with_labels(found, conditions_among(world, tests)), tests)


def given(world: World, found: Value, tests: Value) -> Value:
    """What a query gives, and what held for it."""
    held = found.given | conditions_of(world, tests)
    return Value(found.objects, found.labels, found.constants, unknown=found.unknown, facts=found.facts, given=held)


def document(world: World, name: str) -> Value:
    """A row or document of which no declaration tells: its fields are recognised by their names when they are read."""
    return world.external(RECORD, fields={"name": world.constant(name)})


def one_of(world: World, table: Table, of: Value, tests: Value) -> Value:
    """One of what the query ``of`` gives: a row, or the columns that it selects."""
    fields = world.fields(of) if is_query(world, of) else {}
    chosen = fields.get("_values", NOTHING)
    if chosen is NOTHING or world.text(fields.get("_verb", NOTHING)) != "read":
        return row(world, table, None, tests)
    return with_labels(chosen, conditions_among(world, tests))


def where(world: World, tests: Value) -> tuple[Slot, ...]:
    """Put conditions into the slot that practices look for them in."""
    return (Slot(WHERE, world.labels(tests)),)


def act_of(call: str, table: Table, operation: str) -> Act:
    """Describe what is done to the table of a mapped class."""
    return Act(
        SinkKind.STORE,
        call,
        operation,
        kind=_kind(table),
        name=table.name,
        owner=table.cls.name,
        model=table.cls.qualname,
        processor=table.schema.processor,
    )


def _kind(table: Table) -> str:
    return "index" if table.schema.kind == "index" else "database"


def store_of(context: Context, table: Table) -> str:
    """Name the store of a mapped class."""
    if table.schema.kind in ("collection", "index"):
        root = {"beanie": "mongodb", "mongoengine": "mongodb", "odmantic": "mongodb", "pynamodb": "dynamodb", "redis-om": "redis"}.get(
            table.schema.name, table.schema.name
        )
        return f"{root}:{table.name}"
    return f"{context.database}:{table.name}"


def deletion(context: Context, event: ExternalCall, table: Table, tests: Value) -> Effect:
    """Make the effect of deleting rows."""
    world = event.world
    return Effect("delete", store_of(context, table), act_of(event.bare, table, "delete"), where(world, tests), conditions_of(world, tests))


def reading(context: Context, event: ExternalCall, table: Table, tests: Value) -> Effect:
    """Make the effect of reading rows."""
    return Effect("read", store_of(context, table), act_of(event.bare, table, "read"), where(event.world, tests))


def gathered(pairs: Iterable[Mapping[Tag, Trail | None]]) -> Value:
    """Give a value that carries the labels of several conditions."""
    labels: dict[Tag, Trail | None] = {}
    for each in pairs:
        labels.update(each)
    return labelled(labels)


__all__ = [
    "Test",
    "act_of",
    "conditions_of",
    "deletion",
    "gathered",
    "is_query",
    "one_of",
    "query",
    "reading",
    "row",
    "selected",
    "store_of",
    "tests_of",
    "where",
]
