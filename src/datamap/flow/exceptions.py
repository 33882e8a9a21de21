"""Exceptions: ``try``, ``raise``, and what a raised value carries to its handler."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.flow.calls import Arguments, call
from datamap.flow.containers import elements, read_item, sequence_items
from datamap.flow.expressions import evaluate
from datamap.flow.frame import State
from datamap.flow.lookup import expand
from datamap.flow.objects import ClassObject, Container, External, class_of, external_of, item, kind_of
from datamap.flow.scopes import write_name
from datamap.flow.statements import execute
from datamap.flow.values import NOTHING, UNKNOWN, Value, join

if TYPE_CHECKING:
    from datamap.flow.frame import Frame
    from datamap.flow.objects import Thing


def raised_value(frame: Frame, node: ir.Raise) -> Value:
    """The exception that a ``raise`` raises: a class is instantiated, a bare one raises what is handled."""
    if node.exception is None:
        return frame.handled[-1] if frame.handled else UNKNOWN
    value = evaluate(frame, node.exception)
    if node.cause is not None:
        cause = evaluate(frame, node.cause)
        for thing in expand(frame, value):
            if thing in frame.own:
                frame.put(thing, "__cause__", cause)
    classes = [thing for thing in expand(frame, value) if thing.__class__ is ClassObject]
    if classes:
        value = call(frame, Value(tuple(classes)), Arguments(), node.at)
    if frame.handled and frame.handled[-1] is not value:
        for thing in expand(frame, value):
            if thing in frame.own:
                frame.put(thing, "__context__", frame.handled[-1])
    return value


def run_try(frame: Frame, node: ir.Try) -> None:
    """``try`` with its handlers: each starts from every state at which the body may have been left."""
    exits = frame.kept_exits() if not node.final else None
    start = frame.fork()
    returns, suspended = len(frame.returns), len(frame.suspended)
    pending: list[tuple[Value, State]] = []
    collected: list[tuple[Value, State]] = []
    frame.tries.append(collected)
    between = _run_body(frame, node.body, start)
    frame.tries.pop()
    if node.final:
        frame.tries.append(pending)
    after_body = frame.fork()
    if not frame.dead and node.orelse:
        execute(frame, node.orelse)
    outcome = State(frame.env, frame.heap, frame.guards, frame.dead)
    if len(frame.suspended) == suspended:
        outcome = _run_handlers(frame, node, collected, [*between, after_body], outcome, exits)
    frame.resume(outcome)
    if node.final:
        frame.tries.pop()
        _run_final(frame, node, pending, returns)


def _run_body(frame: Frame, body: tuple[ir.Statement, ...], start: State) -> list[State]:
    """The states between the statements of a body, at each of which something may have been raised."""
    states = [start]
    for statement in body:
        if frame.dead:
            break
        execute(frame, (statement,))
        if not frame.dead:
            states.append(frame.fork())
    return states


def _run_handlers(
    frame: Frame, node: ir.Try, raised: list[tuple[Value, State]], between: list[State], outcome: State, exits: list[State] | None
) -> State:
    left = list(raised)
    harmless = _harmless(node.body)
    frame.branching += 1
    for handler in node.handlers:
        caught, rest = _split(frame, handler, left, between[0])
        implicit = not harmless and _catches_implicit(frame, handler)
        if not implicit and not caught and (raised or harmless):
            continue
        frame.resume(frame.unreachable)
        for state in [*between, *[state for _, state in caught]]:
            frame.merge(frame.state_copy(state))
        value = NOTHING
        for one, _ in caught:
            value = join(value, one)
        if handler.type is not None and value.objects:
            value = _of_group(frame, handler.type, value)
        if implicit:
            value = join(value, UNKNOWN)
        if handler.name is not None:
            write_name(frame, handler.name, value if value is not NOTHING else UNKNOWN)
        frame.handled.append(value)
        if not frame.dead:
            execute(frame, handler.body)
        frame.handled.pop()
        after = frame.fork()
        frame.resume(outcome)
        frame.end_also([after], exits)
        outcome = frame.fork()
        left = rest
    for value, state in left:
        frame.resume(frame.state_copy(state))
        frame.note_raise(value)
    frame.branching -= 1
    return outcome


def _of_group(frame: Frame, wanted: ir.Expression, value: Value) -> Value:
    """``except* T as group``: a group of those of its exceptions that are a ``T``; what other handlers catch stays as it is."""
    classes = _classes(frame, wanted)
    if any(one.__class__ is External and one.path in _OF_GROUPS for one in classes):
        return value
    made: list[Thing] = []
    for thing in value.objects:
        items = _exceptions_in(frame, thing)
        if items is None:
            made.append(thing)
            continue
        mine = [one for one in items if _is_caught(frame, one, classes) is not False]
        kept = frame.make(Container("tuple", frame.site(wanted.at, "group")), {item(position): one for position, one in enumerate(mine)})
        group = External("builtins.ExceptionGroup", None, frame.site(wanted.at))
        made.append(frame.make(group, {"args": Value((kept,)), "exceptions": Value((kept,))}))
    return Value(tuple(made), value.labels, value.constants, unknown=value.unknown)


_OF_GROUPS = frozenset(f"builtins.{name}" for name in ("Exception", "BaseException", "ExceptionGroup", "BaseExceptionGroup"))


def _exceptions_in(frame: Frame, thing: Thing) -> list[Value] | None:
    args = frame.fields(thing).get("args") if thing.__class__ is External and thing.path in _OF_GROUPS else None
    return sequence_items(frame, read_item(frame, args, item(1))) if args is not None else None


def _harmless(body: tuple[ir.Statement, ...]) -> bool:
    """Whether nothing in a body can raise."""
    return all(isinstance(one, ir.Assign) and isinstance(one.value, ir.Constant) and isinstance(one.targets[0], ir.Name) for one in body)


def _split(
    frame: Frame, handler: ir.Handler, raised: list[tuple[Value, State]], start: State
) -> tuple[list[tuple[Value, State]], list[tuple[Value, State]]]:
    """What a handler catches of what was raised, and what is left."""
    if handler.type is None:
        return raised, []
    frame.resume(frame.state_copy(start))
    classes = _classes(frame, handler.type)
    caught, left = [], []
    for value, state in raised:
        answer = _is_caught(frame, value, classes)
        if answer is not False:
            caught.append((value, state))
        if answer is not True:
            left.append((value, state))
    return caught, left


def _classes(frame: Frame, node: ir.Expression) -> tuple[Thing, ...]:
    found: list[Thing] = []
    for thing in expand(frame, evaluate(frame, node)):
        found += expand(frame, elements(frame, Value((thing,)))) if kind_of(thing) == "tuple" else [thing]
    return tuple(found)


def _is_caught(frame: Frame, value: Value, classes: tuple[Thing, ...]) -> bool | None:
    answers = {_thing_caught(thing, classes) for thing in expand(frame, value)}
    return answers.pop() if len(answers) == 1 and not value.unknown else None


def _thing_caught(thing: Thing, classes: tuple[Thing, ...]) -> bool | None:
    cls = class_of(thing)
    known = external_of(thing)
    names = {known[0], *_builtin_bases(known[0])} if known is not None else set()
    if cls is not None:
        names = set(cls.ancestors) | {base for path in cls.external_bases for base in _builtin_bases(path)}
    for caught in classes:
        if caught.__class__ is ClassObject:
            if cls is not None and caught.cls in cls.mro:
                return True
        elif caught.__class__ is External:
            path = caught.path
            if "ExceptionGroup" in str(names):
                return None
            if path in ("builtins.Exception", "builtins.BaseException") or path in names or path.removeprefix("builtins.") in names:
                return True
        else:
            return None
    return False if cls is not None or names else None


def _builtin_bases(path: str) -> list[str]:
    """The ancestors of a builtin exception."""
    import builtins

    found = getattr(builtins, path.removeprefix("builtins."), None)
    return [f"builtins.{base.__name__}" for base in found.__mro__] if isinstance(found, type) else []


def _catches_implicit(frame: Frame, handler: ir.Handler) -> bool:
    """Whether exceptions that no ``raise`` of the project shows can get to a handler: not those of the project's own classes."""
    if handler.type is None:
        return True
    return any(thing.__class__ is not ClassObject for thing in _classes(frame, handler.type))


def _run_final(frame: Frame, node: ir.Try, pending: list[tuple[Value, State]], returns: int) -> None:
    """``finally``: after the normal end, after each ``return`` in the statement, and on the way out of an exception."""
    leaving = frame.returns[returns:]
    del frame.returns[returns:]
    outcome = frame.fork()
    for value, state in leaving:
        frame.resume(frame.state_copy(state))
        execute(frame, node.final)
        if not frame.dead:
            frame.returns.append((value, frame.fork()))
    for value, state in pending:
        if not state.dead:
            frame.resume(frame.state_copy(state))
            execute(frame, node.final)
        if not frame.dead or state.dead:
            frame.note_raise(value)
    frame.resume(outcome)
    if not frame.dead:
        execute(frame, node.final)
