"""What a linked program knows of its modules, classes and functions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from datamap.model import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.facts import ir


@dataclass(eq=False, slots=True)
class Module:
    """One Python file under its dotted name.

    ``imported``: local name -> dotted path, for every import statement of the file (in functions too);
    ``name`` is what other modules import it by, ``label`` is its name relative to the scanned root (they differ below ``src/``).
    """

    name: str
    label: str
    path: str
    facts: ir.ModuleFacts
    is_package: bool
    imported: dict[str, str] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    classes: dict[str, Class] = field(default_factory=dict)
    body: Function = field(init=False)

    def __repr__(self) -> str:
        return f"Module({self.name})"


@dataclass(eq=False, slots=True)
class Function:
    """A ``def``, lambda, class body or module body of the program.

    ``qualname``: dotted name relative to the root, as ``datamap calls`` prints it; ``parent``: the function around it, the module's body
    for a top-level one; ``owner``: the class whose body holds it; ``kind``: ``function``, ``lambda``, ``class`` or ``module``;
    ``decorators``: resolved dotted names, calls without their arguments.
    """

    qualname: str
    name: str
    module: Module
    node: ir.Function
    parent: Function | None
    owner: Class | None
    kind: str = "function"
    decorators: tuple[str, ...] = ()
    inner: dict[tuple[int, int], Function] = field(default_factory=dict)
    inner_classes: dict[tuple[int, int], Class] = field(default_factory=dict)

    @property
    def location(self) -> Location:
        """Where its ``def`` stands."""
        line, column, end_line, end_column = self.node.at
        return Location(self.module.path, line, column, end_line, end_column)

    def __repr__(self) -> str:
        return f"Function({self.qualname})"


@dataclass(frozen=True, slots=True)
class FieldDeclaration:
    """``name: annotation = value`` or ``name = value`` in a class body; ``type`` is the resolved dotted annotation, wrappers unpacked."""

    name: str
    annotation: ir.Expression | None
    type: str | None
    value: ir.Expression | None
    location: Location


@dataclass(eq=False, slots=True)
class Class:
    """A class of the program.

    ``bases``: its own base expressions as dotted names (project classes by qualname, others by import path);
    ``mro``: itself and its project ancestors in method resolution order; ``ancestors``: dotted names of all ancestors, project ones
    first, then external ones in the order they are found (``django.db.models.Model``).
    """

    qualname: str
    name: str
    module: Module
    node: ir.Class
    body: Function
    parent: Function
    bases: tuple[str, ...] = ()
    decorators: tuple[str, ...] = ()
    mro: tuple[Class, ...] = ()
    ancestors: tuple[str, ...] = ()
    external_bases: tuple[str, ...] = ()
    methods: dict[str, Function] = field(default_factory=dict)
    fields: dict[str, FieldDeclaration] = field(default_factory=dict)
    metaclass: str | None = None
    subclasses: list[Class] = field(default_factory=list)

    @property
    def location(self) -> Location:
        """Where its ``class`` stands."""
        line, column, end_line, end_column = self.node.at
        return Location(self.module.path, line, column, end_line, end_column)

    def all_fields(self) -> Iterator[FieldDeclaration]:
        """Declared fields, inherited ones last, each name once."""
        seen: set[str] = set()
        for cls in self.mro:
            for name, declaration in cls.fields.items():
                if name not in seen:
                    seen.add(name)
                    yield declaration

    def method(self, name: str) -> Function | None:
        """The method that ``name`` finds along the MRO."""
        for cls in self.mro:
            if name in cls.methods:
                return cls.methods[name]
        return None

    def __repr__(self) -> str:
        return f"Class({self.qualname})"


@dataclass(eq=False, slots=True)
class Program:
    """All modules linked: look names up here.

    ``modules`` by import name, ``functions`` and ``classes`` by qualname (relative to the root).
    """

    modules: dict[str, Module] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    classes: dict[str, Class] = field(default_factory=dict)
