"""Dependency injection: ``service: Service = Depends(get_service)`` is what the function returns, or the instance of the class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.events import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.events import ExternalCall
    from datamap.flow.models.context import Context

    Handler = Callable[[ExternalCall], Outcome | None]


def find(spelled: tuple[str, ...], context: Context) -> Handler | None:
    """Find who answers for a path."""
    return _injected if any(spelled[-1] in route.dependencies for route in context.frameworks.routes) else None


def _injected(event: ExternalCall) -> Outcome | None:
    provider = event.args[0] if event.args else event.kwargs.get("dependency")
    if provider is None or not provider.objects:
        return None
    given = event.world.call(provider)
    yields = any(function.node.is_generator for function in event.world.functions(provider))
    return Outcome(event.world.element(given) if yields else given)
