"""Locations of datamap <-> positions of the protocol, which count from 0 and in UTF-16 units."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

if TYPE_CHECKING:
    from pathlib import Path

    from datamap.model import JsonValue, Location

    Record = dict[str, JsonValue]

LINES = re.compile(r"\r\n|\r|\n")


class Places:
    """The files below a root; texts are read once."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._lines: dict[str, list[str]] = {}

    def uri(self, file: str) -> str:
        """The address of a file below the root, or of one that is named in full."""
        return (self.root / file).as_uri()

    def file(self, uri: str) -> str | None:
        """The file below the root that an address names."""
        path = url2pathname(unquote(urlsplit(uri).path, errors="surrogateescape"))
        resolved = (self.root / path).resolve()
        return resolved.relative_to(self.root).as_posix() if resolved.is_relative_to(self.root) else None

    def range(self, place: Location) -> Record:
        """The region; to the end of its line where only a start is known."""
        line, end = place.line - 1, max(place.end_line, place.line) - 1
        start = self._units(place.file, line, place.column - 1)
        last = place.end_column - 1 if place.end_line else len(self.line(place.file, line))
        return {"start": {"line": line, "character": start}, "end": {"line": end, "character": self._units(place.file, end, last)}}

    def line(self, file: str, number: int) -> str:
        """A line's text, without its end; nothing where there is none."""
        if file not in self._lines:
            path = self.root / file
            text = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
            self._lines[file] = LINES.split(text)
        lines = self._lines[file]
        return lines[number] if number < len(lines) else ""

    def _units(self, file: str, number: int, column: int) -> int:
        return len(self.line(file, number)[:column].encode("utf-16-le", "surrogatepass")) // 2
