"""Where a third party is told to do its work: ``Location(name="fsn1")``, ``client(region_name=config.region)``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.flow.events import Effect, Outcome
from datamap.flow.models.acts import Act
from datamap.model import SinkKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from datamap.flow.events import ExternalCall
    from datamap.flow.models.context import Context
    from datamap.flow.values import Value
    from datamap.knowledge.processors import Processor

    Handler = Callable[[ExternalCall], Outcome | None]

REGION = "region"
PLACES = frozenset({"location", "region", "zone", "datacenter"})
BODIES = ("json", "data")
MOST = 6


def placed(event: ExternalCall, handler: Handler, owner: Processor, context: Context) -> Outcome | None:
    """What the call of a vendor's SDK does, and the regions that it names."""
    outcome = handler(event)
    if outcome is None or not (event.kwargs or event.args):
        return outcome
    effects = tuple(_regions(event, _places(event, context), owner.id, context))
    return replace(outcome, effects=(*outcome.effects, *effects)) if effects else outcome


def asked_for(event: ExternalCall, host: str, context: Context) -> Iterator[Effect]:
    """The regions in what a host of machines or files is sent: ``post(f"{API}/servers", json={"location": "fsn1"})``."""
    bodies = [event.world.fields(event.kwargs[name]) for name in BODIES if name in event.kwargs]
    named = {name: value for body in bodies for name, value in body.items() if context.frameworks.literals.find(name) == REGION}
    for name, value in named.items():
        yield from _regions(event, (value,), host, context, name)


def _regions(event: ExternalCall, places: Iterable[Value], owner: str, context: Context, called: str = "") -> Iterator[Effect]:
    for value in places:
        found = [literal for literal in event.world.constants(value) if isinstance(literal, str)]
        for literal in found if len(found) <= MOST else ():
            if context.knowledge.region_words(literal):
                yield Effect(REGION, owner, Act(SinkKind.PROCESSOR, called or event.bare, REGION, processor=owner, name=literal))


def _places(event: ExternalCall, context: Context) -> Iterator[Value]:
    """Arguments that are called a region, or what something that is called one is made of."""
    names = context.frameworks.literals
    if event.name.lower() in PLACES:
        yield from (*event.args[:1], *(event.kwargs[name] for name in ("name", "id") if name in event.kwargs))
    yield from (value for name, value in event.kwargs.items() if names.find(name) == REGION)
