"""What is known of a value by its name or its declaration only."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from datamap.flow.held_rows import held_as_row, unless_row
from datamap.flow.objects import ANY, Container, External, Formal, Instance, Thing
from datamap.flow.tags import Label, Tag, Trail, born
from datamap.flow.values import NONE, NOTHING, UNKNOWN, Value, join, join_all, labelled, pointing, with_labels
from datamap.model import Confidence, Location

if TYPE_CHECKING:
    from datamap.flow.frame import Frame, Span
    from datamap.flow.tags import Labels
    from datamap.program.symbols import Class

OF_THE_RECORD = frozenset({"id", "pk", "uuid", "status", "status_code", "created_at", "updated_at", "version", "size", "length", "count"})
TOKEN = "user.authorization.token"  # noqa: S105 - a category's key
CREDENTIALS = "user.authorization."
NAMELESS = "user.authorization.credentials"
"""A secret of which it is not known what it opens."""
IDENTIFYING = ("_id", "_ids", "_pk", "_uuid")


@lru_cache(maxsize=100_000)
def is_of_the_record(name: object) -> bool:
    """Whether a part of a record is its own: whoever found a row by an e-mail address has an id, and no address in it."""
    return isinstance(name, str) and (name in OF_THE_RECORD or name.lower().replace("-", "_").endswith(IDENTIFYING))


def inside(labels: Labels, key: object) -> Labels:
    """The labels of what is read by a name out of something: what a token says of somebody (``claims["sub"]``) is no token."""
    if not labels or key.__class__ is not str:
        return labels
    return {tag: trail for tag, trail in labels.items() if getattr(tag.origin, "name", "") != TOKEN}


def out_of_heap(frame: Frame, labels: Labels, at: Span) -> Labels:
    """Labels of one item of something of which only a heap of them is left, as of what came a long way in a large program: a guess."""
    held = {tag.origin.name for tag in labels if isinstance(tag.origin, Label) and tag.origin.kind == "data"}
    if not frame.solver.large or len(held) < _HEAP:
        return labels
    place, symbol = location(frame, at), frame.function.qualname
    return {tag: Trail(trail, place, symbol, "read out of much", Confidence.MEDIUM, 1) for tag, trail in labels.items()}


_HEAP = 3


def location(frame: Frame, at: Span) -> Location:
    """A span of the frame's file."""
    return _location(frame.module.path, at)


@lru_cache(maxsize=200_000)
def _location(path: str, at: Span) -> Location:
    return Location(path, *at)


def from_labels(found: tuple[Label, ...]) -> Value:
    """An unknown value in which labels are born."""
    if not found:
        return UNKNOWN
    labels = born(found[0])
    for label in found[1:]:
        labels |= born(label)
    return labelled(labels)


def labelled_by_name(frame: Frame, name: str, owner: str, at: Span, declared: str | None = None) -> Value:
    """An unknown value with what the models recognise by its name, if it has one: an item of any key has none."""
    if name.__class__ is not str or name.startswith("__"):
        return UNKNOWN
    return from_labels(frame.solver.registry.name_labels(name, owner, declared, location(frame, at), frame.function.qualname))


def _choices(frame: Frame, name: str, owner: str, at: Span) -> tuple[Label, ...]:
    """The choice of a person that an undeclared field is by its name: the row may be of another class than it seems."""
    if name.startswith("_"):
        return ()
    labels = frame.solver.registry.name_labels(name, owner, None, location(frame, at), frame.function.qualname)
    return tuple([label for label in labels if label.kind == "gate"])


def declared_field(frame: Frame, thing: Thing, cls: Class, name: str, at: Span) -> Value:
    """An attribute that no code of the project was seen to set: by declaration, through an external base, or by name."""
    for ancestor in cls.mro:
        declaration = ancestor.fields.get(name)
        if declaration is not None:
            labels = frame.solver.registry.field_labels(cls, name)
            typed = related(frame, cls, name, at) or _file(frame, cls, name) or frame.solver.types.of_declaration(declaration)
            return with_labels(typed, born_all(labels)) if labels else typed
    from datamap.flow.outside_attributes import external_attribute

    for base in cls.external_bases:
        found = external_attribute(frame, thing, base, cls, name, at)
        choices = _choices(frame, name, cls.name, at)
        return with_labels(found, born_all(choices)) if choices else found
    if isinstance(thing, Instance) and thing in frame.own:
        return NOTHING
    named = labelled_by_name(frame, name, cls.name, at)
    return unless_row(named, row=held_as_row(cls, name)) if named.labels else named


