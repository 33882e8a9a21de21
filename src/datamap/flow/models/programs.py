"""Programs that are run on files: ``subprocess.run(["ffmpeg", "-i", film, sound])`` makes one file of another."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from datamap.flow.events import Outcome
from datamap.flow.models.writers import left_in_file
from datamap.flow.values import NOTHING, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from datamap.flow.events import ExternalCall
    from datamap.flow.models.context import Context
    from datamap.flow.values import Value

RUNS = frozenset(
    {f"subprocess.{name}" for name in ("run", "call", "check_call", "check_output", "Popen")}
    | {"asyncio.create_subprocess_exec", "anyio.run_process", "anyio.open_process"}
)


def find(spelled: tuple[str, ...], context: Context) -> Callable[[ExternalCall], Outcome | None] | None:
    """Find who answers for a path."""
    return partial(_run, context=context) if spelled[-1] in RUNS else None


def _run(event: ExternalCall, context: Context) -> Outcome | None:
    """The files that a program is given hold the same from then on; the last one is what it makes."""
    world = event.world
    given = list(_arguments(event))
    held = world.carrying(*(world.file_content(value) for value in given))
    files = [value for value in given if value.objects]
    if not held.labels or not files:
        return None
    for value in files:
        world.write_file(value, held)
    return Outcome(UNKNOWN, left_in_file(event, context, files[-1], held))


def _arguments(event: ExternalCall) -> Iterator[Value]:
    """The words of the command, one by one where they stand in a list."""
    for value in (*event.args, *(event.kwargs[name] for name in ("args", "command") if name in event.kwargs), event.rest):
        items = event.world.items(value) if value is not NOTHING and value.objects else []
        yield from items or [value]
