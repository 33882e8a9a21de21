"""Functions that run elsewhere or later: threads, executors, futures, tasks of an event loop, callbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow import coroutines
from datamap.flow.attributes import attribute_of
from datamap.flow.calls import Arguments
from datamap.flow.calls import call as call_value
from datamap.flow.containers import elements, read_item, sequence_items, spread
from datamap.flow.frame import present
from datamap.flow.library import Invocation, awaited, holding, listed
from datamap.flow.lookup import exact_keys, expand, field
from datamap.flow.objects import External, class_of, item
from datamap.flow.values import NONE, NOTHING, UNKNOWN, Value, join, join_all, pointing

if TYPE_CHECKING:
    from collections.abc import Callable


Handler = "Callable[[Invocation], Value | None]"


def _run(call: Invocation, function: Value, positional: list[Value], keywords: dict[str, Value], rest: Value = NOTHING) -> Value:
    return call_value(call.frame, function, Arguments(positional, keywords, rest), call.at)


def _submitted(skip: int, kind: str) -> Callable[[Invocation], Value | None]:
    """``executor.submit(f, *args)``: runs, and its result is held."""

    def submit(call: Invocation) -> Value | None:
        passed = call.arguments.positional[skip:]
        if not passed:
            return UNKNOWN
        result = _run(call, passed[0], passed[1:], call.arguments.keywords, call.arguments.rest)
        return result if not kind else holding(call, kind, result)

    return submit


def _applied(kind: str) -> Callable[[Invocation], Value | None]:
    """``pool.apply(f, args, kwargs)``."""

    def apply(call: Invocation) -> Value | None:
        result = _run_packed(call, call.first(), call.arguments.get(1, "args"), call.arguments.get(2, "kwds"))
        return result if not kind else holding(call, kind, result)

    return apply


def _run_packed(call: Invocation, function: Value, args: Value, kwargs: Value) -> Value:
    if function is NOTHING:
        return NOTHING
    items, rest = spread(call.frame, args) if args is not NOTHING else ([], NOTHING)
    named: dict[str, Value] = {}
    for thing in expand(call.frame, kwargs):
        named = {str(key[0]): read_item(call.frame, kwargs, key) for key in exact_keys(call.frame, thing) or ()}  # type: ignore[index, arg-type]
    return _run(call, function, items, named, rest)


def _thread(call: Invocation) -> Value:
    position = 1 if call.path.endswith("Timer") else -1
    names = ("target", "function") if position > 0 else ("target",)
    target = next((call.arguments.keywords[name] for name in names if name in call.arguments.keywords), NOTHING)
    if target is NOTHING and position > 0:
        target = call.arguments.get(position)
    args = call.arguments.keywords.get("args", call.arguments.get(2) if position > 0 else NOTHING)
    fields = {"<target>": target, "<args>": args, "<kwargs>": call.arguments.keywords.get("kwargs", NOTHING)}
    return pointing(call.frame.make(External(call.path, None, call.frame.site(call.at)), dict(fields)))


def _start(call: Invocation) -> Value:
    """``thread.start()``: the target runs now, and once more later, when others have done their part."""
    thing = call.receiver
    if thing is not None:
        held = [field(call.frame, thing, name) for name in ("<target>", "<args>", "<kwargs>")]
        target, args, kwargs = [NOTHING if value is None else present(value) for value in held]
        cls = class_of(thing)
        if target is NOTHING and cls is not None and cls.method("run") is not None:
            target = attribute_of(call.frame, thing, "run", call.at)
        _run_packed(call, target, args, kwargs)
        call.frame.solver.run_later(target)
    return NONE


def _joined(call: Invocation) -> Value:
    """``thread.join()``: by now the target has seen what was done since it was started."""
    if call.receiver in call.frame.own and field(call.frame, call.receiver, "<target>") is not None:
        _start(call)
    return NONE


def _result(call: Invocation) -> Value:
    held = field(call.frame, call.receiver, "<result>") if call.receiver is not None else None
    return present(held) if held is not None else UNKNOWN


def _set_result(call: Invocation) -> Value:
    if call.receiver is not None:
        call.frame.put(call.receiver, "<result>", call.first())
        waiting = field(call.frame, call.receiver, _WAITING)
        if waiting is not None:
            call.call(present(waiting), pointing(call.receiver))
    return NONE


def _when_done(call: Invocation) -> Value:
    """``future.add_done_callback(f)``: called now if there is a result, else when one is set."""
    if call.receiver is None:
        return NONE
    if call.receiver in call.frame.own and field(call.frame, call.receiver, "<result>") is None:
        call.frame.put(call.receiver, _WAITING, join(call.first(), field(call.frame, call.receiver, _WAITING) or NOTHING))
    else:
        call.call(call.first(), pointing(call.receiver))
    return NONE


_WAITING = "<waiting>"
"""The field of a future for the callbacks that its result will be given to."""


def _future(call: Invocation) -> Value:
    return call.make("future", {})


def _task(call: Invocation) -> Value:
    task = holding(call, "task", awaited(call.frame, call.first(), call.at))
    coroutines.start(call.frame, task.objects[0], call.first())
    return task


def _later(position: int) -> Callable[[Invocation], Value | None]:
    """``loop.call_soon(f, *args)``, ``atexit.register(f, *args)``, ``stack.callback(f, *args)``."""

    def later(call: Invocation) -> Value | None:
        passed = call.arguments.positional[position:]
        if passed and (len(passed) > 1 or call.arguments.keywords or call.path not in _DECORATORS):
            _run(call, passed[0], passed[1:], call.arguments.keywords, call.arguments.rest)
        return passed[0] if passed else NONE

    return later


_DECORATORS = frozenset({"atexit.register"})


def _scheduled(call: Invocation) -> Value:
    _run_packed(call, call.arguments.get(2, "action"), call.arguments.get(3, "argument"), call.arguments.get(4, "kwargs"))
    return NONE


def _mapped(call: Invocation) -> Value:
    items = sequence_items(call.frame, call.arguments.get(1))
    if items is not None and len(items) <= 8:
        return call.make("list", {item(position): call.call(call.first(), value) for position, value in enumerate(items)})
    return listed(call, call.call(call.first(), elements(call.frame, call.arguments.get(1), call.at)))


def _star_mapped(call: Invocation) -> Value:
    rows = sequence_items(call.frame, call.arguments.get(1))
    given = rows if rows is not None else [elements(call.frame, call.arguments.get(1), call.at)]
    results = [_run_packed(call, call.first(), row, NOTHING) for row in given]
    return listed(call, join_all(results))


_POOLS = ("multiprocessing.Pool", "multiprocessing.pool.Pool", "multiprocessing.pool.ThreadPool", "multiprocessing.dummy.Pool")
_EXECUTORS = ("concurrent.futures.ThreadPoolExecutor", "concurrent.futures.ProcessPoolExecutor", "concurrent.futures.Executor")
_THREADS = ("threading.Thread", "threading.Timer", "multiprocessing.Process")

LOOP_METHODS: dict[str, Callable[[Invocation], Value | None]] = {
    "create_future": _future,
    "create_task": _task,
    "run_in_executor": _submitted(1, ""),
    "call_soon": _later(0),
    "call_later": _later(1),
    "call_soon_threadsafe": _later(0),
    "run_until_complete": lambda call: awaited(call.frame, call.first(), call.at),
}
"""Methods of an event loop, however it was come by."""


def _in_any_order(call: Invocation) -> Value:
    """``as_completed(futures)``."""
    return listed(call, elements(call.frame, call.first(), call.at), "iterator")


def _waited(call: Invocation) -> Value:
    """``wait(futures)``: those that are done, and those that are not."""
    some = [listed(call, elements(call.frame, call.first(), call.at), "set", part) for part in ("done", "pending")]
    return call.make("tuple", {item(position): value for position, value in enumerate(some)})


_STACKS = ("contextlib.ExitStack", "contextlib.AsyncExitStack")

FUNCTIONS: dict[str, Callable[[Invocation], Value | None]] = {
    "atexit.register": _later(0),
    "sched.scheduler.enter": _scheduled,
    "sched.scheduler.enterabs": _scheduled,
    "builtins.task.result": _result,
    "builtins.future.result": _result,
    "builtins.future.get": _result,
    "builtins.future.exception": _result,
    "builtins.future.set_result": _set_result,
    "builtins.task.add_done_callback": _when_done,
    "builtins.future.add_done_callback": _when_done,
    "asyncio.Future": _future,
    "concurrent.futures.Future": _future,
    "asyncio.create_task": _task,
    "asyncio.ensure_future": _task,
    "asyncio.TaskGroup.create_task": _task,
    "asyncio.to_thread": _submitted(0, ""),
    **{f"{base}.start": _start for base in _THREADS},
    **{f"{base}.run": _start for base in _THREADS},
    **{f"{base}.join": _joined for base in _THREADS},
    **dict.fromkeys(_THREADS, _thread),
    **{f"{base}.submit": _submitted(0, "future") for base in _EXECUTORS},
    **{f"{base}.map": _mapped for base in (*_EXECUTORS, *_POOLS)},
    **{f"{base}.imap": _mapped for base in _POOLS},
    **{f"{base}.imap_unordered": _mapped for base in _POOLS},
    **{f"{base}.apply": _applied("") for base in _POOLS},
    **{f"{base}.apply_async": _applied("future") for base in _POOLS},
    **{f"{base}.starmap": _star_mapped for base in _POOLS},
    **{f"{base}.callback": _later(0) for base in _STACKS},
    **{f"{base}.push_async_callback": _later(0) for base in _STACKS},
    "concurrent.futures.as_completed": _in_any_order,
    "asyncio.as_completed": _in_any_order,
    "concurrent.futures.wait": _waited,
    "asyncio.wait": _waited,
}
