"""Ways kept apart: what follows a test is run once for each of its outcomes, where a later test tells which of them it was.

``if flag: x = a`` … ``if not flag: use(x)`` never uses ``a``. That is so where the later test is the same (or follows from it) and nothing
in between can change its answer, or where it is about a variable that the first one set to a literal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.flow.correlation import FORKS, Block, Plan, planned
from datamap.flow.guards import branch

if TYPE_CHECKING:
    from datamap.flow.frame import Frame, State

_MOST_ALIVE, _MOST_IN_LARGE = 3, 1


def plan(frame: Frame, statements: Block, position: int) -> Plan | None:
    """How to keep the outcomes of the statement at a position apart; None if nothing that follows could tell them."""
    following, outlines = len(statements) - position - 1, frame.solver.outlines
    if not 0 < following <= outlines.most_following:
        return None
    node, rest = statements[position], statements[position + 1 :]
    known = outlines.plans
    key = (id(node), id(rest[-1]), len(rest))
    if key not in known:
        known[key] = planned(node, rest, outlines)
    found = known[key]
    if found is None or found.ends or found.literal_flags or found.answers[True] or found.answers[False]:
        return found
    return found if any(_is_literal(frame, name) for name in found.flags) else None


def _is_literal(frame: Frame, name: str) -> bool:
    value = frame.env.get(name)
    return value is not None and value.exact and not value.labels


def run_apart(frame: Frame, found: Plan) -> None:
    """Run a statement and what follows it."""
    from datamap.flow.statements import State_of, execute

    before, generates = frame.decided, frame.function.node.is_generator
    if not found.ends and (generates or frame.apart >= (_MOST_IN_LARGE if frame.solver.large else _MOST_ALIVE)):
        execute(frame, (found.node,))
        execute(frame, found.rest)
        return
    if not isinstance(found.node, ir.If):
        _run_exits_apart(frame, found)
        return
    ways = branch(frame, found.node.test)
    split = not ways.when_true.dead and not ways.when_false.dead
    outcome = frame.unreachable
    frame.apart += split and not found.ends
    frame.branching += split
    for holds, state in ((True, ways.when_true), (False, ways.when_false)):
        if state.dead:
            continue
        frame.resume(state)
        if found.answers[holds]:
            frame.decided = {**before, **found.answers[holds]}
        execute(frame, found.ways[holds])
        frame.decided = before
        frame.merge(outcome)
        outcome = State_of(frame)
    frame.resume(outcome)
    frame.apart -= split and not found.ends
    frame.branching -= split


def _run_exits_apart(frame: Frame, found: Plan) -> None:
    """The same for a loop, ``try`` or ``match``, each of whose ends is one way."""
    from datamap.flow.statements import State_of, execute

    more: list[State] = []
    frame.exits = more
    execute(frame, (found.node,))
    frame.exits = None
    ends = [state for state in (State_of(frame), *more) if not state.dead]
    split = len(ends) > 1
    outcome = frame.unreachable
    frame.apart += split
    frame.branching += split
    for state in ends:
        frame.resume(state)
        execute(frame, found.rest)
        frame.merge(outcome)
        outcome = State_of(frame)
    frame.resume(outcome)
    frame.apart -= split
    frame.branching -= split


__all__ = ["FORKS", "plan", "run_apart"]
