"""Functions that are handed to an object to be called later: ``bus.subscribe(OrderPaid, self.on_paid)``, ``hooks.append(fn)`` of a class.

Which object they are handed to is seldom known where they are called, since both sides get it from elsewhere; its class is. So whatever the
program registers with a class is shared by the instance that stands for all of that class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from datamap.facts import ir
from datamap.facts.children import nodes_in
from datamap.flow.objects import ANY, Bound, Container, FunctionObject
from datamap.flow.values import Value, pointing
from datamap.program.naming import dotted, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.objects import Thing
    from datamap.flow.solver import Solver
    from datamap.program.symbols import Class, Function

PUTS = frozenset({"append", "add", "insert", "appendleft"})


class Registrar(NamedTuple):
    """A method that puts its parameter number ``position``, called ``parameter``, into a field; ``keyed``: that is a dict of lists."""

    cls: Class
    field: str
    position: int
    parameter: str
    keyed: bool


def share_registered(solver: Solver) -> None:
    """Tell the solver what the fields of classes hold that other code registers functions with."""
    registrars: dict[str, list[Registrar]] = {}
    for cls in solver.program.definitions:
        for method in cls.methods.values():
            for registrar in _registrars(cls, method):
                registrars.setdefault(method.name, []).append(registrar)
    held: dict[Registrar, dict[Thing, None]] = {}
    for function in solver.program.functions if registrars else ():
        for node in nodes_in(function.node.body):
            if isinstance(node, ir.Call) and isinstance(node.func, ir.Attribute) and node.func.attr in registrars:
                for registrar in registrars[node.func.attr]:
                    thing = _callable(solver, _argument(node, registrar), function)
                    if thing is not None and function.owner is not registrar.cls:
                        held.setdefault(registrar, {})[thing] = None
    for registrar, things in held.items():
        _share(solver, registrar, tuple(things))


def _registrars(cls: Class, method: Function) -> Iterator[Registrar]:
    names = [parameter.name for parameter in method.node.parameters][1:]
    for node in nodes_in(method.node.body) if names else ():
        holder, value = _put(node)
        if isinstance(value, ir.Name) and value.id in names and holder is not None:
            field, keyed = _field(holder)
            if field:
                yield Registrar(cls, field, names.index(value.id), value.id, keyed)


def _put(node: object) -> tuple[ir.Expression | None, ir.Expression | None]:
    """What a statement puts something into, and what."""
    if isinstance(node, ir.Call) and isinstance(node.func, ir.Attribute) and node.func.attr in PUTS and node.arguments:
        return node.func.value, node.arguments[-1].value
    return None, None


def _field(holder: ir.Expression) -> tuple[str, bool]:
    """The field of ``self`` that ``self.handlers[kind]`` or ``self.handlers.setdefault(kind, [])`` leads to, and whether by a key."""
    keyed = False
    while True:
        match holder:
            case ir.Subscript(value=inner) | ir.Call(func=ir.Attribute(value=inner, attr="setdefault" | "get")):
                holder, keyed = inner, True
            case ir.Attribute(value=ir.Name(id="self"), attr=name):
                return name, keyed
            case _:
                return "", False


def _argument(call: ir.Call, registrar: Registrar) -> ir.Expression | None:
    given = [argument.value for argument in call.arguments if argument.keyword is None and not argument.star]
    named = next((argument.value for argument in call.arguments if argument.keyword == registrar.parameter), None)
    return named if named is not None else given[registrar.position] if registrar.position < len(given) else None


def _callable(solver: Solver, expression: ir.Expression | None, function: Function) -> Thing | None:
    """The function, or method of the class around it, that an expression names."""
    if isinstance(expression, ir.Attribute) and isinstance(expression.value, ir.Name) and expression.value.id == "self":
        owner = function.owner
        method = owner.method(expression.attr) if owner is not None else None
        return Bound(FunctionObject(method), solver.typical(owner)) if owner is not None and method is not None else None
    path = dotted(expression) if isinstance(expression, ir.Name | ir.Attribute) else None
    if path is None or path.partition(".")[0] in function.locals:
        return None
    found = solver.function_named(resolve(solver.program, function.module, path))
    return FunctionObject(found) if found is not None else None


def _share(solver: Solver, registrar: Registrar, things: tuple[Thing, ...]) -> None:
    site = ("registered", registrar.cls.qualname, registrar.field)
    listed = Container("list", site)
    solver.globals.share(listed, {ANY: Value(things)})
    held: Thing = listed
    if registrar.keyed:
        held = Container("dict", (*site, "keys"))
        solver.globals.share(held, {ANY: pointing(listed)})
    solver.globals.share(solver.typical(registrar.cls), {registrar.field: pointing(held)})
