"""What a baseline accepts, from the work tree or from a revision that a change can't edit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.checks.baseline import accept, read_baseline
from datamap.config import load_config
from datamap.errors import ConfigError
from datamap.pipeline import text_of
from datamap.revisions import Revisions

if TYPE_CHECKING:
    from pathlib import Path

    from datamap.model import Result
    from datamap.pipeline import Options


def with_baseline(root: Path, result: Result, options: Options) -> Result:
    """The result with what the baseline accepts marked as suppressed, and a note for each entry that is stale."""
    path = options.baseline or configured(root, options)
    if path is None:
        return result
    text, note = _baseline(root, path, options)
    findings, stale = accept(result.findings, read_baseline(text, path.as_posix()))
    notes = [f"{path.as_posix()}: {entry.rule} ({entry.count}) in {entry.file} is no longer found; remove the entry" for entry in stale]
    return replace(result, findings=findings, notes=(*result.notes, *note, *notes))


def configured(root: Path, options: Options) -> Path | None:
    """The baseline that the configuration names."""
    name = load_config(root if root.is_dir() else root.parent, options.config).baseline
    return root / name if name else None


def _baseline(root: Path, path: Path, options: Options) -> tuple[str, tuple[str, ...]]:
    """The baseline's text, from the trusted revision if one is named, and a notice if the work tree has another."""
    if options.baseline_from is None:
        return text_of(path), ()
    below = path.resolve()
    if not below.is_relative_to(root.resolve()):
        raise ConfigError(f"{path}: lies outside of the project, so no revision holds it")
    data = Revisions(root).file(options.baseline_from, below.relative_to(root.resolve()).as_posix()) or b""
    edited = path.is_file() and path.read_bytes() != data
    note = (f"{path.as_posix()} differs from {options.baseline_from}; the one of {options.baseline_from} was used",) if edited else ()
    return data.decode("utf-8", "replace"), note
