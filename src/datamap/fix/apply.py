"""Edits -> files' new bytes, each from a process that may die of what it reads without taking the rest along."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from datamap.fix.edit import Answer, Order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from datamap.fix.edit import Edit
    from datamap.model import Finding

SECONDS = 60


@dataclass(frozen=True)
class Fixed:
    """One file: its path below the root, its bytes before and after, and the findings that the difference settles."""

    path: str
    before: bytes
    after: bytes
    findings: tuple[Finding, ...]


def apply(root: Path, edits: Sequence[tuple[Finding, Edit]]) -> Iterator[Fixed]:
    """The files that change, in the order of their paths; a file that can't be rewritten is left out."""
    top = root if root.is_dir() else root.parent
    for name in sorted({finding.location.file for finding, _ in edits}):
        asked = [(finding, edit) for finding, edit in edits if finding.location.file == name]
        if name.endswith((".py", ".pyw")):
            yield from _rewritten(top / name, name, asked)


def _rewritten(file: Path, name: str, asked: Sequence[tuple[Finding, Edit]]) -> Iterator[Fixed]:
    wanted = dict.fromkeys(edit for _, edit in asked)
    with suppress(OSError, subprocess.SubprocessError, msgspec.MsgspecError):
        before = file.read_bytes()
        order = msgspec.msgpack.encode(Order(before, tuple(wanted)))
        command = [sys.executable, "-P", "-m", "datamap.fix.worker"]
        done = subprocess.run(command, input=order, capture_output=True, check=True, timeout=SECONDS)  # noqa: S603 - our own process
        answer = msgspec.msgpack.decode(done.stdout, type=Answer)
        carried_out = {edit for number, edit in enumerate(wanted) if number in answer.done}
        if carried_out:
            yield Fixed(name, before, answer.source, tuple(finding for finding, edit in asked if edit in carried_out))
