"""``def`` and ``class``: the object, its decorators, the class body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow import doors, outside_decorators
from datamap.flow.calls import Arguments, call
from datamap.flow.construction import is_enum, make_members
from datamap.flow.entry import wears
from datamap.flow.expressions import evaluate, of_this_turn, remember_defaults
from datamap.flow.frame import present
from datamap.flow.guards import demanded_by, describe
from datamap.flow.lookup import expand, field
from datamap.flow.objects import CLASS, MADE_CLASS, ClassObject, Container, External, FunctionObject, Mirror, class_of, item
from datamap.flow.scopes import own_environment, write_name
from datamap.flow.values import NO_CONDITIONS, Value, constant, pointing

if TYPE_CHECKING:
    from datamap.facts import ir
    from datamap.flow.frame import Frame
    from datamap.flow.tags import Labels
    from datamap.program.symbols import Class


def define_function(frame: Frame, node: ir.Function) -> None:
    """``def``: the innermost decorator is called first."""
    function = frame.function.inner.get(node.at[:2])
    if function is None:
        return
    guards = frame.guards
    decorators = [evaluate(frame, decorator) for decorator in node.decorators]
    thing = FunctionObject(function, own_environment(frame))
    remember_defaults(frame, thing, node)
    if frame.guards is not guards:
        frame.solver.demanded[function] = frame.guards - guards
        frame.guards = guards
    value = pointing(thing if node.decorators else of_this_turn(frame, thing, node))
    for decorator, place in zip(reversed(decorators), reversed(node.decorators), strict=True):
        value = decorate(frame, decorator, value, place)
    if node.decorators and frame.in_module and frame.solver.worn is not None and wears(value, function):
        frame.solver.worn[function] = value
    if node.decorators:
        doors.declared(frame, node, thing)
    frame.solver.defined(frame, function, thing)
    write_name(frame, node.name, value)


def decorate(frame: Frame, decorator: Value, value: Value, place: ir.Expression) -> Value:
    """What a decorator makes of a function or class; one that is not understood leaves it as it is."""
    result = outside_decorators.decorate(frame, decorator, value, place)
    if result is not None:
        return result
    guards = frame.guards
    made = call(frame, decorator, Arguments([value]), place.at)
    frame.guards = guards
    guard(frame, value, {**decorator.labels, **made.labels}, place)
    return made if made.objects else value


def guard(frame: Frame, value: Value, labels: Labels, place: ir.Expression) -> None:
    """A decorator that stands for consent guards the function below it."""
    found = demanded_by(frame, labels, f"@{describe(place)}", place.at)
    for thing in value.objects if found else ():
        if thing.__class__ is FunctionObject:
            function = thing.function
            frame.solver.guarded[function] = frame.solver.guarded.get(function, NO_CONDITIONS) | found


def define_class(frame: Frame, node: ir.Class) -> None:
    """``class``: its body runs in a namespace that is the class object itself."""
    cls = frame.function.classes.get(node.at[:2])
    if cls is None:
        return
    node = cls.node
    decorators = [evaluate(frame, decorator) for decorator in node.decorators]
    env = own_environment(frame)
    thing = ClassObject(cls, env)
    bases = [evaluate(frame, argument.value) for argument in node.bases if argument.keyword is None]
    keywords = {argument.keyword: evaluate(frame, argument.value) for argument in node.bases if argument.keyword not in (None, "metaclass")}
    frame.make(thing, {})
    _run_body(frame, cls, thing, node)
    if env is not None:
        frame.put(thing, CLASS, pointing(thing))
    if is_enum(cls):
        make_members(frame, thing, cls)
    _announce(frame, thing, cls, bases, keywords, node)
    value = pointing(thing)
    for decorator, place in zip(reversed(decorators), reversed(node.decorators), strict=True):
        value = decorate(frame, decorator, value, place)
    write_name(frame, node.name, value)


def _run_body(frame: Frame, cls: Class, thing: ClassObject, node: ir.Class) -> None:
    from datamap.flow.statements import execute

    outer = frame.defining
    frame.scope.append(thing)
    frame.defining = cls
    frame.put(thing, "__qualname__", constant(cls.name))
    execute(frame, node.body)
    frame.defining = outer
    frame.scope.pop()


def _announce(frame: Frame, thing: ClassObject, cls: Class, bases: list[Value], keywords: dict[str, Value], node: ir.Class) -> None:
    """``__set_name__`` of descriptors, ``__init_subclass__`` of bases, ``__new__`` and ``__init__`` of a metaclass."""
    from datamap.flow.attributes import attribute_of
    from datamap.flow.class_lookup import find_in_class

    for name, value in list(frame.fields(thing).items()):
        for one in value.objects:
            inner = class_of(one)
            if inner is not None and inner.method("__set_name__") is not None:
                call(frame, attribute_of(frame, one, "__set_name__", node.at), Arguments([pointing(thing), constant(str(name))]), node.at)
    for ancestor in cls.mro[1:]:
        if "__init_subclass__" in ancestor.methods:
            start = frame.solver.ancestor_object(frame, thing, cls, ancestor)
            hook = field(frame, start, "__init_subclass__")
            if hook is not None:
                inner_hook = [one for one in expand(frame, hook) if one.__class__ is FunctionObject]
                call(frame, Value(tuple(inner_hook)), Arguments([pointing(thing)], keywords), node.at)
            break
    meta = frame.solver.program.classes.get(cls.metaclass or "")
    if meta is not None:
        start = frame.solver.class_object(meta)
        for name in ("__new__", "__init__"):
            made = find_in_class(frame, start, meta, name)
            if made is not None:
                first = pointing(start if name == "__new__" else thing)
                arguments = Arguments([first, constant(cls.name), _as_tuple(frame, bases, node), pointing(Mirror(thing))], keywords)
                _take_over(frame, thing, call(frame, made, arguments, node.at))


def _as_tuple(frame: Frame, values: list[Value], node: ir.Class) -> Value:
    fields = {item(position): value for position, value in enumerate(values)}
    return pointing(frame.make(Container("tuple", frame.site(node.at, "bases")), fields))


def _take_over(frame: Frame, thing: ClassObject, made: Value) -> None:
    """What a metaclass put into the class that it made belongs to the class."""
    for one in made.objects:
        if one.__class__ is External and one.path == MADE_CLASS:
            for name, value in frame.fields(one).items():
                frame.put(thing, name, present(value))