def _file(frame: Frame, cls: Class, name: str) -> Value | None:
    """The file that a row points to."""
    path = frame.solver.registry.file_of(cls, name)
    return pointing(External(path, cls)) if path is not None else None


def related(frame: Frame, cls: Class, name: str, at: Span) -> Value | None:
    """The rows that a relation of a mapped class leads to, and nothing where it is to one that may be missing; None for any other field."""
    found = frame.solver.registry.related(cls, name)
    if found is None:
        return None
    row = pointing(frame.solver.typical(found.cls))
    one = join(row, NONE)
    listed = pointing(frame.make(Container("list", frame.site(at, f"rows {name}")), {ANY: row})) if found.many else None
    return one if listed is None else listed if found.many is True else join(one, listed)


def born_all(labels: tuple[Label, ...]) -> dict:  # type: ignore[type-arg]
    """The labels of a value in which several are born."""
    result: dict = {}  # type: ignore[type-arg]
    for label in labels:
        result |= born(label)
    return result


def declared_on_class(frame: Frame, thing: Thing, cls: Class, name: str, at: Span) -> Value | None:
    """``User.created_at``: a column that is declared with its type, read from the class."""
    for ancestor in cls.mro:
        declaration = ancestor.fields.get(name)
        if declaration is not None and (declaration.value is None or _is_column(frame, cls, name)):
            column = frame.solver.outside.read(frame, f"{cls.external_bases[0]}.{name}", thing, cls, at) if cls.external_bases else None
            return column if column is not None else frame.solver.types.column(cls, declaration)
        inner = ancestor.inner_classes.get(name)
        if inner is not None:
            return pointing(frame.solver.class_object(inner))
    return None


def is_default_of_column(frame: Frame, cls: Class, name: str, value: Value) -> bool:
    """``User.active`` where the class says ``active: bool = False``: that is what new rows hold in the column, and not the column."""
    if not cls.external_bases or any(thing.__class__ is External for thing in value.objects):
        return False
    declaration = next((ancestor.fields[name] for ancestor in cls.mro if name in ancestor.fields), None)
    return declaration is not None and declaration.annotation is not None and _is_column(frame, cls, name)


def _is_column(frame: Frame, cls: Class, name: str) -> bool:
    return bool(frame.solver.registry.field_effects(cls, name))


__all__ = [
    "Formal",
    "declared_field",
    "declared_on_class",
    "from_labels",
    "is_default_of_column",
    "join_all",
    "labelled_by_name",
    "location",
]


def told_by_field(frame: Frame, cls: Class, name: str, value: Value) -> Value:
    """A value of which nothing is known (out of ``**json.loads(text)``, an answer) is what the field that gets it is called."""
    if value.labels:
        return _told_secret(frame, cls, name, value)
    if value.constants or not (value.unknown or value.objects):
        return value
    if any(thing.__class__ is not External and thing.__class__ is not Formal for thing in value.objects):
        return value
    return with_labels(value, born_all(tuple(one for one in frame.solver.registry.field_labels(cls, name) if one.kind == "data")))


def _told_secret(frame: Frame, cls: Class, name: str, value: Value) -> Value:
    """What a keychain gave is some secret: the field that takes it says which."""
    if not any(_is_nameless(tag) for tag in value.labels):
        return value
    kinds = [one.name for one in frame.solver.registry.field_labels(cls, name) if one.kind == "data" and one.name.startswith(CREDENTIALS)]
    if not kinds:
        return value
    labels = {
        Tag(replace(tag.origin, name=kinds[0]), tag.form) if _is_nameless(tag) and isinstance(tag.origin, Label) else tag: trail
        for tag, trail in value.labels.items()
    }
    return Value(value.objects, labels, value.constants, unknown=value.unknown, facts=value.facts, given=value.given)


def _is_nameless(tag: Tag) -> bool:
    return isinstance(tag.origin, Label) and tag.origin.name == NAMELESS
