"""Keeps files of rules/ in a form that reads in a tenth of the time, in the user's cache folder, by the hash of their text.

What is kept is msgpack that is decoded and checked against the entry's type: nothing of it can run, and a stale or broken
file is as good as none.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from datamap import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T", bound=msgspec.Struct)


def compiled(text: bytes, kind: type[T], make: Callable[[], T]) -> T:
    """The kept entry for this text; else what ``make`` returns, kept for the next time."""
    place = _folder() / f"{hashlib.sha256(f'{kind.__name__} {__version__} '.encode() + text).hexdigest()}.msgpack"
    with suppress(OSError, msgspec.DecodeError):
        return msgspec.msgpack.decode(place.read_bytes(), type=kind)
    made = make()
    with suppress(OSError):
        _keep(place, msgspec.msgpack.encode(made))
    return made


def _folder() -> Path:
    """Where the user's programs keep what they can make again; nowhere for a user without a home."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    with suppress(RuntimeError):
        return (Path(base) if base else Path.home() / ".cache") / "datamap" / "rules"
    return Path(os.devnull)


def _keep(place: Path, content: bytes) -> None:
    """Write beside and move, so that nobody reads half a file."""
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_suffix(f".{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(place)
