"""Stores whose place is named on the way: ``db.users.insert_one({…})``, ``client.table("users").insert({…})``, ``bucket("m").put(…)``."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from datamap.flow.events import Effect, Outcome
from datamap.flow.models.acts import Act
from datamap.flow.models.arguments import keyed, merged, named, one, slots
from datamap.flow.models.dynamo import untyped, updated
from datamap.flow.models.objects import OBJECTS, stored_object
from datamap.flow.models.paths import accessed, spellings
from datamap.flow.models.protected import protection_of
from datamap.flow.models.queries import RECORD, condition, conditions_among, conditions_of, document, gathered, is_key, row, selected, where
from datamap.flow.models.vendors import also_sent
from datamap.flow.models.writes import cells
from datamap.flow.tags import Label, born
from datamap.flow.values import NONE, NOTHING, UNKNOWN, Value, join, labelled, with_labels
from datamap.knowledge.names import split_words
from datamap.model import SinkKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.events import ExternalCall, ExternalRead, Site, World
    from datamap.flow.models.context import Context
    from datamap.flow.tags import Labels
    from datamap.knowledge.stores import StoreCall, StoreEntry

    Handler = Callable[[ExternalCall], Outcome | None]

DOCUMENT = "datamap.documents"
ANY_COLLECTION = "collection"
CONSTANT = re.compile(r"\('([^']*)'")
FILTERS = {
    "eq": "==",
    "neq": "!=",
    "lt": "<",
    "lte": "<=",
    "gt": ">",
    "gte": ">=",
    "is_": "==",
    "in_": "in",
    "match": "==",
    "where": "==",
    "filter": "==",
}
OPERATORS = {"$lt": "<", "$lte": "<=", "$gt": ">", "$gte": ">=", "$eq": "==", "$ne": "!=", "$in": "in"}
UPDATES = frozenset({"$set", "$setOnInsert", "$push", "$addToSet", "$inc", "$unset"})
ANSWERS = frozenset({"execute", "maybe_single", "single", "limit", "order", "range", "returns", "csv"})


def find(spelled: tuple[str, ...], context: Context) -> Handler | None:
    """Find who answers for a path."""
    path = spelled[-1]
    if path.startswith(f"{DOCUMENT}."):
        return partial(_continued, context=context)
    receiver, _, method = path.rpartition(".")
    if receiver == RECORD and method in ("get", "pop", "setdefault"):
        return partial(_got, context=context)
    receivers = (spelling.rpartition(".")[0] for spelling in spelled)
    if any(method in entry.collection_calls for each in receivers for entry in _reached(each, context)):
        return _named_place
    for spelling in spelled:
        for entry, call, between in context.stores.of_path(spelling):
            if entry.shape in ("collection", "table") and (between or entry.collection_calls == ()):
                return partial(_called, entry=entry, call=call, context=context, sure=True)
    for entry, call in _guessed(receiver, method, context):
        return partial(_called, entry=entry, call=call, context=context, sure=False)
    return None


def _got(event: ExternalCall, context: Context) -> Outcome | None:
    """``member.get("consents", {})`` is what ``member["consents"]`` is, or the default."""
    key = event.world.text(event.args[0]) if event.args else None
    if key is None:
        return None
    name = event.world.text(event.world.fields(event.receiver).get("name", NOTHING)) if event.receiver.objects else None
    default = event.argument(1, "default")
    return Outcome(join(_column(event.site, name or "", key, context), default if default is not NOTHING else NONE))


def read(event: ExternalRead, context: Context) -> Value | None:
    """Answer for ``client["shop"]["orders"]``: a key on the way to a collection is spelled like an attribute."""
    if not event.path.endswith("]"):
        return None
    owner, key = accessed(event.path)
    if not any(entry.shape == "collection" for entry in _reached(owner, context)):
        return None
    return event.world.external(f"{owner}.{key}" if key and key.isidentifier() else f"{owner}.{ANY_COLLECTION}")


def _reached(receiver: str, context: Context) -> list[StoreEntry]:
    """The stores that a path leads into: ``supabase.create_client``, ``google.cloud.storage.Client.bucket('media')``."""
    steps = receiver.split(".")
    known = (".".join(steps[:end]) for end in range(len(steps), 0, -1)) if steps[0] in context.stores.heads else ()
    return next((entries for path in known if (entries := context.stores.by_receiver.get(path))), []) or _named_so(steps, context)


def _named_so(steps: list[str], context: Context) -> list[StoreEntry]:
    if steps[0] != "?":
        return []
    return [entry for step in steps[1:] for entry in context.stores.by_word.get(split_words(step), ()) if entry.collection_calls]


def _named_place(event: ExternalCall) -> Outcome:
    """``client.table("users")``: the name is kept on the way."""
    name = event.world.text(event.args[0]) if event.args else None
    return Outcome(event.world.external(f"{spellings(event.callee)[0]}('{name or ''}')"))


def _guessed(receiver: str, method: str, context: Context) -> list[tuple[StoreEntry, StoreCall]]:
    """``supabase.table("x").insert(…)`` on a client of unknown type."""
    steps = receiver.split(".")
    for end in range(len(steps) - 1, 0, -1):
        found = [(entry, call) for entry, call in context.stores.of_words(steps[end - 1], method) if entry.shape in ("collection", "table")]
        if found:
            return found
    return []


def _called(event: ExternalCall, entry: StoreEntry, call: StoreCall, context: Context, *, sure: bool) -> Outcome | None:
    name = _place(event, entry, call)
    if not name and not sure:
        return None
    tests = gathered(_filtered(event, call, context, name))
    return _act(event, entry, call, context, name, tests)


def _act(event: ExternalCall, entry: StoreEntry, call: StoreCall, context: Context, name: str, tests: Value) -> Outcome:
    """Make the effects of one call on one collection; what follows (``.eq(…)``) may still add conditions."""
    store = context.store_id(entry.id, entry.kind, name)
    world = event.world
    act = Act(SinkKind.STORE, event.bare, _verb(call), kind=entry.kind, name=name, owner=name, processor=entry.processor)
    if entry.shape == "table" and call.does in ("read", "delete", "write"):
        data = _written(event, call) if call.does == "write" else {}
        fields = {
            "_store": world.constant(store),
            "_table": world.constant(name),
            "_verb": world.constant(call.call),
            "_tests": tests,
            "_values": world.dict_of(keyed(data)),
        }
        return Outcome(world.external(f"{DOCUMENT}.{entry.id}", fields=fields), tuple(_now(event, entry, call, context, act, store, data)))
    if call.does == "write":
        return Outcome(UNKNOWN, tuple(_now(event, entry, call, context, act, store, _written(event, call))))
    if call.does == "delete":
        return Outcome(UNKNOWN, (Effect("delete", store, act, where(world, tests), conditions_of(world, tests)),))
    if call.does == "expire":
        return Outcome(UNKNOWN, _expiry(event, call, act, store))
    if call.does == "read":
        found = stored_object(world, event.site, store) if entry.kind == OBJECTS else selected(world, document(world, name), tests)
        return Outcome(found, (Effect("read", store, act, where(world, tests)),))
    return Outcome(UNKNOWN, (Effect(call.does, store, act),))


def _now(
    event: ExternalCall, entry: StoreEntry, call: StoreCall, context: Context, act: Act, store: str, data: dict[str, Value]
) -> list[Effect]:
    if call.does != "write":
        return []
    filled = merged(slot for name, value in data.items() for slot in slots(event.world, name, value))
    done = Act(
        act.sink,
        act.call,
        act.operation,
        act.kind,
        act.name,
        act.owner,
        processor=act.processor,
        cells=cells(event.world, data, context.frameworks.ends),
        protect=protection_of(event, call),
    )
    return [Effect("sink", store, done, filled), *also_sent(event, entry, context, filled)]


def _verb(call: StoreCall) -> str:
    if call.does != "write":
        return call.does
    return "update" if call.call.startswith(("update", "find_one_and", "replace")) else "write"


def _place(event: ExternalCall, entry: StoreEntry, call: StoreCall) -> str:
    """The name of the collection: an argument, else the last constant or attribute on the way."""
    given = one(event, call.name)
    if given is not NOTHING:
        return event.world.text(given) or ""
    way = event.callee.rpartition(".")[0]
    constants = CONSTANT.findall(way)
    if entry.collection_calls:
        named_calls = [match for name in entry.collection_calls for match in re.findall(rf"\.{name}\('([^']*)'", way)]
        return named_calls[-1] if named_calls else ""
    last = way.rpartition(".")[2]
    return constants[-1] if constants and last.endswith(")") else last.partition("(")[0]


def _written(event: ExternalCall, call: StoreCall) -> dict[str, Value]:
    """The fields that a document fills: those of the dict that is given, or of each in a list."""
    world = event.world
    data = updated(event)
    for name in call.data if not data else ():
        for label, value in named(event, name):
            for written in _documents(world, value):
                fields = {str(key): field for key, field in world.fields(written).items()}
                data.update(_untyped(world, _updated(world, fields)) if fields else {"" if len(call.data) == 1 else label: written})
    return data


def _untyped(world: World, fields: dict[str, Value]) -> dict[str, Value]:
    return {name: untyped(world, value) for name, value in fields.items()}


def _documents(world: World, value: Value) -> list[Value]:
    items = world.items(value) if not world.fields(value) else []
    return items or [value]


def _updated(world: World, fields: dict[str, Value]) -> dict[str, Value]:
    """``{"$set": {…}}`` fills what is inside."""
    result: dict[str, Value] = {}
    for key, value in fields.items():
        inside = {str(name): field for name, field in world.fields(value).items()} if key in UPDATES else {}
        result.update(inside or {key: value})
    return result


def _filtered(event: ExternalCall, call: StoreCall, context: Context, name: str) -> list[Labels]:
    world = event.world
    found: list[Labels] = []
    for column, value in world.fields(one(event, call.where)).items() if call.where else ():
        inner = world.fields(value)
        if any(str(key) in OPERATORS for key in inner):
            found += [
                condition(world, event.site, context, str(column), OPERATORS.get(str(op), "=="), limit, name) for op, limit in inner.items()
            ]
        else:
            found.append(condition(world, event.site, context, str(column), "==", value, name))
    return found


def _expiry(event: ExternalCall, call: StoreCall, act: Act, store: str) -> tuple[Effect, ...]:
    from datamap.flow.models.arguments import number

    seconds = number(event, call.ttl)
    if seconds is None:
        return ()
    return (Effect("expire", store, Act(act.sink, act.call, "expire", act.kind, act.name, act.owner, seconds=seconds, expires=True)),)


def _continued(event: ExternalCall, context: Context) -> Outcome | None:
    """``client.table("x").delete().eq("user_id", id).execute()``: conditions, then the end."""
    world = event.world
    fields = world.fields(event.receiver)
    tests = fields.get("_tests", NOTHING)
    table = world.text(fields.get("_table", NOTHING)) or ""
    if event.name in FILTERS and event.args:
        column = world.text(event.args[0]) or ""
        value = event.args[-1]
        added = gathered([condition(world, event.site, context, column, FILTERS[event.name], value, table)])
        return Outcome(world.external(event.bare.rpartition(".")[0], fields={**fields, "_tests": join(tests, added)}))
    if event.name == "execute":
        return _executed(event, context, table)
    return Outcome(event.receiver)


def _executed(event: ExternalCall, context: Context, table: str) -> Outcome:
    world = event.world
    fields = world.fields(event.receiver)
    verb, store = world.text(fields.get("_verb", NOTHING)) or "", world.text(fields.get("_store", NOTHING)) or ""
    tests = fields.get("_tests", NOTHING)
    entry = event.bare.removeprefix(f"{DOCUMENT}.").partition(".")[0]
    known = next((each for entries in context.stores.by_receiver.values() for each in entries if each.id == entry), None)
    act = Act(
        SinkKind.STORE,
        event.bare,
        "delete" if verb == "delete" else "read",
        kind="database",
        name=table,
        owner=table,
        processor=known.processor if known else None,
    )
    rows = world.external("datamap.result", fields={"data": world.list_of(_record(world, event.site, table, context, tests))})
    if verb == "delete":
        return Outcome(rows, (Effect("delete", store, act, where(world, tests), conditions_of(world, tests)),))
    return Outcome(rows, (Effect("read", store, act, where(world, tests)),) if verb == "select" else ())


def _record(world: World, site: Site, table: str, context: Context, tests: Value) -> Value:
    """One row of a table that only its name is known of: its columns as far as SQL or classes declare them."""
    known = context.tables.by_name.get(table.lower())
    if known:
        return row(world, known, None, tests)
    columns = context.declared_columns.get(table.lower(), ())
    selected = conditions_among(world, tests)
    fields = {column: _column(site, table, column, context) for column in columns}
    return world.dict_of({column: with_labels(value, selected) if is_key(column) else value for column, value in fields.items()}, UNKNOWN)


def _column(site: Site, table: str, column: str, context: Context) -> Value:
    found = context.recognise(column, table)
    value: Value = UNKNOWN
    if found is not None:
        value = labelled(
            born(Label("data", found.category, f"{table}.{column}", site.location, site.symbol, found.subject, None, found.confidence))
        )
    gate = context.gates.of_fact(column, table)
    if gate is not None:
        value = labelled(
            born(Label("gate", gate.topic or "", f"{table}.{column}", site.location, site.symbol, gate.kind, (gate.refuses, None)))
        )
    return value
