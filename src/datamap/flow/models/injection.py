"""Dependency injection: ``service: Service = Depends(get_service)`` is what the function returns, or the instance of the class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.flow.events import Outcome
from datamap.flow.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.events import ExternalCall
    from datamap.flow.models.context import Context
    from datamap.program.symbols import Function

    Handler = Callable[[ExternalCall], Outcome | None]


def find(spelled: tuple[str, ...], context: Context) -> Handler | None:
    """Find who answers for a path."""
    return _injected if any(spelled[-1] in route.dependencies for route in context.frameworks.routes) else None


def _from_request(function: Function) -> list[str]:
    """The parameters with a literal default: the request fills them (a cookie, a header, a query), so that the default tells nothing."""
    return [one.name for one in function.node.parameters if isinstance(one.default, ir.Constant)]


def _injected(event: ExternalCall) -> Outcome | None:
    provider = event.args[0] if event.args else event.kwargs.get("dependency")
    if provider is None or not provider.objects:
        return None
    functions = event.world.functions(provider)
    given = event.world.call(provider, (), {name: UNKNOWN for function in functions for name in _from_request(function)})
    yields = any(function.node.is_generator for function in functions)
    return Outcome(event.world.element(given) if yields else given)
