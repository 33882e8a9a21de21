"""What was read in a document: claims in their places, sentences that claim nothing, and those that were not understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement
    from datamap.policy.structure import Unit
    from datamap.policy.text import Text


@dataclass(frozen=True, slots=True)
class Found:
    """A claim with the unit it stands in."""

    unit: Unit
    draft: Draft


@dataclass(slots=True)
class Reading:
    """All that was read in a document."""

    language: str
    units: list[Unit] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    silent: list[tuple[Text, str]] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    unread: list[Text] = field(default_factory=list)
    foreign: list[Text] = field(default_factory=list)
