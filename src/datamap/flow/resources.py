"""Things that hold what is put into them: buffers, writers, threads, executors, futures, stacks of callbacks, schedulers."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from datamap.flow.calls import Arguments
from datamap.flow.containers import elements
from datamap.flow.frame import present
from datamap.flow.labels import labels_of
from datamap.flow.library import Invocation, holding, listed
from datamap.flow.lookup import OF, expand, field
from datamap.flow.objects import ANY, External, class_of, item
from datamap.flow.paths import put_content
from datamap.flow.scalars import STR
from datamap.flow.shown import text_of
from datamap.flow.values import NONE, NOTHING, UNKNOWN, Value, constant, join, labelled, pointing

if TYPE_CHECKING:
    from collections.abc import Callable


Handler = "Callable[[Invocation], Value | None]"


def _buffer(call: Invocation) -> Value:
    fields = {ANY: call.first()} if call.arguments.positional else {}
    return pointing(call.frame.make(External(call.path, None, call.frame.site(call.at)), dict(fields)))


def _writer(call: Invocation) -> Value:
    """``csv.writer(file)``: what is written goes into the file."""
    return pointing(call.frame.make(External(call.path, None, call.frame.site(call.at)), {OF: call.first(), "target": call.first()}))


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
        behind = field(call.frame, thing, OF) if thing.__class__ is External else None
        if behind is not None:
            taint(call.frame, present(behind), labels)
        elif thing.__class__ is External and (file := field(call.frame, thing, "target")) is not None:
            put_content(call.frame, present(file), labelled(labels))


def _ref(call: Invocation) -> Value:
    return holding(call, "ref", call.first())


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
    from datamap.flow.objects import ClassObject

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


def _noted(call: Invocation) -> Value:
    """``error.add_note(text)``: kept beside what the exception says."""
    if call.receiver is not None:
        before = field(call.frame, call.receiver, "__notes__") if call.receiver in call.frame.own else None
        notes = join(call.first(), NOTHING if before is None else elements(call.frame, before))
        call.frame.put(call.receiver, "__notes__", listed(call, notes))
    return NONE


_EXCEPTIONS = sorted(name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException))
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
    **{f"builtins.{name}.add_note": _noted for name in _EXCEPTIONS},
    "sys.exc_info": _handled,
    "traceback.format_exc": _handled,
    "sys.exception": _handled,
    **dict.fromkeys(_ENDING, _exit),
    "os._exit": _exit,
    "builtins.exit": _exit,
    "builtins.quit": _exit,
    **{f"{base}.enter_context": _entered for base in _STACKS},
    **{f"{base}.enter_async_context": _entered for base in _STACKS},
}


def is_lookup(name: str) -> bool:
    """Whether an unknown function finds something by its arguments: what it finds is not made of them."""
    return name.partition("_")[0] in _LOOKING_UP


_LOOKING_UP = frozenset({"find", "get", "fetch", "lookup", "query", "retrieve", "select"})


def is_mutator(name: str) -> bool:
    """Whether a method of an unknown thing puts its arguments into it."""
    return name in _MUTATORS or name.startswith(("add_", "append_", "set_", "put_", "write"))


_MUTATORS = frozenset({"add", "append", "attach", "extend", "feed", "insert", "push", "put", "set", "update", "send", "setdefault"})
