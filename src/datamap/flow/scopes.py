"""Names: which variable a name means, which names inner functions use, how lambdas are numbered."""

from __future__ import annotations

import builtins
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from datamap.facts import ir
from datamap.flow.frame import present
from datamap.flow.lookup import field
from datamap.flow.objects import ENV, PARENT, External, Formal
from datamap.flow.values import NOTHING, Value, constant, pointing
from datamap.program.symbols import Class, Function

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.frame import Frame
    from datamap.flow.objects import Thing

BUILTINS = frozenset(dir(builtins))


def read_name(frame: Frame, name: str) -> Value:
    """The value of a name."""
    if frame.scope:
        held = frame.fields(frame.scope[-1]).get(name if name[:2] != "__" else _in_class(frame, name))
        if held is not None:
            return present(held)
    if name not in frame.globals and name not in frame.nonlocals:
        held = frame.env.get(name)
        if held is not None:
            return held
        if name in frame.function.locals and frame.function.kind != "module":
            return NOTHING
    if name not in frame.globals and (cell := captured_cell(frame, name)) is not None:
        thing, where = cell
        found = field(frame, thing, where)
        return NOTHING if found is None else present(found)
    return read_global(frame, name)


def read_global(frame: Frame, name: str) -> Value:
    """The value of a name at the top level of the frame's module, a builtin, or an unknown name."""
    found = frame.solver.globals.read(frame, frame.module, name)
    if found is not None:
        return found
    if name == "__name__":
        return _module_name(frame)
    return frame.solver.builtin(name)


def _module_name(frame: Frame) -> Value:
    """``__name__``: a module that another one imports is not run as a program."""
    module = frame.module
    return constant(module.name) if module in frame.solver.imported else Value(constants=("__main__", module.name))


def captured_cell(frame: Frame, name: str) -> tuple[Thing, str] | None:
    """The environment that holds a variable of a function around this one."""
    function: Function | None = frame.function
    depth = 0
    while function is not None and function.parent is not None and function.parent.kind != "module":
        outer = function.parent
        if (
            name in outer.locals and name not in outer.declared_nonlocal and name not in outer.declared_global
        ) or name in function.captured:
            thing: Thing = Formal(ENV, (PARENT,) * depth)
            return thing, name
        function, depth = outer, depth + 1
    if frame.function.captured and name in frame.function.captured:
        return Formal(ENV), name
    return None


def write_name(frame: Frame, name: str, value: Value) -> None:
    """``name = value``."""
    if frame.scope:
        frame.put(frame.scope[-1], name if name[:2] != "__" else _in_class(frame, name), value)
    elif name in frame.globals:
        frame.put(frame.solver.globals.module(frame.module), name, value)
    elif name in frame.nonlocals and (cell := captured_cell(frame, name)) is not None:
        frame.put(cell[0], cell[1], value)
    else:
        frame.env[name] = value


def _in_class(frame: Frame, name: str) -> str:
    from datamap.flow.private import attribute_name

    return attribute_name(frame, name)


def own_environment(frame: Frame) -> Thing | None:
    """What a function that is defined here captures: nothing at the top level of a module."""
    if frame.function.kind == "module":
        return None
    if is_inner(frame.function) and PARENT not in frame.env:
        frame.env[PARENT] = pointing(Formal(ENV))
    return frame.self_env


def lambda_function(frame: Frame, node: ir.Lambda) -> Function:
    """The function of a lambda, numbered in its scope."""
    parent = frame.function
    place = node.at[:2]
    found = parent.inner.get(place)
    if found is None or found.kind != "lambda":
        owner = frame.defining
        prefix = owner.qualname if owner is not None and frame.scope else parent.qualname
        body = owner.node.body if owner is not None and frame.scope else parent.node.body
        number = _lambda_places(body).get(place, 0)
        found = Function(f"{prefix}.<lambda{number}>", f"<lambda{number}>", frame.module, node.function, parent, None, "lambda")
        found.captured = frozenset(frame.comprehension)
        parent.inner[place] = found
    return found


@lru_cache(maxsize=256)
def _lambda_places(body: tuple[ir.Statement, ...]) -> dict[tuple[int, int], int]:
    places = sorted(node.at[:2] for statement in body for node in walk_nodes(statement) if isinstance(node, ir.Lambda))
    return {place: number for number, place in enumerate(places, 1)}


def walk_nodes(node: object, *, into: bool = False) -> Iterator[object]:
    """Every struct below a node; inner functions and classes are entered only on demand (their headers always are)."""
    todo = [node]
    while todo:
        here = todo.pop()
        if isinstance(here, tuple):
            todo += here
        elif isinstance(here, msgspec.Struct):
            yield here
            names = here.__struct_fields__
            if not into and isinstance(here, (ir.Function, ir.Class, ir.Lambda)):
                names = ("decorators", "parameters", "bases") if not isinstance(here, ir.Lambda) else ()
            todo += [getattr(here, name) for name in names if hasattr(here, name) and name != "at"]


@lru_cache(maxsize=4096)
def free_names(function: Function) -> frozenset[str]:
    """Names that functions inside of this one use (also their own)."""
    names: set[str] = set()
    for inner in list(function.inner.values()):
        names.update(_names_of(inner.node))
        names |= inner.captured
    return frozenset(names)


@lru_cache(maxsize=4096)
def decides(function: Function) -> bool:
    """Whether anything in a function, or in functions inside of it, depends on a test."""
    return any(isinstance(part, ir.If | ir.Raise | ir.Assert | ir.Conditional) for part in walk_nodes(function.node.body, into=True))


def _names_of(node: ir.Function) -> Iterator[str]:
    for part in walk_nodes((node.body, node.parameters, node.decorators), into=True):
        if isinstance(part, ir.Name):
            yield part.id


def builtin(name: str) -> Value:
    """A builtin, or a name that nothing defines."""
    return pointing(External(f"builtins.{name}" if name in BUILTINS else name))


def is_inner(function: Function) -> bool:
    """Whether a function stands inside of another one."""
    return function.parent is not None and function.parent.kind != "module"


@lru_cache(maxsize=4096)
def attributes_set(cls: Class) -> frozenset[str]:
    """Names that methods of a class or of its ancestors assign on their first parameter."""
    found: set[str] = set()
    for ancestor in cls.mro:
        for method in ancestor.methods.values():
            if method.node.parameters:
                found.update(_assigned_on(method.node, method.node.parameters[0].name))
    return frozenset(found)


def _assigned_on(node: ir.Function, owner: str) -> Iterator[str]:
    for part in walk_nodes(node.body, into=True):
        if isinstance(part, ir.Attribute) and isinstance(part.value, ir.Name) and part.value.id == owner:
            yield part.attr
