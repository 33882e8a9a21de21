"""Files: ``open(path, "w").write(text)``, ``json.dump(data, file)``, ``csv.writer(file).writerow(row)``, ``df.to_csv(path)``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from datamap.flow.events import Effect, Outcome
from datamap.flow.models.acts import Act
from datamap.flow.models.arguments import merged, named, one, slots
from datamap.flow.models.paths import under
from datamap.flow.values import NOTHING, UNKNOWN
from datamap.knowledge.names import split_words
from datamap.model import Confidence, SinkKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.events import ExternalCall, Operation
    from datamap.flow.models.context import Context
    from datamap.flow.values import Value
    from datamap.knowledge.stores import StoreCall, StoreEntry

    Handler = Callable[[ExternalCall], Outcome | None]

SHAPES = frozenset({"file", "path", "dump", "writer", "copy", "frame"})
MEMORY = (
    "io.StringIO",
    "io.BytesIO",
    "io.TextIOWrapper",
    "sys.stdout",
    "sys.stderr",
    "django.http.HttpResponse",
    "django.http.response.HttpResponse",
    "tempfile.SpooledTemporaryFile",
)
TEMPORARY = ("tempfile.",)
TEMPORARY_FOLDER = "/tmp"  # noqa: S108 - a path to recognise
DEVICE = ("platformdirs", "appdirs", "pathlib.Path.home", "os.path.expanduser", "xdg", "winreg")
OPENERS = ("open", "fdopen", "NamedTemporaryFile", "TemporaryFile")


def find(spelled: tuple[str, ...], context: Context) -> Handler | None:
    """Find who answers for a path."""
    path = spelled[-1]
    for entry, call, between in context.stores.of_path(path):
        if entry.shape in SHAPES and (not between or entry.shape == "path"):
            return partial(_called, entry=entry, call=call, context=context, sure=True)
    if path in context.stores.openers:
        return partial(_opened, path=path)
    receiver, _, method = path.rpartition(".")
    for entry, call in context.stores.of_words(receiver.rpartition(".")[2], method) if receiver else ():
        if entry.shape in SHAPES:
            return partial(_called, entry=entry, call=call, context=context, sure=False)
    return None


def operation(event: Operation, context: Context) -> Value | None:
    """``folder / name``: a path whose last part is known by the name."""
    roots = context.stores.paths
    path = next((path for path in event.world.externals(event.left) if any(under(path, root) for root in roots)), None)
    if event.op != "/" or path is None:
        return None
    return event.world.external(path, fields={"target": event.right})


def _opened(event: ExternalCall, path: str) -> Outcome:
    """Remember what a file or writer was opened on."""
    target = one(event, ("0", "file", "path", "f", "csvfile"))
    target = event.receiver if path.endswith(".open") and not event.args and event.receiver.objects else target
    return Outcome(event.world.external(path, fields={"target": target} if target is not NOTHING else {}))


def _called(event: ExternalCall, entry: StoreEntry, call: StoreCall, context: Context, *, sure: bool) -> Outcome | None:
    target = _target(event, entry, call)
    if _in_memory(event, target):
        return _into_memory(event, call, target)
    name, locus = _name(event, target)
    kind = call.kind or entry.kind
    store = context.store_id(entry.id if kind == "file" else "sql", kind, name, event.site.location.file, event.bare)
    act = Act(SinkKind.STORE, event.bare, call.does, kind=kind, name=name, owner=name, means=(("locus", locus),) if locus else ())
    confidence = Confidence.HIGH if sure else Confidence.MEDIUM
    if call.does == "read":
        return Outcome(UNKNOWN, (Effect("read", store, act, confidence=confidence),))
    if call.does == "delete":
        return Outcome(UNKNOWN, (Effect("delete", store, act, confidence=confidence),))
    values = [(label, value) for argument in call.data for label, value in named(event, argument)] or [("", event.receiver)]
    filled = merged(slot for label, value in values for slot in slots(event.world, "" if label.isdigit() else label, value))
    return Outcome(UNKNOWN, (Effect("sink", store, act, filled, confidence=confidence),))


def _target(event: ExternalCall, entry: StoreEntry, call: StoreCall) -> Value:
    """What is written to: the path, the file object, or what it was opened on."""
    given = one(event, call.name)
    holder = given if given is not NOTHING else event.receiver
    inside = event.world.fields(holder).get("target") if holder.objects else None
    if inside is not None and inside.objects:
        deeper = event.world.fields(inside).get("target")
        return deeper if deeper is not None else inside
    if inside is not None:
        return inside
    return holder if entry.shape in ("path", "dump", "frame", "copy") else given


def _in_memory(event: ExternalCall, target: Value) -> bool:
    paths = event.world.externals(target) if target is not NOTHING else ()
    return any(path.startswith(MEMORY) for path in paths) or any(path.startswith(MEMORY) for path in event.world.externals(event.receiver))


def _into_memory(event: ExternalCall, call: StoreCall, target: Value) -> Outcome:
    """What is written into a buffer is carried by the buffer."""
    labels = event.world.labels(event.world.carrying(*(value for argument in call.data for _, value in named(event, argument))))
    return Outcome(UNKNOWN, taints=((target if target is not NOTHING else event.receiver, labels),))


def _name(event: ExternalCall, target: Value) -> tuple[str, str]:
    """The words of a path that are known, and ``device`` or ``temporary`` where the path says so."""
    if target is NOTHING:
        return "", ""
    world = event.world
    text = world.text(target) or ""
    paths = (*world.externals(target), *world.externals(event.receiver))
    locus = "device" if any(path.startswith(DEVICE) for path in paths) or text.startswith("~") else ""
    if any(path.startswith(TEMPORARY) for path in paths) or text.startswith(TEMPORARY_FOLDER):
        locus = "temporary"
    return "_".join(split_words(text.replace("{}", "").rpartition("/")[2])), locus
