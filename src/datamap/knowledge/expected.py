"""What a recipient of one purpose has no need of (rules/expected_data.toml)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from datamap.knowledge.loading import Entry, load

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Expectation(Entry, frozen=True):
    """A purpose and the categories that go beyond it."""

    id: str
    unneeded: tuple[str, ...]


class _File(Entry, frozen=True):
    purpose: tuple[Expectation, ...]


@cache
def _table() -> Mapping[str, tuple[str, ...]]:
    return {entry.id: entry.unneeded for file in load("expected_data.toml", _File) for entry in file.purpose}


def unneeded(category: str, purposes: Iterable[str]) -> bool:
    """Whether every one of ``purposes`` is known and none of them has a use for ``category``."""
    tables = [_table().get(purpose) for purpose in purposes]
    return bool(tables) and all(table is not None and _within(category, table) for table in tables)


def _within(category: str, keys: Iterable[str]) -> bool:
    return any(category == key or category.startswith(f"{key}.") for key in keys)
