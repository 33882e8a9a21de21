"""A folder -> the files in it that datamap reads, in a fixed order, and those that it can't although they would matter.

Nothing outside the folder is opened, no link is followed, no file is executed or waited for.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from datamap.facts.ignore import Ignore
from datamap.facts.sources import LARGEST, SourceFile, displayed, is_test, kind_of, reason_of, too_large
from datamap.model import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NEVER = frozenset({
    ".git", ".hg", ".svn", ".bzr", ".tox", ".nox", ".venv", "__pycache__", "node_modules", "site-packages", "bower_components",
    ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", ".eggs", ".idea", ".vscode", ".terraform", ".ipynb_checkpoints",
})  # fmt: skip
_OUTPUT = frozenset({"build", "dist", "_build"})
_ENVIRONMENT_MARKS = frozenset({"pyvenv.cfg", "conda-meta"})
_MATTERS_WHEN_LARGE = frozenset({"python", "sql", "toml", "yaml", "ini", "env", "dockerfile", "terraform", "conf"})
_IGNORE_FILE = ".gitignore"
_LARGEST_IGNORE_FILE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a walk found: ``files`` and ``unreadable`` in order of their paths."""

    files: tuple[SourceFile, ...]
    unreadable: tuple[Unreadable, ...]


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder to walk: its names from the root, and the ignore rules above it, nearest last, each with its folder's depth."""

    parts: tuple[str, ...]
    rules: tuple[tuple[int, Ignore], ...]


def discover(root: str | os.PathLike[str], *, exclude: Sequence[str] = (), largest: int = LARGEST, gitignore: bool = True) -> Discovery:
    """The files below ``root``, or ``root`` itself if it is a file.

    ``exclude``: patterns as in a ``.gitignore`` at the root, which no ``.gitignore`` overrules; ``largest``: size limit in bytes.
    """
    if Path(root).is_file():
        return Discovery((_alone(Path(root)),), ())
    walk = _Walk(os.fspath(root), Ignore(exclude), largest, gitignore=gitignore)
    files = tuple(sorted(walk.files(), key=lambda file: file.path))
    return Discovery(files, tuple(sorted(walk.unreadable, key=lambda entry: (entry.file, entry.reason))))


def _alone(file: Path) -> SourceFile:
    path = displayed(file.name)
    return SourceFile(path, kind_of(path) or "python", file.stat().st_size, os.path.realpath(file))


class _Walk:
    def __init__(self, root: str, exclude: Ignore, largest: int, *, gitignore: bool) -> None:
        self._root = root
        self._real_root = os.path.realpath(root)
        self._exclude = exclude
        self._largest = largest
        self._gitignore = gitignore
        self.unreadable: list[Unreadable] = []

    def files(self) -> Iterator[SourceFile]:
        pending = [_Folder((), ())]
        while pending:
            folder = pending.pop()
            entries = self._entries(folder)
            if folder.parts and _is_made(folder.parts[-1], {entry.name for entry in entries}):
                continue
            rules = self._rules(folder, entries)
            for entry in entries:
                parts = (*folder.parts, entry.name)
                is_folder = entry.is_dir(follow_symlinks=False)
                if self._is_ignored(parts, rules, is_folder=is_folder):
                    continue
                if is_folder:
                    pending.append(_Folder(parts, rules))
                elif (file := self._file(entry, displayed("/".join(parts)))) is not None:
                    yield file

    def _entries(self, folder: _Folder) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(os.path.join(self._root, *folder.parts)) as entries:  # noqa: PTH118 - names may be no UTF-8
                return list(entries)
        except OSError as error:
            self._skip(displayed("/".join(folder.parts)) or ".", f"can't be listed: {reason_of(error)}")
            return []

    def _rules(self, folder: _Folder, entries: list[os.DirEntry[str]]) -> tuple[tuple[int, Ignore], ...]:
        """The ignore rules for what is in the folder."""
        location = next((entry.path for entry in entries if entry.name == _IGNORE_FILE), None)
        if location is None or not self._gitignore:
            return folder.rules
        path = displayed("/".join((*folder.parts, _IGNORE_FILE)))
        data = SourceFile(path, "ignore", 0, location).load(_LARGEST_IGNORE_FILE)
        if isinstance(data, Unreadable):
            self.unreadable.append(data)
            return folder.rules
        lines = data.removeprefix(b"\xef\xbb\xbf").decode(errors="surrogateescape").split("\n")
        return (*folder.rules, (len(folder.parts), Ignore(lines)))

    def _is_ignored(self, parts: tuple[str, ...], rules: tuple[tuple[int, Ignore], ...], *, is_folder: bool) -> bool:
        if is_folder and parts[-1] in _NEVER:
            return True
        if self._exclude.verdict(parts, is_folder=is_folder):
            return True
        verdicts = (ignore.verdict(parts[depth:], is_folder=is_folder) for depth, ignore in reversed(rules))
        return bool(next((verdict for verdict in verdicts if verdict is not None), False))

    def _file(self, entry: os.DirEntry[str], path: str) -> SourceFile | None:
        kind = kind_of(path)
        if entry.is_symlink():
            self._link(entry, path, kind)
            return None
        try:
            status = entry.stat(follow_symlinks=False)
        except OSError as error:
            self._skip(path, f"can't be read: {reason_of(error)}", matters=kind is not None)
            return None
        if not stat.S_ISREG(status.st_mode):
            self._skip(path, "is no regular file", matters=kind is not None)
            return None
        if kind is None and not (status.st_mode & stat.S_IXUSR and "." not in entry.name):
            return None
        if status.st_size > self._largest:
            self._skip(path, too_large(self._largest), matters=kind in _MATTERS_WHEN_LARGE)
            return None
        file = SourceFile(path, kind or "python", status.st_size, entry.path, is_test(path))
        return file if kind or _is_python_script(file) else None

    def _link(self, entry: os.DirEntry[str], path: str, kind: str | None) -> None:
        """What a link inside the tree leads to is met where it is; a link out of it is not followed."""
        target = os.path.realpath(entry.path)
        leads_out = target != self._real_root and not target.startswith(self._real_root.rstrip(os.sep) + os.sep)
        matters = kind == "python" or Path(target).is_dir()
        self._skip(path, "is a link out of the scanned folder", matters=leads_out and matters)

    def _skip(self, path: str, reason: str, *, matters: bool = True) -> None:
        if matters:
            self.unreadable.append(Unreadable(path, 1, reason))


def _is_made(name: str, inside: set[str]) -> bool:
    """Whether a folder holds what tools made: an environment, or build output; a package may be called ``build``, too."""
    return not _ENVIRONMENT_MARKS.isdisjoint(inside) or (name in _OUTPUT and "__init__.py" not in inside)


def _is_python_script(file: SourceFile) -> bool:
    """Whether a file without a suffix starts with ``#!`` and python."""
    data = file.load()
    first = b"" if isinstance(data, Unreadable) else data.partition(b"\n")[0]
    return first.startswith(b"#!") and b"python" in first
