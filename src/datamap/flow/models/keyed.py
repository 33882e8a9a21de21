"""Stores whose calls name the key, bucket or file themselves: ``redis.setex(key, 60, value)``, ``s3.put_object(Bucket=…, Body=…)``."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from datamap.flow.events import Effect, Outcome
from datamap.flow.models.acts import Act
from datamap.flow.models.arguments import held_by, merged, named, number, one, slots
from datamap.flow.models.buckets import ruled
from datamap.flow.models.objects import OBJECTS, stored_object
from datamap.flow.models.protected import protection_of
from datamap.flow.models.queries import gathered, where
from datamap.flow.models.vendors import also_sent
from datamap.flow.models.writers import left_in_file
from datamap.flow.tags import Label
from datamap.flow.values import NOTHING, UNKNOWN, Moment
from datamap.knowledge.names import split_words
from datamap.model import Confidence, SinkKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from datamap.flow.events import ExternalCall, Slot
    from datamap.flow.models.context import Context
    from datamap.flow.values import Value
    from datamap.knowledge.stores import StoreCall, StoreEntry

    Handler = Callable[[ExternalCall], Outcome | None]

SHAPES = frozenset({"collection", "table", "file", "path", "dump", "writer", "copy", "frame"})
KEYCHAIN = "keychain"
SECRET = "user.authorization.credentials"  # noqa: S105 - a category's key
THOUSAND = 1000
TYPES = ("ContentType", "content_type", "contentType")
WORDS_OF_A_KEY = 3
INDEX = "index"
IN_BRACKETS = re.compile(r"""\(['"]([^'"]+)['"]""")
"""What the call that gave the receiver was told: ``client.index("letters").add_documents()``."""


def find(spelled: tuple[str, ...], context: Context) -> Handler | None:
    """Find who answers for a path."""
    for spelling in spelled:
        for entry, call, between in context.stores.of_path(spelling):
            if entry.id != "sql" and entry.shape not in SHAPES and not between:
                return partial(_called, entry=entry, call=call, context=context, sure=True)
    receiver, _, method = spelled[-1].rpartition(".")
    for entry, call in context.stores.of_words(receiver.rpartition(".")[2], method) if receiver else ():
        if entry.id != "sql" and entry.shape not in SHAPES:
            return partial(_called, entry=entry, call=call, context=context, sure=False)
    return None


def _called(event: ExternalCall, entry: StoreEntry, call: StoreCall, context: Context, *, sure: bool) -> Outcome | None:
    name = _key_space(event, entry, call)
    kind = call.kind or entry.kind
    store = context.store_id(entry.id, kind, name)
    seconds = _lifetime(event, call)
    act = Act(
        SinkKind.STORE,
        event.bare,
        call.does,
        kind=kind,
        name=name,
        owner=name,
        processor=entry.processor,
        seconds=seconds,
        expires=_expires(event, call),
        protect=protection_of(event, call),
        content=_content(event, call, context) if kind == OBJECTS and call.does == "write" else "",
    )
    confidence = Confidence.HIGH if sure else Confidence.MEDIUM
    match call.does:
        case "lifecycle" | "protect" | "versioning":
            return ruled(event, call, act, store)
        case "write":
            filled = merged(
                slot
                for argument in call.data
                for label, value in named(event, argument)
                for slot in slots(event.world, _slot_name(event, call, label), held_by(event.world, value))
            )
            return Outcome(UNKNOWN, (Effect("sink", store, act, filled, confidence=confidence), *also_sent(event, entry, context, filled)))
        case "read" if kind == OBJECTS:
            targets = [value for argument in call.data for _, value in named(event, argument)]
            found = stored_object(event.world, event.site, store)
            taints = tuple((value, found.labels) for value in targets if not event.world.write_file(value, found))
            left = (effect for value in targets for effect in left_in_file(event, context, value, found))
            return Outcome(found, (Effect("read", store, act, confidence=confidence), *left), taints)
        case "read" if kind == KEYCHAIN:
            label = Label("data", SECRET, f"{store} {event.name}", event.site.location, event.site.symbol, "customer")
            return Outcome(event.world.labelled(label), (Effect("read", store, act, confidence=confidence),))
        case "read":
            return Outcome(_read(event, name), (Effect("read", store, act, confidence=confidence),))
        case "list":
            return Outcome(UNKNOWN, (Effect("read", store, act, confidence=confidence),))
        case "delete":
            return Outcome(UNKNOWN, (Effect("delete", store, act, _chosen_by(event), confidence=confidence),))
        case "expire" if seconds is None:
            return Outcome(UNKNOWN)
        case _:
            return Outcome(UNKNOWN, (Effect(call.does, store, act, confidence=confidence),))


def _chosen_by(event: ExternalCall) -> tuple[Slot, ...]:
    """How what is deleted was selected: by the conditions on the rows that its key comes from."""
    return where(event.world, gathered(event.world.labels(value) for value in (*event.args, *event.kwargs.values())))


def _slot_name(event: ExternalCall, call: StoreCall, label: str) -> str:
    key = one(event, call.key) if call.key else NOTHING
    named_key = event.world.text(key) if key is not NOTHING else None
    return named_key or ("value" if label.isdigit() or label in ("*", "**") else label)


def _content(event: ExternalCall, call: StoreCall, context: Context) -> str:
    """The kind of media that an object is, by the type or the key that it is stored with."""
    world = event.world
    options = [world.fields(value) for name in call.options for _, value in named(event, name) if value.objects]
    given = [fields[name] for fields in (event.kwargs, *options) for name in TYPES if name in fields]
    key = one(event, call.path) if call.path else NOTHING
    path = world.text(key) if key is not NOTHING else None
    return context.stores.media_of(next((text for value in given if (text := world.text(value))), ""), path or "")


def _key_space(event: ExternalCall, entry: StoreEntry, call: StoreCall) -> str:
    """The name of a bucket or cookie; of a key, its constant words: ``f"session:{token}"`` is ``session``."""
    if entry.kind == INDEX and not call.name:
        return next(iter(IN_BRACKETS.findall(event.callee)[-1:]), "")
    value = next((value for value in (one(event, call.name), *_in_options(event, call)) if value is not NOTHING), NOTHING)
    text = (event.world.text(value) if value is not NOTHING else None) or ""
    if entry.kind in ("cache", "queue"):
        return "_".join(split_words(text.partition("{")[0])[:WORDS_OF_A_KEY])
    return text.replace("{}", "").strip("/:-_ ")


def _in_options(event: ExternalCall, call: StoreCall) -> Iterator[Value]:
    """A name that is given in a dict: ``Params={"Bucket": …}``."""
    for option in call.options:
        for _, value in named(event, option):
            fields = event.world.fields(value) if value.objects else {}
            yield from (fields[name] for name in call.name if name in fields)


def _lifetime(event: ExternalCall, call: StoreCall) -> float | None:
    seconds = number(event, call.ttl)
    if seconds is not None:
        return seconds
    milliseconds = number(event, call.ttl_milliseconds)
    if milliseconds is not None:
        return milliseconds / THOUSAND
    days = number(event, call.days)
    if days is not None:
        return days * 86_400
    stamp = one(event, call.stamp)
    return next((constant.offset for constant in stamp.constants if isinstance(constant, Moment)), None)


def _expires(event: ExternalCall, call: StoreCall) -> bool:
    return any(one(event, names) is not NOTHING for names in (call.ttl, call.ttl_milliseconds, call.stamp, call.days) if names)


def _read(event: ExternalCall, name: str) -> Value:
    return event.world.external("datamap.record", fields={"name": event.world.constant(name)})
