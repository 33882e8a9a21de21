"""The record of processing as CSV, XLSX and Markdown, written and read back."""

from __future__ import annotations

import csv
import html
import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from datamap.errors import DatamapError
from datamap.report.escaping import cell as safe
from datamap.report.merge import EVIDENCE, KEY, evidence_text, read_row
from datamap.report.record import COLUMNS, sections

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from datamap.report.record import Row

HEADER = (KEY, *COLUMNS, EVIDENCE)
# A fixed date, so that the same record is the same file.
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(rows: Iterable[Row]) -> str:
    """Every cell quoted; what a spreadsheet would take for a formula starts with an apostrophe."""
    stream = io.StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows([_harmless(cell) for cell in _line(row)] for row in rows)
    return stream.getvalue()


def from_csv(text: str) -> tuple[Row, ...]:
    """The rows of a CSV that ``as_csv`` wrote and people edited; a spreadsheet may have changed the delimiter."""
    if not text.strip():
        return ()
    first = text.lstrip("\ufeff").partition("\n")[0]
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=max(",;\t", key=first.count))
    return tuple(_from_table([[_bare(cell) for cell in line] for line in reader]))


def as_xlsx(rows: Iterable[Row]) -> bytes:
    """One sheet with a frozen header; nothing in it is a formula or a link. Raises DatamapError without the extra."""
    try:
        import xlsxwriter  # type: ignore[import-untyped]
    except ImportError:
        raise DatamapError("--format xlsx needs one more package: pip install 'datamap[xlsx]'") from None
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"created": _EPOCH})
    sheet = book.add_worksheet("Record of processing")
    bold, wrapped = book.add_format({"bold": True, "bg_color": "#EEF2F6"}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(HEADER) - 1, 26, wrapped)
    for column, title in enumerate(HEADER):
        sheet.write_string(0, column, title, bold)
    for line, row in enumerate(rows, 1):
        for column, cell in enumerate(_line(row)):
            sheet.write_string(line, column, cell)
    book.close()
    return stream.getvalue()


def from_xlsx(data: bytes) -> tuple[Row, ...]:
    """The rows of the first sheet. Raises DatamapError for a file that is no workbook."""
    from datamap.report.workbook import cells

    return tuple(_from_table(cells(data)))


def as_markdown(rows: Iterable[Row]) -> str:
    """A section an activity, a line a column, with the evidence beside it."""
    return "\n".join(_markdown(rows)) + "\n"


def _markdown(rows: Iterable[Row]) -> Iterator[str]:
    yield "# Record of processing activities"
    yield ""
    yield "Filled in from the code where there is evidence; cells without evidence are for people to complete, and are kept."
    for row, lines in sections(rows):
        found = dict(part.split("]: ", 1) for part in evidence_text(row).splitlines())
        digests = {head.rpartition(" [")[0]: f"[{head.rpartition('[')[2]}] " for head in found}
        yield ""
        yield f"## {safe(row.key)}"
        yield ""
        yield "| | | evidence |"
        yield "|---|---|---|"
        for column, cell, why in lines:
            yield f"| {column} | {safe(cell)} | {digests.get(column, '')}{safe(why)} |"


def from_markdown(text: str) -> tuple[Row, ...]:
    """The rows of a Markdown record that people edited."""
    rows: list[Row] = []
    key = ""
    cells: dict[str, str] = {}
    evidence: list[str] = []
    for line in [*text.split("\n"), "## "]:
        if line.startswith("## "):
            if key:
                rows.append(read_row(key, cells, "\n".join(evidence)))
            key, cells, evidence = html.unescape(line[3:].strip()), {}, []
        parts = [html.unescape(part.strip()) for part in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(parts) == 3 and parts[0] in COLUMNS:
            cells[parts[0]] = parts[1]
            evidence.append(f"{parts[0]} {parts[2].replace('] ', ']: ', 1)}")
    return tuple(rows)


def _line(row: Row) -> tuple[str, ...]:
    return (row.key, *(row.cells.get(column, "") for column in COLUMNS), evidence_text(row))


def _from_table(lines: Sequence[Sequence[str]]) -> Iterator[Row]:
    if not lines or KEY not in lines[0]:
        raise DatamapError(f"the record that is there has no column {KEY!r}; give --output another name")
    for line in lines[1:]:
        cells = dict(zip(lines[0], line, strict=False))
        if any(cells.values()):
            yield read_row(cells.get(KEY, ""), cells, cells.get(EVIDENCE, ""))


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _bare(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell
