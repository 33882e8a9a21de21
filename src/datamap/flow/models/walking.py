"""A module's calls in order of appearance, found once per module with a stack of its own."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from datamap.facts import ir

if TYPE_CHECKING:
    from datamap.program.symbols import Module


@lru_cache(maxsize=4096)
def calls_of(module: Module) -> tuple[ir.Call, ...]:
    """List every call of a module."""
    found: list[ir.Call] = []
    stack: list[object] = [module.facts.body]
    while stack:
        node = stack.pop()
        if isinstance(node, tuple):
            stack.extend(reversed(node))
        elif isinstance(node, Struct):
            if isinstance(node, ir.Call):
                found.append(node)
            stack.extend(getattr(node, name) for name in reversed(node.__struct_fields__))
    return tuple(found)
