"""Declared types: what an annotation says about a value that is otherwise unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.flow.context import Shape
from datamap.flow.objects import ANY, Container, External, Facet, Formal, Instance, is_item
from datamap.flow.values import UNKNOWN, Value, pointing
from datamap.program.aliases import alias_in
from datamap.program.naming import annotation_paths, resolve
from datamap.program.standins import StandIns

if TYPE_CHECKING:
    from collections.abc import Hashable

    from datamap.flow.frame import Frame, Span
    from datamap.flow.objects import Thing
    from datamap.flow.solver import Solver
    from datamap.program.symbols import Class, FieldDeclaration, Function, Module

_WRAPPERS = frozenset(
    {
        "Optional",
        "Union",
        "Annotated",
        "Final",
        "ClassVar",
        "Mapped",
        "Awaitable",
        "Coroutine",
        "Required",
        "NotRequired",
        "ReadOnly",
        "InitVar",
        "Type",
        "type",
        "Self",
    }
)
_CONTAINERS = {
    "list": "list",
    "List": "list",
    "Sequence": "list",
    "Iterable": "list",
    "Iterator": "list",
    "Collection": "list",
    "set": "set",
    "Set": "set",
    "frozenset": "set",
    "tuple": "tuple",
    "Tuple": "tuple",
    "dict": "dict",
    "Dict": "dict",
    "Mapping": "dict",
    "MutableMapping": "dict",
    "Generator": "list",
    "AsyncIterator": "list",
    "AsyncGenerator": "list",
    "DynamicMapped": "list",
    "WriteOnlyMapped": "set",
    "QuerySet": "list",
}
_IGNORED = frozenset({"Any", "object", "None", "str", "int", "float", "bool", "bytes", "Callable", "Literal", "TypeVar", "T"})


class Types:
    """See the module."""

    def __init__(self, solver: Solver) -> None:
        self._solver = solver
        self._known: dict[tuple[Module, int], tuple[Hashable, ...]] = {}
        self._stand_ins = StandIns(solver.program, solver.registry.counts)

    def facets(self, module: Module, annotation: ir.Expression | None) -> tuple[Hashable, ...]:
        """What an annotation allows, as facets and code objects; empty if it says nothing that helps."""
        if annotation is None:
            return ()
        key = (module, id(annotation))
        found = self._known.get(key)
        if found is None:
            self._known[key] = ()  # a type may be spelled with its own name
            found = self._known[key] = tuple(self._facets(module, annotation))
        return found

    def _facets(self, module: Module, annotation: ir.Expression) -> list[Hashable]:
        found: list[Hashable] = []
        paths = annotation_paths(annotation)
        for index, path in enumerate(paths):
            last = path.rpartition(".")[2]
            if last in _WRAPPERS or last in _IGNORED:
                continue
            if last in _CONTAINERS:
                return [*found, Facet("container", _CONTAINERS[last])] if index == 0 or found == [] else found
            name = resolve(self._solver.program, module, path)
            cls = self._solver.program.classes.get(name)
            alias = alias_in(self._solver.program, module, name) if cls is None else None
            if cls is not None:
                found.extend([Facet("instance", one) for one in self._stand_ins.of(cls)])
            elif alias is not None:
                found.extend(self.facets(*alias))
            elif "." in name and name.rpartition(".")[0] not in self._solver.program.modules:
                found.append(External(name))
        return found

    def value(self, module: Module, annotation: ir.Expression | None) -> Value:
        """An unknown value of an annotated type."""
        things = [
            self._thing(facet) for facet in self.facets(module, annotation) if not (isinstance(facet, Facet) and facet.kind == "container")
        ]
        return Value(tuple(things), unknown=True) if things else UNKNOWN

    def _thing(self, facet: Hashable) -> External | Instance:
        if isinstance(facet, External):
            return facet
        return self._solver.typical(facet.what)  # type: ignore[attr-defined]

    def of_declaration(self, declaration: FieldDeclaration) -> Value:
        """An unknown value of a field's type."""
        module = self._solver.module_at(declaration.location.file)
        return UNKNOWN if module is None else self.value(module, declaration.annotation)

    def returned(self, frame: Frame, value: Value, function: Function, at: Span) -> Value:
        """An unknown result with the type that the function says it returns."""
        annotation = function.node.returns
        facets = self.facets(function.module, annotation)
        kinds = [facet.kind for facet in facets if isinstance(facet, Facet)]
        if kinds and all(thing.__class__ is Formal for thing in value.objects):
            return self._told(frame, value, facets)
        if any(not (thing.__class__ is External and thing.site is None) for thing in value.objects):
            return value
        if "instance" in kinds:
            typed = self.value(function.module, annotation)
        elif kinds == ["container"] and not value.objects and (inner := self.inside(function.module, annotation)).objects:
            typed = pointing(frame.make(Container(str(facets[0].what), frame.site(at, "returned")), {ANY: inner}))  # type: ignore[attr-defined]
        else:
            return value
        return Value(typed.objects, value.labels, value.constants, unknown=True, facts=value.facts, given=value.given)

    @staticmethod
    def _told(frame: Frame, value: Value, facets: tuple[Hashable, ...]) -> Value:
        """Things of the caller that nothing is known of, as instances of what the function says."""
        from datamap.flow.lookup import expand

        things: list[Thing] = []
        for thing in expand(frame, value):
            vague = isinstance(thing, Formal) and thing.facet is not None and thing.facet.kind == "opaque"
            things += [Formal(thing.root, thing.path, facet) for facet in facets if isinstance(facet, Facet)] if vague else [thing]  # type: ignore[attr-defined]
        return Value(tuple(things), value.labels, value.constants, unknown=value.unknown, facts=value.facts, given=value.given)

    def inside(self, module: Module, annotation: ir.Expression | None) -> Value:
        """What a container of an annotated type holds: the last of its types that helps."""
        part = _inner(annotation)
        return self.value(module, part) if part is not None else UNKNOWN

    def refine(self, frame: Frame, value: Value, annotation: ir.Expression) -> Value:
        """An unknown value with the type that an annotation gives it."""
        typed = self.value(frame.module, annotation)
        return Value(typed.objects, value.labels, value.constants, unknown=True, given=value.given) if typed.objects else value

    def column(self, cls: Class, declaration: FieldDeclaration) -> Value | None:
        """A field that is declared without a value, read from the class (``User.created_at``)."""
        if not cls.external_bases:
            return None
        return pointing(External(f"{cls.external_bases[0]}.{declaration.name}", cls))

    def of_formal(self, frame: Frame, formal: Formal) -> Shape | None:
        """What the annotation of a parameter says."""
        inside = len(formal.path) == 1 and is_item(formal.path[0])
        if (formal.path and not inside) or not isinstance(formal.root, str):
            return self._of_field(frame, formal)
        for parameter in frame.function.node.parameters:
            if parameter.name == formal.root and (inside or parameter.kind not in ("star", "double")):
                annotation = _inner(parameter.annotation) if inside and parameter.kind not in ("star", "double") else parameter.annotation
                found = tuple(facet for facet in self.facets(frame.module, annotation))
                return Shape(found, (), unknown=True) if found else None
        return None

    def is_text(self, frame: Frame, formal: Formal) -> bool:
        """Whether a parameter is annotated as text and as nothing else."""
        if formal.path:
            return False
        declared = [
            one.annotation for one in frame.function.node.parameters if one.name == formal.root and one.kind not in ("star", "double")
        ]
        return any(one is not None and tuple(annotation_paths(one)) in (("str",), ("bytes",)) for one in declared)

    def _of_field(self, frame: Frame, formal: Formal) -> Shape | None:
        """What the declaration of an attribute says, where the class of its owner is known."""
        inside = len(formal.path) > 1 and is_item(formal.path[-1])
        path = formal.path[:-1] if inside else formal.path
        if not path or not isinstance(path[-1], str):
            return None
        from datamap.flow.lookup import force

        found: list[Hashable] = []
        for thing in force(frame, Formal(formal.root, path[:-1]), "kind").objects:
            if isinstance(thing, Formal) and thing.facet is not None and thing.facet.kind == "instance":
                found += self._of_attribute(frame, thing.facet.what, path[-1], inside=inside)
        return Shape(tuple(dict.fromkeys(found)), (), unknown=True) if found else None

    def _of_attribute(self, frame: Frame, cls: Class, name: str, *, inside: bool) -> tuple[Hashable, ...]:
        for ancestor in cls.mro:
            annotation = _annotation_of(ancestor, name)
            if annotation is not None:
                return self.facets(ancestor.module, _inner(annotation) if inside else annotation)
        return () if inside else self._as_made(frame, cls, name)

    def _as_made(self, frame: Frame, cls: Class, name: str) -> tuple[Hashable, ...]:
        """What instances that the program makes hold there."""
        from datamap.flow.context import KIND
        from datamap.flow.shapes import shape_of

        value = self._solver.globals.settled(self._solver.typical(cls), name)
        held = tuple([thing for thing in value.objects if thing.__class__ is not Formal])
        return shape_of(frame, Value(held, unknown=True), KIND).facets if held else ()


def _annotation_of(cls: Class, name: str) -> ir.Expression | None:
    """The type of an attribute: as declared, or as the parameter that ``__init__`` sets it from is."""
    if name in cls.fields:
        return cls.fields[name].annotation
    made = cls.methods.get("__init__")
    types = {parameter.name: parameter.annotation for parameter in made.node.parameters} if made is not None else {}
    for statement in made.node.body if made is not None else ():
        if (
            isinstance(statement, ir.Assign)
            and isinstance(statement.value, ir.Name)
            and any(isinstance(target, ir.Attribute) and _is_self(target.value) and target.attr == name for target in statement.targets)
        ):
            return types.get(statement.value.id)
    return None


def _is_self(expression: ir.Expression) -> bool:
    return isinstance(expression, ir.Name) and expression.id == "self"


def _inner(annotation: ir.Expression | None) -> ir.Expression | None:
    """What a container of an annotated type holds: the last of its types."""
    inner = annotation.index if isinstance(annotation, ir.Subscript) else None
    parts = inner.items if isinstance(inner, ir.Sequence) else (inner,)
    return parts[-1] if parts else None


__all__ = ["Container", "Types"]
