"""The ways in from outside, as practices list them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.model import EntryPoint

if TYPE_CHECKING:
    from datamap.flow.practices.material import Material


def entry_points_of(material: Material) -> tuple[EntryPoint, ...]:
    """Give every entry point in order of place."""
    found = [
        EntryPoint(decoration.kind, function.qualname, function.location, decoration.path, decoration.authenticated)
        for function, decoration in material.solution.entries.items()
        if material.counts(function.module.path)
    ]
    return tuple(sorted(found, key=lambda entry: (entry.location, entry.symbol, entry.kind)))
