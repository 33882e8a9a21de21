"""Attributes: instances, the order of resolution of their classes, descriptors, modules, external things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow import names
from datamap.flow.calendar import LENGTHS, PARTS, part_of
from datamap.flow.class_lookup import bind, class_attribute, class_things, find_in_class, super_attribute
from datamap.flow.context import CONST, KIND
from datamap.flow.events import SDK_RESULTS
from datamap.flow.frame import may_be_absent, present
from datamap.flow.lookup import constants, expand, field, force, is_declared_only
from datamap.flow.objects import (
    OPAQUE,
    Bound,
    ClassObject,
    Container,
    External,
    Formal,
    FunctionObject,
    Instance,
    Mirror,
    ModuleObject,
    Scalar,
    SuperObject,
    Thing,
    class_of,
    is_typical,
    kind_of,
    scalar_kind,
)
from datamap.flow.outside_attributes import DESCRIPTORS, container_attribute, external_attribute, scalar_attribute, scalar_method
from datamap.flow.text_methods import METHODS
from datamap.flow.values import NOTHING, UNKNOWN, Value, constant, join, pointing, with_labels

if TYPE_CHECKING:
    from datamap.flow.frame import Frame, Span
    from datamap.program.symbols import Class

NOWHERE: Span = (0, 0, 0, 0)


def get_attribute(frame: Frame, value: Value, name: str, at: Span = NOWHERE, owner: str = "") -> Value:
    """``value.name``. ``owner``: the name of the variable that holds the value, where it is known."""
    if value.labels and name in METHODS and (_is_text(value) or (name in OF_TEXT_ALONE and _came_from_outside(value))):
        return scalar_attribute(frame, value, name, at)
    if name == UNWRAPPING and not any(class_of(thing) for thing in value.objects):
        return scalar_attribute(frame, value, name, at)
    if name in TIME_PARTS and (part := _time_part(frame, value, name)) is not None:
        return part
    result = NOTHING
    for thing in expand(frame, value):
        result = join(result, _gated(frame, thing, name, attribute_of(frame, thing, name, at, owner)))
    if value.labels and not names.is_of_the_record(name):
        result = with_labels(result if result is not NOTHING else UNKNOWN, names.out_of_heap(frame, value.labels, at))
    if result is NOTHING:
        if value.constants and not value.unknown:
            return UNKNOWN if value.constants == (None,) else scalar_attribute(frame, value, name, at)
        result = names.labelled_by_name(frame, name, owner, at) if value.unknown else NOTHING
    elif value.unknown and not result.unknown and all(kind_of(thing) is not None for thing in expand(frame, value)):
        result = join(result, UNKNOWN)
    if value.given and result is not NOTHING:
        result = Value(
            result.objects, result.labels, result.constants, unknown=result.unknown, facts=result.facts, given=result.given | value.given
        )
    return result


UNWRAPPING = "get_secret_value"
"""The method that gives the text which a type hides from logs."""
TIME_PARTS = PARTS | LENGTHS


def _time_part(frame: Frame, value: Value, name: str) -> Value | None:
    """``today.year`` of a point in time that is known."""
    literals, exact = constants(frame, value)
    parts = [part for literal in literals if (part := part_of(literal, name)) is not None]
    return Value((), value.labels, tuple(dict.fromkeys(parts)), unknown=not exact) if parts and len(parts) == len(literals) else None


def _gated(frame: Frame, thing: Thing, name: str, found: Value) -> Value:
    """A field that is declared as a person's choice or as configuration is one, whatever it was set from."""
    cls = class_of(thing)
    if cls is None or not all(_may_be_scalar(one) for one in found.objects) or not any(name in one.fields for one in cls.mro):
        return found
    bare = not found.labels and not found.constants and (found.unknown or _is_answered(found))
    declared = frame.solver.registry.field_labels(cls, name)
    told = tuple(label for label in declared if label.kind in ("gate", "setting") or (bare and label.kind == "data"))
    if not told:
        return found
    labels = {**names.born_all(told), **found.labels}
    return Value(found.objects, labels, found.constants, unknown=found.unknown, facts=found.facts, given=found.given)


