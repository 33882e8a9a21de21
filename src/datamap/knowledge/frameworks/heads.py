"""Entries by the first part of the paths that they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")


def by_head(named: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    """Entries by the first part of the paths that they are about, each once and in their order."""
    found: dict[str, list[T]] = {}
    for path, entry in named:
        entries = found.setdefault(path.partition(".")[0], [])
        if not any(entry is one for one in entries):
            entries.append(entry)
    return found
