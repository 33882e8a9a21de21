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


@lru_cache(maxsize=4096)
def iterables_of(function: ir.Function) -> tuple[ir.Expression, ...]:
    """List what the loops and comprehensions of a function iterate over."""
    found: list[ir.Expression] = []
    stack: list[object] = [function.body]
    while stack:
        node = stack.pop()
        if isinstance(node, tuple):
            stack.extend(reversed(node))
        elif isinstance(node, Struct):
            if isinstance(node, ir.For | ir.Clause):
                found.append(node.iterable)
            stack.extend(getattr(node, name) for name in reversed(node.__struct_fields__))
    return tuple(found)


@lru_cache(maxsize=4096)
def keys_of(function: ir.Function) -> tuple[str, ...]:
    """List the constant keys by which a function reads forms, bodies and dicts: ``form["email"]``, ``body.get("name")``."""
    found: list[str] = []
    stack: list[object] = [function.body]
    while stack:
        node = stack.pop()
        if isinstance(node, tuple):
            stack.extend(reversed(node))
        elif isinstance(node, Struct):
            match node:
                case ir.Subscript(index=ir.Constant(value=str(key))):
                    found.append(key)
                case ir.Call(func=ir.Attribute(attr="get"), arguments=(ir.Argument(value=ir.Constant(value=str(key))), *_)):
                    found.append(key)
                case _:
                    pass
            stack.extend(getattr(node, name) for name in reversed(node.__struct_fields__))
    return tuple(dict.fromkeys(found))


def names_in(node: object) -> tuple[str, ...]:
    """List the names and attributes that an expression mentions, in order of appearance."""
    found: list[str] = []
    stack = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, ir.Name):
            found.append(item.id)
        elif isinstance(item, ir.Attribute):
            found.append(item.attr)
        if isinstance(item, tuple):
            stack.extend(reversed(item))
        elif isinstance(item, Struct):
            stack.extend(getattr(item, field) for field in reversed(item.__struct_fields__))
    return tuple(found)


def reads_attribute(node: object, owner: str, name: str) -> bool:
    """Tell whether an expression or body reads ``owner.name``."""
    stack = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, ir.Attribute) and item.attr == name and isinstance(item.value, ir.Name) and item.value.id == owner:
            return True
        if isinstance(item, tuple):
            stack.extend(item)
        elif isinstance(item, Struct):
            stack.extend(getattr(item, field) for field in item.__struct_fields__)
    return False
