"""Instances: ``__new__`` and ``__init__``, generated constructors of records, builtin and external bases."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from datamap.flow.calls import Arguments, call
from datamap.flow.container_writes import merge_dict
from datamap.flow.containers import elements
from datamap.flow.frame import present
from datamap.flow.lookup import constants, expand, field
from datamap.flow.names import told_by_field
from datamap.flow.objects import (
    CLASS,
    MADE_UNDER,
    MEMBER,
    Bound,
    ClassObject,
    Container,
    Formal,
    FunctionObject,
    Instance,
    Thing,
    class_of,
    item,
    kind_of,
)
from datamap.flow.values import NOTHING, UNKNOWN, Value, constant, join, join_all, pointing

if TYPE_CHECKING:
    from datamap.flow.frame import Frame, Span
    from datamap.program.symbols import Class, FieldDeclaration

RECORD_DECORATORS = frozenset(
    {
        "dataclasses.dataclass",
        "dataclass",
        "attr.s",
        "attr.attrs",
        "attr.define",
        "attr.dataclass",
        "attr.frozen",
        "attr.mutable",
        "attrs.define",
        "attrs.frozen",
        "attrs.mutable",
        "pydantic.dataclasses.dataclass",
        "strawberry.type",
        "strawberry.input",
    }
)
TUPLE_BASES = frozenset({"typing.NamedTuple", "NamedTuple", "typing_extensions.NamedTuple"})
DICT_BASES = frozenset({"typing.TypedDict", "TypedDict", "typing_extensions.TypedDict"})
VALUE_ENUMS = frozenset({"enum.StrEnum", "enum.IntEnum", "enum.IntFlag", "str", "int"})
ENUM_BASES = frozenset(f"enum.{name}" for name in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"))
_EXCEPTIONS = ("Exception", "Error", "BaseException", "Warning", "Interrupt", "Exit")
HOLDERS = {
    "dict": "dict",
    "list": "list",
    "set": "set",
    "tuple": "tuple",
    "collections.OrderedDict": "dict",
    "collections.UserDict": "dict",
    "collections.defaultdict": "dict",
    "collections.UserList": "list",
    "collections.deque": "deque",
    "frozenset": "set",
}
"""Classes that hold items, and the builtin container that an instance of an heir is like."""


@lru_cache(maxsize=8192)
def is_record(cls: Class) -> bool:
    """Whether a class gets its constructor from its fields."""
    return any(name in RECORD_DECORATORS for one in cls.mro for name in one.decorators) or is_tuple_class(cls)


def is_tuple_class(cls: Class) -> bool:
    """Whether instances are tuples of the fields."""
    return any(base in TUPLE_BASES for base in cls.external_bases)


def is_enum(cls: Class) -> bool:
    """Whether the class is an enumeration."""
    return any(base in ENUM_BASES for base in cls.external_bases)


def shows_fields(cls: Class) -> bool:
    """Whether ``str()`` of an instance shows its fields: records do, others show their name (exceptions their arguments)."""
    return is_record(cls) or bool(cls.external_bases)


def holder_kind(cls: Class) -> str | None:
    """The kind of builtin container that a class extends."""
    return next((HOLDERS[base] for base in cls.external_bases if base in HOLDERS), None)


def construct(frame: Frame, thing: Thing, cls: Class, arguments: Arguments, at: Span) -> Value:
    """``cls(…)``."""
    created = _special(frame, thing, cls, arguments, at)
    if created is None:
        created = made_by_type(frame, thing, cls, arguments, at)
    declared = frame.solver.declared
    return declared.returned(frame, cls, created, arguments, at) if declared.calls else created


def made_by_type(frame: Frame, thing: Thing, cls: Class, arguments: Arguments, at: Span) -> Value:
    """A new instance, whatever the metaclass says."""
    instance = Instance(cls, frame.site(at))
    created = _new(frame, thing, cls, arguments, at)
    if created is None:
        frame.make(instance, {CLASS: pointing(thing)} if cls.parent.kind != "module" else {})
        created = pointing(instance)
    for one in expand(frame, created):
        made = class_of(one)
        if made is not None and (made is cls or cls in made.mro):
            initialise(frame, one, made, arguments, at)
    if frame.guards and not frame.dead and instance in frame.own:
        frame.put(instance, MADE_UNDER, Value(given=frame.guards))
    return created


def _special(frame: Frame, thing: Thing, cls: Class, arguments: Arguments, at: Span) -> Value | None:
    meta = frame.solver.program.classes.get(cls.metaclass or "")
    if meta is not None and meta.method("__call__") is not None:
        from datamap.flow.class_lookup import find_in_class

        found = find_in_class(frame, frame.solver.class_object(meta), meta, "__call__")
        if found is not None:
            return call(frame, found, arguments.after(pointing(thing)), at)
    if any(base in DICT_BASES for base in cls.external_bases):
        made = frame.make(Container("dict", frame.site(at)), {})
        for value in arguments.positional:
            merge_dict(frame, made, value)
        for name, value in arguments.keywords.items():
            frame.put(made, item(name), value)
        return pointing(made)
    if is_enum(cls) and arguments.positional:
        members = [value for value in frame.fields(thing).values() if value.objects]
        if thing not in frame.own:
            known = frame.solver.globals.known_fields(frame, thing) or {}
            members = [value for value in known.values() if value.objects]
        mine = [value for value in members if any(class_of(one) is cls for one in value.objects)]
        wanted, exact = constants(frame, arguments.positional[0])
        named = [value for value in mine if exact and any(_value_of(frame, one) in wanted for one in value.objects)]
        return join_all(named or mine) if mine else None
    return None


def _value_of(frame: Frame, member: Thing) -> object:
    held = field(frame, member, "value")
    return held.constants[0] if held is not None and held.exact and len(held.constants) == 1 else NOTHING


def _new(frame: Frame, thing: Thing, cls: Class, arguments: Arguments, at: Span) -> Value | None:
    if cls.method("__new__") is None:
        return None
    from datamap.flow.class_lookup import find_in_class

    found = find_in_class(frame, thing, cls, "__new__")
    if found is None:
        return None
    functions = Value(tuple([_plain(frame, one) for one in expand(frame, found)]))
    made = call(frame, functions, arguments.after(pointing(thing)), at)
    return made if made.objects else None


def _plain(frame: Frame, one: Thing) -> Thing:
    if kind_of(one) == "staticmethod":
        inner = field(frame, one, "<func>")
        return inner.objects[0] if inner is not None and inner.objects else one
    return one


def initialise(frame: Frame, instance: Thing, cls: Class, arguments: Arguments, at: Span) -> None:
    """Run ``__init__``, or what stands in for it."""
    from datamap.flow.attributes import attribute_of

    if cls.method("__init__") is not None:
        if is_exception(cls):
            generated_init(frame, instance, cls, arguments, at)
        call(frame, attribute_of(frame, instance, "__init__", at), arguments, at)
    elif "__init__" in cls.fields:
        call(frame, attribute_of(frame, instance, "__init__", at), arguments, at)
    else:
        generated_init(frame, instance, cls, arguments, at)
    frame.solver.constructed(frame, instance, cls)


def generated_init(frame: Frame, instance: Thing, cls: Class, arguments: Arguments, at: Span) -> None:
    """The constructor of a record, of a class with an external base, or of ``object``."""
    from datamap.flow.attributes import attribute_of

    kind = holder_kind(cls)
    if kind is not None:
        _fill_holder(frame, instance, kind, arguments)
        return
    if is_exception(cls):
        fields = {item(position): value for position, value in enumerate(arguments.positional)}
        frame.put(instance, "args", pointing(frame.make(Container("tuple", frame.site(at, "args")), fields)))
        return
    if is_record(cls) or cls.external_bases or cls.decorators:
        _fill_record(frame, instance, cls, arguments, at)
    if cls.method("__post_init__") is not None:
        passed = [present(frame.fields(instance).get(one.name, UNKNOWN)) for one in cls.all_fields() if _is_passed_on(one)]
        call(frame, attribute_of(frame, instance, "__post_init__", at), Arguments(passed), at)
    if cls.method("__attrs_post_init__") is not None:
        call(frame, attribute_of(frame, instance, "__attrs_post_init__", at), Arguments(), at)
    if cls.external_bases and not is_tuple_class(cls):
        frame.solver.outside.constructed(frame, instance, cls, arguments, at)


def is_exception(cls: Class) -> bool:
    """Whether the class is an exception."""
    return any(base.rpartition(".")[2].endswith(_EXCEPTIONS) for base in cls.external_bases)


def _fill_holder(frame: Frame, instance: Thing, kind: str, arguments: Arguments) -> None:
    if kind == "dict":
        for value in arguments.positional:
            merge_dict(frame, instance, value)
        for name, value in arguments.keywords.items():
            frame.put(instance, item(name), value)
        return
    from datamap.flow.containers import spread

    for value in arguments.positional:
        items, rest = spread(frame, value)
        for position, one in enumerate(items):
            frame.put(instance, item(position), one)
        if rest is not NOTHING:
            frame.put(instance, (...,), rest)


def _fill_record(frame: Frame, instance: Thing, cls: Class, arguments: Arguments, at: Span) -> None:
    declared = [declaration for declaration in cls.all_fields() if declaration.annotation is not None or not is_record(cls)]
    names = [declaration.name for declaration in declared if not _is_class_variable(declaration)]
    left = dict(arguments.keywords)
    aliases = _aliases(cls)
    for position, name in enumerate(names):
        if position < len(arguments.positional):
            frame.put(instance, name, arguments.positional[position])
        elif name in left or aliases.get(name) in left:
            frame.put(instance, name, left.pop(name if name in left else aliases[name]))
        elif arguments.rest is not NOTHING or arguments.extra is not NOTHING:
            passed = join(arguments.rest, told_by_field(frame, cls, name, arguments.extra))
            default = _default(frame, instance, cls, name, at)
            frame.put(instance, name, join(passed, default) if default is not None else passed)
        else:
            default = _default(frame, instance, cls, name, at)
            if default is not None:
                frame.put(instance, name, default)
    for name, value in left.items():
        frame.put(instance, name, value)


def _aliases(cls: Class) -> dict[str, str]:
    from datamap.facts import ir

    found = {}
    for declaration in cls.all_fields():
        if isinstance(declaration.value, ir.Call):
            for argument in declaration.value.arguments:
                if argument.keyword in ("alias", "validation_alias") and isinstance(argument.value, ir.Constant):
                    found[declaration.name] = str(argument.value.value)
    return found


def _is_passed_on(declaration: FieldDeclaration) -> bool:
    return str(declaration.type or "").rpartition(".")[2] == "InitVar"


def _is_class_variable(declaration: object) -> bool:
    return str(getattr(declaration, "type", "")).rpartition(".")[2] == "ClassVar"


def _default(frame: Frame, instance: Thing, cls: Class, name: str, at: Span) -> Value | None:
    """A record's default: made anew for each instance where it has a factory."""
    from datamap.flow.class_lookup import class_things, find_in_class

    for start in class_things(frame, instance):
        found = find_in_class(frame, start, cls, name)
        if found is None:
            continue
        for one in found.objects:
            if kind_of(one) == "field":
                factory = field(frame, one, "factory")
                if factory is not None and present(factory) is not NOTHING:
                    return call(frame, present(factory), Arguments(), at)
                default = field(frame, one, "default")
                return present(default) if default is not None else None
        return found if not any(one.__class__ is FunctionObject or kind_of(one) == "property" for one in found.objects) else None
    return None


