"""Attributes: instances, the order of resolution of their classes, descriptors, modules, external things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow import names
from datamap.flow.calendar import LENGTHS, PARTS, part_of
from datamap.flow.frame import may_be_absent, present
from datamap.flow.lookup import constants, expand, field, force
from datamap.flow.method_names import has_method
from datamap.flow.objects import (
    CLASS,
    GIVEN,
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
from datamap.flow.scalars import TEXT_KINDS
from datamap.flow.text_methods import METHODS
from datamap.flow.values import NOTHING, UNKNOWN, Value, constant, join, join_all, labelled, pointing, with_labels

if TYPE_CHECKING:
    from datamap.flow.frame import Frame, Span
    from datamap.program.symbols import Class

NOWHERE: Span = (0, 0, 0, 0)


def get_attribute(frame: Frame, value: Value, name: str, at: Span = NOWHERE, owner: str = "") -> Value:
    """``value.name``. ``owner``: the name of the variable that holds the value, where it is known."""
    if value.labels and name in METHODS and _is_text(value):
        return scalar_attribute(frame, value, name, at)
    if name in TIME_PARTS and (part := _time_part(frame, value, name)) is not None:
        return part
    result = NOTHING
    for thing in expand(frame, value):
        result = join(result, _gated(frame, thing, name, attribute_of(frame, thing, name, at, owner)))
    if value.labels and not names.is_of_the_record(name):
        result = with_labels(result if result is not NOTHING else UNKNOWN, value.labels)
    if result is NOTHING:
        if value.constants and not value.unknown:
            return scalar_attribute(frame, value, name, at)
        result = names.labelled_by_name(frame, name, owner, at) if value.unknown else NOTHING
    if value.given and result is not NOTHING:
        result = Value(
            result.objects, result.labels, result.constants, unknown=result.unknown, facts=result.facts, given=result.given | value.given
        )
    return result


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
    bare = not found.labels and not found.constants and found.unknown
    declared = frame.solver.registry.field_labels(cls, name)
    told = tuple(label for label in declared if label.kind in ("gate", "setting") or (bare and label.kind == "data"))
    if not told:
        return found
    labels = {**names.born_all(told), **found.labels}
    return Value(found.objects, labels, found.constants, unknown=found.unknown, facts=found.facts, given=found.given)


def _may_be_scalar(thing: Thing) -> bool:
    """Whether it can be a text, number or truth value, as what came from outside can."""
    return thing.__class__ is External or scalar_kind(thing) is not None


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
        return _scalar_method(thing.kind, name, thing)  # type: ignore[attr-defined]
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
        return _scalar_method(str(facet.what), name, thing)
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


def class_things(frame: Frame, thing: Thing) -> list[Thing]:
    """The class object of an instance, with its captured variables if it has any."""
    cls = class_of(thing)
    if cls is None:
        return []
    if cls.parent.kind == "module":
        return [frame.solver.class_object(cls)]
    held = field(frame, thing, CLASS)
    return list(expand(frame, held)) if held is not None else [ClassObject(cls)]


def find_in_class(frame: Frame, start: Thing, cls: Class, name: str, after: Class | None = None) -> Value | None:
    """What the method resolution order finds, beginning behind ``after``."""
    mro = cls.mro
    if after is not None:
        mro = mro[mro.index(after) + 1 :] if after in mro else ()
    for ancestor in mro:
        thing = start if ancestor is cls else frame.solver.ancestor_object(frame, start, cls, ancestor)
        found = field(frame, thing, name)
        if found is not None and not (len(found.constants) == 1 and not found.objects and may_be_absent(found) and not found.unknown):
            return present(found)
    return None


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
    if "__getattribute__" in cls.methods:
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
    if in_class is None and (cls.method("__getattr__") or cls.external_bases):
        answer = force(frame, before.objects[0], "kind") if before.objects and before.objects[0].__class__ is Formal else None
        if answer is not None and not answer.objects and not answer.unknown and not answer.constants:
            return _class_side(frame, thing, cls, name, in_class, at, known=False)
    return before


def _class_side(frame: Frame, thing: Thing, cls: Class, name: str, in_class: Value | None, at: Span, *, known: bool) -> Value:
    """What an attribute is that the instance itself does not hold."""
    if in_class is not None:
        bound = bind(frame, in_class, thing, at)
        declared = thing not in frame.own and (
            _is_made_outside(in_class) or any(one.fields[name].annotation is not None for one in cls.mro if name in one.fields)
        )
        if not declared:
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
        or kind_of(thing) in _DESCRIPTORS
        or ((cls := class_of(thing)) is not None and cls.method("__get__") is not None)
        for thing in value.objects
    )


def _is_made_outside(value: Value) -> bool:
    """Whether a class attribute is made by a library: a column, which instances hold a value for (``email = models.EmailField()``)."""
    return any(thing.__class__ is External for thing in value.objects)


_DESCRIPTORS = frozenset({"property", "staticmethod", "classmethod", "cached_property", "partialmethod", "singledispatch", "memo"})


def bind(frame: Frame, found: Value, thing: Thing, at: Span) -> Value:
    """A class attribute as an instance sees it."""
    plain: list[Thing] = []
    result = NOTHING
    for one in expand(frame, found):
        if one.__class__ is FunctionObject or (one.__class__ is Formal and one.facet is not None and one.facet.kind == "closure"):
            plain.append(Bound(one, thing))
        elif (kind := kind_of(one)) in _DESCRIPTORS:
            result = join(result, _bind_builtin(frame, one, kind or "", thing, at))
        elif (cls := class_of(one)) is not None and cls.method("__get__") is not None:
            result = join(result, _bind_descriptor(frame, one, cls, thing, at))
        elif kind == "field":
            result = join(result, present(field(frame, one, "default") or NOTHING))
        else:
            plain.append(one)
    rest = Value(tuple(plain), found.labels, found.constants, unknown=found.unknown, facts=found.facts, given=found.given)
    return rest if result is NOTHING else join(result, rest) if plain or found.constants or found.labels else result


def _bind_builtin(frame: Frame, one: Thing, kind: str, thing: Thing, at: Span) -> Value:
    from datamap.flow.calls import Arguments, call

    inner = present(field(frame, one, "<func>") or NOTHING)
    if kind == "staticmethod":
        return inner
    if kind == "classmethod":
        classes = class_things(frame, thing) or [thing]
        return join_all([bind(frame, inner, cls, at) for cls in classes])
    if kind in ("singledispatch", "memo"):
        return pointing(Bound(one, thing))
    if kind == "partialmethod":
        held = {name[0]: present(value) for name, value in frame.fields(one).items() if name.__class__ is tuple}
        if one not in frame.own:
            held = {name[0]: present(value) for name, value in frame.solver.globals.everything(one).items() if name.__class__ is tuple}
        first = [held[position] for position in sorted(key for key in held if isinstance(key, int))]
        named = {key: value for key, value in held.items() if isinstance(key, str)}
        return call(frame, pointing(External("functools.partial")), Arguments([bind(frame, inner, thing, at), *first], named), at)
    return call(frame, inner, Arguments([pointing(thing)]), at)


def _bind_descriptor(frame: Frame, one: Thing, cls: Class, thing: Thing, at: Span) -> Value:
    from datamap.flow.calls import Arguments, call

    getter = instance_attribute(frame, one, cls, "__get__", at)
    owner = pointing(*class_things(frame, thing)) if class_of(thing) is not None else pointing(thing)
    instance = pointing(thing) if class_of(thing) is not None else constant(None)
    return call(frame, getter, Arguments([instance, owner]), at)


def class_attribute(frame: Frame, thing: Thing, name: str, at: Span) -> Value:
    """An attribute of a class itself: class methods are bound, functions are not."""
    cls: Class = thing.cls if thing.__class__ is ClassObject else thing.facet.what  # type: ignore[attr-defined]
    found = find_in_class(frame, thing, cls, name)
    if found is not None:
        return _bind_to_class(frame, found, thing, at)
    if name in ("__name__", "__qualname__"):
        return constant(cls.name)
    if name == "__dict__":
        return pointing(Mirror(thing))
    if name == "__subclasses__":
        return pointing(Bound(External("builtins.type.__subclasses__"), thing))
    meta = frame.solver.program.classes.get(cls.metaclass or "")
    if meta is not None and (behaviour := find_in_class(frame, frame.solver.class_object(meta), meta, name)) is not None:
        return bind(frame, behaviour, thing, at)
    return _class_from_outside(frame, thing, cls, name, at)


def _class_from_outside(frame: Frame, thing: Thing, cls: Class, name: str, at: Span) -> Value:
    declared = names.declared_on_class(frame, cls, name)
    if declared is not None:
        return declared
    for base in cls.external_bases:
        return external_attribute(frame, thing, base, cls, name, at)
    if name in ("__new__", "__init__"):
        return pointing(Bound(External(f"builtins.object.{name}"), thing))
    return NOTHING


def _bind_to_class(frame: Frame, found: Value, thing: Thing, at: Span) -> Value:
    result = NOTHING
    plain: list[Thing] = []
    for one in expand(frame, found):
        kind = kind_of(one)
        if kind == "classmethod":
            inner = present(field(frame, one, "<func>") or NOTHING)
            result = join(result, bind(frame, inner, thing, at))
        elif kind == "staticmethod":
            result = join(result, present(field(frame, one, "<func>") or NOTHING))
        elif (cls := class_of(one)) is not None and cls.method("__get__") is not None:
            result = join(result, _bind_descriptor(frame, one, cls, thing, at))
        elif kind == "field":
            result = join(result, present(field(frame, one, "default") or NOTHING))
        else:
            plain.append(one)
    if result is NOTHING:
        return found
    return join(result, Value(tuple(plain), found.labels, found.constants, unknown=found.unknown)) if plain else result


def super_attribute(frame: Frame, thing: SuperObject, name: str, at: Span) -> Value:
    """``super().name``: the rest of the order of resolution of the receiver's class."""
    receiver = thing.receiver
    cls = class_of(receiver)
    if cls is None and (receiver.__class__ is ClassObject or (receiver.__class__ is Formal and receiver.facet is not None)):
        cls = receiver.cls if receiver.__class__ is ClassObject else receiver.facet.what  # type: ignore[union-attr]
        start: Thing = receiver
    else:
        starts = class_things(frame, receiver)
        start = starts[0] if starts else receiver
    if cls is None or not hasattr(cls, "mro"):
        return UNKNOWN
    found = find_in_class(frame, start, cls, name, after=thing.cls)
    if found is None:
        if name == "__call__" and thing.cls not in cls.mro and "type" in thing.cls.external_bases:
            return pointing(Bound(External("builtins.type.__call__"), receiver))
        if thing.cls.external_bases or cls.external_bases:
            base = (thing.cls.external_bases or cls.external_bases)[0]
            return external_attribute(frame, receiver, base, cls, name, at)
        return pointing(Bound(External(f"builtins.object.{name}"), receiver))
    if class_of(receiver) is None:
        return _bind_to_class(frame, found, receiver, at)
    return bind(frame, found, receiver, at)


