"""The rules as a table: code, name, level, the kinds of claim each enforces and its one-line promise (rules/conformance.toml)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from datamap.knowledge.loading import Entry, load
from datamap.model import Level

if TYPE_CHECKING:
    from collections.abc import Mapping


class Rule(Entry, frozen=True):
    """One rule; ``level`` is where its findings start."""

    code: str
    name: str
    level: Level
    kinds: tuple[str, ...]
    promise: str


class _File(Entry, frozen=True):
    rule: tuple[Rule, ...]


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its code, in the order of the table."""
    return {rule.code: rule for file in load("conformance.toml", _File) for rule in file.rule}
