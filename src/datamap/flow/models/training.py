"""Training of one's own models, and publishing what others train on: ``Trainer(train_dataset=d).train()``, ``model.fit(x, y)``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from datamap.flow.events import Effect, Outcome
from datamap.flow.models.acts import Act
from datamap.flow.models.arguments import merged, slots
from datamap.flow.values import NOTHING, UNKNOWN
from datamap.model import SinkKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from datamap.flow.events import ExternalCall, Slot, World
    from datamap.flow.models.context import Context
    from datamap.flow.values import Value
    from datamap.knowledge.frameworks.recipients import Training

    Handler = Callable[[ExternalCall], Outcome | None]

OWN = "model"
HELD = "trained_on"


def find(spelled: tuple[str, ...], context: Context) -> Handler | None:
    """Find who answers for a path."""
    path = spelled[-1]
    root, name = path.partition(".")[0], path.rpartition(".")[2]
    for entry in context.frameworks.trainings:
        if root not in entry.roots:
            continue
        if name in entry.methods:
            return partial(_trained, entry=entry, context=context)
        if name in entry.makes:
            return _made
        if name[:1].isupper():
            return partial(_built, entry=entry)
    return None


def _built(event: ExternalCall, entry: Training) -> Outcome | None:
    """A trainer remembers the data that it was built with."""
    given = [event.kwargs[name] for name in entry.data if name in event.kwargs]
    return Outcome(event.world.external(event.callee, fields={HELD: event.world.carrying(*given)})) if given else None


def _made(event: ExternalCall) -> Outcome:
    """``Dataset.from_list(rows)`` holds what the rows hold."""
    held = [value for given in (*event.args, *event.kwargs.values()) for value in _parts(event.world, given)]
    return Outcome(event.world.external(event.callee, fields={HELD: event.world.carrying(*held)}))


def _parts(world: World, value: Value) -> list[Value]:
    """A table by its columns or its rows: itself, and what stands two steps inside of it."""
    inside = [*world.fields(value).values(), *world.items(value)]
    return [value, *inside, *(part for one in inside for part in (*world.fields(one).values(), *world.items(one)))]


def _trained(event: ExternalCall, entry: Training, context: Context) -> Outcome:
    known = context.processors.entries.get(entry.processor) if entry.processor else None
    if known is None:
        act = Act(SinkKind.STORE, event.bare, "train", kind=OWN, owner=OWN)
        result = event.world.carrying(*event.args[:1]) if event.name == "fit_transform" else event.receiver
        return Outcome(result, (Effect("sink", OWN, act, merged(_slots(event))),))
    act = Act(SinkKind.PROCESSOR, event.bare, "train", processor=known.id, purposes=known.purposes)
    return Outcome(UNKNOWN, (Effect("sink", known.id, act, merged(_slots(event))),))


def _slots(event: ExternalCall) -> Iterator[Slot]:
    world = event.world
    for position, value in enumerate(event.args):
        yield from slots(world, str(position), value)
    for name, value in event.kwargs.items():
        yield from slots(world, name, value)
    if event.receiver is not NOTHING:
        held = world.fields(event.receiver).get(HELD) if event.receiver.objects else None
        yield from slots(world, HELD, held if held is not None else world.carrying(event.receiver))
