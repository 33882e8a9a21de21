"""A record of processing brought up to date: what people wrote stays, what datamap wrote follows the code.

Beside each machine-filled cell stands its evidence with a short digest of what datamap wrote. A cell whose text is no longer that was
changed by a person, and is theirs from then on.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from datamap.report.record import COLUMNS, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

EVIDENCE = "Evidence"
KEY = "Key"
GONE = "no longer found in the code"
LINE = re.compile(r"(?P<column>[^\[\]\n]+) \[(?P<digest>[0-9a-f]{8})\]: (?P<why>[^\n]*)")


def evidence_text(row: Row) -> str:
    """The evidence of a row in one cell, one line a column."""
    return "\n".join(f"{column} [{_digest(row.cells[column])}]: {why}" for column, why in row.evidence.items() if column in row.cells)


def read_row(key: str, cells: Mapping[str, str], evidence: str) -> Row:
    """A row as it was written before; only cells that a person left as they were count as filled by datamap."""
    kept = {column: cells[column] for column in COLUMNS if cells.get(column)}
    lines = (LINE.fullmatch(line.strip()) for line in evidence.splitlines())
    own = {line["column"]: line["why"] for line in lines if line and _digest(kept.get(line["column"], "")) == line["digest"]}
    return Row(key, kept, own)


def merge(before: Iterable[Row], now: Iterable[Row]) -> tuple[Row, ...]:
    """The rows of now with the cells that people wrote; rows that people added or filled in stay when the code has them no more."""
    old = {row.key: row for row in before}
    rows = [_merged(old.pop(row.key), row) if row.key in old else row for row in now]
    rows += [_left(row) for row in old.values() if row.cells.keys() - row.evidence.keys()]
    return tuple(rows)


def _merged(old: Row, new: Row) -> Row:
    people = {column: text for column, text in old.cells.items() if column not in old.evidence}
    evidence = {column: why for column, why in new.evidence.items() if column not in people}
    cells = {column: people.get(column) or new.cells[column] for column in COLUMNS if column in people or column in new.cells}
    return Row(new.key, cells, evidence)


def _left(row: Row) -> Row:
    """What people wrote about something that is gone; a row that never was datamap's is left as it is."""
    if not row.evidence:
        return row
    return Row(row.key, row.cells, dict.fromkeys(row.evidence, GONE))


def _digest(text: str) -> str:
    return hashlib.sha256(text.strip().encode("utf-8", "surrogatepass")).hexdigest()[:8]
