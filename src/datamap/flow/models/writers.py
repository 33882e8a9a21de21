"""Files: ``open(path, "w").write(text)``, ``json.dump(data, file)``, ``csv.writer(file).writerow(row)``, ``df.to_csv(path)``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from datamap.flow.events import Effect, Outcome
from datamap.flow.models.acts import Act
from datamap.flow.models.arguments import held_by, merged, named, one, slots
from datamap.flow.models.beside import statement_in
from datamap.flow.models.paths import plain, under
from datamap.flow.values import NOTHING, UNKNOWN
from datamap.knowledge.names import split_words
from datamap.model import Confidence, SinkKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from datamap.flow.events import ExternalCall, ExternalRead, Operation, World
    from datamap.flow.models.context import Context
    from datamap.flow.values import Value
    from datamap.knowledge.stores import StoreCall, StoreEntry

    Handler = Callable[[ExternalCall], Outcome | None]

FILE = "file"
PATH = "pathlib.Path"
THIS = "__file__"
HERE = "."
"""A folder of which nothing is known."""
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
BRIEF = ("tempfile.TemporaryDirectory", "tempfile.NamedTemporaryFile", "tempfile.TemporaryFile")
"""What is gone once the work with it is done."""
TEMPORARY_NAME = "temporary"
LASTING = ("tempfile.mkdtemp", "tempfile.mkstemp")
TEMPORARY_FOLDER = "/tmp"  # noqa: S108 - a path to recognise
DEVICE = ("platformdirs", "appdirs", "pathlib.Path.home", "os.path.expanduser", "xdg", "winreg")
PATH_OPENERS = ("pathlib.Path.open", "anyio.Path.open", "upath.UPath.open")
DEEPEST = 4
HANDLED = ("delete", "prefix", "suffix")
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
    return event.world.external(PATH, fields={"target": event.right, "base": event.left})


def read(event: ExternalRead, context: Context) -> Value | None:
    """``temporary.name`` is the file or folder itself, ``path.parent`` the folder that it was made in; a file's items are its lines."""
    del context
    if event.path.endswith("[]") and event.owner.objects:
        return event.world.fields(event.owner).get("content")
    if event.name not in ("name", "parent") or not event.owner.objects:
        return None
    owner = plain(event.path).rpartition(".")[0]
    if event.name == "name":
        return event.owner if owner in BRIEF else None
    folder = _field(event.world, event.owner, "base") if owner == PATH else NOTHING
    if any(path != THIS for path in event.world.externals(folder)):
        return folder
    return event.world.external(PATH, fields={"target": event.world.constant(HERE)}) if owner == PATH else None


def _opened(event: ExternalCall, path: str) -> Outcome:
    """Remember what a file or writer was opened on."""
    target = one(event, ("0", "file", "path", "f", "csvfile"))
    target = event.receiver if path in PATH_OPENERS and event.receiver.objects else target
    fields = {name: event.kwargs[name] for name in HANDLED if name in event.kwargs}
    held = event.world.file_content(target) if target is not NOTHING else NOTHING
    return Outcome(event.world.external(path, fields={**fields, **_known(target=target, content=held)}))


def _known(**values: Value) -> dict[str, Value]:
    return {name: value for name, value in values.items() if value is not NOTHING}


def _called(event: ExternalCall, entry: StoreEntry, call: StoreCall, context: Context, *, sure: bool) -> Outcome | None:
    target = _target(event, entry, call)
    if _in_memory(event, target):
        return _into_memory(event, call, target)
    file = file_behind(event.world, _holder(event, call), context)
    name, locus = named_file(event, target, file)
    kind = call.kind or entry.kind
    store = context.store_id(entry.id if kind == "file" else "sql", kind, name, event.site.location.file, event.bare)
    act = Act(SinkKind.STORE, event.bare, call.does, kind=kind, name=name, owner=name, means=(("locus", locus),) if locus else ())
    confidence = Confidence.HIGH if sure else Confidence.MEDIUM
    if call.does == "read":
        statement = statement_in(event.world, context, file)
        if statement is not None:
            return Outcome(event.world.constant(statement))
        return Outcome(_read(event, file), (Effect("read", store, act, confidence=confidence),))
    if call.does == "delete":
        return Outcome(UNKNOWN, (Effect("delete", store, act, confidence=confidence),))
    values = list(_written(event, entry, call))
    filled = merged(slot for label, value in values for slot in slots(event.world, "" if label.isdigit() else label, value))
    event.world.write_file(file, event.world.carrying(*(value for _, value in values)))
    if is_brief(event.world, file):
        return Outcome(UNKNOWN)
    return Outcome(UNKNOWN, (Effect("sink", store, act, filled, confidence=confidence),))


