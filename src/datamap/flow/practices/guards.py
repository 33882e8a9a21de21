"""Conditions that hold at an effect -> the guards that a check asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.tags import Label
from datamap.model import Guard

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.flow.values import Condition


def guards_of(conditions: Iterable[Condition]) -> tuple[Guard, ...]:
    """Give the choices of people (and switches) that let the effect happen, in a fixed order."""
    found = {guard for condition in conditions if (guard := _guard(condition))}
    return tuple(sorted(found, key=lambda guard: (guard.kind, guard.topic or "", guard.location, guard.text)))


def _guard(condition: Condition) -> Guard | None:
    label = condition.origin
    if not isinstance(label, Label) or label.kind != "gate":
        return None
    refuses, default = (*label.extra, None)[:2] if isinstance(label.extra, tuple) and label.extra else (False, None)
    if condition.holds == bool(refuses):
        return None
    return Guard(
        label.detail, label.name or None, condition.text or label.source, label.location, default if isinstance(default, bool) else None
    )