def external_attribute(frame: Frame, thing: Thing, path: str, about: Class | None, name: str, at: Span) -> Value:
    """An attribute of something outside of the project."""
    if class_of(thing) is None and _may_hold(frame, thing, name):
        held = field(frame, thing, name)
        if held is not None and not may_be_absent(held):
            return _kept_row(frame, thing, name, held) or held
    if thing.__class__ is External and thing.site is None:
        frame.solver.globals.note(thing, frame)
    answer = frame.solver.outside.read(frame, f"{path}.{name}", thing, about, at)
    if answer is not None:
        return answer
    function = External(f"{path}.{name}", about)
    return pointing(Bound(function, thing)) if _is_kept(thing) else pointing(function)


def _kept_row(frame: Frame, thing: Thing, name: str, held: Value) -> Value | None:
    """Any row of its class, where one that a function read was put into what all functions share: ``g.user = session.get(User, id)``."""
    if not any(one.__class__ is Formal and one.root is thing for one in held.objects):
        return None
    frame.solver.globals.note(thing, frame)
    settled = frame.solver.globals.settled(thing, name)
    rows = dict.fromkeys(one.cls for one in settled.objects if one.__class__ is Instance and one.site[0] == GIVEN)
    return Value(tuple([Instance(cls, (GIVEN, thing, name)) for cls in rows]), unknown=True) if rows else None


