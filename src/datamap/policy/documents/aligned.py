"""Tables of plain text: two columns that are kept apart by blanks or dots, "Accident book ...... 25 years"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_GAP = re.compile(r"(?<=\S)(?:\s{3,}|\s{2}|\s\.+\s+|\.{3,}\s*)(?=\S)")
_LONGEST_LABEL = 8


def aligned(lines: Sequence[str]) -> dict[int, tuple[int, int]]:
    """Where the label of a line ends and its value begins, for the lines whose values begin in one column with a neighbour's."""
    gaps = [_gap(line) for line in lines]
    found: dict[int, tuple[int, int]] = {}
    for i, gap in enumerate(gaps):
        neighbours = [gaps[j] for j in (i - 1, i + 1) if 0 <= j < len(lines)]
        if gap is not None and any(other is not None and other[1] == gap[1] for other in neighbours):
            found[i] = gap
    return found


def _gap(line: str) -> tuple[int, int] | None:
    """The only gap of a line that begins with a few words."""
    gaps = list(_GAP.finditer(line.rstrip()))
    label = line[: gaps[0].start()].strip() if len(gaps) == 1 else ""
    begins = bool(label) and label[0].isalpha() and len(label.split()) <= _LONGEST_LABEL and label[-1] not in ".;:!?"
    return (gaps[0].start(), gaps[0].end()) if begins else None
