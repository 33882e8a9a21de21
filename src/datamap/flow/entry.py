"""The outside calls in: what the parameters of an outermost function can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.binding import default_of
from datamap.flow.calls import Arguments, call
from datamap.flow.dispatched import is_dispatched, through_dispatch
from datamap.flow.held_rows import unless_row, used_as_row
from datamap.flow.injected import injected
from datamap.flow.names import labelled_by_name
from datamap.flow.objects import ENV, Container, FunctionObject, class_of
from datamap.flow.values import NO_CONDITIONS, Value, join, pointing, with_labels

if TYPE_CHECKING:
    from datamap.facts import ir
    from datamap.flow.events import Decoration
    from datamap.flow.frame import Frame
    from datamap.program.symbols import Function


def enter(frame: Frame, function: Function, decoration: Decoration | None, thing: FunctionObject | None) -> None:
    """The outside calls a function: through what its decorators made of it, and after what its dependencies demand."""
    solver = frame.solver
    binding = outside_binding(frame, function, decoration, thing)
    behind = [solver.doors.get(door, NO_CONDITIONS) for door in solver.behind.get(function, ())]
    frame.guards = frame.guards.union(solver.demanded.get(function, NO_CONDITIONS), *behind)
    if is_dispatched(function):
        passed = _passed(function, binding)
        if through_dispatch(frame, function, passed.positional[0], Arguments(passed.positional[1:], passed.keywords)):
            return
    worn = solver.worn.get(function) if solver.worn is not None else None
    if worn is not None:
        call(frame, worn, _passed(function, binding), function.node.at)
        if any(not context.is_root for context in solver.state_of(function).contexts):
            return
    solver.run(frame, function, binding, function.node.at)


def wears(value: Value, function: Function) -> bool:
    """Whether a decorated function is something else of the project, which calls it or does not."""
    return bool(value.objects) and all(
        cls.method("__call__") is not None
        if (cls := class_of(one)) is not None
        else one.__class__ is FunctionObject and one.function is not function
        for one in value.objects
    )


def _passed(function: Function, binding: dict[str, Value]) -> Arguments:
    """The parameters of a function as arguments for what wraps it."""
    arguments = Arguments()
    for parameter in function.node.parameters:
        value = binding[parameter.name]
        if parameter.kind in ("star", "double"):
            continue
        if parameter.kind == "keyword":
            arguments.keywords[parameter.name] = value
        else:
            arguments.positional.append(value)
    return arguments


def outside_binding(frame: Frame, function: Function, decoration: Decoration | None, thing: FunctionObject | None) -> dict[str, Value]:
    """What each parameter of a function is when the outside calls it."""
    given = decoration.parameters if decoration is not None else {}
    binding: dict[str, Value] = {}
    for position, parameter in enumerate(function.node.parameters):
        value = given.get(parameter.name)
        if value is None:
            value = from_outside(frame, function, parameter, position, thing)
        binding[parameter.name] = value
    if function.parent is not None and function.parent.kind != "module" and thing is not None and thing.env is not None:
        binding[ENV] = pointing(thing.env)
    return binding


def from_outside(frame: Frame, function: Function, parameter: ir.Parameter, position: int, thing: FunctionObject | None) -> Value:
    """What one parameter is when the outside calls."""
    if parameter.kind == "star":
        return pointing(frame.make(Container("tuple", frame.site(parameter.at, "*")), {(...,): Value(unknown=True)}))
    if parameter.kind == "double":
        return pointing(frame.make(Container("dict", frame.site(parameter.at, "**")), {(...,): Value(unknown=True)}))
    if position == 0 and function.owner is not None and "staticmethod" not in function.decorators:
        if "classmethod" in function.decorators or function.name == "__new__":
            return pointing(frame.solver.class_object(function.owner))
        return pointing(frame.solver.typical(function.owner))
    given = injected(frame, function, parameter.annotation, parameter.at)
    if given is not None:
        return given
    typed = frame.solver.types.value(function.module, parameter.annotation)
    owner = function.owner.name if function.owner is not None else function.name
    named = labelled_by_name(frame, parameter.name, owner, parameter.at)
    if named.labels:
        named = unless_row(named, row=used_as_row(function.node, parameter.name))
    value = with_labels(typed, named.labels) if named.labels and not typed.objects else typed
    default = default_of(frame, thing, parameter) if thing is not None else None
    if default is None or not (default.objects or default.labels):
        return value
    return join(value, Value(default.objects, default.labels))
