"""Builtins and the standard library: what their functions give back. Those that only carry or drop labels are data, the rest functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.container_writes import copy_of
from datamap.flow.containers import elements, sequence_items
from datamap.flow.coroutines import again
from datamap.flow.frame import present
from datamap.flow.labels import labels_of
from datamap.flow.lookup import expand, field
from datamap.flow.objects import Bound, Container, External, FunctionObject, Scalar, class_of, kind_of
from datamap.flow.scalars import BOOL, INT, SCALAR_KINDS
from datamap.flow.tags import merge_labels, transform
from datamap.flow.values import NONE, NOTHING, UNKNOWN, Value, join, labelled, pointing, with_labels
from datamap.model import Form, FormKind

if TYPE_CHECKING:
    from datamap.flow.calls import Arguments
    from datamap.flow.frame import Frame, Span
    from datamap.flow.objects import Thing
    from datamap.flow.tags import Labels

AGGREGATED = Form(FormKind.AGGREGATED)


class Invocation:
    """A call of a library function."""

    __slots__ = ("arguments", "at", "frame", "path", "receiver")

    def __init__(self, frame: Frame, path: str, arguments: Arguments, at: Span, receiver: Thing | None) -> None:
        self.frame, self.path, self.arguments, self.at, self.receiver = frame, path, arguments, at, receiver

    def first(self) -> Value:
        """The first argument."""
        return self.arguments.get(0)

    def labels(self) -> Labels:
        """What all arguments carry."""
        found: Labels = {}
        for value in self.arguments.all():
            found = merge_labels(found, labels_of(self.frame, value))
        return found

    def call(self, function: Value, *values: Value) -> Value:
        """Call a callback."""
        from datamap.flow.calls import Arguments, call

        return call(self.frame, function, Arguments(list(values)), self.at)

    def make(self, kind: str, fields: dict, part: str = "") -> Value:  # type: ignore[type-arg]
        """A new container."""
        return pointing(self.frame.make(Container(kind, self.frame.site(self.at, part)), fields))


def library_call(frame: Frame, path: str, arguments: Arguments, at: Span, receiver: Thing | None) -> Value | None:
    """The result of a builtin or library function; None if it is not known here."""
    from datamap.flow.builtin import FUNCTIONS
    from datamap.flow.builtin.elsewhere import LOOP_METHODS
    from datamap.flow.dispatched import DISPATCH, dispatch

    handler = FUNCTIONS.get(path)
    if handler is None and path.endswith(NEW) and not path.startswith("builtins."):
        handler = FUNCTIONS[f"builtins.object{NEW}"]  # a base that is no builtin makes an empty instance of the class that it is given
    if handler is None and path.startswith("asyncio."):
        handler = LOOP_METHODS.get(path.rpartition(".")[2])
    if handler is not None and (known := handler(Invocation(frame, path, arguments, at, receiver))) is not None:
        return known
    if receiver is not None and path.endswith(f".{DISPATCH}") and (given := dispatch(frame, receiver, arguments, at)) is not None:
        return given
    if receiver is not None and path.endswith(".__init__") and (held := _held_by_base(frame, arguments, at, receiver)) is not None:
        return held
    if path in TYPED:
        return TYPED[path]
    if path in _CARRYING:
        return carrying(Invocation(frame, path, arguments, at, receiver))
    if path in _COUNTING:
        found = transform(Invocation(frame, path, arguments, at, receiver).labels(), AGGREGATED)
        return labelled(found) if found else INT
    return None


def _held_by_base(frame: Frame, arguments: Arguments, at: Span, receiver: Thing) -> Value | None:
    """``super().__init__(…)`` of an exception or of a class that extends a builtin container keeps what it is given."""
    from datamap.flow.construction import generated_init, holder_kind, is_exception

    cls = class_of(receiver)
    if cls is None or not (is_exception(cls) or holder_kind(cls)):
        return None
    generated_init(frame, receiver, cls, arguments, at)
    return NONE


def carrying(call: Invocation) -> Value:
    """What goes in comes out."""
    found = call.labels()
    kind = call.path.rpartition(".")[2]
    base = Value((Scalar(kind),)) if kind in SCALAR_KINDS else UNKNOWN
    return with_labels(base, found) if found else base


NEW = ".__new__"
TYPED = {
    **{f"builtins.{name}": BOOL for name in ("callable", "issubclass")},
    **{f"builtins.{name}": INT for name in ("hash", "id")},
    **{f"builtins.{name}": NONE for name in ("breakpoint", "exit", "quit")},
    "time.sleep": NONE,
    "asyncio.sleep": NONE,
    "uuid.uuid4": pointing(External("uuid.UUID")),
    "random.random": INT,
    "random.randint": INT,
    "os.getpid": INT,
    "os.system": INT,
    "subprocess.call": INT,
    "subprocess.check_call": INT,
    "subprocess.Popen.wait": INT,
    "subprocess.Popen.poll": INT,
    "gc.collect": INT,
    "inspect.isawaitable": BOOL,
    "inspect.iscoroutinefunction": BOOL,
    "operator.eq": BOOL,
    "operator.ne": BOOL,
    "operator.lt": BOOL,
    "operator.gt": BOOL,
    "operator.contains": BOOL,
    "hmac.compare_digest": BOOL,
    "secrets.compare_digest": BOOL,
    "sys.getsizeof": INT,
    **{f"re.{name}().{part}": INT for name in ("match", "search", "fullmatch") for part in ("start", "end", "span")},
    **{f"{name}.tell": INT for name in ("io.StringIO", "io.BytesIO", "builtins.open")},
    "os.path.exists": BOOL,
    "os.path.isfile": BOOL,
    "os.path.isdir": BOOL,
}
_CARRYING = frozenset(
    {
        f"builtins.{name}"
        for name in (
            "int",
            "float",
            "complex",
            "bytes",
            "bytearray",
            "memoryview",
            "repr",
            "ascii",
            "chr",
            "ord",
            "hex",
            "oct",
            "bin",
            "abs",
            "round",
            "divmod",
            "pow",
            "format",
            "compile",
        )
    }
    | {
        "json.dumps",
        "json.loads",
        "json.dump",
        "json.load",
        "html.escape",
        "html.unescape",
        "urllib.parse.quote",
        "urllib.parse.quote_plus",
        "urllib.parse.unquote",
        "urllib.parse.urlencode",
        "urllib.parse.urlparse",
        "urllib.parse.urljoin",
        "urllib.parse.parse_qs",
        "base64.b64encode",
        "base64.b64decode",
        "base64.urlsafe_b64encode",
        "base64.urlsafe_b64decode",
        "binascii.hexlify",
        "binascii.unhexlify",
        "textwrap.dedent",
        "textwrap.shorten",
        "textwrap.wrap",
        "textwrap.fill",
        "textwrap.indent",
        "os.path.join",
        "os.path.basename",
        "os.path.dirname",
        "os.path.abspath",
        "os.path.splitext",
        "shlex.quote",
        "shlex.split",
        "decimal.Decimal",
        "fractions.Fraction",
        "uuid.UUID",
        "re.sub",
        "re.escape",
        "re.split",
        "re.findall",
        "pprint.pformat",
        "ast.literal_eval",
        "codecs.encode",
        "codecs.decode",
        "unicodedata.normalize",
        "zlib.compress",
        "zlib.decompress",
        "pickle.dumps",
        "pickle.loads",
        "struct.pack",
        "struct.unpack",
        "string.capwords",
        "reprlib.repr",
        "traceback.format_exception",
    }
)
_COUNTING = frozenset({"builtins.len", "statistics.mean", "statistics.median", "statistics.stdev", "math.fsum"})


def awaited(frame: Frame, value: Value, at: Span) -> Value:
    """``await value``: coroutines are run when they are made, so that awaiting gives what they gave."""
    result = NOTHING
    plain = []
    for thing in expand(frame, value):
        if kind_of(thing) in ("task", "future"):
            held = field(frame, thing, "<result>")
            result = join(result, present(held) if held is not None else UNKNOWN)
            if thing in frame.tasks:
                result = join(result, again(frame, frame.tasks.pop(thing), at))
        else:
            plain.append(thing)
    if not plain and result is not NOTHING:
        return with_labels(result, value.labels)
    return join(result, Value(tuple(plain), value.labels, value.constants, unknown=value.unknown, facts=value.facts, given=value.given))


def holding(call: Invocation, kind: str, value: Value) -> Value:
    """A task, future or other holder of one value."""
    return call.make(kind, {"<result>": value})


def wrapped(call: Invocation, kind: str, function: Value) -> Value:
    """A descriptor or wrapper around a function."""
    return call.make(kind, {"<func>": function})


def listed(call: Invocation, value: Value, kind: str = "list", part: str = "") -> Value:
    """A container of any number of ``value``."""
    return call.make(kind, {(...,): value} if value is not NOTHING else {}, part)


def copied(call: Invocation, kind: str) -> Value:
    """A container of another kind with the same elements."""
    from datamap.flow.objects import item

    source = call.first()
    items = sequence_items(call.frame, source)
    if items is not None:
        return call.make(kind, {item(position): value for position, value in enumerate(items)})
    return listed(call, elements(call.frame, source, call.at), kind)


Handler = "Callable[[Invocation], Value | None]"

__all__ = [
    "Bound",
    "FunctionObject",
    "Invocation",
    "awaited",
    "carrying",
    "copied",
    "copy_of",
    "holding",
    "library_call",
    "listed",
    "wrapped",
]
