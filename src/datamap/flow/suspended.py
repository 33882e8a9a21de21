"""Generators as context managers: what holds while they wait at their ``yield``, and what their end changes after that."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from datamap.facts import ir
from datamap.flow.containers import elements
from datamap.flow.expressions import name_of
from datamap.flow.frame import ABSENT
from datamap.flow.generators import THROWN
from datamap.flow.lookup import constants
from datamap.flow.objects import ANY, Container, External, Formal
from datamap.flow.scopes import walk_nodes
from datamap.flow.values import NOTHING, Value, constant, join

if TYPE_CHECKING:
    from collections.abc import Hashable

    from datamap.flow.frame import Frame, Span, State
    from datamap.flow.objects import Thing
    from datamap.program.symbols import Function

_DECORATORS = frozenset({"contextmanager", "asynccontextmanager"})


PHASE, YIELDED = "<phase>", "<yielded>"
"""Roots of a context manager's frame: how far it is run, and what it gave, as the ``with`` left it.

``enter`` is up to its ``yield``, ``exit`` goes on from there, ``raise`` goes on with what the body of the ``with`` raised.
"""


class Leaving(NamedTuple):
    """What leaving a context manager does: its function with its binding, and the fields and variables that its end sets."""

    given: Value
    function: Function
    binding: dict[str, Value]
    fields: list[tuple[Thing, Hashable, Value]]
    names: dict[str, Value]


@lru_cache(maxsize=4096)
def is_context_manager(function: Function) -> bool:
    """Whether a generator function is made a context manager."""
    return any(name_of(decorator) in _DECORATORS for decorator in function.node.decorators)


@lru_cache(maxsize=4096)
def catches(function: Function) -> bool:
    """Whether a function catches exceptions somewhere."""
    return any(isinstance(node, ir.Try) and node.handlers for node in walk_nodes(function.node.body))


def wait(frame: Frame, value: Value) -> None:
    """``yield value`` in a context manager: its run ends here, or what it gave is now what the ``with`` made of it."""
    phase, known = constants(frame, Value((Formal(PHASE),)))
    if not known:
        return
    if phase == ("enter",):
        frame.suspended.append(frame.fork())
        frame.dead = True
        return
    if phase == ("raise",):
        frame.note_raise(Value((Formal(THROWN),)))
        frame.dead = True
        return
    for thing in value.objects:
        if thing in frame.own:
            fields = frame.fields(thing)
            names = [*fields, ANY] if thing.__class__ is Container else list(fields)
            changed = {name: join(fields.get(name, NOTHING), Value((Formal(YIELDED, (name,)),))) for name in names}
            frame.put_all(thing, {**fields, **changed})


def run_to_yield(frame: Frame, function: Function, binding: dict[str, Value], at: Span) -> Value:
    """The generator of a context manager, run as far as its ``yield``; what the rest changes is kept for the end of the ``with``."""
    start = frame.fork()
    whole = frame.solver.run(frame, function, binding, at)
    if frame.dead:
        return whole
    end = frame.fork()
    frame.resume(frame.state_copy(start))
    result = frame.solver.run(frame, function, {**binding, PHASE: constant("enter")}, at)
    state = frame.fork()
    if state.dead:
        frame.resume(end)
        return whole
    for thing, fields in end.heap.items():
        if thing.__class__ is External and thing in frame.heap:  # others may look into a request's own place before and after
            frame.heap[thing] = {**fields, **{name: join(value, fields.get(name, ABSENT)) for name, value in frame.heap[thing].items()}}
    for thing in result.objects:
        frame.leaving[thing] = Leaving(result, function, binding, _fields_set(frame, end), _names_set(frame, end))
    return result


def leave(frame: Frame, thing: Thing, at: Span) -> None:
    """The rest of a context manager: its effects on what there is now, and what it sets."""
    left = frame.leaving.get(thing)
    if left is None:
        return
    here = frame.fork()
    given = elements(frame, left.given)
    frame.solver.run(frame, left.function, {**left.binding, PHASE: constant("exit"), YIELDED: given}, at)
    frame.resume(here)
    for one, name, value in left.fields:
        frame.put(one, name, value)
    frame.env.update(left.names)


def leave_raising(frame: Frame, thing: Thing, error: Value, at: Span) -> list[tuple[Value, State]]:
    """The rest of a context manager whose ``with`` raised; what comes out of it. Where it catches all, the frame goes on."""
    left = frame.leaving[thing]
    given = elements(frame, left.given)
    raised: list[tuple[Value, State]] = []
    frame.tries.append(raised)
    frame.solver.run(frame, left.function, {**left.binding, PHASE: constant("raise"), YIELDED: given, THROWN: error}, at)
    frame.tries.pop()
    return raised


def _fields_set(frame: Frame, end: State) -> list[tuple[Thing, Hashable, Value]]:
    found: list[tuple[Thing, Hashable, Value]] = []
    for thing, fields in end.heap.items():
        before = frame.heap.get(thing, {})
        if before is fields or thing.__class__ is External:
            continue
        found += [(thing, name, value) for name, value in fields.items() if not (name in before and before[name].same(value))]
        found += [(thing, name, ABSENT) for name in before if name not in fields]
    return found


def _names_set(frame: Frame, end: State) -> dict[str, Value]:
    return {name: value for name, value in end.env.items() if not (name in frame.env and frame.env[name].same(value))}
