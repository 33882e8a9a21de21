"""Writing: names, attributes, items, unpacking; ``del``; in-place operators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.flow.container_writes import add_to_rest, remove_key, write_subscript
from datamap.flow.containers import unpack
from datamap.flow.frame import ABSENT, present
from datamap.flow.lookup import expand, field
from datamap.flow.names import labelled_by_name, told_by_field
from datamap.flow.objects import ClassObject, External, FunctionObject, ModuleObject, Thing, class_of, kind_of
from datamap.flow.private import attribute_name
from datamap.flow.scopes import write_name
from datamap.flow.values import NOTHING, Value, join, pointing

if TYPE_CHECKING:
    from datamap.flow.frame import Frame, Span


def assign(frame: Frame, target: ir.Expression, value: Value) -> None:
    """``target = value``."""
    if isinstance(target, ir.Name):
        if value.unknown and not value.labels and not value.objects and not value.constants:
            value = labelled_by_name(frame, target.id, frame.function.name, target.at)
        if frame.solver.declared.variables:
            value = frame.solver.declared.assigned(frame, target.id, value, target.at)
        write_name(frame, target.id, value)
    elif isinstance(target, ir.Attribute):
        from datamap.flow.expressions import evaluate

        write_attribute(frame, evaluate(frame, target.value), attribute_name(frame, target.attr), value, target.at)
    elif isinstance(target, ir.Subscript):
        from datamap.flow.expressions import evaluate

        owner = evaluate(frame, target.value)
        write_subscript(frame, owner, evaluate(frame, target.index), value, target.at)
    elif isinstance(target, ir.Sequence):
        _unpack(frame, target, value)
    elif isinstance(target, ir.Starred):
        assign(frame, target.value, value)


def _unpack(frame: Frame, target: ir.Sequence, value: Value) -> None:
    star = next((position for position, part in enumerate(target.items) if isinstance(part, ir.Starred)), None)
    for part, got in zip(target.items, unpack(frame, value, len(target.items), star, target.at), strict=False):
        assign(frame, part, got)


def write_attribute(frame: Frame, owner: Value, name: str, value: Value, at: Span) -> None:
    """``owner.name = value``."""
    things = expand(frame, owner)
    for thing in things:
        if not _intercepted(frame, thing, name, value, at):
            put_attribute(frame, thing, name, value, sure=len(things) == 1, at=at)


def put_attribute(frame: Frame, thing: Thing, name: str, value: Value, at: Span, *, sure: bool) -> None:
    """Write the attribute of one object, in place of what was there if it is ``sure`` to be that object; models see what is written."""
    written = value
    if not sure:
        before = field(frame, thing, name)
        value = join(value, ABSENT if before is None else before)
    if thing.__class__ is ClassObject:
        frame.solver.class_writes.add((thing, name))
    if thing.__class__ is External:
        if thing.site is None:
            frame.solver.class_writes.add((thing, name))
        frame.solver.outside.write_attribute(frame, thing, name, value, at)
        return
    cls = class_of(thing)
    if cls is not None and value.unknown and any(name in one.fields for one in cls.mro):
        value = told_by_field(frame, cls, name, value)
    frame.put(thing, name, value)
    if cls is not None and cls.external_bases:
        frame.solver.outside.wrote_instance(frame, thing, cls, name, written, at)


def _intercepted(frame: Frame, thing: Thing, name: str, value: Value, at: Span) -> bool:
    """Whether ``__setattr__``, a property's setter or a descriptor takes the value."""
    from datamap.flow.attributes import attribute_of, instance_attribute
    from datamap.flow.calls import Arguments, call
    from datamap.flow.class_lookup import class_things, find_in_class
    from datamap.flow.values import constant

    cls = class_of(thing)
    if cls is None:
        return False
    if cls.method("__setattr__") is not None:
        call(frame, attribute_of(frame, thing, "__setattr__", at), Arguments([constant(name), value]), at)
        return True
    for start in class_things(frame, thing):
        found = find_in_class(frame, start, cls, name)
        if found is None:
            continue
        for one in expand(frame, found):
            if kind_of(one) == "property":
                setter = field(frame, one, "fset")
                if setter is not None:
                    call(frame, present(setter), Arguments([pointing(thing), value]), at)
                return True
            descriptor = class_of(one)
            if descriptor is not None and descriptor.method("__set__") is not None:
                call(frame, instance_attribute(frame, one, descriptor, "__set__", at), Arguments([pointing(thing), value]), at)
                return True
    return False


