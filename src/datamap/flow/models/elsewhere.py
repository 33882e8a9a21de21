"""Clients that were told to talk to another host: ``boto3.client("s3", endpoint_url="https://x.r2.cloudflarestorage.com")``."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.flow.events import Outcome
from datamap.flow.models.acts import Act
from datamap.flow.values import UNKNOWN, join_all
from datamap.model import SinkKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from datamap.flow.events import Effect, ExternalCall
    from datamap.flow.models.context import Context
    from datamap.flow.values import Value

    Handler = Callable[[ExternalCall], Outcome | None]

ELSEWHERE = "datamap.elsewhere"
AT = re.compile(rf"^{re.escape(ELSEWHERE)}\('(?P<id>[^']*)'\)\.(?P<path>.*)$")
LOCAL = "local"


def path_of(callee: str) -> str | None:
    """The path of a client that talks to another host, as if it talked to its vendor's; None for any other."""
    moved = AT.match(callee)
    return moved["path"] if moved else None


def moved_to(url: str, path: str, own: str, context: Context) -> str | None:
    """The path of a client of ``own`` that was built with the address ``url``; None where that is its vendor's."""
    vendor = _vendor_at(url, context)
    return None if vendor == own else f"{ELSEWHERE}('{vendor}').{path}"


def told(event: ExternalCall, handlers: Iterable[Handler], context: Context) -> Outcome | None:
    """What the call does at the other host: the same, for somebody else."""
    moved = AT.match(event.callee)
    if moved is None:
        return None
    inner = replace(event, callee=moved["path"])
    outcome = next((outcome for handler in handlers if (outcome := handler(inner)) is not None), None)
    if outcome is None:
        return Outcome(UNKNOWN if event.name[:1].islower() else event.world.external(event.callee))
    effects = tuple(_moved(outcome.effects, moved["id"], context))
    return replace(outcome, result=_led_on(event, outcome.result, moved["id"], moved["path"]), effects=effects)


def _vendor_at(url: str, context: Context) -> str:
    host = url.partition("://")[2].split("/")[0].rpartition("@")[2].partition(":")[0]
    named = host.replace("{}", "x")
    if not named.strip("x.") or context.processors.is_local(named) or context.is_own_host(named):
        return LOCAL
    found = context.processors.by_url(url.replace(host, named, 1))
    if found is None:
        return LOCAL if "{}" in host else host
    return found.id if found.third_party else LOCAL


def _moved(effects: Iterable[Effect], vendor: str, context: Context) -> Iterator[Effect]:
    known = context.processors.entries.get(vendor)
    for effect in effects:
        act = effect.data
        if not isinstance(act, Act):
            yield effect
        elif act.sink is SinkKind.STORE:
            yield replace(effect, data=replace(act, processor=None if vendor == LOCAL else vendor))
        elif vendor != LOCAL:
            purposes = known.purposes if known else act.purposes
            yield replace(effect, target=vendor, data=replace(act, processor=vendor, purposes=purposes))


def _led_on(event: ExternalCall, result: Value, vendor: str, path: str) -> Value:
    """What the client gives, a bucket or a session, talks to the same host."""
    root = path.partition(".")[0]
    paths = [given for given in event.world.externals(result) if given.partition(".")[0] == root]
    if not paths:
        return result
    world = event.world
    return join_all(world.external(f"{ELSEWHERE}('{vendor}').{given}", fields=dict(world.fields(result))) for given in paths)
