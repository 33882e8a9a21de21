"""Builtin functions that make and ask classes, and what the standard library's decorators make of a function or class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.class_lookup import class_things
from datamap.flow.library import Invocation, wrapped
from datamap.flow.lookup import OF, expand, field
from datamap.flow.objects import (
    ANY,
    MADE_CLASS,
    Bound,
    ClassObject,
    Container,
    External,
    Formal,
    FunctionObject,
    Instance,
    SuperObject,
    class_of,
    is_item,
    item,
    kind_of,
    scalar_kind,
)
from datamap.flow.scopes import read_name
from datamap.flow.values import (
    NONE,
    NOTHING,
    UNKNOWN,
    Value,
    pointing,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.objects import Thing


def _type(call: Invocation) -> Value:
    frame = call.frame
    if len(call.arguments.positional) == 3:
        return _made_class(call)
    found = [one for thing in expand(frame, call.first()) for one in class_things(frame, thing)]
    if found:
        return pointing(*found)
    kinds = [External(f"builtins.{kind}") for thing in expand(frame, call.first()) if (kind := kind_of(thing))]
    kinds += [External(f"builtins.{kind}") for thing in expand(frame, call.first()) if (kind := scalar_kind(thing))]
    kinds += [External(f"builtins.{c.__class__.__name__}") for c in call.first().constants]
    return pointing(*kinds) if kinds else UNKNOWN


def _made_class(call: Invocation) -> Value:
    """``type(name, bases, namespace)``: the class that the program knows by it, else a thing with the namespace's functions as fields."""
    if call.at[:2] in call.frame.function.classes:
        return _namedtuple(call)
    return _with_namespace(call, call.arguments.get(2))


def _with_namespace(call: Invocation, namespace: Value) -> Value:
    held = [pair for one in expand(call.frame, namespace) for pair in call.frame.fields(one).items()]
    fields = {name[0]: value for name, value in held if is_item(name) and name != ANY}
    return pointing(call.frame.make(External(MADE_CLASS, None, call.frame.site(call.at)), fields))


def _new_by_metaclass(call: Invocation) -> Value:
    """``super().__new__(mcs, name, bases, namespace)`` in a metaclass."""
    values = call.arguments.positional
    if len(values) < _NEW_CLASS:
        return UNKNOWN
    return _defined(call, values[-1]) or _with_namespace(call, values[-1])


def _defined(call: Invocation, namespace: Value) -> Value | None:
    """The class whose body filled a namespace, with what its metaclass wrote there since."""
    frame = call.frame
    for one in expand(frame, namespace):
        held = field(frame, one, OF)
        classes = [thing for thing in expand(frame, held) if _is_class(thing)] if held is not None else []
        for thing in classes:
            for name, value in list(frame.fields(one).items()):
                if is_item(name) and name != ANY:
                    frame.put(thing, name[0], value)
        if classes:
            return Value(tuple(classes))
    return None


def _is_class(thing: Thing) -> bool:
    return thing.__class__ is ClassObject or (thing.__class__ is Formal and thing.facet is not None and thing.facet.kind == "class")


_NEW_CLASS = 3


def _super(call: Invocation) -> Value:
    things = [thing for thing in expand(call.frame, call.first()) if isinstance(thing, ClassObject)]
    receivers = expand(call.frame, call.arguments.get(1))
    return Value(tuple([SuperObject(thing.cls, receiver) for thing in things for receiver in receivers]))


def _property(call: Invocation) -> Value:
    names = ("fget", "fset", "fdel")
    fields = {name: call.arguments.get(position, name) for position, name in enumerate(names)}
    return call.make("property", {"<func>": fields["fget"], **{name: value for name, value in fields.items() if value is not NOTHING}})


def _property_part(call: Invocation) -> Value:
    """``@x.setter``: a property with one more function."""
    name = {"setter": "fset", "getter": "fget", "deleter": "fdel"}[call.path.rpartition(".")[2]]
    before = dict(call.frame.fields(call.receiver)) if call.receiver is not None else {}
    if name == "fget":
        before["<func>"] = call.first()
    return call.make("property", {**before, name: call.first()})


def _static(call: Invocation) -> Value:
    return wrapped(call, call.path.rpartition(".")[2], call.first())


