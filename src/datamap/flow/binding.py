"""Arguments to parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.flow.frame import present
from datamap.flow.injected import injected
from datamap.flow.lookup import field
from datamap.flow.objects import ANY, ENV, Container, Thing, item
from datamap.flow.values import NOTHING, UNKNOWN, Value, constant, join, pointing

if TYPE_CHECKING:
    from datamap.flow.calls import Arguments
    from datamap.flow.frame import Frame, Span
    from datamap.program.symbols import Function


def bind_arguments(frame: Frame, function: Function, thing: Thing, arguments: Arguments, at: Span) -> dict[str, Value]:
    """What each parameter of ``function`` gets, in the caller's terms."""
    from datamap.flow.calls import environment_of

    binding: dict[str, Value] = {}
    if function.parent is not None and function.parent.kind != "module":
        binding[ENV] = environment_of(frame, thing)
    positional, used = arguments.positional, 0
    left = dict(arguments.keywords)
    for parameter in function.node.parameters:
        name, kind = parameter.name, parameter.kind
        if kind == "star":
            binding[name] = _star(frame, positional[used:], arguments.rest, frame.site(at, f"*{name}"))
            used = len(positional)
        elif kind == "double":
            binding[name] = _double(frame, left, arguments.extra, frame.site(at, f"**{name}"))
        elif kind != "keyword" and used < len(positional):
            binding[name] = _typed(frame, function, parameter, positional[used])
            used += 1
        elif kind != "positional" and name in left:
            binding[name] = _typed(frame, function, parameter, left.pop(name))
        else:
            binding[name] = _missing(frame, function, thing, parameter, arguments, at)
    return binding


def _typed(frame: Frame, function: Function, parameter: ir.Parameter, value: Value) -> Value:
    """What is passed, with the type that the parameter is declared to have where nothing better is known."""
    if value.objects or not value.unknown or parameter.annotation is None:
        return value
    typed = frame.solver.types.value(function.module, parameter.annotation)
    return Value(typed.objects, value.labels, value.constants, unknown=True, given=value.given) if typed.objects else value


def _star(frame: Frame, items: list[Value], rest: Value, site: tuple[object, ...]) -> Value:
    fields = {item(position): value for position, value in enumerate(items)}
    if rest is not NOTHING:
        fields[ANY] = rest
    return pointing(frame.make(Container("tuple", site), fields))


def _double(frame: Frame, left: dict[str, Value], extra: Value, site: tuple[object, ...]) -> Value:
    fields = {item(name): value for name, value in left.items()}
    if extra is not NOTHING:
        fields[ANY] = extra
    return pointing(frame.make(Container("dict", site), fields))


def _missing(frame: Frame, function: Function, thing: Thing, parameter: ir.Parameter, arguments: Arguments, at: Span) -> Value:
    from datamap.flow.containers import read_item

    passed = NOTHING if parameter.kind == "keyword" else arguments.rest
    if parameter.kind != "positional":
        told = read_item(frame, arguments.spread, item(parameter.name)) if arguments.spread is not NOTHING else NOTHING
        passed = join(passed, told if told.labels else arguments.extra)
    default = default_of(frame, thing, parameter)
    if default is None:
        given = injected(frame, function, parameter.annotation, at) if passed is NOTHING else passed
        return given if given is not None else UNKNOWN
    return join(passed, default)


def default_of(frame: Frame, thing: Thing, parameter: ir.Parameter) -> Value | None:
    """The default of a parameter; None if it has none."""
    default = parameter.default
    if default is None:
        return None
    if isinstance(default, ir.Constant):
        return constant(default.value)
    held = field(frame, thing, f"<default:{parameter.name}>")
    return UNKNOWN if held is None else present(held)