def left_in_file(event: ExternalCall, context: Context, path: Value, content: Value) -> tuple[Effect, ...]:
    """What a program or a download leaves in a file, where that is known to stay."""
    if not is_kept(event.world, path):
        return ()
    name, locus = named_file(event, event.world.fields(path).get("target", path) if path.objects else path, path)
    act = Act(SinkKind.STORE, event.bare, "write", kind=FILE, name=name, owner=name, means=(("locus", locus),) if locus else ())
    store = context.store_id(FILE, FILE, name, event.site.location.file, event.bare)
    return (Effect("sink", store, act, merged(slots(event.world, "", content)), confidence=Confidence.MEDIUM),)


def _written(event: ExternalCall, entry: StoreEntry, call: StoreCall) -> Iterator[tuple[str, Value]]:
    """What is written; what is copied from a path is what stands there."""
    given = [(label, value) for argument in call.data for label, value in named(event, argument)] or [("", event.receiver)]
    for label, value in given:
        yield label, held_by(event.world, value) if entry.shape == "copy" else value


def _read(event: ExternalCall, file: Value) -> Value:
    """What a file was seen to be filled with."""
    opened = event.world.fields(event.receiver).get("content", NOTHING) if event.receiver.objects else NOTHING
    held = event.world.carrying(opened, event.world.file_content(file))
    return held if held.labels else UNKNOWN


def _holder(event: ExternalCall, call: StoreCall) -> Value:
    given = one(event, call.name)
    return given if given is not NOTHING else event.receiver


def file_behind(world: World, holder: Value, context: Context) -> Value:
    """The path that a file was opened on; of a path, that path."""
    if any(path in context.stores.openers for path in world.externals(holder)):
        return world.fields(holder).get("target", holder)
    return holder


def is_brief(world: World, path: Value) -> bool:
    """Whether a file is gone once the work with it is done: a temporary one, or one below a temporary folder."""
    return any(
        any(found.startswith(BRIEF) for found in world.externals(step)) and False not in world.constants(_field(world, step, "delete"))
        for step in _upwards(world, path)
    )


def is_kept(world: World, path: Value) -> bool:
    """Whether a file is known to stay: its folder is written in the code, or is a temporary one that nobody but the code removes."""
    steps = list(_upwards(world, path))
    texts = (world.text(value) for step in steps for value in (step, _field(world, step, "target")))
    lasting = any(found.startswith(LASTING) for step in steps for found in world.externals(step))
    return not is_brief(world, path) and (lasting or any(text is not None and text.startswith("/") for text in texts))


def _upwards(world: World, path: Value) -> Iterator[Value]:
    """A path and the folders that it is made of."""
    for _ in range(DEEPEST):
        yield path
        path = _field(world, path, "base")


def _field(world: World, value: Value, name: str) -> Value:
    return world.fields(value).get(name, NOTHING) if value.objects else NOTHING


def _target(event: ExternalCall, entry: StoreEntry, call: StoreCall) -> Value:
    """What is written to: the path, the file object, or what it was opened on."""
    given, holder = one(event, call.name), _holder(event, call)
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


def named_file(event: ExternalCall, target: Value, file: Value) -> tuple[str, str]:
    """The words of a path that are known, and ``device`` or ``temporary`` where the path says so; a folder to be removed is one thing."""
    world = event.world
    steps = list(_upwards(world, file))
    paths = [path for value in (*steps, event.receiver) for path in world.externals(value)]
    if any(path.startswith(TEMPORARY) for path in paths):
        return TEMPORARY_NAME, "temporary"
    if target is NOTHING:
        return "", ""
    text = world.text(target) or ""
    texts = [text, *(world.text(value) or "" for step in steps for value in (step, _field(world, step, "target")))]
    paths += world.externals(target)
    locus = "device" if any(path.startswith(DEVICE) for path in paths) or any(one.startswith("~") for one in texts) else ""
    if any(one.startswith(TEMPORARY_FOLDER) for one in texts):
        locus = "temporary"
    return "_".join(split_words(text.replace("{}", "").rpartition("/")[2])), locus
