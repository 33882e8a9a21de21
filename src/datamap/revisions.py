"""What git holds of a project, read without running anything that a hostile checkout could plant.

A checkout's own git configuration can name programs (``core.fsmonitor``, hooks, text converters, filters). Only plumbing that runs
none of them is used: names are resolved, trees listed and blobs printed; the work tree is never touched.
"""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING

from datamap.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REVISION = re.compile(r"[0-9A-Za-z_][0-9A-Za-z._/@{}~^-]*")
SAFE = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never")
QUIET = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
LIMIT = 120


class Revisions:
    """The git repository that ``root`` lies in. Raises ConfigError if there is none, or no git."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._prefix = self._ask("rev-parse", "--show-prefix", what="is not in a git repository").rstrip(b"\n")

    def resolve(self, name: str) -> str:
        """The commit that ``name`` stands for, as a hash. Raises ConfigError."""
        if not REVISION.fullmatch(name):
            raise ConfigError(f"{name!r} is no name of a revision")
        missing = f"has no revision {name!r} (in a shallow clone, fetch more: actions/checkout with fetch-depth: 0)"
        return self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}", what=missing).decode().strip()

    def merge_base(self, one: str, other: str = "HEAD") -> str:
        """The commit that both grew from. Raises ConfigError, with what to do in a shallow clone."""
        hint = f"shows no common ancestor of {one!r} and {other!r}; in a shallow clone, fetch more (actions/checkout with fetch-depth: 0)"
        return self._ask("merge-base", self.resolve(one), self.resolve(other), what=hint).decode().strip()

    def file(self, revision: str, path: str) -> bytes | None:
        """The content of ``path`` (below the root) at ``revision``; None if it was not there."""
        blob = dict(self._tree(self.resolve(revision))).get(path)
        return self._ask("cat-file", "blob", blob, what="lost a file") if blob else None

    def export(self, revision: str, target: Path) -> None:
        """Write the regular files below the root as they were at ``revision`` to the folder ``target``."""
        entries = list(self._tree(self.resolve(revision)))
        for (name, _), data in zip(entries, self._blobs([blob for _, blob in entries]), strict=True):
            path = target / name
            if not path.resolve().is_relative_to(target.resolve()):
                raise ConfigError(f"revision {revision!r} has a path that leads out of the project")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def _tree(self, commit: str) -> Iterator[tuple[str, str]]:
        """Path below the root and blob of every regular file."""
        listing = self._ask("ls-tree", "-r", "-z", "--full-tree", commit, what="can't be listed")
        prefix = self._prefix.decode("utf-8", "surrogateescape")
        for entry in listing.split(b"\0"):
            facts, _, raw = entry.partition(b"\t")
            name = raw.decode("utf-8", "surrogateescape")
            if facts.startswith(b"100") and name.startswith(prefix):
                yield name.removeprefix(prefix), facts.split()[2].decode()

    def _blobs(self, names: list[str]) -> Iterator[bytes]:
        output = self._ask("cat-file", "--batch", what="lost a file", stdin="".join(f"{name}\n" for name in names).encode())
        at = 0
        for _ in names:
            end = output.index(b"\n", at)
            size = int(output[at:end].split()[2])
            yield output[end + 1 : end + 1 + size]
            at = end + size + 2

    def _ask(self, *arguments: str, what: str, stdin: bytes | None = None) -> bytes:
        command = ["git", *SAFE, "-C", str(self._root), *arguments]
        try:
            done = subprocess.run(  # noqa: S603 - a fixed program with checked arguments
                command, input=stdin, capture_output=True, check=False, timeout=LIMIT, env={**os.environ, **QUIET}
            )
        except FileNotFoundError:
            raise ConfigError("git is needed for this, and is not installed") from None
        except subprocess.TimeoutExpired:
            raise ConfigError(f"git did not answer within {LIMIT} seconds") from None
        if done.returncode != 0:
            raise ConfigError(f"{self._root}: {what}")
        return done.stdout