def _is_answered(value: Value) -> bool:
    """Whether it is a part of what a service answered, of which only the field that takes it tells something."""
    return bool(value.objects) and all(thing.__class__ is External and thing.path.startswith(SDK_RESULTS) for thing in value.objects)


def _may_be_scalar(thing: Thing) -> bool:
    """Whether it can be a text, number or truth value, as what came from outside can."""
    return thing.__class__ is External or scalar_kind(thing) is not None


OF_TEXT_ALONE = frozenset({"partition", "rpartition", "rsplit", "casefold", "lower", "upper", "strip", "startswith", "endswith", "split"})


def _came_from_outside(value: Value) -> bool:
    """Whether nothing is known of a value but the way by which it came in: ``Form(**request.body).email``."""
    return all(
        thing.facet is None or thing.facet is OPAQUE
        if isinstance(thing, Formal)
        else isinstance(thing, External) and thing.site is None and thing.about is None
        for thing in value.objects
    )


def _is_text(value: Value) -> bool:
    """Whether nothing speaks against a value being text."""
    return all(scalar_kind(thing) is not None for thing in value.objects)


def attribute_of(frame: Frame, thing: Thing, name: str, at: Span, owner: str = "") -> Value:
    """The attribute of one object; NOTHING if it has none."""
    kind = thing.__class__
    if kind is Formal:
        return _formal_attribute(frame, thing, name, at, owner)  # type: ignore[arg-type]
    if kind is Instance:
        return instance_attribute(frame, thing, thing.cls, name, at)  # type: ignore[attr-defined]
    if kind is ModuleObject:
        return module_attribute(frame, thing, name)  # type: ignore[arg-type]
    if kind is ClassObject:
        return class_attribute(frame, thing, name, at)
    if kind is External:
        return external_attribute(frame, thing, thing.path, thing.about, name, at)  # type: ignore[attr-defined]
    if kind is Container or kind is Mirror:
        return container_attribute(frame, thing, name, at)
    if kind is SuperObject:
        return super_attribute(frame, thing, name, at)  # type: ignore[arg-type]
    if kind is Scalar:
        return scalar_method(thing.kind, name, thing)  # type: ignore[attr-defined]
    return _function_attribute(frame, thing, name, at)


def _formal_attribute(frame: Frame, thing: Formal, name: str, at: Span, owner: str) -> Value:
    facet = thing.facet
    if facet is None or facet is OPAQUE or facet.kind == "opaque":
        return field(frame, thing, name) or NOTHING
    if facet.kind == "instance":
        return instance_attribute(frame, thing, facet.what, name, at)
    if facet.kind == "container":
        return container_attribute(frame, thing, name, at)
    if facet.kind == "class":
        return class_attribute(frame, thing, name, at)
    if facet.kind == "external":
        path, about = facet.what
        return external_attribute(frame, thing, path, about, name, at)
    if facet.kind == "scalar":
        return scalar_method(str(facet.what), name, thing)
    return _function_attribute(frame, thing, name, at)


def _deeper(frame: Frame, thing: Bound, inner: External, name: str, at: Span) -> Value:
    """``client.chat.completions`` of a client that holds something: the receiver stays the client."""
    answer = frame.solver.outside.read(frame, f"{inner.path}.{name}", thing.receiver, inner.about, at)
    return pointing(Bound(External(f"{inner.path}.{name}", inner.about), thing.receiver)) if answer is None else answer


def _function_attribute(frame: Frame, thing: Thing, name: str, at: Span) -> Value:
    if name in ("__func__", "__wrapped__") and thing.__class__ is Bound:
        return pointing(thing.function)
    if name == "__self__" and thing.__class__ is Bound:
        return pointing(thing.receiver)
    if name == "__call__":
        return pointing(thing)
    inner = thing.function if thing.__class__ is Bound else thing
    if inner.__class__ is External and thing.__class__ is Bound:
        return _deeper(frame, thing, inner, name, at)
    if name == "__wrapped__" and inner.__class__ is FunctionObject and field(frame, inner, name) is None:
        return pointing(thing)
    if name in ("__name__", "__qualname__") and inner.__class__ is FunctionObject:
        return constant(inner.function.name)
    found = field(frame, inner, name)
    if found is not None:
        return present(found)
    return pointing(Bound(External(f"builtins.function.{name}"), thing))


