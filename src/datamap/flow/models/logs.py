"""Logs: ``logger.info("…", email)``, ``extra=``, structured keywords, bound context, ``print`` in a service."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from datamap.flow.events import Effect, Outcome, Slot
from datamap.flow.models.acts import Act
from datamap.flow.models.arguments import is_open, merged, slots
from datamap.flow.models.inputs import all_headers, header_label, whole
from datamap.flow.objects import External
from datamap.flow.tags import born
from datamap.flow.values import UNKNOWN
from datamap.knowledge.names import split_words
from datamap.model import Confidence, SinkKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from datamap.flow.events import ExternalCall
    from datamap.flow.models.context import Context
    from datamap.flow.values import Value
    from datamap.knowledge.stores import LogEntry

    Handler = Callable[[ExternalCall], Outcome | None]

BOUND = "bound"
CONSOLE, TERMINAL = "console", "terminal"
SCREENS = frozenset({"sys.stderr", "sys.stdout"})
COMMANDS = "cli"
"""Files and folders of commands, which answer to whoever typed them."""


def find(spelled: tuple[str, ...], context: Context) -> Handler | None:
    """Find who answers for a path."""
    path = spelled[-1]
    if path in context.stores.log_calls:
        return partial(_written, entry=context.stores.log_calls[path], context=context, sure=True)
    if any(path in log.context_calls for log in context.stores.logs):
        return partial(_written, entry=context.stores.logs[0], context=context, sure=True)
    receiver, _, method = path.rpartition(".")
    entry = _receiver(receiver, context)
    if entry is not None:
        return _method(method, entry, context, sure=True)
    words = split_words(receiver.rpartition(".")[2])
    guessed = context.stores.log_words.get(words)
    return _method(method, guessed, context, sure=False) if guessed else None


def _receiver(receiver: str, context: Context) -> LogEntry | None:
    """The log that a receiver is, or is bound from: ``structlog.get_logger.bind``."""
    entry = context.stores.log_receivers.get(receiver)
    if entry is None and receiver.rpartition(".")[2] in context.stores.logs[0].binders:
        return _receiver(receiver.rpartition(".")[0], context)
    return entry


def _method(method: str, entry: LogEntry, context: Context, *, sure: bool) -> Handler | None:
    if method in entry.methods:
        return partial(_written, entry=entry, context=context, sure=sure)
    return _bound if method in entry.binders else None


def _bound(event: ExternalCall) -> Outcome:
    """``log = log.bind(email=e)``: every later message carries it."""
    world = event.world
    before = world.fields(event.receiver).get(BOUND)
    carried = world.carrying(*([before] if before is not None else []), *event.args, *event.kwargs.values())
    return Outcome(world.external(event.bare, fields={BOUND: carried}))


def _written(event: ExternalCall, entry: LogEntry, context: Context, *, sure: bool) -> Outcome:
    if entry.kind == CONSOLE and COMMANDS in event.site.location.file.removesuffix(".py").split("/"):
        entry = next((log for log in context.stores.logs if log.kind == TERMINAL), entry)
    if entry.kind == CONSOLE and not _on_screen(event):
        return Outcome(UNKNOWN)
    act = Act(SinkKind.LOG, event.bare, "print" if entry.kind in (CONSOLE, TERMINAL) else "log", kind=entry.kind)
    confidence = Confidence.HIGH if sure else Confidence.MEDIUM
    return Outcome(UNKNOWN, (Effect("sink", entry.id, act, merged(_slots(event, entry, context)), confidence=confidence),))


def _on_screen(event: ExternalCall) -> bool:
    """Whether a print is no way to write a file: ``print(header, file=digest)``."""
    target = event.kwargs.get("file")
    return target is None or any(isinstance(thing, External) and thing.path in SCREENS for thing in target.objects)


def _slots(event: ExternalCall, entry: LogEntry, context: Context) -> Iterator[Slot]:
    world = event.world
    for position, value in enumerate(event.args):
        yield from _with_bodies(event, "message" if position == 0 else "args", world.shown(value), context)
    for name, value in event.kwargs.items():
        if name not in entry.silent_arguments:
            yield from _with_bodies(event, name, value, context)
    for value in (event.rest, event.extra):
        yield from slots(world, "args", value)
    bound = world.fields(event.receiver).get(BOUND) if event.receiver.objects else None
    if bound is not None:
        yield from slots(world, "context", bound)


def _with_bodies(event: ExternalCall, name: str, value: Value, context: Context) -> Iterator[Slot]:
    """What an argument holds, with the bodies of requests in it: ``extra={"body": request.data}``."""
    if all_headers(event, value):
        yield Slot(name, born(header_label(event)))
    yield from slots(event.world, name, whole(event, value, context))
    for key, field in event.world.fields(value).items() if is_open(value) else ():
        inside = whole(event, field, context)
        if inside is not field:
            yield from slots(event.world, f"{name}.{key}", inside)
