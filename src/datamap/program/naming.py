"""Names without running code: what a dotted expression of a module stands for, through imports, re-exports and aliases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.model import Location
from datamap.program.symbols import Class, FieldDeclaration, Module, Program

if TYPE_CHECKING:
    from collections.abc import Iterable

IMPORT = "import "
_DEPTH = 12


def dotted(node: ir.Expression | None) -> str | None:
    """``a.b.c`` as text; a string is read as a name, a call and brackets as what stands before them; else None."""
    parts: list[str] = []
    while node is not None:
        if isinstance(node, ir.Attribute):
            parts.append(node.attr)
            node = node.value
        elif isinstance(node, ir.Name):
            return ".".join([node.id, *reversed(parts)])
        else:
            return None
    return None


def resolve(program: Program, module: Module, path: str, depth: int = 0) -> str:
    """The dotted name that ``path`` stands for in ``module``: a project name by qualname, anything else by import path."""
    first, _, rest = path.partition(".")
    target = _binding(program, module, first, depth)
    if target is None:
        return path
    return _member(program, target, rest, depth) if rest else target


def _binding(program: Program, module: Module, name: str, depth: int) -> str | None:
    if depth > _DEPTH:
        return None
    bound = module.bindings.get(name)
    if bound is None:
        for star in module.stars:
            origin = imported_module(program, module, star)
            if origin is not None and name in exported(program, origin):
                return _binding(program, origin, name, depth + 1)
        return None
    if bound.startswith(IMPORT):
        return _imported(program, module, bound, depth)
    if bound.startswith(module.name + "."):
        return bound
    return resolve(program, module, bound, depth + 1) if bound.partition(".")[0] != name else None


def _imported(program: Program, module: Module, bound: str, depth: int) -> str:
    whole = imported_module(program, module, bound)
    if whole is not None:
        return whole.name
    base, _, name = bound.rpartition(".")
    origin = imported_module(program, module, base if base.strip(".") != IMPORT.strip() or "." in base else base + ".")
    if origin is not None:
        return _member(program, origin.name, name, depth)
    return bound[len(IMPORT) :].lstrip(".")


def _member(program: Program, owner: str, rest: str, depth: int) -> str:
    """``owner.rest``, where owner may be a module that re-exports."""
    for name in rest.split("."):
        module = program.modules.get(owner)
        if module is None:
            owner = f"{owner}.{name}"
            continue
        target = _binding(program, module, name, depth + 1)
        below = program.finder.at(f"{module.key}/{name}")
        owner = target or (below.name if below else f"{owner}.{name}")
    return owner


def imported_module(program: Program, module: Module, bound: str) -> Module | None:
    """The project module of an import binding (``import .pkg.mod``)."""
    path = bound.removeprefix(IMPORT)
    name = path.lstrip(".")
    level = len(path) - len(name)
    return program.finder.relative(module, name, level) if level else program.finder.absolute(module, name)


def exported(program: Program, module: Module) -> frozenset[str]:
    """The names that a star import takes."""
    if module.exports is not None:
        return frozenset(module.exports)
    names = set(module.bindings) | set(assigned_names(module.facts.body))
    for star in module.stars:
        origin = imported_module(program, module, star)
        if origin is not None and origin is not module:
            names |= set(origin.bindings) | set(assigned_names(origin.facts.body))
    return frozenset(name for name in names if not name.startswith("_"))


def assigned_names(body: tuple[ir.Statement, ...]) -> Iterable[str]:
    """The names that the assignments of a body bind."""
    for statement in body:
        targets = (
            statement.targets if isinstance(statement, ir.Assign) else [statement.target] if isinstance(statement, ir.Annotated) else []
        )
        for target in targets:
            for part in target.items if isinstance(target, ir.Sequence) else [target]:
                if isinstance(part, ir.Name):
                    yield part.id


def decorator_names(module: Module, decorators: tuple[ir.Expression, ...]) -> tuple[str, ...]:
    """Dotted names of decorators, for a call of what is called; those that are no plain names are left out."""
    program = module.program
    paths = [dotted(node.func if isinstance(node, ir.Call) else node) for node in decorators]
    return tuple(resolve(program, module, path) for path in paths if path)


def declared_fields(cls: Class) -> dict[str, FieldDeclaration]:
    """The fields that a class body declares."""
    program = cls.module.program
    fields: dict[str, FieldDeclaration] = {}
    for node in cls.node.body:
        if isinstance(node, ir.Annotated) and isinstance(node.target, ir.Name):
            name, annotation, value = node.target.id, node.annotation, node.value
        elif isinstance(node, ir.Assign) and isinstance(node.targets[0], ir.Name):
            name, annotation, value = node.targets[0].id, None, node.value
        else:
            continue
        types = [resolve(program, cls.module, path) for path in annotation_paths(annotation)]
        if not types and isinstance(value, ir.Call) and (path := dotted(value.func)):
            types = [resolve(program, cls.module, path)]
        location = Location(cls.module.path, *node.at)
        fields[name] = FieldDeclaration(name, annotation, value, location, types[0] if types else None, tuple(types[1:]))
    return fields


def annotation_paths(node: ir.Expression | None) -> list[str]:
    """All dotted names in an annotation, the outermost first; strings are read as annotations, None is left out."""
    if node is None:
        return []
    if isinstance(node, ir.Constant):
        return _names_in_text(node.value) if isinstance(node.value, str) else []
    if isinstance(node, ir.Subscript):
        outer = dotted(node.value)
        if outer is not None and outer.rpartition(".")[2] == "Literal":
            return [outer]
        return [*([outer] if outer else []), *annotation_paths(node.index)]
    if isinstance(node, ir.Sequence):
        return [path for item in node.items for path in annotation_paths(item)]
    if isinstance(node, ir.Binary):
        return [*annotation_paths(node.left), *annotation_paths(node.right)]
    path = dotted(node)
    return [path] if path else []


def _names_in_text(text: str) -> list[str]:
    cleaned = "".join(letter if letter.isalnum() or letter in "._" else " " for letter in text)
    return [word for word in cleaned.split() if not word[0].isdigit() and word != "None"]
