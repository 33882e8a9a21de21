"""Wrappers that decorators put around functions: ``def wrapper(*args, **kwargs): return func(*args, **kwargs)``."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.facts.children import nodes_in
from datamap.flow.objects import ENV, Formal

if TYPE_CHECKING:
    from datamap.flow.frame import Frame
    from datamap.flow.values import Value

_STARS = ("star", "double")


def is_wrapped(frame: Frame, callee: Value) -> bool:
    """Whether a call is that of the function inside of a wrapper: where it is not known which, what it gives is most often its own."""
    name = handed_on(frame.function.node)
    return name is not None and any(
        thing.__class__ is Formal and (thing.root, *thing.path)[-2:] == (ENV, name)  # type: ignore[attr-defined]
        for thing in callee.objects
    )


@lru_cache(maxsize=4096)
def handed_on(node: ir.Function) -> str | None:
    """The name of what a function hands all of its own arguments on to: ``func`` of ``func(*args, **kwargs)``."""
    own = {parameter.name for parameter in node.parameters if parameter.kind in _STARS}
    if len(own) < len(_STARS):
        return None
    for call in nodes_in(node.body):
        if isinstance(call, ir.Call) and isinstance(call.func, ir.Name):
            passed = {argument.value.id for argument in call.arguments if argument.star and isinstance(argument.value, ir.Name)}
            if passed == own:
                return call.func.id
    return None
