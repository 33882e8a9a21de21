"""Coroutines that run side by side: each sees what the others did meanwhile once it is awaited."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from datamap.flow.values import Value, join

if TYPE_CHECKING:
    from datamap.flow.frame import Frame, Span
    from datamap.flow.objects import Thing
    from datamap.program.symbols import Function

_MOST = 16


class Coroutine(NamedTuple):
    """A call of an ``async`` function: what it gave when it was called, which is when it was first run."""

    result: Value
    function: Function
    binding: dict[str, Value]


def remember(frame: Frame, result: Value, function: Function, binding: dict[str, Value]) -> None:
    """Keep a call that may be made a task of."""
    frame.coroutines.append(Coroutine(result, function, binding))
    del frame.coroutines[:-_MOST]


def called(frame: Frame, value: Value) -> Coroutine | None:
    """The call that gave a value."""
    return next((one for one in reversed(frame.coroutines) if one.result is value), None)


def again(frame: Frame, one: Coroutine, at: Span) -> Value:
    """What a coroutine gives now that others have run."""
    if frame.dead:
        return one.result
    result = join(one.result, frame.solver.run(frame, one.function, one.binding, at))
    frame.dead = False
    return result


def start(frame: Frame, task: Thing, value: Value) -> None:
    """``create_task(coroutine)``."""
    one = called(frame, value)
    if one is not None:
        frame.tasks[task] = one


def finish(frame: Frame, at: Span) -> None:
    """All tasks of a group come to their end."""
    for one in list(frame.tasks.values()):
        again(frame, one, at)
