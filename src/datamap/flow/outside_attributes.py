"""Attributes of what is no object of the project: external things, builtin containers, literals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.frame import may_be_absent, present
from datamap.flow.lookup import field
from datamap.flow.method_names import has_method
from datamap.flow.objects import (
    GIVEN,
    MAPS,
    Bound,
    Container,
    External,
    Formal,
    Instance,
    Mirror,
    Thing,
    class_of,
    is_item,
    kind_of,
    scalar_kind,
)
from datamap.flow.scalars import TEXT_KINDS
from datamap.flow.text_methods import METHODS
from datamap.flow.values import NOTHING, Value, pointing

if TYPE_CHECKING:
    from datamap.flow.frame import Frame, Span
    from datamap.program.symbols import Class

DESCRIPTORS = frozenset({"property", "staticmethod", "classmethod", "cached_property", "partialmethod", "singledispatch", "memo"})
"""Kinds of builtin containers that a class holds and an instance sees bound."""


def external_attribute(frame: Frame, thing: Thing, path: str, about: Class | None, name: str, at: Span) -> Value:
    """An attribute of something outside of the project."""
    unset = False
    if class_of(thing) is None and _may_hold(frame, thing, name):
        held = field(frame, thing, name)
        if held is not None and not may_be_absent(held):
            unset = _nobody_set(frame, thing, name, held)
            if not unset:
                return _kept_row(frame, thing, name, held) or held
    if name == "__dict__" and thing in frame.own:
        return pointing(Mirror(thing))
    if thing.__class__ is External and thing.site is None:
        frame.solver.globals.note(thing, frame)
    answer = frame.solver.outside.read(frame, f"{path}.{name}", thing, about, at)
    if answer is not None:
        return answer
    function = External(f"{path}.{name}", about)
    return pointing(Bound(function, thing)) if _is_kept(thing) and not unset else pointing(function)


def _nobody_set(frame: Frame, thing: Thing, name: str, held: Value) -> bool:
    """Whether it is only open what a shared thing holds there, as something else of it is changed, and no code ever puts anything there."""
    if thing.__class__ is not External or not all(one.__class__ is Formal and one.root is thing for one in held.objects):
        return False
    frame.solver.globals.note(thing, frame)
    return bool(held.objects) and frame.solver.globals.settled(thing, name) is NOTHING


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
    if (kind := kind_of(thing)) in DESCRIPTORS or kind == "partial":
        found = field(frame, thing, name) or field(frame, thing, f"<{name}>")
        if found is not None and thing in frame.own:
            return present(found)
        inner = field(frame, thing, "<func>")
        if name in ("args", "keywords") and kind == "partial":
            return _passed_before(frame, thing, name, at)
        if name in ("func", "__wrapped__") and inner is not None:
            return present(inner)
        return pointing(Bound(External(f"builtins.{kind}.{name}"), thing))
    held = frame.fields(thing).get(name)
    if held is not None:
        return held
    if name == "data" and kind in ("dict", "list"):  # of a ``UserDict`` or ``UserList``
        return pointing(thing)
    if name in _OF_CHAIN and MAPS in frame.fields(thing):
        return _of_chain(frame, thing, name, at)
    return pointing(Bound(External(f"builtins.{kind}.{name}"), thing)) if has_method(kind, name) else NOTHING


_OF_CHAIN = frozenset({"maps", "parents", "new_child"})


def _of_chain(frame: Frame, thing: Thing, name: str, at: Span) -> Value:
    """What only a ``ChainMap`` has."""
    maps = frame.fields(thing)[MAPS]
    if name == "maps":
        return maps
    if name == "new_child":
        return pointing(Bound(External("builtins.dict.new_child"), thing))
    from datamap.flow.calls import Arguments
    from datamap.flow.containers import sequence_items

    rest = sequence_items(frame, maps) or []
    return frame.solver.outside.call(frame, "collections.ChainMap", Arguments(rest[1:]), at)


def _passed_before(frame: Frame, thing: Thing, name: str, at: Span) -> Value:
    """``partial.args`` and ``partial.keywords``."""
    wanted = int if name == "args" else str
    fields = {key: value for key, value in frame.fields(thing).items() if is_item(key) and isinstance(key[0], wanted)}
    return pointing(frame.make(Container("tuple" if name == "args" else "dict", frame.site(at, name)), fields))


def scalar_method(kind: str, name: str, thing: Thing) -> Value:
    """A method of an unknown scalar: bound to it, as far as text has one of the name; None has none."""
    known = kind != "NoneType" and (kind not in TEXT_KINDS or name in METHODS)
    return pointing(Bound(External(f"builtins.{kind}.{name}"), thing)) if known else NOTHING


def scalar_attribute(frame: Frame, value: Value, name: str, at: Span) -> Value:
    """A method of a literal: bound to it."""
    holder = frame.make(Container("method", frame.site(at, name)), {"<value>": value})
    kinds = {c.__class__.__name__ for c in value.constants} | {kind for thing in value.objects if (kind := scalar_kind(thing))}
    kind = kinds.pop() if len(kinds) == 1 else "str"
    return pointing(Bound(External(f"builtins.{kind}.{name}"), holder))
