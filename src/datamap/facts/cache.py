"""Facts of files already read, by content: a database of the user's own, never part of the scanned tree.

A key covers the file's bytes, datamap's reading code and the Python version, so that nothing is ever stale. Whatever is wrong
with the cache (damaged, locked, read-only) costs time, not correctness: the files are read again.
"""

from __future__ import annotations

import functools
import hashlib
import os
import sqlite3
import sys
import time
import zlib
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from datamap.facts.codec import decode
from datamap.facts.outline import Outline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from datamap.facts.ir import ModuleFacts

LARGEST_CACHE = 512 * 1024 * 1024
_KEPT_WHEN_FULL = 0.75
_CHECKSUM = 4
_OUTLINE = msgspec.msgpack.Decoder(Outline)
_NAME = "facts.sqlite"
_SCHEMA = "CREATE TABLE IF NOT EXISTS {} (key TEXT PRIMARY KEY, day INTEGER NOT NULL, body BLOB NOT NULL)"
_AT_ONCE = 500
_DAYS_KEPT = 30


def default_directory() -> Path:
    """Where the cache is kept: ``$DATAMAP_CACHE_DIR``, else a folder among the user's caches."""
    if chosen := os.environ.get("DATAMAP_CACHE_DIR"):
        return Path(chosen)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "datamap"


class Cache:
    """The facts of files read before. ``hits`` counts those that were found, ``known`` the outlines that were."""

    def __init__(self, directory: Path | None = None, largest: int = LARGEST_CACHE) -> None:
        self._file = (directory or default_directory()) / _NAME
        self._largest = largest
        self._today = int(time.time() // 86400)
        self.hits = self.known = 0

    def get(self, digests: Iterable[str]) -> dict[str, ModuleFacts]:
        """The facts known for these digests of files, without a path."""
        try:
            with self._database() as database:
                found = dict(self._found(database, digests))
        except (sqlite3.Error, UnicodeDecodeError, OSError):
            return {}
        self.hits += len(found)
        return found

    def put(self, entries: Mapping[str, bytes]) -> None:
        """Keeps encoded facts by digest, and forgets the longest unused where that is too much."""
        rows = [(_key(digest), self._today, _checked(body)) for digest, body in entries.items()]
        try:
            with self._database() as database:
                with database:
                    database.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", rows)
                self._shrink(database)
        except (sqlite3.OperationalError, OSError):  # locked, full, read-only
            return
        except (sqlite3.DatabaseError, UnicodeDecodeError):  # damaged: the next run makes a new one
            self._discard()

    def outlines(self, digests: Iterable[str], reader: str) -> dict[str, Outline]:
        """The outlines known for these digests of files; ``reader`` stands for all that outlines follow from besides."""
        keys = {_outline_key(digest, reader): digest for digest in digests}
        found: dict[str, Outline] = {}
        try:
            with self._database() as database:
                old = []
                for start in range(0, len(keys), _AT_ONCE):
                    asked = list(keys)[start : start + _AT_ONCE]
                    places = ",".join("?" * len(asked))
                    for key, day, row in database.execute(f"SELECT key, day, body FROM outlines WHERE key IN ({places})", asked):  # noqa: S608
                        if (outline := _outline(row)) is not None:
                            found[keys[key]] = outline
                            old += [(self._today, key)] * (day != self._today)
                with database:
                    database.executemany("UPDATE outlines SET day = ? WHERE key = ?", old)
        except (sqlite3.Error, UnicodeDecodeError, OSError):
            return {}
        self.known += len(found)
        return found

    def put_outlines(self, entries: Mapping[str, Outline], reader: str) -> None:
        """Keeps outlines by digest, and forgets those that nobody asked for in a month."""
        rows = [(_outline_key(digest, reader), self._today, _checked(msgspec.msgpack.encode(one))) for digest, one in entries.items()]
        try:
            with self._database() as database, database:
                database.executemany("INSERT OR REPLACE INTO outlines VALUES (?, ?, ?)", rows)
                database.execute("DELETE FROM outlines WHERE day < ?", (self._today - _DAYS_KEPT,))
        except (sqlite3.OperationalError, OSError):  # locked, full, read-only
            return
        except (sqlite3.DatabaseError, UnicodeDecodeError):  # damaged: the next run makes a new one
            self._discard()

    @contextmanager
    def _database(self) -> Iterator[sqlite3.Connection]:
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._file, timeout=2)) as database:
            database.execute("PRAGMA synchronous = OFF")  # what a power cut damages is noticed and read again
            for table in ("facts", "outlines"):
                database.execute(_SCHEMA.format(table))
            yield database

    def _found(self, database: sqlite3.Connection, digests: Iterable[str]) -> Iterable[tuple[str, ModuleFacts]]:
        used = []
        for digest in digests:
            key = _key(digest)
            row = database.execute("SELECT day, body FROM facts WHERE key = ?", (key,)).fetchone()
            facts = _facts(row[1]) if row else None
            if facts is not None and facts.digest == digest:
                if row[0] != self._today:
                    used.append((self._today, key))
                yield digest, facts
        if used:
            with database:
                database.executemany("UPDATE facts SET day = ? WHERE key = ?", used)

    def _shrink(self, database: sqlite3.Connection) -> None:
        (total,) = database.execute("SELECT coalesce(sum(length(body)), 0) FROM facts").fetchone()
        if total <= self._largest:
            return
        with database:
            for key, size in database.execute("SELECT key, length(body) FROM facts ORDER BY day, key").fetchall():
                if total <= self._largest * _KEPT_WHEN_FULL:
                    break
                database.execute("DELETE FROM facts WHERE key = ?", (key,))
                total -= size
        database.execute("VACUUM")

    def _discard(self) -> None:
        try:
            self._file.unlink()
        except OSError:
            return


def _key(digest: str) -> str:
    return hashlib.sha256(f"{_reader()} {digest}".encode()).hexdigest()


def _outline_key(digest: str, reader: str) -> str:
    return f"{reader[:32]}{digest}"


def _outline(row: object) -> Outline | None:
    if not isinstance(row, bytes) or _checked(row[_CHECKSUM:]) != row:
        return None
    try:
        return _OUTLINE.decode(row[_CHECKSUM:])
    except msgspec.MsgspecError:
        return None


def _checked(body: bytes) -> bytes:
    """The body behind its checksum: a disk's errors can make valid facts."""
    return zlib.crc32(body).to_bytes(_CHECKSUM, "big") + body


def _facts(row: object) -> ModuleFacts | None:
    if not isinstance(row, bytes) or _checked(row[_CHECKSUM:]) != row:
        return None
    return decode(row[_CHECKSUM:])


@functools.cache
def _reader() -> str:
    """What the facts of a file depend on besides its bytes: Python's grammar and this package's own code."""
    code = b"".join(file.read_bytes() for file in sorted(Path(__file__).parent.glob("*.py")))
    return f"{sys.version_info.major}.{sys.version_info.minor} {hashlib.sha256(code).hexdigest()}"
