"""What classes hold: the order of resolution, binding to an instance or a class, descriptors, ``super()``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow import names
from datamap.flow.frame import may_be_absent, present
from datamap.flow.lookup import expand, field
from datamap.flow.objects import (
    CLASS,
    Bound,
    ClassObject,
    Container,
    External,
    Formal,
    FunctionObject,
    Mirror,
    SuperObject,
    Thing,
    class_of,
    is_plain_class,
    kind_of,
)
from datamap.flow.outside_attributes import DESCRIPTORS, external_attribute
from datamap.flow.values import NOTHING, UNKNOWN, Value, constant, join, join_all, pointing

if TYPE_CHECKING:
    from datamap.flow.frame import Frame, Span
    from datamap.program.symbols import Class


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
    shared = frame.solver.globals
    settled = after is None and not shared.live and is_plain_class(start)
    if settled and (known := shared.in_classes.get((cls, name))) is not None:
        for thing in known[1]:
            shared.note(thing, frame)
        return known[0]
    looked_at: list[Thing] = []
    found = _found_in_class(frame, start, cls, name, after, looked_at)
    if settled and not shared.live and all(is_plain_class(thing) and thing not in shared.mutable for thing in looked_at):
        shared.in_classes[cls, name] = found, tuple(looked_at)
    return found


def _found_in_class(frame: Frame, start: Thing, cls: Class, name: str, after: Class | None, looked_at: list[Thing]) -> Value | None:
    mro = cls.mro
    if after is not None:
        mro = mro[mro.index(after) + 1 :] if after in mro else ()
    for ancestor in mro:
        thing = start if ancestor is cls else frame.solver.ancestor_object(frame, start, cls, ancestor)
        looked_at.append(thing)
        found = field(frame, thing, name)
        if found is not None and not (len(found.constants) == 1 and not found.objects and may_be_absent(found) and not found.unknown):
            return present(found)
    return None


def bind(frame: Frame, found: Value, thing: Thing, at: Span) -> Value:
    """A class attribute as an instance sees it."""
    plain: list[Thing] = []
    result = NOTHING
    for one in expand(frame, found):
        if one.__class__ is FunctionObject or (one.__class__ is Formal and one.facet is not None and one.facet.kind == "closure"):
            plain.append(Bound(one, thing))
        elif (kind := kind_of(one)) in DESCRIPTORS:
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
    result = call(frame, inner, Arguments([pointing(thing)]), at)
    if kind == "cached_property" and thing in frame.own:
        for function in inner.objects:
            if function.__class__ is FunctionObject:
                frame.put(thing, function.function.name, result)
    return result


def _bind_descriptor(frame: Frame, one: Thing, cls: Class, thing: Thing, at: Span) -> Value:
    from datamap.flow.attributes import instance_attribute
    from datamap.flow.calls import Arguments, call

    getter = instance_attribute(frame, one, cls, "__get__", at)
    owner = pointing(*class_things(frame, thing)) if class_of(thing) is not None else pointing(thing)
    instance = pointing(thing) if class_of(thing) is not None else constant(None)
    return call(frame, getter, Arguments([instance, owner]), at)


def class_attribute(frame: Frame, thing: Thing, name: str, at: Span) -> Value:
    """An attribute of a class itself: class methods are bound, functions are not."""
    cls: Class = thing.cls if thing.__class__ is ClassObject else thing.facet.what  # type: ignore[attr-defined]
    found = find_in_class(frame, thing, cls, name)
    if found is not None and names.is_default_of_column(frame, cls, name, found):
        return names.declared_on_class(frame, thing, cls, name, at) or found
    if found is not None:
        return _bind_to_class(frame, found, thing, at)
    if name in ("__name__", "__qualname__"):
        return constant(cls.name)
    if name == "__dict__":
        return pointing(Mirror(thing))
    if name == "__members__":
        return enum_members(frame, thing, cls, at)
    if name == "__subclasses__":
        return pointing(Bound(External("builtins.type.__subclasses__"), thing))
    meta = frame.solver.program.classes.get(cls.metaclass or "")
    if meta is not None and (behaviour := find_in_class(frame, frame.solver.class_object(meta), meta, name)) is not None:
        return bind(frame, behaviour, thing, at)
    return _class_from_outside(frame, thing, cls, name, at)


def enum_members(frame: Frame, thing: Thing, cls: Class, at: Span) -> Value:
    """The members of an enumeration by name."""
    fields = {}
    for name, declaration in cls.fields.items():
        found = class_attribute(frame, thing, name, at) if declaration.value is not None else NOTHING
        if any(class_of(one) is cls for one in found.objects):
            fields[(name,)] = found
    return pointing(frame.make(Container("dict", frame.site(at, "members")), fields))


def _class_from_outside(frame: Frame, thing: Thing, cls: Class, name: str, at: Span) -> Value:
    declared = names.declared_on_class(frame, thing, cls, name, at)
    if declared is not None:
        return declared
    for base in cls.external_bases:
        if name == "_make":
            return pointing(Bound(External(f"{base}.{name}"), thing))
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
