"""Wrappers that decorators put around functions: ``def wrapper(*args, **kwargs): return func(*args, **kwargs)``."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.facts.children import nodes_in
from datamap.flow.objects import ENV, Formal
from datamap.model import Confidence

if TYPE_CHECKING:
    from datamap.flow.frame import Frame, Span
    from datamap.flow.values import Value

_STARS = ("star", "double")


def doubted(frame: Frame, callee: Value, at: Span) -> tuple[str, Span, Confidence]:
    """How a step through a call that could not be resolved is told: its words, its place, and what the way is still worth.

    Where it is not known which function a wrapper stands around, what comes out is most often that function's own.
    """
    name = handed_on(frame.function.node)
    wrapped = name is not None and any(
        thing.__class__ is Formal and (thing.root, *thing.path)[-2:] == (ENV, name) for thing in callee.objects
    )
    if wrapped:
        return "through one of many wrapped functions", at, Confidence.LOW
    return "through a call that could not be resolved", at, Confidence.MEDIUM


@lru_cache(maxsize=4096)
def handed_on(node: ir.Function) -> str | None:
    """The name of what a function hands all of its own arguments on to: ``func`` of ``func(*args, **kwargs)``."""
    own = {parameter.name for parameter in node.parameters if parameter.kind in _STARS}
    if len(own) < len(_STARS):
        return None
    for call in nodes_in(node.body):
        if isinstance(call, ir.Call) and isinstance(call.func, ir.Name):
            passed = {_variable(argument.value) for argument in call.arguments if argument.star}
            if passed == own:
                return call.func.id
    return None


def _variable(value: object) -> str | None:
    """The variable that is handed on, whole or but for its first items: ``*args[1:]``."""
    inner = value.value if isinstance(value, ir.Subscript) else value
    return inner.id if isinstance(inner, ir.Name) else None
