"""Points and lengths of time: ``timedelta(days=30)``, ``now()``, ``cutoff.isoformat()``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from datamap.flow.events import Outcome
from datamap.flow.models.arguments import seconds_of
from datamap.flow.models.arithmetic import calculate
from datamap.flow.values import Duration, Moment
from datamap.knowledge.clock import POSITIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.events import ExternalCall
    from datamap.flow.models.context import Context


def find(spelled: tuple[str, ...], context: Context) -> Callable[[ExternalCall], Outcome | None] | None:
    """Find who answers for a path."""
    path, clock = spelled[-1], context.clock
    if path in clock.now:
        return _now
    if path in clock.durations:
        return partial(_duration, context=context)
    name = path.rpartition(".")[2]
    if name in clock.forward or name in clock.backward:
        return partial(_shifted, context=context, back=name in clock.backward)
    return None


def _now(event: ExternalCall) -> Outcome:
    return Outcome(event.world.constant(Moment()))


def _duration(event: ExternalCall, context: Context) -> Outcome | None:
    given = dict(zip(POSITIONS, event.args, strict=False)) | dict(event.kwargs)
    amounts = {unit: amount for unit, value in given.items() if (amount := seconds_of(event.world, value)) is not None}
    seconds = context.clock.seconds(amounts) if len(amounts) == len(given) else None
    return None if seconds is None else Outcome(event.world.constant(Duration(seconds)))


def _shifted(event: ExternalCall, context: Context, *, back: bool) -> Outcome | None:
    moment = next((constant for constant in event.receiver.constants if isinstance(constant, Moment)), None)
    if moment is None:
        return None
    amounts = {unit: amount for unit, value in event.kwargs.items() if (amount := seconds_of(event.world, value)) is not None}
    seconds = context.clock.seconds(amounts)
    shifted = None if seconds is None else calculate("-" if back else "+", moment, Duration(seconds))
    return None if shifted is None else Outcome(event.world.constant(shifted))
