"""What libraries tell of people: ``reader.city(ip).location.latitude``, ``letter["From"]``."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from datamap.flow.events import Outcome
from datamap.flow.models.paths import accessed
from datamap.flow.values import Label

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.events import ExternalCall, ExternalRead, Site, World
    from datamap.flow.models.context import Context
    from datamap.flow.values import Value


INDEX = re.compile(r"\[[^\]]*\]")


def find(spelled: tuple[str, ...], context: Context) -> Callable[[ExternalCall], Outcome | None] | None:
    """Find who answers for a path."""
    if _is_anew(spelled[-1], context):
        return _made
    category = _category(spelled[-1], context)
    return partial(_called, category=category) if category is not None else None


def read(event: ExternalRead, context: Context) -> Value | None:
    """Answer for an attribute or item."""
    owner, name = accessed(event.path)
    if event.path.endswith("]") and _is_anew(owner, context) and (name is None or name.isdigit()):
        return event.world.external(owner)
    category = _category(f"{owner}.{name}", context) if name is not None else None
    return _labelled(event.world, event.site, category, str(name)) if category is not None else None


def _made(event: ExternalCall) -> Outcome:
    return Outcome(event.world.external(event.callee))


def _called(event: ExternalCall, category: str) -> Outcome:
    return Outcome(_labelled(event.world, event.site, category, event.name))


def _labelled(world: World, site: Site, category: str, name: str) -> Value:
    return world.labelled(Label("data", category, name, site.location, site.symbol, "customer"))


def _category(path: str, context: Context) -> str | None:
    """The category of what stands behind one of the objects, by its last words."""
    path = INDEX.sub("", path)
    for known, told in context.frameworks.told_by_head.get(path.partition(".")[0], ()):
        rest = path[len(known) + 1 :].lower() if path.startswith(f"{known}.") else ""
        for tells in told.tells if rest else ():
            if any(rest == name or rest.endswith(f".{name}") for name in tells.names):
                return tells.category
    return None


def _is_anew(path: str, context: Context) -> bool:
    """Whether a call makes something of which only its parts tell: the length of a recording is no recording."""
    return any(path == known and told.anew for known, told in context.frameworks.told_by_head.get(path.partition(".")[0], ()))