def _is_kept(thing: Thing) -> bool:
    """Whether a method of the thing has to know it: it is an instance, or an external thing that holds something."""
    if thing.__class__ is External:
        return thing.site is not None
    return class_of(thing) is not None or (thing.__class__ is Formal and thing.facet is not None and thing.facet.kind == "external")


def _may_hold(frame: Frame, thing: Thing, name: str) -> bool:
    """Whether an external thing has a field of its own, set by the project."""
    if thing.__class__ is Formal:
        return name in frame.fields(thing) or (thing.facet.keys is not None and name in thing.facet.keys)  # type: ignore[union-attr]
    return thing.__class__ is External and (thing.site is not None or (thing, name) in frame.solver.class_writes)


def container_attribute(frame: Frame, thing: Thing, name: str, at: Span) -> Value:
    """A method of a builtin, or an attribute that was set on it."""
    if (kind := kind_of(thing)) in _DESCRIPTORS or kind == "partial":
        found = field(frame, thing, name) or field(frame, thing, f"<{name}>")
        if found is not None and thing in frame.own:
            return present(found)
        inner = field(frame, thing, "<func>")
        if name in ("func", "__wrapped__") and inner is not None:
            return present(inner)
        return pointing(Bound(External(f"builtins.{kind}.{name}"), thing))
    held = frame.fields(thing).get(name)
    if held is not None:
        return held
    return pointing(Bound(External(f"builtins.{kind}.{name}"), thing)) if has_method(kind, name) else NOTHING


def _scalar_method(kind: str, name: str, thing: Thing) -> Value:
    known = kind not in TEXT_KINDS or name in METHODS
    return pointing(Bound(External(f"builtins.{kind}.{name}"), thing)) if known else NOTHING


def scalar_attribute(frame: Frame, value: Value, name: str, at: Span) -> Value:
    """A method of a literal: bound to it."""
    holder = frame.make(Container("method", frame.site(at, name)), {"<value>": value})
    kinds = {c.__class__.__name__ for c in value.constants} | {kind for thing in value.objects if (kind := scalar_kind(thing))}
    kind = kinds.pop() if len(kinds) == 1 else "str"
    return pointing(Bound(External(f"builtins.{kind}.{name}"), holder))


__all__ = ["Container", "attribute_of", "bind", "get_attribute", "instance_attribute", "labelled"]
