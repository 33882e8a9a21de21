"""Things that hold what is put into them: buffers, writers, threads, executors, futures, stacks of callbacks, schedulers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow import coroutines
from datamap.flow.attributes import attribute_of
from datamap.flow.calls import Arguments
from datamap.flow.calls import call as call_value
from datamap.flow.containers import elements, read_item, sequence_items, spread
from datamap.flow.frame import present
from datamap.flow.labels import labels_of
from datamap.flow.library import Invocation, awaited, holding, listed
from datamap.flow.lookup import exact_keys, expand, field
from datamap.flow.objects import ANY, External, Thing, class_of, item
from datamap.flow.scalars import STR
from datamap.flow.shown import text_of
from datamap.flow.values import NONE, NOTHING, UNKNOWN, Value, constant, join, join_all, pointing

if TYPE_CHECKING:
    from collections.abc import Callable


Handler = "Callable[[Invocation], Value | None]"


def _buffer(call: Invocation) -> Value:
    fields = {ANY: call.first()} if call.arguments.positional else {}
    return pointing(call.frame.make(External(call.path, None, call.frame.site(call.at)), dict(fields)))


def _writer(call: Invocation) -> Value:
    """``csv.writer(file)``: what is written goes into the file."""
    return pointing(call.frame.make(External(call.path, None, call.frame.site(call.at)), {"<of>": call.first(), "target": call.first()}))


def _rows(call: Invocation) -> Value | None:
    """``csv.reader(file)`` of a file with data in it: rows of that; those of a ``DictReader`` also say by their keys what they hold."""
    labels = labels_of(call.frame, call.first())
    if not labels:
        return None
    if call.path.endswith("DictReader"):
        return listed(call, Value((External(f"{call.path}[]"),), dict(labels), unknown=True), "iterator")
    return listed(call, call.make("list", {ANY: Value(STR.objects, dict(labels))}, "row"), "iterator")


def _write_to(position: int, name: str) -> Callable[[Invocation], Value | None]:
    def write(call: Invocation) -> Value | None:
        target = call.arguments.keywords.get(name, call.arguments.get(position) if position >= 0 else NOTHING)
        if target is NOTHING:
            return NONE
        for value in call.arguments.all():
            if value is not target:
                put_into(call, target, value)
        return NONE

    return write


def put_into(call: Invocation, target: Value, value: Value) -> None:
    """``value`` ends in ``target``, and in what that writes to."""
    from datamap.flow.uncertainty import taint

    labels = labels_of(call.frame, value)
    if not labels:
        return
    taint(call.frame, target, labels)
    for thing in expand(call.frame, target):
        behind = field(call.frame, thing, "<of>") if thing.__class__ is External else None
        if behind is not None:
            taint(call.frame, present(behind), labels)


def _ref(call: Invocation) -> Value:
    return holding(call, "ref", call.first())


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


def _entered(call: Invocation) -> Value:
    from datamap.flow.contexts import enter

    return enter(call.frame, call.first(), call.at, is_async="async" in call.path)


def _handled(call: Invocation) -> Value:
    frame = call.frame
    value = frame.handled[-1] if frame.handled else NONE
    if call.path == "sys.exc_info":
        return call.make("tuple", {item(0): UNKNOWN, item(1): value, item(2): UNKNOWN})
    return text_of(frame, value)


def _exit(call: Invocation) -> Value:
    frame = call.frame
    kind = "builtins.SystemExit" if call.path.startswith(("sys.", "builtins.", "os.")) else "werkzeug.exceptions.HTTPException"
    raised = frame.make(External(kind, None, frame.site(call.at)), {"code": call.first()})
    frame.note_raise(pointing(raised), here=True)
    frame.dead = True
    return NOTHING


def _pushed(call: Invocation) -> Value:
    from datamap.flow.container_writes import add_to_rest

    for thing in expand(call.frame, call.first()):
        add_to_rest(call.frame, thing, call.arguments.get(1))
    return NONE


def _inserted(call: Invocation) -> Value:
    """``bisect.insort(items, value)``."""
    from datamap.flow.container_methods import call_method

    for thing in expand(call.frame, call.first()):
        call_method(call.frame, thing, "list", "insert", Arguments([UNKNOWN, call.arguments.get(1)]), call.at)
    return NONE


def _popped(call: Invocation) -> Value:
    return elements(call.frame, call.first(), call.at)


def _counter(call: Invocation) -> Value:
    from datamap.flow.objects import KEYS
    from datamap.flow.scalars import INT

    keys = elements(call.frame, call.first(), call.at) if call.arguments.positional else NOTHING
    named = {item(name): value for name, value in call.arguments.keywords.items()}
    return call.make("dict", {**named, ANY: INT, KEYS: keys} if keys is not NOTHING else dict(named))


def _record_fields(call: Invocation) -> Value:
    """``dataclasses.fields(x)``: one thing with a name for each field."""
    from datamap.flow.objects import ClassObject, class_of

    frame, found = call.frame, []
    for thing in expand(frame, call.first()):
        cls = class_of(thing) or (thing.cls if thing.__class__ is ClassObject else None)
        for declaration in cls.all_fields() if cls is not None else ():
            if declaration.annotation is not None:
                one = External("dataclasses.Field", None, frame.site(call.at, declaration.name))
                found.append(pointing(frame.make(one, {"name": constant(declaration.name)})))
    return call.make("tuple", {item(position): value for position, value in enumerate(found)})


def _group(call: Invocation) -> Value:
    """An exception group: its exceptions are in ``exceptions``."""
    frame = call.frame
    return pointing(
        frame.make(External(call.path, None, frame.site(call.at)), {"message": call.first(), "exceptions": call.arguments.get(1)})
    )


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
_STACKS = ("contextlib.ExitStack", "contextlib.AsyncExitStack")

_ENDING = (
    "sys.exit",
    "builtins.exit",
    "builtins.quit",
    "os._exit",
    "os.abort",
    "typing.assert_never",
    "typing_extensions.assert_never",
    "flask.abort",
    "flask_restful.abort",
    "flask_smorest.abort",
    "werkzeug.exceptions.abort",
    "quart.abort",
    "bottle.abort",
    "bottle.redirect",
    "apiflask.abort",
    "connexion.problem.abort",
    "pytest.fail",
    "pytest.skip",
    "pytest.exit",
)
"""Functions of libraries that never come back: they raise, or end the process."""

FUNCTIONS: dict[str, Callable[[Invocation], Value | None]] = {
    "io.StringIO": _buffer,
    "io.BytesIO": _buffer,
    "csv.writer": _writer,
    "csv.DictWriter": _writer,
    "csv.reader": _rows,
    "csv.DictReader": _rows,
    "builtins.print": _write_to(-1, "file"),
    "json.dump": _write_to(1, "fp"),
    "pickle.dump": _write_to(1, "file"),
    "yaml.dump": _write_to(1, "stream"),
    "weakref.ref": _ref,
    "weakref.WeakMethod": _ref,
    "heapq.heappush": _pushed,
    "heapq.heappop": _popped,
    **{f"bisect.{name}": _inserted for name in ("insort", "insort_left", "insort_right")},
    "asyncio.sleep": lambda call: call.arguments.get(1, "result") if len(call.arguments.all()) > 1 else NONE,
    "heapq.heapreplace": _popped,
    "heapq.heappushpop": _popped,
    "collections.Counter": _counter,
    "dataclasses.fields": _record_fields,
    "attrs.fields": _record_fields,
    "builtins.ExceptionGroup": _group,
    "builtins.BaseExceptionGroup": _group,
    "sys.exc_info": _handled,
    "traceback.format_exc": _handled,
    "sys.exception": _handled,
    **dict.fromkeys(_ENDING, _exit),
    "os._exit": _exit,
    "builtins.exit": _exit,
    "builtins.quit": _exit,
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
    **{f"{base}.enter_context": _entered for base in _STACKS},
    **{f"{base}.enter_async_context": _entered for base in _STACKS},
}

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


def is_lookup(name: str) -> bool:
    """Whether an unknown function finds something by its arguments: what it finds is not made of them."""
    return name.partition("_")[0] in _LOOKING_UP


_LOOKING_UP = frozenset({"find", "get", "fetch", "lookup", "query", "retrieve", "select"})


def is_mutator(name: str) -> bool:
    """Whether a method of an unknown thing puts its arguments into it."""
    return name in _MUTATORS or name.startswith(("add_", "append_", "set_", "put_", "write"))


_MUTATORS = frozenset({"add", "append", "attach", "extend", "feed", "insert", "push", "put", "set", "update", "send", "setdefault"})

__all__ = ["FUNCTIONS", "LOOP_METHODS", "Thing", "is_mutator", "put_into"]
