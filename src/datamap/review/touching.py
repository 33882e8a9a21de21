"""The findings that a commit's files have a part in: what a hook shows, however its list of files is split into calls."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from datamap.knowledge.team import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.model import Finding, Result

EVERYTHING = frozenset({"pyproject.toml"})


def touching(result: Result, root: Path, files: Iterable[Path]) -> Result:
    """The result with the findings that stand in one of ``files``, pass through one or break a sentence in one.

    Whether a finding is shown depends on it and one file at a time, so calls with parts of a list show together what one call shows.
    A changed configuration, or what the team adds to datamap's knowledge, can change every finding, so it shows all.
    """
    names = {name for name in (_below(root, file) for file in files) if name is not None}
    if names & EVERYTHING or any(name.startswith(f"{FOLDER}/") for name in names):
        return result
    kept = tuple(finding for finding in result.findings if names & _parts(finding))
    hidden = sum(finding.suppressed is None for finding in result.findings) - sum(finding.suppressed is None for finding in kept)
    note = (f"{hidden} findings that these files have no part in are not shown; datamap scan shows them",) if hidden else ()
    return replace(result, findings=kept, notes=(*result.notes, *note))


def _below(root: Path, file: Path) -> str | None:
    whole, top = Path.cwd() / file, root.resolve()
    return whole.resolve().relative_to(top).as_posix() if whole.resolve().is_relative_to(top) else None


def _parts(finding: Finding) -> set[str]:
    hops = {hop.location.file for hop in finding.path}
    return {finding.location.file, *hops, *((finding.claim.location.file,) if finding.claim else ())}
