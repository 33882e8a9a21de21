"""Functions of literals only: what they give is computed, so that an index, a key or a test stays known."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from datamap.flow.containers import sequence_items
from datamap.flow.objects import item
from datamap.flow.values import NOTHING, Value, constant

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.library import Invocation

    Handler = Callable[[Invocation], Value | None]

_LARGEST = 10**6
_LONGEST = 32
_OF_LITERALS: dict[str, Callable[..., Any]] = {
    **{f"builtins.{one.__name__}": one for one in (abs, bin, chr, divmod, hex, max, min, oct, ord, round, sorted, sum)},
    **{f"math.{one.__name__}": one for one in (math.ceil, math.floor, math.gcd, math.isqrt, math.lcm, math.prod, math.sqrt, math.trunc)},
}


def first_computed(handlers: dict[str, Handler]) -> dict[str, Handler]:
    """The handlers of functions of literals, each tried on literals before; those that have none are only computed."""
    return {path: _computing(path, handlers.get(path)) for path in _OF_LITERALS}


def _computing(path: str, otherwise: Handler | None) -> Handler:
    def run(call: Invocation) -> Value | None:
        found = _computed(call, _OF_LITERALS[path])
        if found is not None or otherwise is None:
            return found
        return otherwise(call)

    return run


def _computed(call: Invocation, function: Callable[..., Any]) -> Value | None:
    if call.arguments.keywords or call.arguments.rest is not NOTHING or call.arguments.extra is not NOTHING:
        return None
    given = [_literal(call, value) for value in call.arguments.positional]
    if not given or any(one is NOTHING for one in given):
        return None
    try:
        found = function(*given)
    except (TypeError, ValueError, ArithmeticError, LookupError):
        return None
    return _as_value(call, found)


def _literal(call: Invocation, value: Value) -> object:
    """The Python value of a literal or of a sequence of literals; NOTHING for any other."""
    if value.exact and len(value.constants) == 1 and not value.labels:
        found = value.constants[0]
        return NOTHING if isinstance(found, (int, float)) and abs(found) > _LARGEST else found
    items = sequence_items(call.frame, value) if value.objects else None
    if items is None or len(items) > _LONGEST or not all(one.exact and len(one.constants) == 1 and not one.labels for one in items):
        return NOTHING
    return [one.constants[0] for one in items]


def _as_value(call: Invocation, found: object) -> Value | None:
    if isinstance(found, (list, tuple)):
        kind = "list" if isinstance(found, list) else "tuple"
        return call.make(kind, {item(position): constant(one) for position, one in enumerate(found)})
    return constant(found) if isinstance(found, (bool, int, float, str)) else None
