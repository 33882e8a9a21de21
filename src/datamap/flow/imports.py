"""Imports: modules of the project are run when they are first imported; anything else is an external path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.objects import External
from datamap.flow.scopes import write_name
from datamap.flow.values import Value, pointing
from datamap.program.naming import IMPORT, exported, imported_module

if TYPE_CHECKING:
    from datamap.facts import ir
    from datamap.flow.frame import Frame
    from datamap.program.symbols import Module


def import_modules(frame: Frame, node: ir.Import) -> None:
    """``import a.b as c``."""
    finder = frame.solver.program.finder
    for alias in node.names:
        module = finder.absolute(frame.module, alias.name)
        if module is not None:
            frame.solver.run_module(module)
        if alias.asname:
            write_name(frame, alias.asname, _module_value(frame, module, alias.name))
            continue
        top = alias.name.partition(".")[0]
        outer = finder.absolute(frame.module, top)
        write_name(frame, top, _module_value(frame, outer, top))


def _module_value(frame: Frame, module: Module | None, name: str) -> Value:
    return pointing(External(name) if module is None else frame.solver.globals.module(module))


def import_names(frame: Frame, node: ir.ImportFrom) -> None:
    """``from a import b as c``."""
    base = f"{IMPORT}{'.' * node.level}{node.module}"
    module = imported_module(frame.solver.program, frame.module, base)
    if module is not None and module is not frame.module:
        frame.solver.run_module(module)
    for alias in node.names:
        if alias.name == "*":
            if module is not None:
                _import_star(frame, module)
        else:
            write_name(frame, alias.asname or alias.name, imported_name(frame, module, node, alias.name))


def imported_name(frame: Frame, module: Module | None, node: ir.ImportFrom, name: str) -> Value:
    """What ``from module import name`` binds."""
    if module is None:
        return frame.solver.outside.imported(frame, f"{node.module}.{name}" if node.module else name, node.at)
    found = frame.solver.globals.read(frame, module, name) if module is not frame.module else None
    if found is not None:
        return found
    below = frame.solver.program.finder.at(f"{module.key}/{name}")
    if below is not None:
        frame.solver.run_module(below)
        return pointing(frame.solver.globals.module(below))
    from datamap.flow.attributes import module_attribute

    return module_attribute(frame, frame.solver.globals.module(module), name)


def _import_star(frame: Frame, module: Module) -> None:
    for name in sorted(exported(frame.solver.program, module)):
        found = frame.solver.globals.read(frame, module, name)
        if found is not None:
            write_name(frame, name, found)


def bound_statically(frame: Frame, module: Module, name: str) -> Value | None:
    """A top-level name by its binding in the text of the module; None if it has none there."""
    from datamap.flow.objects import FunctionObject

    solver = frame.solver
    bound = module.bindings.get(name)
    if bound is None:
        for star in module.stars:
            origin = imported_module(solver.program, module, star)
            if origin is not None and origin is not module and name in exported(solver.program, origin):
                return solver.globals.read(frame, origin, name)
        return None
    if frame.function is module.body:
        return None
    for function in module.body.inner.values():
        if function.qualname == bound and function.owner is None:
            return pointing(FunctionObject(function))
    cls = solver.program.classes.get(bound)
    if cls is not None and cls.module is module:
        return pointing(solver.class_object(cls))
    if bound.startswith(IMPORT):
        return _import_statically(frame, module, bound)
    return None


def _import_statically(frame: Frame, module: Module, bound: str) -> Value | None:
    solver = frame.solver
    whole = imported_module(solver.program, module, bound)
    if whole is not None:
        return pointing(solver.globals.module(whole))
    base, _, name = bound.rpartition(".")
    origin = imported_module(solver.program, module, base)
    if origin is not None and origin is not module:
        return solver.globals.read(frame, origin, name)
    return pointing(External(bound[len(IMPORT) :].lstrip("."))) if origin is None else None
