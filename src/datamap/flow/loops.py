"""Loops: short ones whose items are known are run item by item, others until nothing changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.flow.alternatives import alternatives, each
from datamap.flow.assignment import assign
from datamap.flow.containers import elements, sequence_items
from datamap.flow.expressions import evaluate
from datamap.flow.frame import Loop, State
from datamap.flow.guards import branch
from datamap.flow.statements import execute
from datamap.flow.unrolling import is_unrolled
from datamap.flow.values import NONE, NOTHING, Value

if TYPE_CHECKING:
    from datamap.flow.frame import Frame

_UNROLLED_WHILE = 5


def run_for(frame: Frame, node: ir.For) -> None:
    """``for target in iterable``."""
    exits = frame.kept_exits()
    iterable = evaluate(frame, node.iterable)
    if frame.dead:
        return
    given = frame.guards
    if iterable.facts is not None and iterable.facts.when_true:
        frame.guards = frame.guards | iterable.facts.when_true
    items = sequence_items(frame, iterable)
    loop = Loop()
    frame.loops.append(loop)
    if items is not None and not frame.nested_unrolling and is_unrolled(frame, items):
        _run_items(frame, node, items, loop)
    else:
        _run_any(frame, node, elements(frame, iterable, node.iterable.at), loop)
    frame.loops.pop()
    if not frame.dead:
        frame.guards = frame.guards & given if frame.guards is not given else given
        execute(frame, node.orelse)
    frame.end_also(loop.breaks, exits)
    if not frame.dead and frame.guards is not given:  # type: ignore[redundant-expr]
        frame.guards = frame.guards & given


def _run_items(frame: Frame, node: ir.For, items: list[Value], loop: Loop) -> None:
    """Each item in turn, from the state that the one before left."""
    frame.unrolled += 1 if len(items) > 1 else 0
    turns = frame.turns
    for turn, value in enumerate(items):
        if frame.dead:
            break
        frame.turns = (*turns, turn)
        assign(frame, node.target, value)
        guards = frame.guards
        frame.guards = guards | value.given
        execute(frame, node.body)
        frame.guards = frame.guards - value.given | guards
        _continue(frame, loop)
    frame.turns = turns
    frame.unrolled -= 1 if len(items) > 1 else 0


def _continue(frame: Frame, loop: Loop) -> None:
    for state in loop.continues:
        frame.merge(state)
    loop.continues.clear()


def _run_any(frame: Frame, node: ir.For, value: Value, loop: Loop) -> None:
    """Any number of items, each like ``value``."""
    if value is NOTHING:
        return

    def turn() -> None:
        frame.guards = frame.guards | value.given
        execute(frame, node.body)
        _continue(frame, loop)

    frame.branching += 1
    for _ in range(frame.solver.budget.passes):
        before = frame.fork()
        apart = frame.solver.outlines.depend_on(node.body, node.target)
        each(frame, node.target, alternatives(frame, value) if apart else [value], turn)
        frame.merge(before)
        if settled(before, frame):
            break
    frame.branching -= 1


def settled(before: State, frame: Frame) -> bool:
    """Whether a pass changed nothing that the next one could see."""
    if frame.dead:
        return True
    if before.env.keys() != frame.env.keys() or before.heap.keys() != frame.heap.keys():
        return False
    for name, value in frame.env.items():
        old = before.env[name]
        if old is not value and not old.same(value):
            return False
    for thing, fields in frame.heap.items():
        held = before.heap[thing]
        if held is fields:
            continue
        if held.keys() != fields.keys():
            return False
        for field, value in fields.items():
            if held[field] is not value and not held[field].same(value):
                return False
    return True


def run_while(frame: Frame, node: ir.While) -> None:
    """``while test``."""
    exits = frame.kept_exits()
    loop = Loop()
    frame.loops.append(loop)
    given = frame.guards
    outcome = frame.unreachable
    if not isinstance(node.test, ir.Constant):
        outcome = _run_known(frame, node, loop)
    if not frame.dead:
        outcome = _run_until(frame, node, loop, outcome)
    frame.loops.pop()
    frame.resume(outcome)
    if not frame.dead:
        execute(frame, node.orelse)
    frame.end_also(loop.breaks, exits)
    if not frame.dead:
        frame.guards = frame.guards | given


def _run_known(frame: Frame, node: ir.While, loop: Loop) -> State:
    """Passes whose test is certain are run one by one; the state in which the test was false, if that is certain too."""
    for _ in range(_UNROLLED_WHILE):
        start = frame.fork()
        ways = branch(frame, node.test)
        if ways.when_true.dead:
            frame.dead = True
            return ways.when_false
        if not ways.when_false.dead:
            frame.resume(start)
            return frame.unreachable
        frame.resume(ways.when_true)
        execute(frame, node.body)
        _continue(frame, loop)
        if frame.dead:
            return frame.unreachable
    return frame.unreachable


def _run_until(frame: Frame, node: ir.While, loop: Loop, outcome: State) -> State:
    frame.branching += 1
    for _ in range(frame.solver.budget.passes):
        before = frame.fork()
        ways = branch(frame, node.test)
        frame.resume(ways.when_true)
        execute(frame, node.body)
        _continue(frame, loop)
        frame.merge(before)
        if settled(before, frame):
            break
    paused = frame.fork()
    ways = branch(frame, node.test)
    frame.branching -= 1
    frame.resume(outcome)
    frame.merge(ways.when_false)
    if frame.dead and not loop.breaks and frame.function.node.is_generator:
        frame.returns.append((NONE, paused))  # whoever takes its items sees what it did until then
    return frame.fork()
