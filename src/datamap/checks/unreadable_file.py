"""DM901 unreadable-file

## What it reports

A file that could not be read or parsed, with the reason.

## Why it matters

What was not read was not checked. A gate that passes in silence over such a file would be worse than none.

## Example

A Python 2 script, a file in an unknown encoding, a link that leads out of the project.

## How to fix it

Mend the file, or leave it out with `exclude` under `[tool.datamap]`, so that the decision can be seen.

## What it misses

Nothing: every file that was skipped for a reason of its own is listed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import finding
from datamap.model import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Finding

CODE = "DM901"


def find(case: Case) -> Iterator[Finding]:
    """Every file that could not be read."""
    for file in case.practices.unreadable:
        yield finding(
            CODE,
            Location(file.file, max(1, file.line)),
            f"not checked: {file.reason}",
            remedy="mend the file, or exclude it in [tool.datamap]",
        )
