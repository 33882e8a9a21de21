"""Views that a framework calls through ``dispatch``: what a mixin's ``dispatch`` demands holds for each of its methods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.attributes import attribute_of
from datamap.flow.calls import Arguments, alternatives, call
from datamap.flow.objects import class_of
from datamap.flow.values import NOTHING, UNKNOWN, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.frame import Frame, Span
    from datamap.flow.objects import Thing
    from datamap.program.symbols import Function

DISPATCH = "dispatch"
_VERBS = ("get", "post", "put", "patch", "delete", "head", "options")


def is_dispatched(function: Function) -> bool:
    """Whether a method of a view is called by a ``dispatch`` of the project's own."""
    return function.owner is not None and function.name in _VERBS and function.owner.method(DISPATCH) is not None


def through_dispatch(frame: Frame, function: Function, receiver: Value, arguments: Arguments) -> bool:
    """Call a view as its framework does; whether that led to the function."""
    for thing in receiver.objects:
        call(frame, attribute_of(frame, thing, DISPATCH, function.node.at), arguments, function.node.at)
    return any(not context.is_root for context in frame.solver.state_of(function).contexts)


def dispatch(frame: Frame, receiver: Thing, arguments: Arguments, at: Span) -> Value | None:
    """``super().dispatch(request)`` of a framework: one of the methods that the view has for requests."""
    cls = class_of(receiver)
    names = [name for name in _VERBS if cls is not None and cls.method(name) is not None]
    if not names:
        return None

    def way(name: str) -> Callable[[], Value]:
        return lambda: call(frame, attribute_of(frame, receiver, name, at), arguments, at)

    result = alternatives(frame, [way(name) for name in names])
    return result if result is not NOTHING else UNKNOWN
