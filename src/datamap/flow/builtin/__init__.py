"""Builtin functions and functions of the standard library that do more than carry labels: one small function each, by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow import functional, resources
from datamap.flow.builtin import (
    collected,
    computed,
    conversion,
    copies,
    elsewhere,
    encoded,
    iteration,
    made,
    mixins,
    paths,
    reflection,
    selecting,
    signals,
    types,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.library import Invocation
    from datamap.flow.values import Value

_FUNCTIONS: dict[str, Callable[[Invocation], Value | None]] = {
    **conversion.FUNCTIONS,
    **reflection.FUNCTIONS,
    **types.FUNCTIONS,
    **iteration.FUNCTIONS,
    **collected.FUNCTIONS,
    **copies.FUNCTIONS,
    **made.FUNCTIONS,
    **paths.FUNCTIONS,
    **encoded.FUNCTIONS,
    **mixins.FUNCTIONS,
    **selecting.FUNCTIONS,
    **signals.FUNCTIONS,
    **functional.FUNCTIONS,
    **resources.FUNCTIONS,
    **elsewhere.FUNCTIONS,
}
FUNCTIONS = {**_FUNCTIONS, **computed.first_computed(_FUNCTIONS)}
