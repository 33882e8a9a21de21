"""Clients for what a cloud runs in one region for all the world: the region that such a call names is no place where data is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.model import Location

if TYPE_CHECKING:
    from datamap.flow.practices.material import Material
    from datamap.program.symbols import Module


def placeless(module: Module, material: Material) -> frozenset[Location]:
    """Where the arguments of such calls stand."""
    found: set[Location] = set()
    for entry in material.context.frameworks.single_regions:
        for call, path in material.context.statics.calls(module):
            first = call.arguments[0].value if path in entry.calls and call.arguments else None
            if isinstance(first, ir.Constant) and first.value in entry.services:
                found |= {Location(module.path, *argument.value.at) for argument in call.arguments}
    return frozenset(found)
