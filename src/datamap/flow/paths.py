"""What stands in files: a path is followed like any other object, and holds what was written to the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.frame import present
from datamap.flow.lookup import expand, field
from datamap.flow.objects import External, Formal
from datamap.flow.values import Value, join, join_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.frame import Frame
    from datamap.flow.objects import Thing

CONTENT = "<content>"
"""The field of a path for what the file holds."""
PATHS = frozenset({"pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "pathlib.PurePosixPath", "anyio.Path", "upath.UPath"})
_TEMPORARY = "tempfile."
DISK = "datamap.disk"


def is_path(thing: Thing) -> bool:
    """Whether it is the path of a file or folder, or a temporary one that is known by its handle."""
    path = thing.path if thing.__class__ is External else _facet_path(thing)
    return path in PATHS or path.startswith((_TEMPORARY, DISK))


def _facet_path(thing: Thing) -> str:
    facet = thing.facet if isinstance(thing, Formal) else None
    return facet.what[0] if facet is not None and facet.kind == "external" else ""


def files_at(frame: Frame, value: Value) -> Iterator[Thing]:
    """The files that a path leads to: a literal is one of its own."""
    for thing in expand(frame, value):
        if is_path(thing):
            yield thing
            if (place := _place(frame, thing)) is not None:
                yield place
    for text in value.constants:
        if isinstance(text, str) and text:
            yield External(f"{DISK}({text!r})")


def _place(frame: Frame, thing: Thing) -> Thing | None:
    """What ``folder / "name"`` stands for, wherever it is written."""
    name, base = field(frame, thing, "target"), field(frame, thing, "base")
    if name is None or base is None or not name.exact or len(name.constants) != 1 or len(base.objects) != 1:
        return None
    return External(f"{DISK}({name.constants[0]!r})", None, (DISK, base.objects[0]))


def content_of(frame: Frame, value: Value) -> Value:
    """What the files at a path hold, as far as this run and its caller know."""
    held = (field(frame, thing, CONTENT) for thing in files_at(frame, value))
    return join_all(present(one) for one in held if one is not None)


def put_content(frame: Frame, value: Value, content: Value) -> bool:
    """The files at a path hold this too; False where it is no path."""
    things = tuple(files_at(frame, value))
    for thing in things:
        before = frame.fields(thing).get(CONTENT)
        frame.put(thing, CONTENT, content if before is None else join(before, content))
    return bool(things)


def as_path(frame: Frame, value: Value) -> Value | None:
    """``str(path)``: the path itself; None where it is not known to be one."""
    if not value.objects:
        return None
    things = expand(frame, value)
    return value if things and all(is_path(thing) for thing in things) else None
