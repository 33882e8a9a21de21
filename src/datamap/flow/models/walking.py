"""What models look for in a module, in order of appearance, found once per module."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from datamap.facts import ir
from datamap.facts.children import nodes_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.program.symbols import Module

T = TypeVar("T")


_KINDS = (ir.Call, ir.Attribute, ir.Import, ir.ImportFrom)


def once_a_module(make: Callable[[Module], T]) -> Callable[[Module], T]:
    """Keep what is worked out of a module for as long as the module is there."""
    known: WeakKeyDictionary[Module, T] = WeakKeyDictionary()

    def of(module: Module) -> T:
        found = known.get(module)
        if found is None:
            found = known[module] = make(module)
        return found

    return of


@once_a_module
def _nodes_of(module: Module) -> dict[type, tuple[Any, ...]]:
    """The nodes of a module that models ask for, by kind, in order of appearance: found in one walk for all of them."""
    found: dict[type, list[Any]] = {kind: [] for kind in _KINDS}
    for node in nodes_in(module.facts.body):
        kind = node.__class__
        if kind in found:
            found[kind].append(node)
    return {kind: tuple(nodes) for kind, nodes in found.items()}


def calls_of(module: Module) -> tuple[ir.Call, ...]:
    """List every call of a module."""
    return _nodes_of(module)[ir.Call]


def attributes_of(module: Module) -> tuple[ir.Attribute, ...]:
    """List every ``value.attr`` of a module."""
    return _nodes_of(module)[ir.Attribute]


def imports_of(module: Module) -> tuple[ir.Import | ir.ImportFrom, ...]:
    """List every import of a module, in functions too."""
    return (*_nodes_of(module)[ir.Import], *_nodes_of(module)[ir.ImportFrom])


@lru_cache(maxsize=4096)
def iterables_of(function: ir.Function) -> tuple[ir.Expression, ...]:
    """List what the loops and comprehensions of a function iterate over."""
    return tuple(node.iterable for node in nodes_in(function.body) if node.__class__ in (ir.For, ir.Clause))


@lru_cache(maxsize=4096)
def keys_of(function: ir.Function) -> tuple[str, ...]:
    """List the constant keys by which a function reads forms, bodies and dicts: ``form["email"]``, ``body.get("name")``."""
    found: list[str] = []
    for node in nodes_in(function.body):
        match node:
            case ir.Subscript(index=ir.Constant(value=str(key))):
                found.append(key)
            case ir.Call(func=ir.Attribute(attr="get"), arguments=(ir.Argument(value=ir.Constant(value=str(key))), *_)):
                found.append(key)
            case _:
                pass
    return tuple(dict.fromkeys(found))


def names_in(node: object) -> tuple[str, ...]:
    """List the names and attributes that an expression mentions, in order of appearance."""
    found: list[str] = []
    for item in nodes_in(node):
        if item.__class__ is ir.Name:
            found.append(item.id)
        elif item.__class__ is ir.Attribute:
            found.append(item.attr)
    return tuple(found)


def reads_attribute(node: object, owner: str, name: str) -> bool:
    """Tell whether an expression or body reads ``owner.name``."""
    return any(
        item.__class__ is ir.Attribute and item.attr == name and item.value.__class__ is ir.Name and item.value.id == owner
        for item in nodes_in(node)
    )
