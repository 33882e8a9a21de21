"""What the functions on the way to an effect say of it: a message is for what they are called, a file is of the kind that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.models.acts import Act
from datamap.flow.models.objects import MEDIA
from datamap.flow.tags import Label
from datamap.knowledge.words import media_named
from datamap.model import SinkKind

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from datamap.flow.events import Effect
    from datamap.flow.models.context import Context
    from datamap.model import Hop

LAST_NAMES = 2


def way_of(effect: Effect, context: Context) -> Hashable:
    """What tells ways to one effect apart; None where all are alike."""
    act = effect.data
    if not isinstance(act, Act):
        return None
    if act.operation == "message":
        return purposes_on((*effect.hops, *effect.calls), context)
    return media_on((*effect.hops, *effect.calls)) if act.sink is SinkKind.STORE and _holds_media(effect) else None


def purposes_on(hops: Iterable[Hop], context: Context) -> tuple[str, ...]:
    """What a message is for by the functions that it comes from."""
    names = (".".join(hop.symbol.split(".")[-LAST_NAMES:]) for hop in hops)
    return tuple(dict.fromkeys(purpose for name in names if (purpose := context.frameworks.marketing.find(name))))


def media_on(hops: Iterable[Hop]) -> frozenset[str]:
    """The kinds of media that a way speaks of."""
    return media_named(_names(hops))


def _names(hops: Iterable[Hop]) -> Iterator[str]:
    for hop in hops:
        yield hop.note
        yield from hop.symbol.split(".")[-LAST_NAMES:]


def _holds_media(effect: Effect) -> bool:
    return any(isinstance(tag.origin, Label) and tag.origin.name == MEDIA for slot in effect.slots for tag in slot.labels)
