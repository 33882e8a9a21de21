"""What was worked out before from exactly the same input: kept in the user's own cache by a digest of all that it depends on.

A project that nobody changed, and each further call of a hook whose list of files was split, is answered from here. A key covers the
input, datamap's own code and rules, Python and the libraries that read for it, so that nothing is ever stale. What is kept is data,
decoded and checked against its type: nothing of it can run, and what is damaged is worked out anew.
"""

from __future__ import annotations

import functools
import hashlib
import os
import sys
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from datamap import __version__
from datamap.facts.cache import default_directory
from datamap.knowledge.loading import rules_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LARGEST = 128 * 1024 * 1024
_LEFT_WHEN_FULL = 0.75
_CHECKSUM = 4
_READERS = ("docutils-", "markdown_it_py-", "sqlglot-")

T = TypeVar("T")


class Kept:
    """Answers of earlier runs in a folder of the user's; ``hits`` counts those that were found."""

    def __init__(self, directory: Path | None = None, largest: int = LARGEST) -> None:
        self._folder = (directory or default_directory()) / "kept"
        self._largest = largest
        self.hits = 0

    def get(self, key: str, kind: type[T]) -> T | None:
        """What was put under this key, or None."""
        file = self._file(key)
        with suppress(OSError, msgspec.MsgspecError, RecursionError):
            row = file.read_bytes()
            if _checked(row[_CHECKSUM:]) == row:
                found = msgspec.msgpack.decode(row[_CHECKSUM:], type=kind)
                os.utime(file)
                self.hits += 1
                return found
        return None

    def put(self, key: str, value: object) -> None:
        """Keeps a value, and forgets the longest unused where that is too much. A cache that can't be written costs time only."""
        file = self._file(key)
        beside = file.with_suffix(f".{os.getpid()}")
        with suppress(OSError, RecursionError):
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside.write_bytes(_checked(msgspec.msgpack.encode(value)))
            beside.replace(file)
            self._shrink()

    def _file(self, key: str) -> Path:
        return self._folder / f"{key}.msgpack"

    def _shrink(self) -> None:
        states = sorted((state.st_mtime, state.st_size, file) for file in self._folder.iterdir() for state in [file.stat()])
        total = sum(size for _, size, _ in states)
        if total <= self._largest:
            return
        for _, size, file in states:
            if total <= self._largest * _LEFT_WHEN_FULL:
                return
            file.unlink(missing_ok=True)
            total -= size


def remembered(kept: Kept | None, key: Callable[[], str], kind: type[T], make: Callable[[], T], lasting: Callable[[T], bool] = bool) -> T:
    """The answer kept under ``key``, else what ``make`` returns, which is kept if it is ``lasting`` (not empty)."""
    if kept is None:
        return make()
    name = key()
    found = kept.get(name, kind)
    if found is not None:
        return found
    made = make()
    if lasting(made):
        kept.put(name, made)
    return made


def digest(parts: Iterable[str | bytes]) -> str:
    """A key for an answer that follows from these parts, in this order, and from datamap itself."""
    whole = hashlib.sha256(_self().encode())
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        whole.update(b"%d:" % len(data))
        whole.update(data)
    return whole.hexdigest()


@functools.cache
def _self() -> str:
    """What every answer depends on besides its input: datamap's code and rules, Python, and the libraries that read text."""
    whole = hashlib.sha256(__version__.encode())
    for folder, suffix in ((Path(__file__).parent, ".py"), (rules_folder(), ".toml")):
        for file in sorted(_files(str(folder), suffix)):
            whole.update(repr(file).encode())
    return " ".join((whole.hexdigest(), sys.version, *_readers()))


def _files(folder: str, suffix: str) -> Iterator[tuple[str, int, int]]:
    """Files below a folder, each with its size and the time of its last change: to read them all would cost a hook too much."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _files(entry.path, suffix)
            elif entry.name.endswith(suffix):
                state = entry.stat()
                yield entry.path, state.st_size, state.st_mtime_ns


def _readers() -> list[str]:
    """The versions of libraries that read text, by the names of their folders: importlib.metadata costs a hook more than the rest."""
    homes = [place for place in sys.path if os.path.isdir(place)]  # noqa: PTH112 - much faster than a Path
    return sorted({name for home in homes for name in os.listdir(home) if name.startswith(_READERS) and name.endswith("-info")})  # noqa: PTH208


def _checked(body: bytes) -> bytes:
    """The body behind its checksum: a disk's errors can make a valid answer."""
    return zlib.crc32(body).to_bytes(_CHECKSUM, "big") + body
