"""Copies of objects and records, whole, changed or as dicts, and the declarations of their fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.attributes import attribute_of
from datamap.flow.container_writes import copy_of
from datamap.flow.library import Invocation, carrying
from datamap.flow.lookup import expand
from datamap.flow.objects import (
    Container,
    Instance,
    class_of,
    item,
    kind_of,
)
from datamap.flow.values import (
    NOTHING,
    Value,
    pointing,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.frame import Fields
    from datamap.flow.objects import Thing


def _copy(call: Invocation) -> Value:
    return _deep(call, call.first(), ()) if call.path.endswith("deepcopy") else _shallow(call)


def _shallow(call: Invocation) -> Value:
    frame, value = call.frame, call.first()
    made: list[Thing] = []
    for thing in expand(frame, value):
        kind, cls = kind_of(thing), class_of(thing)
        if kind is not None:
            made.append(copy_of(frame, thing, frame.site(call.at), kind))
        elif cls is not None and cls.method("__copy__") is not None:
            return call.call(attribute_of(frame, thing, "__copy__", call.at))
        else:
            made.append(thing if cls is None else frame.make(Instance(cls, frame.site(call.at)), _held(call, thing)))
    return Value(tuple(made), value.labels, value.constants, unknown=value.unknown, given=value.given)


def _deep(call: Invocation, value: Value, path: tuple[str, ...]) -> Value:
    """A copy with copies of all that is inside."""
    if not value.objects:
        return value
    made: list[Thing] = []
    for thing in expand(call.frame, value):
        cls = class_of(thing)
        if cls is not None and cls.method("__deepcopy__") is not None:
            return call.call(attribute_of(call.frame, thing, "__deepcopy__", call.at), NOTHING)
        made.append(deep_copy(call, thing, path))
    return Value(tuple(made), value.labels, value.constants, unknown=value.unknown, facts=value.facts, given=value.given)


def deep_copy(call: Invocation, thing: Thing, path: tuple[str, ...]) -> Thing:
    """A container or an instance with copies of those inside of it; anything else as it is."""
    frame, kind, cls = call.frame, kind_of(thing), class_of(thing)
    if (kind is None and cls is None) or len(path) > _DEPTH:
        return thing
    site = frame.site(call.at, "/".join(path))
    made = copy_of(frame, thing, site, kind) if cls is None else frame.make(Instance(cls, site), _held(call, thing))
    for name, value in list(frame.fields(made).items()):
        copied = _deep(call, value, (*path, str(name)))
        if copied.objects != value.objects:
            frame.put(made, name, copied)
    return made


_DEPTH = 4


def _held(call: Invocation, thing: Thing) -> Fields:
    """What is known of the fields of an object."""
    frame, fields = call.frame, dict(call.frame.fields(thing))
    if thing not in frame.own:
        for name in _known_attributes(call, thing):
            fields.setdefault(name, attribute_of(frame, thing, name, call.at))
    return fields


def _known_attributes(call: Invocation, thing: Thing) -> list[str]:
    cls = class_of(thing)
    if cls is None:
        return []
    from datamap.flow.scopes import attributes_set

    return sorted(attributes_set(cls))


def _asdict(call: Invocation) -> Value:
    """The fields of a record as a dict (or a tuple), records inside of it too."""
    frame = call.frame
    made = []
    for thing in expand(frame, call.first() if call.arguments.positional else NOTHING):
        cls = class_of(thing)
        if cls is None:
            continue
        names = [declaration.name for declaration in cls.all_fields()] or sorted(_known_attributes(call, thing))
        values = {name: attribute_of(frame, thing, name, call.at) for name in names}
        as_tuple = call.path.endswith("astuple")
        fields = {
            item(position if as_tuple else name): _inner_dict(call, value, name) for position, (name, value) in enumerate(values.items())
        }
        made.append(frame.make(Container("tuple" if as_tuple else "dict", frame.site(call.at, cls.name)), fields))
    return pointing(*made) if made else carrying(call)


def _inner_dict(call: Invocation, value: Value, part: str) -> Value:
    from datamap.flow.construction import is_record

    for thing in expand(call.frame, value):
        cls = class_of(thing)
        if cls is not None and is_record(cls):
            fields = {item(one.name): attribute_of(call.frame, thing, one.name, call.at) for one in cls.all_fields()}
            return call.make("dict", fields, part)
    return value


def _replace(call: Invocation) -> Value:
    copied_value = _copy(call)
    for thing in copied_value.objects:
        for name, value in call.arguments.keywords.items():
            call.frame.put(thing, name, value)
    return copied_value


def _made_of_items(call: Invocation) -> Value:
    """``Point._make(items)``: a new one with the items as its fields."""
    from datamap.flow.calls import Arguments
    from datamap.flow.calls import call as call_value
    from datamap.flow.containers import spread

    items, rest = spread(call.frame, call.first())
    made = call.receiver if call.receiver is not None else None
    return call_value(call.frame, pointing(made), Arguments(items, {}, rest), call.at) if made is not None else carrying(call)


def _of_receiver(handler: Callable[[Invocation], Value]) -> Callable[[Invocation], Value]:
    """A method that does what a function does to its first argument."""

    def run(call: Invocation) -> Value:
        arguments = call.arguments if call.receiver is None else call.arguments.after(pointing(call.receiver))
        return handler(Invocation(call.frame, call.path, arguments, call.at, None))

    return run


def _record_field(call: Invocation) -> Value:
    """``dataclasses.field(default=…, default_factory=…)``, ``pydantic.Field(…)``."""
    keywords = call.arguments.keywords
    fields = {}
    factory = keywords.get("default_factory", keywords.get("factory"))
    default = keywords.get("default", call.first() if call.arguments.positional else None)
    if factory is not None:
        fields["factory"] = factory
    elif default is not None:
        fields["default"] = default
    return call.make("field", fields)


FUNCTIONS: dict[str, Callable[[Invocation], Value | None]] = {
    "copy.copy": _copy,
    "copy.deepcopy": _copy,
    "copy.replace": _replace,
    "dataclasses.replace": _replace,
    "attr.evolve": _replace,
    "attrs.evolve": _replace,
    "dataclasses.asdict": _asdict,
    "dataclasses.astuple": _asdict,
    "attr.asdict": _asdict,
    "attrs.asdict": _asdict,
    "attr.astuple": _asdict,
    "msgspec.structs.asdict": _asdict,
    "msgspec.to_builtins": _asdict,
    "dataclasses.field": _record_field,
    "attr.ib": _record_field,
    "attr.attrib": _record_field,
    "attrs.field": _record_field,
    "attr.field": _record_field,
    "pydantic.Field": _record_field,
    "msgspec.field": _record_field,
    "typing.NamedTuple._asdict": _of_receiver(_asdict),
    "typing.NamedTuple._make": _made_of_items,
    "typing.NamedTuple._replace": _of_receiver(_replace),
}
