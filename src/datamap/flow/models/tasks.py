"""Work that runs elsewhere or later: ``send_report.delay(user.id)``, ``queue.enqueue(export, user)``, ``background.add_task(f, x)``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from datamap.flow.events import Outcome
from datamap.flow.models.arguments import named
from datamap.flow.values import NOTHING, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.events import ExternalCall
    from datamap.flow.models.context import Context
    from datamap.flow.values import Value
    from datamap.knowledge.frameworks.entrances import PackedArguments, Task

    Handler = Callable[[ExternalCall], Outcome | None]

FUNCTION = "function"
TASK = "datamap.task"


def find(spelled: tuple[str, ...], context: Context) -> Handler | None:
    """Find who answers for a path."""
    path = spelled[-1]
    for task in context.frameworks.tasks:
        if path in task.decorators:
            return partial(_made, path=path)
        if path in task.enqueues or path in task.enqueues_later:
            return partial(_enqueued, task=task, skip=1 if path in task.enqueues_later else 0)
        if path in task.enqueues_keyword:
            return _started
        if path in task.by_name:
            return partial(_by_name, context=context)
    name = path.rpartition(".")[2]
    senders = [task for task in context.frameworks.tasks if name in task.sends]
    return partial(_sent, tasks=tuple(senders)) if senders else None


def _made(event: ExternalCall, path: str) -> Outcome | None:
    """A decorator makes the function a task that still can be called directly."""
    functions = [value for value in event.args if event.world.functions(value)]
    if not functions:
        return Outcome(event.world.external(path))
    return Outcome(event.args[0]) if event.decorator or len(event.args) == 1 else None


def _sent(event: ExternalCall, tasks: tuple[Task, ...]) -> Outcome | None:
    """``task.delay(x)`` calls the function that became the task."""
    function = event.world.fields(event.receiver).get(FUNCTION, event.receiver) if event.receiver.objects else NOTHING
    if not function.objects or not event.world.functions(function):
        return None
    packed = next((task.packed[event.name] for task in tasks if event.name in task.packed), None)
    args, kwargs = _unpacked(event, packed) if packed else (event.args, dict(event.kwargs))
    event.world.call(function, args, kwargs)
    return Outcome(UNKNOWN)


def _unpacked(event: ExternalCall, packed: PackedArguments) -> tuple[tuple[Value, ...], dict[str, Value]]:
    world = event.world
    given = [value for name in packed.arguments for _, value in named(event, name)]
    args = tuple(item for value in given for item in world.items(value))
    kwargs = {key: value for name in packed.keywords for _, held in named(event, name) for key, value in world.fields(held).items()}
    return args, kwargs


def _enqueued(event: ExternalCall, task: Task, skip: int) -> Outcome | None:
    given = event.args[skip:]
    if not given:
        return None
    kwargs = {name: value for name, value in event.kwargs.items() if name not in task.options}
    for name in ("args", "kwargs"):
        if name in kwargs and name not in task.options:
            held = kwargs.pop(name)
            given = (*given, *event.world.items(held)) if name == "args" else given
            kwargs |= dict(event.world.fields(held)) if name == "kwargs" else {}
    return Outcome(event.world.call(given[0], given[1:], kwargs)) if given[0].objects else None


def _started(event: ExternalCall) -> Outcome | None:
    target = event.kwargs.get("target", event.kwargs.get("function", NOTHING))
    if not target.objects:
        return None
    args = tuple(event.world.items(event.kwargs["args"])) if "args" in event.kwargs else ()
    kwargs = dict(event.world.fields(event.kwargs["kwargs"])) if "kwargs" in event.kwargs else {}
    event.world.call(target, args, kwargs)
    return Outcome(event.world.external(event.bare))


def _by_name(event: ExternalCall, context: Context) -> Outcome | None:
    """``app.send_task("mail.send", args=[x])``: the task is found by the end of its name."""
    name = event.world.text(event.args[0]) if event.args else None
    if not name:
        return None
    found = [function for function in context.program.functions if function.qualname == name or function.name == name.rpartition(".")[2]]
    if len(found) != 1:
        return None
    return None
