"""Stores that a third party runs: what is written there is also sent to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.events import Effect
from datamap.flow.models.acts import Act
from datamap.model import SinkKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.events import ExternalCall, Slot
    from datamap.flow.models.context import Context
    from datamap.knowledge.stores import StoreEntry


def also_sent(event: ExternalCall, entry: StoreEntry, context: Context, filled: tuple[Slot, ...]) -> Iterator[Effect]:
    """Make the effect of handing the same data to the third party that runs the store."""
    match = context.processors.call(event.callee)
    vendor = match.processor.id if match else entry.processor
    known = context.processors.entries.get(vendor) if vendor else None
    if known is None or not known.third_party:
        return
    yield Effect("sink", known.id, Act(SinkKind.PROCESSOR, event.bare, "store", processor=known.id, purposes=known.purposes), filled)
