"""Statements: one small function for each kind of node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datamap.facts import ir
from datamap.flow import doors, operators
from datamap.flow.alternatives import alternatives, each
from datamap.flow.apart import FORKS, plan, run_apart
from datamap.flow.assignment import assign, delete
from datamap.flow.expressions import evaluate, evaluate_maybe, name_of
from datamap.flow.guards import branch
from datamap.flow.values import NONE, NOTHING, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.frame import Frame, State


def execute(frame: Frame, statements: tuple[ir.Statement, ...]) -> None:
    """Run statements in order; what follows a dead end is not run."""
    for position, statement in enumerate(statements):
        if frame.dead:
            return
        kind = statement.__class__
        forks = kind in FORKS or (kind is ir.Assign and statement.value.__class__ is ir.Conditional)  # type: ignore[union-attr]
        if forks and (found := plan(frame, statements, position)) is not None:
            run_apart(frame, found)
            return
        if kind is ir.Assign and statement.value.__class__ is ir.Call and _assigned_apart(frame, statements, position):  # type: ignore[union-attr]
            return
        _EXECUTORS[kind](frame, statement)


def _assigned_apart(frame: Frame, statements: tuple[ir.Statement, ...], position: int) -> bool:
    """Whether what a call gave is one of several things that what follows tells apart: then it was run for each."""
    node, rest = statements[position], statements[position + 1 :]
    if not isinstance(node, ir.Assign) or not frame.solver.outlines.depend_on(rest, node.targets[0]):
        return False
    before = frame.guards
    value = evaluate(frame, node.value)
    if frame.guards is not before:
        doors.made(frame, node, before)
    for target in node.targets[1:]:
        assign(frame, target, value)
    each(frame, node.targets[0], alternatives(frame, value) if not frame.dead else [value], lambda: execute(frame, rest))
    return True


def _assign(frame: Frame, node: ir.Assign) -> None:
    before = frame.guards
    value = evaluate(frame, node.value)
    if frame.guards is not before:
        doors.made(frame, node, before)
    for target in node.targets:
        assign(frame, target, value)


def _augmented(frame: Frame, node: ir.Augmented) -> None:
    from datamap.flow.assignment import augment

    before = evaluate(frame, node.target)
    value = evaluate(frame, node.value)
    changed = augment(frame, node.op, before, value, node.at)
    assign(frame, node.target, changed if changed is not None else operators.binary(frame, node.op, before, value, node.at))


def _annotated(frame: Frame, node: ir.Annotated) -> None:
    if node.value is not None:
        value = evaluate(frame, node.value)
        if value.unknown and not value.objects and not value.constants:
            value = frame.solver.types.refine(frame, value, node.annotation)
        assign(frame, node.target, value)


def _evaluate(frame: Frame, node: ir.Evaluate) -> None:
    before = frame.guards
    evaluate(frame, node.value)
    if frame.guards is not before:
        doors.included(frame, node.value, before)


def _return(frame: Frame, node: ir.Return) -> None:
    value = evaluate(frame, node.value) if node.value is not None else NONE
    if frame.dead:
        return
    frame.returns.append((value, frame.fork()))
    frame.dead = True


def _raise(frame: Frame, node: ir.Raise) -> None:
    from datamap.flow.exceptions import raised_value

    value = raised_value(frame, node)
    if frame.dead:
        return
    frame.note_raise(value, here=True)
    frame.dead = True


def _assert(frame: Frame, node: ir.Assert) -> None:
    ways = branch(frame, node.test)
    frame.resume(ways.when_true)


def _delete(frame: Frame, node: ir.Delete) -> None:
    for target in node.targets:
        delete(frame, target)


def _if(frame: Frame, node: ir.If) -> None:
    ways = branch(frame, node.test)
    if ways.when_true.dead:
        frame.resume(ways.when_false)
        execute(frame, node.orelse)
        return
    frame.resume(ways.when_true)
    frame.branching += not ways.when_false.dead
    execute(frame, node.body)
    after = State_of(frame)
    frame.resume(ways.when_false)
    if not frame.dead:
        execute(frame, node.orelse)
    frame.merge(after)
    frame.branching -= not ways.when_false.dead


def State_of(frame: Frame) -> State:  # noqa: N802
    """The present state, handed over."""
    from datamap.flow.frame import State

    return State(frame.env, frame.heap, frame.guards, frame.dead)


def _match(frame: Frame, node: ir.Match) -> None:
    from datamap.flow.patterns import match

    match(frame, node)


def _while(frame: Frame, node: ir.While) -> None:
    from datamap.flow.loops import run_while

    run_while(frame, node)


def _for(frame: Frame, node: ir.For) -> None:
    from datamap.flow.loops import run_for

    run_for(frame, node)


def _try(frame: Frame, node: ir.Try) -> None:
    from datamap.flow.exceptions import run_try

    run_try(frame, node)


def _with(frame: Frame, node: ir.With) -> None:
    from datamap.flow.contexts import run_with

    run_with(frame, node)


def _import(frame: Frame, node: ir.Import) -> None:
    from datamap.flow.imports import import_modules

    import_modules(frame, node)


def _import_from(frame: Frame, node: ir.ImportFrom) -> None:
    from datamap.flow.imports import import_names

    import_names(frame, node)


def _scope(frame: Frame, node: ir.Scope) -> None:
    (frame.globals if node.kind == "global" else frame.nonlocals).update(node.names)


def _break(frame: Frame, _: ir.Break) -> None:
    if frame.loops:
        frame.loops[-1].breaks.append(frame.fork())
    frame.dead = True


def _continue(frame: Frame, _: ir.Continue) -> None:
    if frame.loops:
        frame.loops[-1].continues.append(frame.fork())
    frame.dead = True


def _function(frame: Frame, node: ir.Function) -> None:
    from datamap.flow.definitions import define_function

    define_function(frame, node)


def _class(frame: Frame, node: ir.Class) -> None:
    from datamap.flow.definitions import define_class

    define_class(frame, node)


def _type_name(frame: Frame, node: ir.TypeName) -> None:
    assign(frame, ir.Name(node.at, node.name), UNKNOWN)


_EXECUTORS: dict[type, Callable[[Frame, Any], None]] = {
    ir.Assign: _assign,
    ir.Augmented: _augmented,
    ir.Annotated: _annotated,
    ir.Evaluate: _evaluate,
    ir.Return: _return,
    ir.Raise: _raise,
    ir.Assert: _assert,
    ir.Delete: _delete,
    ir.If: _if,
    ir.While: _while,
    ir.For: _for,
    ir.Try: _try,
    ir.With: _with,
    ir.Match: _match,
    ir.Import: _import,
    ir.ImportFrom: _import_from,
    ir.Scope: _scope,
    ir.Break: _break,
    ir.Continue: _continue,
    ir.Function: _function,
    ir.Class: _class,
    ir.TypeName: _type_name,
}

__all__ = ["NOTHING", "evaluate_maybe", "execute", "name_of"]