def _new_object(call: Invocation) -> Value:
    frame = call.frame
    made = []
    for thing in expand(frame, call.first()):
        cls = (
            thing.cls
            if isinstance(thing, ClassObject)
            else thing.facet.what
            if isinstance(thing, Formal) and thing.facet and thing.facet.kind == "class"
            else None
        )
        if cls is not None:
            made.append(frame.make(Instance(cls, frame.site(call.at)), {}))
    return pointing(*made) if made else pointing(frame.make(Container("object", frame.site(call.at)), {}))


def _init_object(call: Invocation) -> Value:
    from datamap.flow.construction import generated_init, is_exception

    if call.receiver is not None:
        cls = class_of(call.receiver)
        if cls is not None and (cls.external_bases or is_exception(cls)):
            generated_init(call.frame, call.receiver, cls, call.arguments, call.at)
    return NONE


def _called_by_metaclass(call: Invocation) -> Value:
    """``super().__call__(…)`` in a metaclass makes the instance."""
    from datamap.flow.construction import made_by_type

    thing = call.receiver
    cls = (
        thing.cls if isinstance(thing, ClassObject) else thing.facet.what if isinstance(thing, Formal) and thing.facet is not None else None
    )
    return UNKNOWN if thing is None or not hasattr(cls, "mro") else made_by_type(call.frame, thing, cls, call.arguments, call.at)  # type: ignore[arg-type]


def _subclasses(call: Invocation) -> Value:
    found = []
    thing = call.receiver
    cls = thing.cls if isinstance(thing, ClassObject) else None
    if cls is not None:
        found = [call.frame.solver.class_object(one) for one in cls.subclasses]
    return call.make("list", {item(position): pointing(one) for position, one in enumerate(found)})


def _bound_method(call: Invocation) -> Value:
    functions = expand(call.frame, call.first())
    receivers = expand(call.frame, call.arguments.get(1))
    return Value(
        tuple(
            [
                Bound(function, receiver)
                for function in functions
                for receiver in receivers
                if isinstance(function, (FunctionObject, Formal))
            ]
        )
    )


def _namedtuple(call: Invocation) -> Value:
    cls = call.frame.function.classes.get(call.at[:2])
    if cls is None:
        return UNKNOWN
    from datamap.flow.definitions import define_class

    define_class(call.frame, cls.node)
    return read_name(call.frame, cls.name)


def _wraps(call: Invocation) -> Value:
    return pointing(External("builtins.function.decorator"))


def _identity(call: Invocation) -> Value:
    return call.first()


def _second(call: Invocation) -> Value:
    return call.arguments.get(1)


def _decorator_identity(call: Invocation) -> Value:
    value = call.first()
    return value if value.objects else pointing(External("builtins.function.decorator"))


FUNCTIONS: dict[str, Callable[[Invocation], Value | None]] = {
    "builtins.type": _type,
    "builtins.super": _super,
    "builtins.property": _property,
    "abc.abstractproperty": _property,
    "builtins.property.setter": _property_part,
    "builtins.property.getter": _property_part,
    "builtins.property.deleter": _property_part,
    "builtins.staticmethod": _static,
    "builtins.classmethod": _static,
    "builtins.object": _new_object,
    "builtins.object.__new__": _new_object,
    "builtins.object.__init__": _init_object,
    "builtins.instance.__init__": _init_object,
    "builtins.type.__new__": _new_by_metaclass,
    "builtins.type.__call__": _called_by_metaclass,
    "builtins.type.__subclasses__": _subclasses,
    "builtins.function.decorator": _identity,
    "typing.assert_type": _identity,
    "functools.total_ordering": _identity,
    "enum.unique": _identity,
    "abc.abstractmethod": _identity,
    "typing.overload": _identity,
    "typing.final": _identity,
    "typing.override": _identity,
    "typing.runtime_checkable": _identity,
    "contextlib.contextmanager": _identity,
    "contextlib.asynccontextmanager": _identity,
    "types.coroutine": _identity,
    "weakref.proxy": _identity,
    "contextlib.nullcontext": _identity,
    "contextlib.closing": _identity,
    "types.MethodType": _bound_method,
    "typing.cast": _second,
    "typing.NewType": _wraps,
    "dataclasses.dataclass": _decorator_identity,
    "attr.s": _decorator_identity,
    "attrs.define": _decorator_identity,
    "attr.define": _decorator_identity,
    "attrs.frozen": _decorator_identity,
    "collections.namedtuple": _namedtuple,
    "typing.NamedTuple": _namedtuple,
    "sqlalchemy.Table": _namedtuple,
    "sqlalchemy.schema.Table": _namedtuple,
    "flask_sqlalchemy.SQLAlchemy.Table": _namedtuple,
}
