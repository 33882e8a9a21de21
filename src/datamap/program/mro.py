"""Class hierarchies: C3 linearisation over project classes; external bases are kept by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.program.naming import dotted, resolve

if TYPE_CHECKING:
    from datamap.program.symbols import Class, Program

_TYPING = ("Generic", "Protocol")
_MARKERS = frozenset({"abc.ABC", *(f"{module}.{name}" for module in ("typing", "typing_extensions") for name in _TYPING)})
"""Bases that tell what a class is for and give its instances nothing."""


def link_classes(program: Program) -> None:
    """Fill in bases, MRO and ancestors of every class."""
    for cls in program.definitions:
        _bases(program, cls)
    for cls in program.definitions:
        _linearise(program, cls, ())


def _bases(program: Program, cls: Class) -> None:
    paths: list[str] = []
    for argument in cls.node.bases:
        node = argument.value
        if isinstance(node, ir.Subscript):
            node = node.value
        path = dotted(node.func if isinstance(node, ir.Call) else node)
        if path is None:
            continue
        name = resolve_class(program, cls, path)
        if argument.keyword == "metaclass":
            cls.metaclass = name
        elif argument.keyword is None and argument.star == 0:
            paths.append(name)
    cls.bases = tuple(paths)
    found = [program.classes[path] for path in paths if path in program.classes]
    cls.base_classes = tuple(base for base in found if base is not cls)
    for base in cls.base_classes:
        base.subclasses.append(cls)


def resolve_class(program: Program, cls: Class, path: str) -> str:
    """A base's dotted name, looked up in the classes and functions around the class first."""
    owner: Class | None = cls.owner
    if owner is not None and f"{owner.qualname}.{path}" in program.classes:
        return f"{owner.qualname}.{path}"
    function = cls.parent
    while function.kind != "module" and function.parent is not None:
        if f"{function.qualname}.{path}" in program.classes:
            return f"{function.qualname}.{path}"
        function = function.parent
    return resolve(program, cls.module, path)


def _linearise(program: Program, cls: Class, above: tuple[Class, ...]) -> None:
    if cls.mro:
        return
    for base in cls.base_classes:
        if base not in above and base is not cls:
            _linearise(program, base, (*above, cls))
    bases = [base for base in cls.base_classes if base.mro]
    merged = _merge([list(base.mro) for base in bases] + [bases])
    cls.mro = (cls, *merged)
    external: list[str] = []
    for ancestor in cls.mro:
        external += [path for path in ancestor.bases if path not in program.classes and path not in external and path != "object"]
    cls.external_bases = tuple(path for path in external if path not in _MARKERS)
    cls.ancestors = (*(ancestor.qualname for ancestor in merged), *external)
    if cls.metaclass is None:
        cls.metaclass = next((ancestor.metaclass for ancestor in merged if ancestor.metaclass), None)


def _merge(rows: list[list[Class]]) -> list[Class]:
    """C3; where no order exists (a broken hierarchy) the first head is taken."""
    result: list[Class] = []
    rows = [row for row in rows if row]
    while rows:
        head = next((row[0] for row in rows if not any(row[0] in other[1:] for other in rows)), rows[0][0])
        result.append(head)
        rows = [rest for row in rows if (rest := [cls for cls in row if cls is not head])]
    return result
