"""Paths of files: a path stays one thing however it is spelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.library import Invocation, carrying
from datamap.flow.lookup import expand
from datamap.flow.objects import External
from datamap.flow.paths import CONTENT, PATHS, as_path, content_of
from datamap.flow.values import NOTHING, UNKNOWN, Value, constant, pointing, with_labels

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from datamap.flow.frame import Frame


def _made(call: Invocation) -> Value | None:
    """``Path(folder, name)``: below the folder; of a path alone, that path."""
    parts = [value for value in call.arguments.positional if value is not NOTHING]
    if len(parts) == 1 and (same := as_path(call.frame, parts[0])) is not None and not _is_handle(call.frame, same):
        return same
    return _below(call, parts, "pathlib.Path") if parts else None


def _is_handle(frame: Frame, value: Value) -> bool:
    return any(not (thing.__class__ is External and thing.path in PATHS) for thing in expand(frame, value))


def _joined(call: Invocation) -> Value | None:
    """``os.path.join(folder, name)`` of a folder that is followed."""
    parts = call.arguments.positional
    if not parts or as_path(call.frame, parts[0]) is None:
        return carrying(call)
    return _below(call, parts, "pathlib.Path")


def _below(call: Invocation, parts: list[Value], path: str) -> Value:
    fields: dict[Hashable, Value] = {"target": parts[-1]}
    if len(parts) > 1 or parts[0].objects:
        fields["base"] = parts[0]
    if len(parts) == 1 and (held := content_of(call.frame, parts[0])) is not NOTHING:
        fields[CONTENT] = held
    made = pointing(call.frame.make(External(path, None, call.frame.site(call.at)), fields))
    return with_labels(made, labels) if (labels := call.labels()) else made


def _temporary(call: Invocation) -> Value:
    """A temporary file: each is one of its own."""
    return pointing(call.frame.make(External(call.path, None, call.frame.site(call.at)), {}))


def _same(call: Invocation) -> Value | None:
    return as_path(call.frame, call.first()) or carrying(call)


def _method(call: Invocation) -> Value | None:
    """``path.resolve()``: another way to say the same."""
    return UNKNOWN if call.receiver is None else pointing(call.receiver)


def _package(call: Invocation) -> Value | None:
    """``importlib.resources.files("app.queries")``: the folder of a package."""
    named = call.first().constants
    folder = constant(named[0].replace(".", "/")) if len(named) == 1 and isinstance(named[0], str) else UNKNOWN
    return pointing(call.frame.make(External("pathlib.Path", None, call.frame.site(call.at)), {"target": folder}))


def _down(call: Invocation) -> Value | None:
    """``folder.joinpath("a", "b")``."""
    parts = call.arguments.positional
    texts = [str(part.constants[0]) for part in parts if part.exact and len(part.constants) == 1]
    if call.receiver is None or not parts:
        return None
    last = constant("/".join(texts)) if len(texts) == len(parts) else parts[-1]
    return _below(call, [pointing(call.receiver), last], "pathlib.Path")


_SAME = ("os.fspath", "os.path.abspath", "os.path.realpath", "os.path.normpath")
_SAME_METHODS = ("resolve", "absolute", "as_posix", "expanduser", "__fspath__", "__str__")

FUNCTIONS: dict[str, Callable[[Invocation], Value | None]] = {
    "os.path.join": _joined,
    **dict.fromkeys(PATHS, _made),
    **dict.fromkeys(("tempfile.NamedTemporaryFile", "tempfile.TemporaryFile"), _temporary),
    **dict.fromkeys(_SAME, _same),
    **{f"{path}.{name}": _method for path in PATHS for name in _SAME_METHODS},
    **dict.fromkeys((f"{path}.joinpath" for path in PATHS), _down),
    **dict.fromkeys(("importlib.resources.files", "importlib_resources.files"), _package),
}
