"""A change that edits what judges it (the policy, the configuration, the baseline, its own ignore comments) is pointed out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from datamap.knowledge.team import FOLDER, team_files
from datamap.review.accepted import configured

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from datamap.model import Result
    from datamap.pipeline import Options


def notices(root: Path, then: Path, before: Result, after: Result, options: Options) -> tuple[str, ...]:
    """A line for each way in which the files below ``root`` differ from those below ``then`` in what decides a gate."""
    return (*_files(root, then, before, after, options), *_comments(before, after))


def _files(root: Path, then: Path, before: Result, after: Result, options: Options) -> Iterator[str]:
    baseline = options.baseline or configured(root, options)
    watched = {name: "the policy" for policy in (*before.policies, *after.policies) if (name := policy.file)}
    if baseline is not None and baseline.resolve().is_relative_to(root.resolve()):
        watched[baseline.resolve().relative_to(root.resolve()).as_posix()] = "its own baseline"
    for name, what in sorted(watched.items()):
        if _bytes(root / name) != _bytes(then / name):
            yield f"this change edits {what} ({name}); check that this is meant"
    if _table(root, options) != _table(then, options):
        yield "this change edits [tool.datamap] in pyproject.toml; check that this is meant"
    if team_files(root).texts != team_files(then).texts:
        yield f"this change edits what the team adds to datamap's knowledge ({FOLDER}/); check that this is meant"


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _table(root: Path, options: Options) -> object:
    from datamap.config import load_config

    return load_config(root if root.is_dir() else root.parent, options.config)


def _comments(before: Result, after: Result) -> Iterator[str]:
    """Ignore comments that are new, by file, code and reason; lines may move."""
    known, now = (
        Counter((one.location.file, one.codes, one.reason) for one in result.practices.suppressions) for result in (before, after)
    )
    for (file, codes, reason), number in sorted((now - known).items()):
        what = "an ignore comment" if number == 1 else f"{number} ignore comments"
        yield f"this change adds {what} for {', '.join(codes)} in {file}: {reason}"
