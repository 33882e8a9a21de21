"""Switches that code sets more than one way: no single line says which way they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.facts.children import FIELDS, nodes_in
from datamap.flow.models.literals import PARAMETER, literals_of
from datamap.flow.models.walking import calls_of, once_a_module

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.flow.models.literals import Literal
    from datamap.knowledge.processors import Processors
    from datamap.program.symbols import Module

Switch = tuple[str, str]
"""A scope (the symbol of a module, class or function) and a name in it."""
UNCHECKED = frozenset({"CERT_NONE", "_create_unverified_context"})
UPGRADES = ("STARTTLS", "USE_TLS")
HOSTS = ("SERVER", "HOST")
OWN = frozenset({"self", "cls"})


class Switches:
    """Tells which literals are only one of the ways that a switch can stand."""

    def __init__(self, modules: Iterable[Module]) -> None:
        self.modules = tuple(modules)
        self.passed: frozenset[Switch] | None = None

    def is_open(self, module: Module, literal: Literal) -> bool:
        """Whether the variable or parameter that a literal is given to is given something else, too, where that is decided."""
        if literal.call == PARAMETER:
            return self._is_passed(literal)
        if not literal.name or literal.call:
            return False
        return not set_elsewhere(module).isdisjoint(_scopes(literal.name, literal.symbol, module))

    def _is_passed(self, literal: Literal) -> bool:
        if self.passed is None:
            self.passed = frozenset(found for module in self.modules for found in _passed(module))
        scope, _, function = literal.symbol.rpartition(".")
        callee = scope.rpartition(".")[2] if function == "__init__" else function
        return any(name == literal.name and called.endswith(callee) for called, name in self.passed)


@once_a_module
def set_elsewhere(module: Module) -> frozenset[Switch]:
    """The variables of a module that get something else than off: a value that is worked out, or one that a caller gives."""
    return frozenset(_set_in(module, module.facts.body, module.name))


@once_a_module
def unchecked_by_choice(module: Module) -> frozenset[ir.Span]:
    """Where ``CERT_NONE`` is one side of a choice: ``CERT_REQUIRED if verify else CERT_NONE``, or given to an open switch."""
    elsewhere = set_elsewhere(module)
    found = {side.at for node in nodes_in(module.facts.body) if isinstance(node, ir.Conditional) for side in (node.body, node.orelse)}
    for symbol, target, value in _assignments(module.facts.body, module.name):
        if not elsewhere.isdisjoint(_scopes(target, symbol, module)):
            found.add(value.at)
    return frozenset(found | {call.func.at for call in calls_of(module) if call.at in found})


@once_a_module
def is_upgraded(module: Module) -> bool:
    """Whether connections are upgraded to TLS, or may be: then they are not also opened with it."""
    on = any(literal.value is True and literal.name.upper().endswith(UPGRADES) for literal in literals_of(module))
    return on or any(name.isupper() and name.endswith(UPGRADES) for _, name in set_elsewhere(module))


def stays_here(literal: Literal, module: Module, processors: Processors) -> bool:
    """Whether a switch is that of a server on the same machine: ``MAIL_SERVER = "localhost"`` stands beside ``MAIL_USE_SSL``."""
    prefix = literal.name.upper().partition("USE_")[0]
    names = {f"{prefix}{word}" for word in HOSTS}
    beside = (one for one in literals_of(module) if one.symbol == literal.symbol and one.name.upper() in names)
    return any(isinstance(one.value, str) and processors.is_local(one.value) for one in beside)


def _scopes(name: str, symbol: str, module: Module) -> tuple[Switch, ...]:
    """Where a name can be set: an attribute of one's own in its class, a constant in its module, anything else in its function."""
    owner, _, bare = name.rpartition(".")
    if owner in OWN:
        return ((symbol.rpartition(".")[0], bare),)
    return ((symbol, bare), (module.name, bare)) if bare.isupper() else ((symbol, bare),)


def _set_in(module: Module, body: tuple[object, ...], symbol: str) -> Iterator[Switch]:
    for scope, target, value in _assignments(body, symbol):
        if not _is_off(value):
            yield from _scopes(target, scope, module)[-1:]
    for scope, function in _functions(body, symbol):
        yield from ((scope, parameter.name) for parameter in function.parameters)


def _assignments(body: tuple[object, ...], symbol: str) -> Iterator[tuple[str, str, ir.Expression]]:
    """Every assignment with the scope that it stands in."""
    for scope, node in _scoped(body, symbol):
        if isinstance(node, ir.Assign):
            yield from ((scope, _written(target), node.value) for target in node.targets)
        elif isinstance(node, ir.Annotated) and node.value is not None:
            yield scope, _written(node.target), node.value


def _functions(body: tuple[object, ...], symbol: str) -> Iterator[tuple[str, ir.Function]]:
    return ((f"{scope}.{node.name}", node) for scope, node in _scoped(body, symbol) if isinstance(node, ir.Function))


def _scoped(body: tuple[object, ...], symbol: str) -> Iterator[tuple[str, object]]:
    """Every node with the symbol of what it stands in."""
    stack: list[tuple[object, str]] = [(body, symbol)]
    while stack:
        node, scope = stack.pop()
        if isinstance(node, tuple):
            stack.extend([(item, scope) for item in node])
            continue
        yield scope, node
        inner = f"{scope}.{node.name}" if isinstance(node, ir.Function | ir.Class) else scope
        stack.extend([(getattr(node, name), inner) for name in FIELDS.get(node.__class__, ())])


def _passed(module: Module) -> Iterator[Switch]:
    """The keywords of every call that get something else than off, with what is called."""
    for call in calls_of(module):
        for argument in call.arguments:
            if argument.keyword and not _is_off(argument.value):
                yield _written(call.func).rpartition(".")[2], argument.keyword


def _is_off(value: ir.Expression) -> bool:
    return (isinstance(value, ir.Constant) and not value.value) or (isinstance(value, ir.Attribute) and value.attr in UNCHECKED)


def _written(node: object) -> str:
    """A variable, own attribute or constant key as written."""
    match node:
        case ir.Attribute(value=ir.Name(id=owner), attr=attr):
            return f"{owner}.{attr}"
        case ir.Attribute(attr=attr):
            return attr
        case ir.Subscript(index=ir.Constant(value=str(key))):
            return key
        case ir.Name(id=name):
            return name
        case _:
            return ""
