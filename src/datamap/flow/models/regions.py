"""Where a third party is told to do its work: ``Location(name="fsn1")``, ``client(region_name=config.region)``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.flow.events import Effect, Outcome
from datamap.flow.models.acts import Act
from datamap.model import SinkKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from datamap.flow.events import ExternalCall
    from datamap.flow.models.context import Context
    from datamap.flow.values import Value
    from datamap.knowledge.processors import Processor

    Handler = Callable[[ExternalCall], Outcome | None]

REGION = "region"
PLACES = frozenset({"location", "region", "zone", "datacenter"})
MOST = 6


def placed(event: ExternalCall, handler: Handler, owner: Processor, context: Context) -> Outcome | None:
    """What the call of a vendor's SDK does, and the regions that it names."""
    outcome = handler(event)
    if outcome is None or not (event.kwargs or event.args):
        return outcome
    effects = tuple(_regions(event, owner, context))
    return replace(outcome, effects=(*outcome.effects, *effects)) if effects else outcome


def _regions(event: ExternalCall, owner: Processor, context: Context) -> Iterator[Effect]:
    for value in _places(event, context):
        found = [literal for literal in event.world.constants(value) if isinstance(literal, str)]
        for literal in found if len(found) <= MOST else ():
            if context.knowledge.region_words(literal):
                yield Effect(REGION, owner.id, Act(SinkKind.PROCESSOR, event.bare, REGION, processor=owner.id, name=literal))


def _places(event: ExternalCall, context: Context) -> Iterator[Value]:
    """Arguments that are called a region, or what something that is called one is made of."""
    names = context.frameworks.literals
    if event.name.lower() in PLACES:
        yield from (*event.args[:1], *(event.kwargs[name] for name in ("name", "id") if name in event.kwargs))
    yield from (value for name, value in event.kwargs.items() if names.find(name) == REGION)
