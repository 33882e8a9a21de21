"""One pass over the statements of a module: its functions, classes, imports and the names that it binds more than once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.program.made import made_class, with_fields
from datamap.program.naming import dotted
from datamap.program.symbols import Class, Function, Module, Program

if TYPE_CHECKING:
    from collections.abc import Iterator


def collect(program: Program, module: Module) -> None:
    """Fill in ``module`` and register its functions and classes in ``program``."""
    facts = module.facts
    node = ir.Function((1, 1, 1, 1), module.name, (), None, (), facts.body)
    module.body = Function(module.name, module.name, module, node, kind="module")
    Collector(program, module).block(facts.body, module.body, None)


class Collector:
    """Walks statements, not expressions: lambdas are met when they are evaluated."""

    def __init__(self, program: Program, module: Module) -> None:
        self._program, self._module = program, module
        self._bound: set[str] = set()

    def block(self, statements: tuple[ir.Statement, ...], function: Function, owner: Class | None) -> None:
        """Everything in a body that belongs to ``function``, or to the class ``owner`` in it."""
        top = function.kind == "module" and owner is None
        for statement in statements:
            kind = statement.__class__
            if kind is ir.Function:
                self._function(statement, function, owner)  # type: ignore[arg-type]
            elif kind is ir.Class:
                self._class(with_fields(statement), function, owner)  # type: ignore[arg-type]
            elif kind is ir.Assign and statement.value.__class__ is ir.Call:  # type: ignore[union-attr]
                made = made_class(statement)  # type: ignore[arg-type]
                if made is not None:
                    self._class(made, function, owner)
            elif kind is ir.Import or kind is ir.ImportFrom:
                self._import(statement, top)  # type: ignore[arg-type]
            elif kind is ir.Scope:
                self._scope(statement, function)  # type: ignore[arg-type]
            elif kind in _NESTING:
                for body in _bodies(statement):
                    self.block(body, function, owner)
            if top:
                self._bind(statement)

    def _function(self, node: ir.Function, parent: Function, owner: Class | None) -> None:
        prefix = owner.qualname if owner else parent.qualname
        function = Function(f"{prefix}.{node.name}", node.name, self._module, node, parent, owner)
        parent.inner[node.at[:2]] = function
        if owner is not None:
            owner.methods[node.name] = function
        elif parent.kind == "module":
            self._module.bindings[node.name] = function.qualname
        self._program.functions.append(function)
        self.block(node.body, function, None)

    def _class(self, node: ir.Class, parent: Function, owner: Class | None) -> None:
        prefix = owner.qualname if owner else parent.qualname
        cls = Class(f"{prefix}.{node.name}", node.name, self._module, node, parent, owner)
        parent.classes[node.at[:2]] = cls
        if owner is not None:
            owner.inner_classes[node.name] = cls
        elif parent.kind == "module":
            self._module.bindings[node.name] = cls.qualname
        self._program.classes[cls.qualname] = cls
        self._program.definitions.append(cls)
        self.block(node.body, parent, cls)

    def _import(self, node: ir.Import | ir.ImportFrom, top: bool) -> None:
        bindings = self._module.bindings
        if isinstance(node, ir.Import):
            for alias in node.names:
                name, target = (alias.asname, alias.name) if alias.asname else (alias.name.partition(".")[0],) * 2
                bindings.setdefault(name, f"{IMPORT}{target}")
            return
        base = f"{IMPORT}{'.' * node.level}{node.module}"
        for alias in node.names:
            if alias.name == "*":
                self._module.stars.append(base)
            elif top or (alias.asname or alias.name) not in bindings:
                bindings[alias.asname or alias.name] = f"{base}{'' if base.endswith('.') else '.'}{alias.name}"

    def _scope(self, node: ir.Scope, function: Function) -> None:
        if node.kind == "global":
            function.declared_global |= set(node.names)
            self._module.rebound.update(node.names)
        else:
            function.declared_nonlocal |= set(node.names)

    def _bind(self, statement: ir.Statement) -> None:
        for name in _bound_names(statement):
            if name in self._bound:
                self._module.rebound.add(name)
            self._bound.add(name)
        if isinstance(statement, ir.Assign) and isinstance(statement.targets[0], ir.Name):
            name = statement.targets[0].id
            if name == "__all__":
                self._module.exports = _strings(statement.value)
            path = dotted(statement.value)
            if path is not None:
                self._module.bindings.setdefault(name, path)
        elif isinstance(statement, ir.Augmented) and isinstance(statement.target, ir.Name) and statement.target.id == "__all__":
            self._module.exports = (*(self._module.exports or ()), *(_strings(statement.value) or ()))


IMPORT = "import "
"""Marks a binding that an import statement made, against one to a name of the module itself."""
_NESTING = frozenset({ir.If, ir.While, ir.For, ir.Try, ir.With, ir.Match})


def _bodies(node: ir.Statement) -> Iterator[tuple[ir.Statement, ...]]:
    if isinstance(node, (ir.If, ir.While, ir.For)):
        yield node.body
        yield node.orelse
    elif isinstance(node, ir.Try):
        yield node.body
        yield from [handler.body for handler in node.handlers]
        yield node.orelse
        yield node.final
    elif isinstance(node, ir.With):
        yield node.body
    elif isinstance(node, ir.Match):
        yield from [case.body for case in node.cases]


def _bound_names(node: ir.Statement) -> Iterator[str]:
    if isinstance(node, (ir.Function, ir.Class)):
        yield node.name
    elif isinstance(node, ir.Assign):
        for target in node.targets:
            yield from _target_names(target)
    elif isinstance(node, (ir.Augmented, ir.For)):
        for name in _target_names(node.target):
            yield name
            yield name
    elif isinstance(node, ir.Annotated) and node.value is not None:
        yield from _target_names(node.target)
    elif isinstance(node, ir.Import):
        yield from [alias.asname or alias.name.partition(".")[0] for alias in node.names]
    elif isinstance(node, ir.ImportFrom):
        yield from [alias.asname or alias.name for alias in node.names]


def _target_names(target: ir.Expression) -> Iterator[str]:
    if isinstance(target, ir.Name):
        yield target.id
    elif isinstance(target, ir.Sequence):
        for item in target.items:
            yield from _target_names(item)
    elif isinstance(target, ir.Starred):
        yield from _target_names(target.value)


def _strings(node: ir.Expression) -> tuple[str, ...] | None:
    if isinstance(node, ir.Sequence):
        return tuple(item.value for item in node.items if isinstance(item, ir.Constant) and isinstance(item.value, str))
    return None
