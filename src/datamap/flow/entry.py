"""The outside calls in: what the parameters of an outermost function can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.binding import default_of
from datamap.flow.names import labelled_by_name
from datamap.flow.objects import ENV, Container, FunctionObject
from datamap.flow.values import Value, join, pointing, with_labels

if TYPE_CHECKING:
    from datamap.facts import ir
    from datamap.flow.events import Decoration
    from datamap.flow.frame import Frame
    from datamap.program.symbols import Function


def outside_binding(frame: Frame, function: Function, decoration: Decoration | None, thing: FunctionObject | None) -> dict[str, Value]:
    """What each parameter of a function is when the outside calls it."""
    given = decoration.parameters if decoration is not None else {}
    binding: dict[str, Value] = {}
    for position, parameter in enumerate(function.node.parameters):
        value = given.get(parameter.name)
        if value is None:
            value = _parameter(frame, function, parameter, position, thing)
        binding[parameter.name] = value
    if function.parent is not None and function.parent.kind != "module" and thing is not None and thing.env is not None:
        binding[ENV] = pointing(thing.env)
    return binding


def _parameter(frame: Frame, function: Function, parameter: ir.Parameter, position: int, thing: FunctionObject | None) -> Value:
    if parameter.kind == "star":
        return pointing(frame.make(Container("tuple", frame.site(parameter.at, "*")), {(...,): Value(unknown=True)}))
    if parameter.kind == "double":
        return pointing(frame.make(Container("dict", frame.site(parameter.at, "**")), {(...,): Value(unknown=True)}))
    if position == 0 and function.owner is not None and "staticmethod" not in function.decorators:
        if "classmethod" in function.decorators or function.name == "__new__":
            return pointing(frame.solver.class_object(function.owner))
        return pointing(frame.solver.typical(function.owner))
    typed = frame.solver.types.value(function.module, parameter.annotation)
    owner = function.owner.name if function.owner is not None else function.name
    named = labelled_by_name(frame, parameter.name, owner, parameter.at)
    value = with_labels(typed, named.labels) if named.labels and not typed.objects else typed
    default = default_of(frame, thing, parameter) if thing is not None else None
    return join(value, Value(default.objects)) if default is not None and default.objects else value
