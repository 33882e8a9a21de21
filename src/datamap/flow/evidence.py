"""The path of a flow: where the data enters, the calls it passes, the sink."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.model import Hop

if TYPE_CHECKING:
    from datamap.flow.context import Record
    from datamap.flow.events import Slot
    from datamap.flow.tags import Trail


def trail_hops(trail: Trail | None) -> tuple[Hop, ...]:
    """A trail as hops, the oldest first."""
    found: list[Hop] = []
    while trail is not None:
        hop = Hop(trail.location, trail.symbol, trail.note)
        if not found or found[-1] != hop:
            found.append(hop)
        trail = trail.before
    return tuple(reversed(found))


def hops_of(record: Record, slots: list[Slot]) -> tuple[Hop, ...]:
    """The shortest way of any label to the effect."""
    trails = [trail for slot in slots for trail in slot.labels.values() if trail is not None]
    shortest = min(trails, key=lambda trail: trail.length) if trails else None
    sink = Hop(record.effect.location, record.effect.symbol, f"reaches {record.effect.target}")
    return (*trail_hops(shortest), *record.hops, sink)
