"""What a change brings: the findings that were not there where it started, and how it edits the gate itself."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from datamap.checks.baseline import accept, read_baseline, write_baseline
from datamap.pipeline import scan
from datamap.review.notices import notices
from datamap.revisions import Revisions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from datamap.model import Finding, Result
    from datamap.pipeline import Options

    Scan = Callable[[Path, Options], Result]


def only_new(root: Path, result: Result, options: Options, scan: Scan = scan) -> Result:
    """The result without the findings that were there at the merge base with ``options.since``; the work tree is not touched."""
    base = Revisions(root).merge_base(options.since or "")
    with checked_out(root, base) as folder:
        before = scan(folder, at(root, options, folder))
        said = notices(root, folder, before, result, options)
    new = new_findings(before, result, base)
    return replace(result, findings=new, notes=(*result.notes, *said, f"only what is new since {options.since} ({base[:12]}) is shown"))


def new_findings(before: Result, after: Result, origin: str) -> tuple[Finding, ...]:
    """The findings of ``after`` that ``before`` does not have; two of a kind are told apart by their number."""
    known = read_baseline(write_baseline([replace(found, suppressed=None) for found in before.findings]), origin)
    bare = [replace(found, suppressed=None) for found in after.findings]
    marked, _ = accept(bare, known)
    return tuple(found for found, mark in zip(after.findings, marked, strict=True) if mark.suppressed is None)


@contextmanager
def checked_out(root: Path, revision: str) -> Iterator[Path]:
    """A temporary folder with the project's files as they were at ``revision``."""
    with TemporaryDirectory(prefix="datamap-") as folder:
        Revisions(root).export(revision, Path(folder))
        yield Path(folder)


def at(root: Path, options: Options, folder: Path) -> Options:
    """The options for the project's copy in ``folder``: the policies as they were there, where they were."""
    top = root.resolve()
    below = [
        (path, folder / path.resolve().relative_to(top)) if path.resolve().is_relative_to(top) else (path, path)
        for path in options.policies
    ]
    return replace(options, since=None, policies=tuple(then if then.is_file() else now for now, then in below))
