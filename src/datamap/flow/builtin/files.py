"""Files: what is written to a path is what is read from it, as far as the path is known by its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.frame import present
from datamap.flow.library import listed
from datamap.flow.lookup import constants, field, labels_of
from datamap.flow.objects import ANY, External
from datamap.flow.scalars import STR
from datamap.flow.strings import text_of
from datamap.flow.values import NOTHING, Value, join, labelled, pointing, with_labels

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.library import Invocation
    from datamap.flow.objects import Thing

_CONTENT = "builtins.file"
"""The path of the things that stand for the contents of files, by the words of their paths."""
_OPENERS = ("builtins.open", "io.open", "codecs.open", "gzip.open", "bz2.open", "lzma.open", "pathlib.Path.open")
_TEMPORARY = ("tempfile.NamedTemporaryFile", "tempfile.TemporaryFile", "tempfile.SpooledTemporaryFile")


def _content(call: Invocation, path: Value | None) -> Thing | None:
    """What stands for the content of the file at a path; None if its words are not known."""
    if path is None:
        return None
    words = [text for text in constants(call.frame, path)[0] if isinstance(text, str) and text.strip("{}/")]
    return External(_CONTENT, None, (_CONTENT, words[0])) if len(words) == 1 else None


def _target(call: Invocation) -> Value | None:
    held = field(call.frame, call.receiver, "target") if call.receiver is not None else None
    return present(held) if held is not None else None


def _opened(call: Invocation) -> Value | None:
    """``open(path, "w")`` empties the file."""
    path = call.first() if not call.path.startswith("pathlib") else _target(call)
    mode, _ = constants(call.frame, call.arguments.get(0 if call.path.startswith("pathlib") else 1, "mode"))
    content = _content(call, path)
    if content is not None and any(isinstance(one, str) and "w" in one for one in mode):
        call.frame.put(content, ANY, STR)
    return None


def _temporary(call: Invocation) -> Value:
    return pointing(call.frame.make(External(call.path, None, call.frame.site(call.at)), {}))


def _joined(call: Invocation) -> Value:
    """``os.path.join(folder, "name")``: a path of which the last words are known."""
    parts = [constants(call.frame, value) for value in call.arguments.positional]
    text = text_of(call.frame, *call.arguments.all())
    if call.arguments.rest is not NOTHING or not parts:
        return text
    words = [str(found[0]) if exact and len(found) == 1 else "{}" for found, exact in parts]
    path = "/".join(words)
    return Value((), text.labels, (path,)) if "{}" not in words else Value(text.objects, text.labels, (path,), unknown=True)


def _write(call: Invocation) -> Value | None:
    written = text_of(call.frame, *call.arguments.all())
    _add(call, _content(call, _target(call)), written, whole=False)
    if call.receiver is not None and getattr(call.receiver, "site", None) is not None:
        _add(call, call.receiver, written, whole=False)
    return None


def _write_whole(call: Invocation) -> Value | None:
    _add(call, _content(call, _target(call)), text_of(call.frame, call.first()), whole=True)
    return None


def _add(call: Invocation, content: Thing | None, written: Value, *, whole: bool) -> None:
    if content is None or not (written.labels or whole):
        return
    before = NOTHING if whole else call.frame.fields(content).get(ANY, NOTHING)
    call.frame.put(content, ANY, join(before, with_labels(STR, labels_of(call.frame, written))))


def _read(call: Invocation) -> Value | None:
    found = [call.frame.fields(thing).get(ANY) for thing in (call.receiver,) if thing is not None]
    content = _content(call, _target(call))
    found += [field(call.frame, content, ANY)] if content is not None else []
    labels = {tag: trail for one in found if one is not None for tag, trail in labels_of(call.frame, one).items()}
    if not labels:
        return None
    text = Value(STR.objects, labelled(labels).labels)
    return listed(call, text) if call.path.endswith("readlines") else text


def _iterated(call: Invocation) -> Value | None:
    found = _read(call)
    return None if found is None else listed(call, found, "iterator")


FUNCTIONS: dict[str, Callable[[Invocation], Value | None]] = {
    **dict.fromkeys(_OPENERS, _opened),
    **dict.fromkeys(_TEMPORARY, _temporary),
    "os.path.join": _joined,
    **{f"{opener}.{name}": _write for opener in (*_OPENERS, *_TEMPORARY) for name in ("write", "writelines")},
    **{f"{opener}.{name}": _read for opener in (*_OPENERS, *_TEMPORARY) for name in ("read", "readline", "readlines")},
    **{f"{opener}.__iter__": _iterated for opener in _OPENERS},
    "pathlib.Path.write_text": _write_whole,
    "pathlib.Path.write_bytes": _write_whole,
    "pathlib.Path.read_text": _read,
    "pathlib.Path.read_bytes": _read,
}
