"""A whole run: module bodies, entry points, functions that nothing calls, and again what changed under way."""

from __future__ import annotations

import gc
import sys
import threading
from typing import TYPE_CHECKING

from datamap.flow import objects, tags
from datamap.flow.events import Decoration
from datamap.flow.registries import share_registered
from datamap.flow.solver import Solver

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.config import Config
    from datamap.flow.events import ModelRegistry
    from datamap.program.symbols import Function, Program

_STACK = 512 * 1024 * 1024
_RECURSION = 400_000
_ROUNDS, _LEAST_ROUNDS = 3, 1


def solved(program: Program, registry: ModelRegistry | None, config: Config | None) -> Solver:
    """A solver that has run to its end."""
    objects.forget()
    tags.forget()
    solver = Solver(program, registry, config)
    in_deep_stack(lambda: _run(solver))
    return solver


def in_deep_stack(work: Callable[[], None]) -> None:
    """Run something that recurses deeply; its exceptions are raised here."""
    failure: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            failure.append(error)

    size, limit, collecting = threading.stack_size(_STACK), sys.getrecursionlimit(), gc.isenabled()
    sys.setrecursionlimit(_RECURSION)
    gc.disable()
    try:
        thread = threading.Thread(target=guarded)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
        if collecting:
            gc.enable()
    if failure:
        raise failure[0]


def _run(solver: Solver) -> None:
    share_registered(solver)
    for module in solver.program.modules.values():
        solver.run_module(module)
    for function in _entry_order(solver):
        state = solver.states.get(function)
        if solver.decoration(function) is not None or state is None or not state.contexts:
            solver.enter(function)
    for function in list(solver.beside):
        solver.entries.setdefault(function, Decoration("thread"))
        solver.enter(function)
    for _ in range(_LEAST_ROUNDS if solver.large else _ROUNDS):
        if not solver.dirty or solver.budget.coarse:
            break
        solver.round += 1
        dirty = sorted(solver.dirty, key=lambda root: root.number)
        solver.dirty.clear()
        for root in dirty:
            solver.run_again(root)


def _entry_order(solver: Solver) -> list[Function]:
    """Functions whose name nobody mentions first, constructors before other methods, the rest as they stand."""
    mentioned: set[str] = set()
    for module in solver.program.modules.values():
        mentioned |= module.facts.identifiers
    functions = solver.program.functions
    return sorted(functions, key=lambda function: (function.name != "__init__", function.name in mentioned))
