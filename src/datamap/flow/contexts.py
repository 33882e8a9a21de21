"""``with``: ``__enter__`` and ``__exit__``, generators as context managers, external ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.assignment import assign
from datamap.flow.attributes import attribute_of
from datamap.flow.calls import Arguments, call
from datamap.flow.coroutines import finish
from datamap.flow.expressions import evaluate
from datamap.flow.generators import advance
from datamap.flow.lookup import expand, truths
from datamap.flow.objects import External, class_of, kind_of
from datamap.flow.statements import execute
from datamap.flow.suspended import catches, leave, leave_raising
from datamap.flow.values import NONE, NOTHING, UNKNOWN, Value, join, with_labels

if TYPE_CHECKING:
    from datamap.facts import ir
    from datamap.flow.frame import Frame, Span, State
    from datamap.flow.objects import Thing


def run_with(frame: Frame, node: ir.With) -> None:
    """``with context as target``."""
    entered: list[Value] = []
    outer = frame.withs
    for part in node.items:
        context = evaluate(frame, part.context)
        if frame.dead:
            return
        value = enter(frame, context, part.context.at, is_async=node.is_async)
        entered.append(context)
        frame.withs = (*frame.withs, *[thing.path for thing in context.objects if thing.__class__ is External])
        if part.target is not None:
            assign(frame, part.target, value)
    suppresses = any(_is_suppress(thing) for context in entered for thing in expand(frame, context))
    returns = len(frame.returns)
    raised = _run_body(frame, node.body, watched=suppresses or _has_exit(frame, entered) or _catches(frame, entered))
    frame.withs = outer
    _leave_returning(frame, node, entered, returns)
    _leave(frame, node, entered, raised)


def enter(frame: Frame, context: Value, at: Span, *, is_async: bool) -> Value:
    """What ``__enter__`` of a context manager gives."""
    from datamap.flow.library import awaited

    result = NOTHING
    for thing in expand(frame, context):
        cls = class_of(thing)
        name = "__aenter__" if is_async else "__enter__"
        if cls is not None and cls.method(name) is not None:
            value = call(frame, attribute_of(frame, thing, name, at), Arguments(), at)
            result = join(result, awaited(frame, value, at) if is_async else value)
        elif cls is None and kind_of(thing) in ("closing", "context", "generator"):
            from datamap.flow.containers import elements

            result = join(result, elements(frame, Value((thing,))) if kind_of(thing) != "generator" else advance(frame, thing, at))
        else:
            result = join(result, Value((thing,)))
    rest = Value((), context.labels, context.constants, unknown=context.unknown)
    return with_labels(join(result, rest) if result is NOTHING or context.unknown else result, context.labels)


def _run_body(frame: Frame, body: tuple[ir.Statement, ...], *, watched: bool) -> list[tuple[Value, State]]:
    """Run a body; if ``watched``, what it raises with the state there, and every state between its statements."""
    if not watched:
        execute(frame, body)
        return []
    raised: list[tuple[Value, State]] = []
    frame.tries.append(raised)
    between: list[State] = []
    for statement in body:
        if frame.dead:
            break
        between.append(frame.fork())
        execute(frame, (statement,))
    frame.tries.pop()
    return [*raised, *[(NOTHING, state) for state in between]]


def _leave_returning(frame: Frame, node: ir.With, entered: list[Value], returns: int) -> None:
    """A ``return`` in the body leaves the contexts, too."""
    leaving = frame.returns[returns:]
    if not leaving or not any(thing in frame.leaving for context in entered for thing in context.objects):
        return
    here = frame.fork()
    del frame.returns[returns:]
    for value, state in leaving:
        frame.resume(state)
        for context, part in zip(reversed(entered), reversed(node.items), strict=True):
            _exit(frame, context, part.context.at, NONE, is_async=node.is_async)
        frame.returns.append((value, frame.fork()))
    frame.resume(here)


def _leave(frame: Frame, node: ir.With, entered: list[Value], raised: list[tuple[Value, State]]) -> None:
    for context, part in zip(reversed(entered), reversed(node.items), strict=True):
        if not frame.dead:
            _exit(frame, context, part.context.at, NONE, is_async=node.is_async)
        left: list[tuple[Value, State]] = []
        if any(_is_suppress(thing) for thing in expand(frame, context)):
            for _, state in raised:
                frame.merge(state)
        else:
            left = [] if not raised else _exit_on_error(frame, context, part.context.at, raised, is_async=node.is_async)
        raised = left
    for value, state in raised:
        if value is not NOTHING:
            here = frame.fork()
            frame.resume(frame.state_copy(state))
            frame.note_raise(value)
            frame.resume(here)


def _exit_on_error(
    frame: Frame, context: Value, at: Span, raised: list[tuple[Value, State]], *, is_async: bool
) -> list[tuple[Value, State]]:
    """``__exit__`` sees what was raised; what it does not swallow goes on."""
    left: list[tuple[Value, State]] = []
    for value, state in raised:
        if value is NOTHING:
            continue
        here = frame.fork()
        frame.resume(frame.state_copy(state))
        if waiting := _waiting(frame, context):
            left += [out for thing in waiting for out in leave_raising(frame, thing, value, at)]
            swallows = not frame.dead
        else:
            answer = _exit(frame, context, at, value, is_async=is_async)
            swallows, passes = truths(frame, answer) if answer is not NOTHING else (False, True)
            left += [(value, frame.fork())] if passes else []
        after = frame.fork()
        frame.resume(here)
        if swallows:
            frame.merge(after)
    return left


def _exit(frame: Frame, context: Value, at: Span, error: Value, *, is_async: bool) -> Value:
    result = NOTHING
    for thing in expand(frame, context):
        cls = class_of(thing)
        name = "__aexit__" if is_async else "__exit__"
        if cls is not None and cls.method(name) is not None:
            kind = NONE if error is NONE else UNKNOWN
            result = join(result, call(frame, attribute_of(frame, thing, name, at), Arguments([kind, error, kind]), at))
        elif thing in frame.leaving:
            leave(frame, thing, at)
        elif thing.__class__ is External and thing.path.startswith("asyncio.TaskGroup"):
            finish(frame, at)
    return result


def _waiting(frame: Frame, context: Value) -> list[Thing]:
    """The generators of a context that catch what the body of their ``with`` raises."""
    return [thing for thing in context.objects if thing in frame.leaving and catches(frame.leaving[thing].function)]


def _catches(frame: Frame, entered: list[Value]) -> bool:
    return any(_waiting(frame, context) for context in entered)


def _has_exit(frame: Frame, entered: list[Value]) -> bool:
    return any(
        (cls := class_of(thing)) is not None and cls.method("__exit__") is not None
        for context in entered
        for thing in expand(frame, context)
    )


def _is_suppress(thing: Thing) -> bool:
    return thing.__class__ is External and thing.path.startswith("contextlib.suppress")