def delete(frame: Frame, target: ir.Expression) -> None:
    """``del target``."""
    from datamap.flow.expressions import evaluate

    if isinstance(target, ir.Name):
        if frame.scope:
            frame.put(frame.scope[-1], target.id, ABSENT)
        elif target.id in frame.globals:
            frame.put(frame.solver.globals.module(frame.module), target.id, NOTHING)
        else:
            frame.env.pop(target.id, None)
    elif isinstance(target, ir.Attribute):
        delete_attribute(frame, evaluate(frame, target.value), attribute_name(frame, target.attr), target.at)
    elif isinstance(target, ir.Subscript):
        owner, index = evaluate(frame, target.value), evaluate(frame, target.index)
        for thing in expand(frame, owner):
            _delete_item(frame, thing, index, target.at)
    elif isinstance(target, ir.Sequence):
        for part in target.items:
            delete(frame, part)


def delete_attribute(frame: Frame, owner: Value, name: str, at: Span) -> None:
    """``del owner.name``."""
    from datamap.flow.attributes import attribute_of
    from datamap.flow.calls import Arguments, call
    from datamap.flow.values import constant

    things = expand(frame, owner)
    for thing in things:
        cls = class_of(thing)
        if cls is not None and cls.method("__delattr__") is not None:
            call(frame, attribute_of(frame, thing, "__delattr__", at), Arguments([constant(name)]), at)
            continue
        if _deleted_by_class(frame, thing, name, at):
            continue
        before = field(frame, thing, name)
        frame.put(thing, name, ABSENT if len(things) == 1 or before is None else join(before, ABSENT))


def _deleted_by_class(frame: Frame, thing: Thing, name: str, at: Span) -> bool:
    """Whether a property's deleter or a descriptor's ``__delete__`` took the deletion."""
    from datamap.flow.attributes import instance_attribute
    from datamap.flow.calls import Arguments, call
    from datamap.flow.class_lookup import class_things, find_in_class

    cls = class_of(thing)
    for start in class_things(frame, thing) if cls is not None else ():
        found = find_in_class(frame, start, cls, name)  # type: ignore[arg-type]
        for one in expand(frame, found) if found is not None else ():
            deleter = field(frame, one, "fdel") if kind_of(one) == "property" else None
            if deleter is not None:
                call(frame, present(deleter), Arguments([pointing(thing)]), at)
                return True
            descriptor = class_of(one)
            if descriptor is not None and descriptor.method("__delete__") is not None:
                call(frame, instance_attribute(frame, one, descriptor, "__delete__", at), Arguments([pointing(thing)]), at)
                return True
    return False


def _delete_item(frame: Frame, thing: Thing, index: Value, at: Span) -> None:
    from datamap.flow.attributes import attribute_of
    from datamap.flow.calls import Arguments, call

    cls = class_of(thing)
    if cls is not None and cls.method("__delitem__") is not None:
        call(frame, attribute_of(frame, thing, "__delitem__", at), Arguments([index]), at)
    elif kind_of(thing) is not None or cls is not None:
        remove_key(frame, thing, index)


_IN_PLACE = {
    "+": "iadd", "-": "isub", "*": "imul", "/": "itruediv", "//": "ifloordiv", "%": "imod", "**": "ipow", "@": "imatmul",
    "|": "ior", "&": "iand", "^": "ixor", "<<": "ilshift", ">>": "irshift",
}  # fmt: skip


def augment(frame: Frame, op: str, before: Value, value: Value, at: Span) -> Value | None:
    """``before op= value`` where that changes the object itself; None where it makes a new one."""
    from datamap.flow.attributes import attribute_of
    from datamap.flow.calls import Arguments, call
    from datamap.flow.container_methods import call_method
    from datamap.flow.values import NOTHING

    result: Value | None = None
    for thing in expand(frame, before):
        kind, cls = kind_of(thing), class_of(thing)
        method = f"__{_IN_PLACE[op]}__"
        if cls is not None and cls.method(method) is not None:
            result = join(result or NOTHING, call(frame, attribute_of(frame, thing, method, at), Arguments([value]), at))
        elif kind in _CHANGED and op in _CHANGED[kind]:
            call_method(frame, thing, kind, _CHANGED[kind][op], Arguments([value]), at)
            result = join(result or NOTHING, pointing(thing))
    return result


_CHANGED = {
    "list": {"+": "extend"},
    "deque": {"+": "extend"},
    "dict": {"|": "update"},
    "set": {"|": "update", "^": "update", "-": "difference_update", "&": "intersection_update"},
}

__all__ = ["FunctionObject", "ModuleObject", "add_to_rest", "assign", "augment", "delete", "delete_attribute", "write_attribute"]
