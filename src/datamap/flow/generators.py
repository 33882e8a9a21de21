"""Generators: what they yield, in order where that is known; ``next``, ``send``, ``yield from``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.containers import elements, item_of, sequence_items
from datamap.flow.frame import present
from datamap.flow.lookup import exact_keys, expand, field
from datamap.flow.objects import Container, External, Formal, FunctionObject, Thing, item, kind_of
from datamap.flow.values import NOTHING, Value, constant, join, join_all, pointing

if TYPE_CHECKING:
    from datamap.flow.frame import Frame, Span

SEND = "<send>"


def yield_value(frame: Frame, value: Value) -> Value:
    """``yield value``; the result is what the caller sends. What is yielded where conditions hold carries them."""
    if frame.guards and not value.exact:
        value = Value(
            value.objects, value.labels, value.constants, unknown=value.unknown, facts=value.facts, given=value.given | frame.guards
        )
    if frame.branching or frame.ordered_yields is None:
        frame.ordered_yields = None
    else:
        frame.ordered_yields.append(value)
    frame.yields = join(frame.yields, value)
    return Value((Formal(SEND),)) if not frame.in_module else NOTHING


def yield_from(frame: Frame, value: Value, at: Span) -> Value:
    """``yield from value``; the result is what the inner generator returns."""
    items = sequence_items(frame, value)
    if items is None:
        frame.ordered_yields = None
        frame.yields = join(frame.yields, elements(frame, value, at))
    else:
        for one in items:
            yield_value(frame, one)
    found = [field(frame, thing, "<return>") for thing in expand(frame, value) if kind_of(thing) == "generator"]
    return join_all([present(one) for one in found if one is not None])


def advance(frame: Frame, thing: Thing, at: Span, *, default: bool = False) -> Value:
    """``next(thing)``: the item at its position; at the end StopIteration, unless there is a ``default``."""
    keys = exact_keys(frame, thing)
    position = frame.fields(thing).get("<pos>", constant(0))
    if keys is None or len(position.constants) != 1 or thing not in frame.own:
        return elements(frame, pointing(thing))
    index = position.constants[0]
    if not isinstance(index, int):
        return NOTHING
    frame.put(thing, "<pos>", constant(index + 1))
    if item(index) in keys:
        return item_of(frame, thing, "list", item(index))
    if not default:
        returned = frame.fields(thing).get("<return>", constant(None))
        raised = frame.make(External("builtins.StopIteration", None, frame.site(at, "stop")), {"value": returned})
        frame.note_raise(pointing(raised), here=True)
        frame.dead = True
    return NOTHING


def iterator(frame: Frame, value: Value, at: Span) -> Value:
    """``iter(value)``."""
    if any(kind_of(thing) in ("generator", "iterator") for thing in expand(frame, value)):
        return value
    items = sequence_items(frame, value)
    made = Container("iterator", frame.site(at))
    if items is not None:
        return pointing(frame.make(made, {item(position): one for position, one in enumerate(items)}))
    inner = elements(frame, value, at)
    return pointing(frame.make(made, {(...,): inner} if inner is not NOTHING else {}))


def remember_call(frame: Frame, result: Value, callee: Thing, binding: dict[str, Value]) -> None:
    """Keep with a new generator what made it, so that ``send`` can run it again."""
    for thing in result.objects:
        if thing.__class__ is Container and thing.kind == "generator" and thing in frame.own:
            frame.put(thing, "<callee>", pointing(callee))
            for root, value in binding.items():
                frame.put(thing, f"<arg:{root}>", value)


def send(frame: Frame, thing: Thing, value: Value, at: Span) -> Value:
    """``thing.send(value)``: its function seen with ``value`` as the result of ``yield``."""
    callee = frame.fields(thing).get("<callee>")
    if callee is None or (value.exact and value.constants == (None,)):
        return advance(frame, thing, at)
    binding = {str(name)[5:-1]: held for name, held in frame.fields(thing).items() if str(name).startswith("<arg:")}
    binding[SEND] = value
    result = NOTHING
    for one in callee.objects:
        function = one.function if one.__class__ is FunctionObject else None
        if function is None and one.__class__ is Formal and one.facet is not None:
            function = one.facet.what
        if function is not None:
            result = join(result, frame.solver.run(frame, function, binding, at))
    return elements(frame, result)