def match_names(frame: Frame, thing: Thing, cls: Class) -> list[str]:
    """``__match_args__``: attributes that positional patterns look at."""
    from datamap.flow.class_lookup import class_things, find_in_class
    from datamap.flow.containers import sequence_items

    for start in class_things(frame, thing):
        found = find_in_class(frame, start, cls, "__match_args__")
        items = sequence_items(frame, found) if found is not None else None
        if items:
            return [str(value.constants[0]) for value in items if value.constants]
    return [declaration.name for declaration in cls.all_fields()]


def make_members(frame: Frame, thing: ClassObject, cls: Class) -> None:
    """The members of an enumeration: instances with a name and a value."""
    for name, value in list(frame.fields(thing).items()):
        if not isinstance(name, str) or name.startswith("_") or any(_is_method(one) for one in value.objects):
            continue
        member = Instance(cls, (MEMBER, name))
        frame.make(member, {"value": value, "_value_": value, "name": constant(name), "_name_": constant(name)})
        if cls.method("__init__") is not None:
            from datamap.flow.attributes import attribute_of
            from datamap.flow.containers import sequence_items

            items = sequence_items(frame, value) if value.objects else [value]
            call(frame, attribute_of(frame, member, "__init__", cls.node.at), Arguments(items or [value]), cls.node.at)
        frame.put(thing, name, pointing(member))


def _is_method(one: Thing) -> bool:
    return one.__class__ in (FunctionObject, Bound, ClassObject) or kind_of(one) in ("property", "staticmethod", "classmethod", "field")


__all__ = ["UNKNOWN", "Formal", "construct", "elements", "generated_init"]
