"""What a linked program knows of its modules, classes and functions."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from datamap.model import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.facts import ir
    from datamap.program.finding import ModuleFinder


@dataclass(eq=False)
class Module:
    """One Python file, or a folder that is a namespace package, under its dotted name.

    ``name``: the path with dots, relative to the scanned root; ``key``: the path without ``.py`` or ``/__init__.py``.
    ``bindings``: top-level name -> dotted path of what it is bound to by an import, by a definition or by ``X = Y``;
    ``stars``: modules that are star-imported, as dotted paths; ``exports``: its literal ``__all__``.
    ``rebound``: top-level names that are bound more than once, or by functions; ``patched``: those that were written from outside.
    """

    name: str
    key: str
    path: str
    facts: ir.ModuleFacts
    is_package: bool
    bindings: dict[str, str] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    exports: tuple[str, ...] | None = None
    rebound: set[str] = field(default_factory=set)
    patched: set[str] = field(default_factory=set)
    body: Function = field(init=False, repr=False)
    program: Program = field(init=False, repr=False)

    def __repr__(self) -> str:
        return f"Module({self.name})"


@dataclass(eq=False)
class Function:
    """A ``def``, lambda or module body of the program.

    ``qualname``: dotted name relative to the root, as ``datamap calls`` prints it; ``parent``: the function around it, the module's body
    for a top-level one; ``owner``: the class whose body holds it; ``kind``: ``function``, ``lambda`` or ``module``.
    ``decorators``: dotted names of its decorators, for a call of what is called.
    ``inner`` and ``classes``: what its own body defines, by position. ``captured``: names of comprehensions around a lambda.
    """

    qualname: str
    name: str
    module: Module
    node: ir.Function
    parent: Function | None = None
    owner: Class | None = None
    kind: str = "function"
    inner: dict[tuple[int, int], Function] = field(default_factory=dict)
    classes: dict[tuple[int, int], Class] = field(default_factory=dict)
    captured: frozenset[str] = frozenset()
    declared_global: frozenset[str] = frozenset()
    declared_nonlocal: frozenset[str] = frozenset()

    @cached_property
    def locals(self) -> frozenset[str]:
        """Parameters and the names that its body binds."""
        return frozenset(p.name for p in self.node.parameters) | frozenset(self.node.assigned)

    @cached_property
    def decorators(self) -> tuple[str, ...]:
        """Dotted names of its decorators, for a call of what is called."""
        from datamap.program.naming import decorator_names

        return decorator_names(self.module, self.node.decorators)

    @cached_property
    def location(self) -> Location:
        """Where its ``def`` stands."""
        return Location(self.module.path, *self.node.at)

    def __repr__(self) -> str:
        return f"Function({self.qualname})"


@dataclass(frozen=True, slots=True)
class FieldDeclaration:
    """``name: annotation = value`` or ``name = value`` in a class body.

    ``type``: the dotted annotation, or the dotted callee of ``value`` if it is a call (``django.db.models.EmailField``); ``arguments`` of
    an annotation's brackets follow in ``inside`` (``Mapped[str]`` -> ``("str",)``).
    """

    name: str
    annotation: ir.Expression | None
    value: ir.Expression | None
    location: Location
    type: str | None = None
    inside: tuple[str, ...] = ()


@dataclass(eq=False)
class Class:
    """A class of the program.

    ``bases``: its base expressions as dotted names (project classes by qualname, others by import path);
    ``mro``: itself and its project ancestors in method resolution order; ``ancestors``: dotted names of all ancestors, project ones
    first, then external ones (``django.db.models.Model``), which ``external_bases`` holds alone.
    """

    qualname: str
    name: str
    module: Module
    node: ir.Class
    parent: Function
    owner: Class | None = None
    bases: tuple[str, ...] = ()
    base_classes: tuple[Class, ...] = ()
    mro: tuple[Class, ...] = ()
    ancestors: tuple[str, ...] = ()
    external_bases: tuple[str, ...] = ()
    methods: dict[str, Function] = field(default_factory=dict)
    inner_classes: dict[str, Class] = field(default_factory=dict)
    subclasses: list[Class] = field(default_factory=list)
    metaclass: str | None = None

    @cached_property
    def location(self) -> Location:
        """Where its ``class`` stands."""
        return Location(self.module.path, *self.node.at)

    @cached_property
    def decorators(self) -> tuple[str, ...]:
        """Dotted names of its decorators, for a call of what is called."""
        from datamap.program.naming import decorator_names

        return decorator_names(self.module, self.node.decorators)

    @cached_property
    def fields(self) -> dict[str, FieldDeclaration]:
        """What its body declares, in order."""
        from datamap.program.naming import declared_fields

        return declared_fields(self)

    def all_fields(self) -> Iterator[FieldDeclaration]:
        """Declared fields as a constructor takes them: ancestors first, each name once, at its latest declaration."""
        found: dict[str, FieldDeclaration] = {}
        for cls in reversed(self.mro):
            found.update(cls.fields)
        yield from found.values()

    def method(self, name: str) -> Function | None:
        """The method that ``name`` finds along the MRO."""
        for cls in self.mro:
            if name in cls.methods:
                return cls.methods[name]
        return None

    def provides(self, name: str) -> bool:
        """Whether it or an ancestor has a method, or gives its name to a function that was made otherwise."""
        return any(name in cls.methods or name in cls.assigned for cls in self.mro)

    @cached_property
    def assigned(self) -> frozenset[str]:
        """Names that its body binds by assignments, several at once too."""
        from datamap.program.naming import assigned_names

        return frozenset(assigned_names(self.node.body))

    def is_a(self, *names: str) -> bool:
        """Whether it is or inherits one of the dotted names."""
        return self.qualname in names or any(ancestor in names for ancestor in self.ancestors)

    def __repr__(self) -> str:
        return f"Class({self.qualname})"


@dataclass(eq=False)
class Program:
    """All modules linked: look names up here.

    ``modules``: by name, in path order; ``functions``: every ``def`` in order of appearance; ``classes``: by qualname, the last of that
    name; ``definitions``: every class statement in order.
    """

    modules: dict[str, Module] = field(default_factory=dict)
    functions: list[Function] = field(default_factory=list)
    classes: dict[str, Class] = field(default_factory=dict)
    definitions: list[Class] = field(default_factory=list)
    finder: ModuleFinder = field(init=False, repr=False)

    def resolve(self, module: Module, expression: ir.Expression) -> str | None:
        """The dotted name that an expression stands for at the top level of a module; None if it is not a plain name."""
        from datamap.program.naming import dotted, resolve

        path = dotted(expression)
        return None if path is None else resolve(self, module, path)

    def class_of(self, dotted: str) -> Class | None:
        """The project class of a dotted name that ``resolve`` gave."""
        return self.classes.get(dotted)
