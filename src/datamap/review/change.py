"""What a change does to personal data, in words that reports share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datamap.model import Finding, Location


class Effect(StrEnum):
    """What happens to a practice."""

    ADDED = "added"
    WEAKENED = "weakened"
    CHANGED = "changed"
    STRENGTHENED = "strengthened"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """One difference; ``about``: processor or store id, ``data``: category; ``policy``: what the policy says of it now."""

    effect: Effect
    subject: str
    text: str
    about: str = ""
    data: str = ""
    place: Location | None = None
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """All differences between two states, and the findings that come and go with them."""

    base: str
    items: tuple[Item, ...]
    new: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    sentences_added: tuple[str, ...]
    sentences_removed: tuple[str, ...]
    notes: tuple[str, ...] = ()
