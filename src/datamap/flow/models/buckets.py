"""Rules of object stores: how long objects live, how they are encrypted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.flow.events import Effect, Outcome, Slot
from datamap.flow.models.arguments import one, seconds_of
from datamap.flow.models.protected import cipher_named
from datamap.flow.models.queries import WHERE
from datamap.flow.tags import Label, born
from datamap.flow.values import NOTHING, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.events import ExternalCall, Site, World
    from datamap.flow.models.acts import Act
    from datamap.flow.values import Value
    from datamap.knowledge.stores import StoreCall

PER_DAY = 86_400


def ruled(event: ExternalCall, call: StoreCall, act: Act, store: str) -> Outcome:
    """Answer for a call that sets lifecycle or encryption rules of a bucket."""
    rules = one(event, call.rules)
    if call.does == "lifecycle":
        return Outcome(UNKNOWN, tuple(_lifecycle(event, rules, act, store)))
    if call.does == "protect":
        return Outcome(UNKNOWN, (Effect("protect", store, replace(act, protect=_algorithm(event.world, rules))),))
    return Outcome(UNKNOWN)


def _lifecycle(event: ExternalCall, rules: Value, act: Act, store: str) -> Iterator[Effect]:
    """One effect for each rule that lets objects expire."""
    world = event.world
    if act.seconds is not None:
        yield Effect("lifecycle", store, act)
    for rule in world.items(world.fields(rules).get("Rules", NOTHING)):
        fields = world.fields(rule)
        days = seconds_of(world, world.fields(fields.get("Expiration", NOTHING)).get("Days", NOTHING))
        if days is not None:
            prefix = world.text(_prefix(world, rule)) or ""
            named = replace(act, seconds=days * PER_DAY, expires=True, owner=prefix.strip("/"))
            yield Effect("lifecycle", store, named, _tagged(world, fields.get("Filter", NOTHING), event.site))


def _prefix(world: World, rule: Value) -> Value:
    fields = world.fields(rule)
    return world.fields(fields.get("Filter", NOTHING)).get("Prefix", fields.get("Prefix", NOTHING))


def _tagged(world: World, selected: Value, site: Site) -> tuple[Slot, ...]:
    """``{"Tag": {"Key": "plan", "Value": "free"}}`` limits a rule to one plan."""
    tag = world.fields(world.fields(selected).get("Tag", NOTHING))
    key, value = world.text(tag.get("Key", NOTHING)), world.text(tag.get("Value", NOTHING))
    if not key or not value:
        return ()
    return (Slot(WHERE, born(Label("test", key, "", site.location, site.symbol, "==", value))),)


def _algorithm(world: World, rules: Value) -> str:
    for rule in world.items(world.fields(rules).get("Rules", NOTHING)):
        default = world.fields(world.fields(rule).get("ApplyServerSideEncryptionByDefault", NOTHING))
        text = world.text(default.get("SSEAlgorithm", NOTHING))
        if text:
            return cipher_named(text)
    return cipher_named("AES256")
