"""One file of the scanned tree: what kind of text it holds, by its name, and its bytes, read with care."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from fnmatch import fnmatchcase

from datamap.model import Unreadable

LARGEST = 2 * 1024 * 1024

_KINDS = {
    ".py": "python", ".pyw": "python", ".sql": "sql",
    ".html": "template", ".htm": "template", ".jinja": "template", ".jinja2": "template", ".j2": "template", ".mako": "template",
    ".toml": "toml", ".yaml": "yaml", ".yml": "yaml", ".json": "json", ".ini": "ini", ".cfg": "ini", ".env": "env",
    ".tf": "terraform", ".tfvars": "terraform", ".conf": "conf", ".dockerfile": "dockerfile", ".lock": "lock",
}  # fmt: skip
_NAMED = (
    ("Dockerfile", "dockerfile"), ("Dockerfile.*", "dockerfile"), ("Containerfile", "dockerfile"), (".env", "env"), (".env.*", "env"),
    (".envrc", "env"), ("*requirements*.txt", "requirements"), ("constraints*.txt", "requirements"), ("Pipfile", "toml"),
    ("nginx*.conf*", "conf"),
)  # fmt: skip
_TEST_FOLDERS = frozenset({"test", "tests", "testing", "unit_tests", "integration_tests", "functional_tests", "e2e"})
_TEST_NAMES = ("tests.py", "conftest.py")


@dataclass(frozen=True, slots=True, order=True)
class SourceFile:
    r"""A file below the scanned root.

    ``path``: relative to the root with ``/``, always printable text (bytes that are not UTF-8 appear as ``\\xff``);
    ``kind``: ``python``, ``sql``, ``template``, ``toml``, ``yaml``, ``json``, ``ini``, ``env``, ``dockerfile``, ``terraform``,
    ``conf`` (nginx and others), ``requirements`` or ``lock``; ``location``: what the operating system calls it.
    """

    path: str
    kind: str
    size: int
    location: str
    is_test: bool = False

    def load(self, largest: int = LARGEST) -> bytes | Unreadable:
        """The bytes, or why there are none. Opens nothing but a regular file that is no link."""
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        try:
            file = os.open(self.location, flags)
            try:
                state = os.fstat(file)
                if not stat.S_ISREG(state.st_mode):
                    return Unreadable(self.path, 1, "is no regular file")
                data = _all_of(file, min(state.st_size, largest) + 1)
            finally:
                os.close(file)
        except OSError as error:
            return Unreadable(self.path, 1, f"can't be read: {reason_of(error)}")
        return Unreadable(self.path, 1, too_large(largest)) if len(data) > largest else data


def _all_of(file: int, most: int) -> bytes:
    """What a file holds, up to so many bytes; a stream object would take longer to make than a small file to read."""
    data = os.read(file, most)
    while 0 < len(data) < most - 1 and (more := os.read(file, most - len(data))):
        data += more
    return data


def reason_of(error: OSError) -> str:
    """The operating system's words, without the path."""
    return (error.strerror or type(error).__name__).lower()


def too_large(largest: int) -> str:
    """Why a file above the limit is not read."""
    return f"is larger than {largest:,} bytes"


def kind_of(path: str) -> str | None:
    """The kind of a file by its path; None for one that says nothing to datamap."""
    name = path.rpartition("/")[2]
    if (kind := _KINDS.get(os.path.splitext(name)[1].lower())) is not None:  # noqa: PTH122 - much faster than a Path
        return kind
    if (kind := next((kind for glob, kind in _NAMED if fnmatchcase(name, glob)), None)) is not None:
        return kind
    return "template" if name.endswith(".txt") and "templates/" in path else None


def is_test(path: str) -> bool:
    """Whether the path is a test's by custom."""
    *folders, name = path.split("/")
    named = name in _TEST_NAMES or name.endswith("_test.py") or (name.startswith("test_") and name.endswith(".py"))
    return named or not _TEST_FOLDERS.isdisjoint(folders)


def displayed(path: str) -> str:
    """An operating system's path as text that any encoding carries."""
    if path.isascii() and os.sep == "/":
        return path
    return os.fsencode(path).decode(errors="backslashreplace").replace(os.sep, "/")
