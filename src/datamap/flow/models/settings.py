"""The service's own configuration: environment variables and settings objects, with the defaults that the code gives them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.flow.events import Outcome
from datamap.flow.models.arguments import one, text
from datamap.flow.models.paths import accessed
from datamap.flow.tags import Label, born
from datamap.flow.values import NOTHING, UNKNOWN, Duration, join, with_labels

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.events import ExternalCall, ExternalRead, Site, World
    from datamap.flow.models.context import Context
    from datamap.flow.values import Value

SETTING = "setting"
TABLES = (ir.Dict, ir.Sequence)


def find(spelled: tuple[str, ...], context: Context) -> Callable[[ExternalCall], Outcome | None] | None:
    """Find who answers for a path."""
    return partial(_variable, context=context) if spelled[-1] in context.frameworks.environment_calls else None


def _variable(event: ExternalCall, context: Context) -> Outcome:
    name = text(event, ("0", "key", "option", "var"))
    default = one(event, ("1", "default"))
    value = join(default, UNKNOWN) if default is not NOTHING else UNKNOWN
    return Outcome(_gated(name or "", value, event.site, context))


def read(event: ExternalRead, context: Context) -> Value | None:
    """Answer for ``django.conf.settings.NAME`` with what the project's settings modules bind it to."""
    owner, name = accessed(event.path)
    if owner not in context.frameworks.settings_objects or name is None or name in ("get", "setdefault"):
        return None
    return _gated(name, _bound(name, event.world, context), event.site, context)


def _bound(name: str, world: World, context: Context) -> Value:
    """A literal may be another one in a deployment; a table of them is taken as it is written."""
    for module in context.settings_modules:
        expression = context.statics.bound(module).get(name)
        if expression is None:
            continue
        found = context.statics.literal(expression, module)
        if isinstance(found, str | int | float):
            return join(world.constant(found), UNKNOWN)
        if isinstance(expression, TABLES) or _is_length(world.variable(module, name)):
            return world.variable(module, name)
    return UNKNOWN


def _is_length(value: Value) -> bool:
    return bool(value.constants) and all(isinstance(constant, Duration) for constant in value.constants)


def _gated(name: str, value: Value, site: Site, context: Context) -> Value:
    gate = context.gates.of_fact(name, "settings")
    if gate is None:
        named = context.vendor_of_setting(name) is not None
        return with_labels(value, born(Label(SETTING, name, f"settings.{name}", site.location, site.symbol))) if named else value
    default = next((constant for constant in value.constants if isinstance(constant, bool)), None)
    label = Label("gate", gate.topic or "", f"settings.{name}", site.location, site.symbol, gate.kind, (gate.refuses, default))
    return with_labels(value, born(label))
