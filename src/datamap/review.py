"""A scan seen against what was there before: a baseline that the team accepted, or the state that a change started from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from datamap.checks.baseline import accept, read_baseline, write_baseline
from datamap.config import load_config
from datamap.errors import ConfigError
from datamap.pipeline import scan, text_of
from datamap.revisions import Revisions

if TYPE_CHECKING:
    from datamap.model import Result
    from datamap.pipeline import Options


def review(root: Path, options: Options) -> Result:
    """Scan ``root``; with ``options.since`` only what is new is left, else what a baseline accepts is marked. Raises DatamapError."""
    result = scan(root, options)
    return only_new(root, result, options) if options.since else with_baseline(root, result, options)


def only_new(root: Path, result: Result, options: Options) -> Result:
    """The result without the findings that were there at the merge base with ``options.since``; the work tree is not touched."""
    revisions = Revisions(root)
    base = revisions.merge_base(options.since or "")
    with TemporaryDirectory(prefix="datamap-") as folder:
        revisions.export(base, Path(folder))
        before = scan(Path(folder), replace(options, since=None, config=options.config, policies=_moved(root, options, Path(folder))))
    known = read_baseline(write_baseline(before.findings), base)
    marked, _ = accept(result.findings, known)
    new = tuple(found for found, old in zip(marked, result.findings, strict=True) if found.suppressed == old.suppressed)
    return replace(result, findings=new, notes=(*result.notes, f"only what is new since {options.since} ({base[:12]}) is shown"))


def _moved(root: Path, options: Options, folder: Path) -> tuple[Path, ...]:
    """The policies as they were, where they lie below the project and were there; else as they are."""
    top = root.resolve()
    below = [
        (path, folder / path.resolve().relative_to(top)) if path.resolve().is_relative_to(top) else (path, path)
        for path in options.policies
    ]
    return tuple(then if then.is_file() else now for now, then in below)


def with_baseline(root: Path, result: Result, options: Options) -> Result:
    """The result with what the baseline accepts marked as suppressed, and a note for each entry that is stale."""
    path = options.baseline or _configured(root, options)
    if path is None:
        return result
    entries = read_baseline(_baseline_text(root, path, options), path.as_posix())
    findings, stale = accept(result.findings, entries)
    notes = tuple(
        f"{path.as_posix()}: {entry.rule} ({entry.count}) in {entry.file} is no longer found; remove the entry" for entry in stale
    )
    return replace(result, findings=findings, notes=(*result.notes, *notes))


def _baseline_text(root: Path, path: Path, options: Options) -> str:
    """From the trusted revision if one is named, else from the file."""
    if options.baseline_from is None:
        return text_of(path)
    below = path.resolve()
    if not below.is_relative_to(root.resolve()):
        raise ConfigError(f"{path}: lies outside of the project, so no revision holds it")
    data = Revisions(root).file(options.baseline_from, below.relative_to(root.resolve()).as_posix())
    return (data or b"").decode("utf-8", "replace")


def _configured(root: Path, options: Options) -> Path | None:
    name = load_config(root if root.is_dir() else root.parent, options.config).baseline
    return root / name if name else None
