"""Names of tokens and keys that are given to rows: ``token.revoke()`` and ``self.token.owner`` are of an object, not of a text."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.facts.children import nodes_in
from datamap.flow.tags import Label
from datamap.flow.text_methods import METHODS
from datamap.flow.values import Value

if TYPE_CHECKING:
    from datamap.program.symbols import Class

CATEGORIES = ("user.authorization.token", "user.authorization.api_key")
CONTENT = METHODS | {"value", "data", "raw", "hex", "get_secret_value"}
"""Attributes under which a text, or what wraps one, gives the text itself."""


def unless_row(value: Value, *, row: bool) -> Value:
    """A value that only a name tells of, without the token or key that it is no text of."""
    if not row or not value.labels:
        return value
    kept = {tag: trail for tag, trail in value.labels.items() if not _is_told(tag.origin)}
    return Value(value.objects, kept, value.constants, unknown=True, facts=value.facts, given=value.given)


def _is_told(origin: object) -> bool:
    return isinstance(origin, Label) and origin.kind == "data" and origin.name.startswith(CATEGORIES)


@lru_cache(maxsize=4096)
def used_as_row(function: ir.Function, name: str) -> bool:
    """Whether a function reads of a parameter what no text has."""
    return any(
        isinstance(node, ir.Attribute) and isinstance(node.value, ir.Name) and node.value.id == name and node.attr not in CONTENT
        for node in nodes_in(function.body)
    )


@lru_cache(maxsize=4096)
def held_as_row(cls: Class, name: str) -> bool:
    """Whether a class or an ancestor reads of ``self.name`` what no text has."""
    return any(
        isinstance(node, ir.Attribute)
        and node.attr not in CONTENT
        and isinstance(node.value, ir.Attribute)
        and node.value.attr == name
        and isinstance(node.value.value, ir.Name)
        and node.value.value.id == "self"
        for ancestor in cls.mro
        for method in ancestor.methods.values()
        for node in nodes_in(method.node.body)
    )
