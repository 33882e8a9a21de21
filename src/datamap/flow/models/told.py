"""What libraries tell of people: ``reader.city(ip).location.latitude``, ``letter["From"]``."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from datamap.flow.events import Outcome
from datamap.flow.models.paths import accessed
from datamap.flow.tags import Label, born
from datamap.flow.values import with_labels

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.events import ExternalCall, ExternalRead, Site, World
    from datamap.flow.models.context import Context
    from datamap.flow.values import Value
    from datamap.knowledge.frameworks.recipients import Told


INDEX = re.compile(r"\[[^\]]*\]")


def find(spelled: tuple[str, ...], context: Context) -> Callable[[ExternalCall], Outcome | None] | None:
    """Find who answers for a path."""
    whole = _whole(spelled[-1], context)
    if whole is not None:
        return partial(_made, category=whole.gives)
    category = _category(spelled[-1], context)
    return partial(_called, category=category) if category is not None else None


def read(event: ExternalRead, context: Context) -> Value | None:
    """Answer for an attribute or item."""
    owner, name = accessed(event.path)
    if event.path.endswith("]") and (name is None or name.isdigit()) and (whole := _whole(owner, context)) and whole.anew:
        return event.world.external(owner)
    category = _category(f"{owner}.{name}", context) if name is not None else None
    if category is None and event.path.endswith("]") and _is_part(owner, context):
        return event.world.external(owner)
    return _labelled(event.world, event.site, category, str(name)) if category is not None else None


def _made(event: ExternalCall, category: str | None) -> Outcome:
    result = event.world.external(event.callee)
    return Outcome(with_labels(result, born(_label(event.site, category, event.name))) if category else result)


def _called(event: ExternalCall, category: str) -> Outcome:
    return Outcome(_labelled(event.world, event.site, category, event.name))


def _labelled(world: World, site: Site, category: str, name: str) -> Value:
    return world.labelled(_label(site, category, name))


def _label(site: Site, category: str, name: str) -> Label:
    return Label("data", category, name, site.location, site.symbol, "customer")


def _category(path: str, context: Context) -> str | None:
    """The category of what stands behind one of the objects, by its last words."""
    if path.partition(".")[0].partition("[")[0] not in context.frameworks.told_by_head:
        return None
    path = INDEX.sub("", path)
    for known, told in context.frameworks.told_by_head.get(path.partition(".")[0], ()):
        rest = path[len(known) + 1 :].lower() if path.startswith(f"{known}.") else ""
        for tells in told.tells if rest else ():
            if any(rest == name or rest.endswith(f".{name}") for name in tells.names):
                return tells.category
    return None


def _is_part(path: str, context: Context) -> bool:
    """Whether a path leads into an answer as text: ``answer.json()["results"]``, with what is told further inside."""
    bare = INDEX.sub("", path)
    entries = context.frameworks.told_by_head.get(bare.partition(".")[0].partition("[")[0], ())
    return any(told.anew and bare.startswith(f"{known}.json") for known, told in entries)


def _whole(path: str, context: Context) -> Told | None:
    """The entry of a call of which it is told what the whole result is: the length of a recording is no recording."""
    entries = context.frameworks.told_by_head.get(path.partition(".")[0], ())
    return next((told for known, told in entries if path == known and (told.anew or told.gives)), None)
