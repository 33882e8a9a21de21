"""How long caches between the service and its readers may keep what is answered: ``Cache-Control: public, max-age=86400``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.facts.children import FIELDS
from datamap.flow.models.literals import literals_of
from datamap.model import Location, Period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.practices.material import Material
    from datamap.program.symbols import Module

AGE = "max-age="
SHARED = re.compile(r"(?:s-maxage|max-age)=(\d+)")
ONE_READERS = ("private", "no-store", "no-cache")


def caches_of(material: Material) -> Iterator[Period]:
    """One period for each header that lets shared caches keep an answer, at the text that says so."""
    for module in material.modules:
        if any(AGE in literal.text for literal in literals_of(module)):
            yield from _in_module(material, module)


def _in_module(material: Material, module: Module) -> Iterator[Period]:
    stack: list[tuple[object, str]] = [(module.facts.body, module.name)]
    while stack:
        node, symbol = stack.pop()
        if isinstance(node, tuple):
            stack.extend((item, symbol) for item in reversed(node))
            continue
        if isinstance(node, ir.Constant | ir.Joined):
            yield from _told(material, module, node, symbol)
        inner = f"{symbol}.{node.name}" if isinstance(node, ir.Function | ir.Class) else symbol
        stack.extend((getattr(node, name), inner) for name in reversed(FIELDS.get(node.__class__, ())))


def _told(material: Material, module: Module, node: ir.Constant | ir.Joined, symbol: str) -> Iterator[Period]:
    text = material.context.statics.literal(node, module)
    if not isinstance(text, str) or any(word in text.lower() for word in ONE_READERS):
        return
    ages = [int(found) for found in SHARED.findall(text.lower())]
    if ages and ("public" in text.lower() or "s-maxage" in text.lower()):
        yield Period(max(ages), "cache", Location(module.path, *node.at), symbol, words=("cache",))
