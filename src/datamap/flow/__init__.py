"""The data-flow engine: a linked program -> practices, or its call graph."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.config import Config
    from datamap.flow.events import ModelRegistry
    from datamap.flow.models.parsed import SqlReader
    from datamap.flow.models.texts import Source
    from datamap.flow.solution import Findings
    from datamap.knowledge.everything import Knowledge
    from datamap.model import Practices, Unreadable
    from datamap.program import Program


def analyse(
    program: Program,
    knowledge: Knowledge,
    config: Config,
    files: Iterable[Source] = (),
    unreadable: Iterable[Unreadable] = (),
    sql: SqlReader | None = None,
) -> Practices:
    """Everything that a program does with personal data.

    ``files`` are all that were found, ``unreadable`` those that were not read; ``sql`` may know statements from an earlier run.
    """
    from datamap.flow.models.registry import Models
    from datamap.flow.practices.gather import gather

    files = tuple(files)
    models = Models(program, knowledge, config, files, sql)
    with _without_collector():
        return gather(solve(program, models, config), models.context, config, unreadable)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Pauses the garbage collector: all that a run makes is needed to its end, and would be looked through again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def solve(program: Program, registry: ModelRegistry | None = None, config: Config | None = None) -> Findings:
    """Run the engine over a whole program."""
    from datamap.flow.run import solved
    from datamap.flow.solution import collect

    return collect(solved(program, registry, config))


def call_graph(program: Program) -> dict[str, list[str]]:
    """Caller to sorted callees, by name, for every function and module body."""
    from datamap.flow.run import solved

    solver = solved(program, None, None)
    found: dict[str, set[str]] = {module.body.qualname: set() for module in program.modules.values() if module.path}
    found.update({function.qualname: set() for function in program.functions})
    for function, callees in solver.graph.edges.items():
        found.setdefault(function.qualname, set()).update(callees)
    return {name: sorted(found[name]) for name in sorted(found)}