def module_attribute(frame: Frame, thing: ModuleObject, name: str) -> Value:
    """A top-level name of a module, or a module below it."""
    found = frame.solver.globals.read(frame, thing.module, name)
    if found is not None:
        return found
    below = frame.solver.program.finder.at(f"{thing.module.key}/{name}")
    if below is not None:
        return pointing(frame.solver.globals.module(below))
    lazily = frame.solver.globals.read(frame, thing.module, "__getattr__")
    if lazily is not None:
        from datamap.flow.calls import Arguments, call

        return call(frame, lazily, Arguments([constant(name)]), NOWHERE)
    return constant(thing.module.name) if name == "__name__" else UNKNOWN


def instance_attribute(frame: Frame, thing: Thing, cls: Class, name: str, at: Span) -> Value:
    """An attribute of an instance, through ``__getattribute__``, descriptors, its own fields, its class and ``__getattr__``."""
    if name in _SPECIAL:
        special = _special(frame, thing, name)
        if special is not NOTHING:
            return special
    if cls.external_bases and at is not NOWHERE and thing not in frame.own:
        frame.solver.outside.read_field(frame, cls, name, at)
    in_class = _in_class(frame, thing, cls, name)
    if in_class is not None and _is_data_descriptor(frame, in_class):
        return bind(frame, in_class, thing, at)
    if not name.startswith("__") and cls.method("__getattribute__") is not None:  # special methods are looked up past it
        return _call_method(frame, thing, cls, "__getattribute__", name, at)
    if thing in frame.own:
        mine = frame.fields(thing).get(name)
        if mine is not None and not may_be_absent(mine):
            return mine
        rest = NOTHING if mine is None else present(mine)
        return join(rest, _class_side(frame, thing, cls, name, in_class, at, known=rest is not NOTHING))
    return _foreign_attribute(frame, thing, cls, name, in_class, at)


def _foreign_attribute(frame: Frame, thing: Thing, cls: Class, name: str, in_class: Value | None, at: Span) -> Value:
    written = frame.fields(thing).get(name)
    if written is not None and not may_be_absent(written):
        return written
    if in_class is not None and _is_behaviour(in_class):
        return bind(frame, in_class, thing, at)
    before = field(frame, thing, name) if written is None else present(written)
    if before is None or before is NOTHING:
        return _class_side(frame, thing, cls, name, in_class, at, known=False)
    if written is None and is_typical(thing):
        return join(before, _class_side(frame, thing, cls, name, in_class, at, known=True))
    if thing.__class__ is not Formal or written is not None:
        return before
    if in_class is not None and (_is_one_of_many(frame, in_class, before) or _is_one_of_many_texts(frame, thing, in_class, before)):
        return in_class
    if cls.external_bases and is_declared_only(frame, thing):
        return join(before, _class_side(frame, thing, cls, name, in_class, at, known=False))
    if in_class is None and (cls.method("__getattr__") or cls.external_bases):
        answer = force(frame, before.objects[0], "kind") if before.objects and before.objects[0].__class__ is Formal else None
        if answer is not None and not answer.objects and not answer.unknown and not answer.constants:
            return _class_side(frame, thing, cls, name, in_class, at, known=False)
    return before


