"""Conditions of queries that are put together: ``a & b``, ``or_(a, b)``, ``Q(x=True) | Q(y=True)``, ``~Q(…)``.

Of two ways to be chosen, neither alone holds for every row: only what both ask for does.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from datamap.flow.events import Outcome
from datamap.flow.models.negation import negated
from datamap.flow.models.queries import COLUMN, QUERIED, condition, gathered
from datamap.flow.models.schemas import column_tests
from datamap.flow.objects import External
from datamap.flow.tags import Label, Tag
from datamap.flow.values import NOTHING, TRUE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from datamap.flow.events import ExternalCall, Operation, Site, World
    from datamap.flow.models.context import Context
    from datamap.flow.tags import Labels
    from datamap.flow.values import Value


def find(spelled: tuple[str, ...], context: Context) -> Callable[[ExternalCall], Outcome | None] | None:
    """Find who answers for a path."""
    for entry in context.frameworks.combining:
        if spelled[-1] in entry.conditions:
            return partial(_condition, context=context)
        if spelled[-1] in entry.any_of:
            return partial(_any_of, context=context)
        if spelled[-1] in entry.all_of:
            return partial(_all_of, context=context)
    return None


def operation(event: Operation, context: Context) -> Value | None:
    """Answer for ``&``, ``|`` and ``~`` between conditions."""
    if event.op == "~":
        labels = event.world.labels(event.left)
        return gathered([negated(labels)]) if any(map(_is_gate, labels)) else None
    if event.op not in ("&", "|") or event.right is NOTHING:
        return None
    sides = [_said(event.world, event.site, context, side) for side in (event.left, event.right)]
    if not any(_is_gate(tag) for side in sides for tag in side):
        return None
    return gathered(_common(sides) if event.op == "|" else sides)


def _condition(event: ExternalCall, context: Context) -> Outcome:
    return Outcome(column_tests(event, context, ""))


def _all_of(event: ExternalCall, context: Context) -> Outcome:
    return Outcome(gathered(_said(event.world, event.site, context, value) for value in event.args))


def _any_of(event: ExternalCall, context: Context) -> Outcome:
    return Outcome(gathered(_common([_said(event.world, event.site, context, value) for value in event.args])))


def _said(world: World, site: Site, context: Context, value: Value) -> Labels:
    """What one side asks for: a column by itself has to be true."""
    for thing in value.objects:
        if isinstance(thing, External) and thing.path.startswith(f"{COLUMN}."):
            owner = thing.about.name if thing.about is not None else ""
            return condition(world, site, context, thing.path.removeprefix(f"{COLUMN}."), "==", TRUE, owner)
    return world.labels(value)


def _common(sides: list[Labels]) -> Iterable[Labels]:
    """All that is said, but of choices only those that every side asks for."""
    asked = [{_key(tag) for tag in side if _is_gate(tag)} for side in sides]
    shared = set.intersection(*asked) if asked else set()
    return [{tag: trail for tag, trail in side.items() if not _is_gate(tag) or _key(tag) in shared} for side in sides]


def _is_gate(tag: Tag) -> bool:
    """Whether it is a choice that a query asked for."""
    label = tag.origin
    return isinstance(label, Label) and label.kind == "gate" and isinstance(label.extra, tuple) and len(label.extra) == QUERIED


def _key(tag: Tag) -> tuple[object, ...]:
    label = tag.origin
    return (label.name, label.source, label.detail, label.extra) if isinstance(label, Label) else ()
