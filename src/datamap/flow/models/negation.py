"""Conditions turned round: ``exclude(opted_out=True)``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.flow.tags import Label, Tag

if TYPE_CHECKING:
    from datamap.flow.tags import Labels

OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "==", "in": "not in", "not in": "in"}


def negated(labels: Labels) -> Labels:
    """Give the labels of the opposite conditions."""
    return {_opposite(tag): trail for tag, trail in labels.items()}


def _opposite(tag: Tag) -> Tag:
    label = tag.origin
    if not isinstance(label, Label):
        return tag
    if label.kind == "gate" and isinstance(label.extra, tuple):
        refuses, default, holds = (*label.extra, True)[:3]
        return Tag(replace(label, extra=(refuses, default, not holds)), tag.form)
    if label.kind == "test":
        return Tag(replace(label, detail=OPPOSITE.get(label.detail, label.detail)), tag.form)
    return tag
