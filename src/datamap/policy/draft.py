"""A claim while it is being read, and what its place hands down to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from datamap.policy.arguments import Arguments

if TYPE_CHECKING:
    from datamap.model import JsonValue
    from datamap.policy.lexicon import Lexicon
    from datamap.policy.structure import Unit
    from datamap.policy.text import Text


@dataclass(slots=True)
class Draft:
    """A claim that is being read; what it leaves empty is filled from its place."""

    kind: str
    text: Text
    why: str
    polarity: str | None = None
    arguments: Arguments = field(default_factory=Arguments)
    entities: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    locus: str | None = None
    form: str | None = None
    gate: str | None = None
    purpose: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    openness: str | None = None
    hedge: str | None = None
    values: dict[str, JsonValue] = field(default_factory=dict)
    trigger: str | None = None
    modality: str = "does"


@dataclass(frozen=True, slots=True)
class Lead:
    """What the words that introduce a list hand down to its items."""

    mode: str | None
    denies: bool = False
    openness: str | None = None
    gate: str | None = None
    trigger: str | None = None
    locus: str | None = None
    arguments: Arguments = field(default_factory=Arguments)
    text: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a statement stands: its unit, how lists read there, and whether denied."""

    unit: Unit
    lexicon: Lexicon
    mode: str | None
    denies: bool
    lead: Lead | None
    label: Text | None
