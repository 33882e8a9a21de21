"""Generators: what they yield, in order where that is known; ``next``, ``send``, ``yield from``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.containers import elements, item_of, sequence_items
from datamap.flow.frame import present
from datamap.flow.lookup import exact_keys, expand, field
from datamap.flow.objects import Container, External, Formal, FunctionObject, Thing, item, kind_of
from datamap.flow.values import NOTHING, Value, constant, join, join_all, pointing

if TYPE_CHECKING:
    from collections.abc import Hashable

    from datamap.flow.frame import Frame, Span

SENT, THROWN = "<send>", "<throw>"
"""The roots of a generator's frame for what is sent into it, by the position of the yield that gives it, and for what is thrown."""
LAST = "<last>"


def yield_value(frame: Frame, value: Value) -> Value:
    """``yield value``; the result is what the caller sends. What is yielded where conditions hold carries them."""
    if frame.guards and not value.exact:
        value = Value(
            value.objects, value.labels, value.constants, unknown=value.unknown, facts=value.facts, given=value.given | frame.guards
        )
    place: Hashable = LAST
    if frame.branching or frame.ordered_yields is None:
        frame.ordered_yields = None
    else:
        place = item(len(frame.ordered_yields))
        frame.ordered_yields.append(value)
    frame.yields = join(frame.yields, value)
    if frame.in_module:
        return NOTHING
    from datamap.flow.suspended import is_context_manager, wait

    if is_context_manager(frame.function):
        wait(frame, value)
    if frame.dead:
        return NOTHING
    if frame.tries:
        frame.note_raise(Value((Formal(THROWN),)))
    return Value((Formal(SENT, (place,)),))


def yield_from(frame: Frame, value: Value, at: Span) -> Value:
    """``yield from value``; the result is what the inner generator returns."""
    value = _fed(frame, value, at)
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
    """``thing.send(value)``: its function seen with ``value`` as the result of the ``yield`` that it waits at."""
    position = frame.fields(thing).get("<pos>", constant(0))
    if thing not in frame.own or (value.exact and value.constants == (None,)):
        return advance(frame, thing, at)
    index = position.constants[0] if len(position.constants) == 1 else None
    waits_at = index - 1 if isinstance(index, int) else 0
    sent = frame.fields(thing).get("<sent>")
    if sent is None:
        sent = pointing(frame.make(Container("tuple", frame.site(at, "sent")), {}))
        frame.put(thing, "<sent>", sent)
    frame.put(sent.objects[0], item(waits_at), value)
    frame.put(sent.objects[0], LAST, value)
    result = _run_again(frame, thing, {SENT: sent}, at)
    if result is None:
        return advance(frame, thing, at)
    for one in result.objects:
        keys = exact_keys(frame, one)
        if keys is not None and waits_at + 1 < len(keys):
            frame.put(thing, "<pos>", constant(waits_at + 2))
            return item_of(frame, one, "list", item(waits_at + 1))
    return elements(frame, result)


def throw(frame: Frame, thing: Thing, error: Value, at: Span) -> Value:
    """``thing.throw(error)``: its function seen with ``error`` raised where it waits."""
    result = _run_again(frame, thing, {THROWN: error}, at)
    if result is None:
        return elements(frame, pointing(thing))
    given = [sequence_items(frame, pointing(one)) for one in result.objects]
    position = frame.fields(thing).get("<pos>", constant(0)).constants
    if len(given) == 1 and given[0] is not None and len(position) == 1 and isinstance(position[0], int):
        return join_all(given[0][position[0] :])
    return elements(frame, result)


def _run_again(frame: Frame, thing: Thing, more: dict[str, Value], at: Span) -> Value | None:
    """What a generator's function gives under further roots; None if it is not known."""
    callee = frame.fields(thing).get("<callee>")
    if callee is None:
        return None
    binding = {str(name)[5:-1]: held for name, held in frame.fields(thing).items() if str(name).startswith("<arg:")}
    result = NOTHING
    for one in callee.objects:
        function = one.function if one.__class__ is FunctionObject else None
        if function is None and one.__class__ is Formal and one.facet is not None:
            function = one.facet.what
        if function is not None:
            result = join(result, frame.solver.run(frame, function, {**binding, **more}, at))
    return result


def _fed(frame: Frame, value: Value, at: Span) -> Value:
    """A generator that ``yield from`` hands on: what is sent to the outer one gets to it."""
    things = expand(frame, value)
    if frame.in_module or len(things) != 1 or kind_of(things[0]) != "generator" or things[0] not in frame.own:
        return value
    again = _run_again(frame, things[0], {SENT: Value((Formal(SENT),)), THROWN: Value((Formal(THROWN),))}, at)
    return value if again is None else again
