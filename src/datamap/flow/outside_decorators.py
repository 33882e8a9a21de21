"""Decorators that are not of the project: what they make of a function or a class, and what they demand before it runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.flow.calls import Arguments
from datamap.flow.events import ExternalCall
from datamap.flow.objects import Bound, External, Thing, kind_of
from datamap.flow.values import NOTHING, Value, join, pointing
from datamap.flow.world import FrameWorld

if TYPE_CHECKING:
    from datamap.facts import ir
    from datamap.flow.frame import Frame


def decorate(frame: Frame, decorator: Value, value: Value, place: ir.Expression) -> Value | None:
    """What an external decorator makes of a function; None where the decorator is to be called."""
    if not decorator.objects or any(not _is_outside(thing) for thing in decorator.objects):
        return None
    result = NOTHING
    for thing in decorator.objects:
        result = join(result, _decorate(frame, thing, value, place))
    return result


def _decorate(frame: Frame, thing: Thing, value: Value, place: ir.Expression) -> Value:
    from datamap.flow.definitions import guard
    from datamap.flow.library import library_call

    at, outside = place.at, frame.solver.outside
    receiver = thing.receiver if thing.__class__ is Bound else thing if thing.site is not None else None  # type: ignore[attr-defined]
    path = thing.function.path if thing.__class__ is Bound else thing.path  # type: ignore[attr-defined]
    arguments = Arguments([value])
    if frame.solver.declared.decorators:
        guard(frame, value, frame.solver.declared.decorator(frame, path, at), place)
    result = library_call(frame, path, arguments, at, receiver)
    if result is not None:
        return result
    event = ExternalCall(
        path,
        (value,),
        {},
        outside.site(frame, at),
        FrameWorld(frame, at),
        getattr(thing, "about", None),
        NOTHING if receiver is None else pointing(receiver),
        decorator=True,
    )
    outcome = frame.solver.registry.call(event)
    if outcome is not None:
        made = outside.effects(frame, replace(outcome, demanded=()), at, outcome.result)
        guard(frame, value, made.labels, place)
        return made if made.objects else value
    return value


def _is_outside(thing: Thing) -> bool:
    return thing.__class__ is External or (
        thing.__class__ is Bound and thing.function.__class__ is External and kind_of(thing.receiver) is None
    )