def _class_side(frame: Frame, thing: Thing, cls: Class, name: str, in_class: Value | None, at: Span, *, known: bool) -> Value:
    """What an attribute is that the instance itself does not hold."""
    if in_class is not None:
        if thing not in frame.own and cls.external_bases and _is_own_column(in_class) and frame.solver.registry.field_labels(cls, name):
            return names.declared_field(frame, thing, cls, name, at)
        bound = bind(frame, in_class, thing, at)
        made = _is_made_outside(in_class)
        if made and (rows := names.related(frame, cls, name, at)) is not None:
            return rows
        declared = made or any(one.fields[name].annotation is not None for one in cls.mro if name in one.fields)
        if thing in frame.own or _is_a_class(in_class) or not declared:
            return bound
        if (rows := names.related(frame, cls, name, at)) is not None:
            return rows
        return join(bound, names.declared_field(frame, thing, cls, name, at))
    if cls.method("__getattr__") is not None:
        return _call_method(frame, thing, cls, "__getattr__", name, at)
    if known:
        return NOTHING
    return names.declared_field(frame, thing, cls, name, at)


def _call_method(frame: Frame, thing: Thing, cls: Class, method: str, name: str, at: Span) -> Value:
    from datamap.flow.calls import Arguments, call

    found = _in_class(frame, thing, cls, method)
    asked = (frame.context, thing, name)
    if found is None or asked in frame.solver.resolving:
        return NOTHING
    frame.solver.resolving.add(asked)
    result = call(frame, bind(frame, found, thing, at), Arguments([constant(name)]), at)
    frame.solver.resolving.discard(asked)
    return result


def _in_class(frame: Frame, thing: Thing, cls: Class, name: str) -> Value | None:
    for start in class_things(frame, thing):
        found = find_in_class(frame, start, cls, name)
        if found is not None:
            return found
    return None


_SPECIAL = frozenset({"__class__", "__dict__"})


def _special(frame: Frame, thing: Thing, name: str) -> Value:
    if name == "__class__":
        return pointing(*class_things(frame, thing))
    return pointing(Mirror(thing)) if name == "__dict__" else NOTHING


def _is_data_descriptor(frame: Frame, value: Value) -> bool:
    for thing in value.objects:
        if kind_of(thing) == "property":
            return True
        cls = class_of(thing)
        if cls is not None and cls.method("__set__") is not None and cls.method("__get__") is not None:
            return True
    return False


def _is_behaviour(value: Value) -> bool:
    """Whether a class attribute is a method or descriptor, which instances do not replace."""
    return any(
        thing.__class__ is FunctionObject
        or kind_of(thing) in DESCRIPTORS
        or ((cls := class_of(thing)) is not None and cls.method("__get__") is not None)
        for thing in value.objects
    )


def _is_own_column(value: Value) -> bool:
    """Whether a class attribute is of a type of the project's own that extends a library's: ``body = SealedTextField()``."""
    kinds = [class_of(thing) for thing in value.objects]
    return bool(kinds) and all(kind is not None and kind.external_bases and kind.method("__get__") is None for kind in kinds)


def _is_a_class(value: Value) -> bool:
    """Whether a class attribute is a class of the project, as a subclass names the model that its base works with."""
    return bool(value.objects) and not value.unknown and all(thing.__class__ is ClassObject for thing in value.objects)


def _is_one_of_many(frame: Frame, in_class: Value, before: Value) -> bool:
    """Whether one of several things that a caller may have here names a class of its own: the model of just this repository."""
    formal = before.objects[0] if len(before.objects) == 1 and _is_a_class(in_class) else None
    return formal.__class__ is Formal and set(in_class.objects) < set(force(frame, formal, KIND).objects)


def _is_one_of_many_texts(frame: Frame, thing: Formal, in_class: Value, before: Value) -> bool:
    """The same of a text, such as the name of a table, where the caller has things of several classes."""
    if not in_class.exact or in_class.labels or len(in_class.constants) != 1 or not isinstance(in_class.constants[0], str):
        return False
    if len(before.objects) != 1 or len(force(frame, thing.base, KIND).objects) < 2:
        return False
    told = force(frame, before.objects[0], CONST).constants if before.objects[0].__class__ is Formal else ()
    return len(told) > 1 and in_class.constants[0] in told


def _is_made_outside(value: Value) -> bool:
    """Whether a class attribute is made by a library: a column, which instances hold a value for (``email = models.EmailField()``)."""
    return any(thing.__class__ is External for thing in value.objects)
