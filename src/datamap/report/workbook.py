"""The cells of a workbook's first sheet: as much of XLSX as it takes to read back what people filled in."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from datamap.errors import DatamapError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LARGEST = 50_000_000
NAME = re.compile(r"([A-Z]{1,3})\d+")


def cells(data: bytes) -> list[list[str]]:
    """Rows of text. Raises DatamapError for what is no workbook, or a hostile one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = sorted(name for name in archive.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name))
            shared = _shared(_part(archive, "xl/sharedStrings.xml")) if "xl/sharedStrings.xml" in archive.namelist() else []
            return [_row(row, shared) for row in _part(archive, names[0]).iter(f"{MAIN}row")]
    except (zipfile.BadZipFile, ET.ParseError, KeyError, IndexError, ValueError) as error:
        raise DatamapError(
            f"the record that is there can't be read as a workbook ({type(error).__name__}); give --output another name"
        ) from None


def _part(archive: zipfile.ZipFile, name: str) -> ET.Element:
    if archive.getinfo(name).file_size > LARGEST:
        raise ValueError(name)
    text = archive.read(name)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise ValueError(name)
    return ET.fromstring(text)  # noqa: S314 - no document type, so no entities


def _shared(root: ET.Element) -> list[str]:
    return [_text(item) for item in root.iter(f"{MAIN}si")]


def _text(element: ET.Element) -> str:
    return "".join(part.text or "" for part in element.iter(f"{MAIN}t"))


def _row(row: ET.Element, shared: list[str]) -> list[str]:
    found = dict(_cells(row, shared))
    return [found.get(column, "") for column in range(max(found, default=-1) + 1)]


def _cells(row: ET.Element, shared: list[str]) -> Iterator[tuple[int, str]]:
    for cell in row.iter(f"{MAIN}c"):
        name = NAME.fullmatch(cell.get("r", ""))
        if name is None:
            raise ValueError(cell.get("r"))
        value = cell.findtext(f"{MAIN}v", "")
        if cell.get("t") == "s":
            yield _column(name[1]), shared[int(value)]
        else:
            yield _column(name[1]), value or _text(cell)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
