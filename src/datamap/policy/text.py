"""Text that remembers where in the stored file each of its characters stands."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

# Holds the place of signs that are no part of the prose.
NOTHING = "\u200b"
_SPACE = re.compile(rf"[\s{NOTHING}]+")


@dataclass(frozen=True, slots=True)
class Text:
    """A run of prose with single blanks, and marks (offset, line, column) where its place in the file jumps."""

    value: str
    marks: tuple[tuple[int, int, int], ...]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, counted from 1, of the character at ``offset``."""
        index = max(bisect_right(self.marks, (offset, 1 << 60, 0)) - 1, 0)
        start, line, column = self.marks[index]
        return line, column + offset - start

    @property
    def line(self) -> int:
        """The line that the text starts on."""
        return self.place(0)[0]

    def part(self, start: int, end: int) -> Text:
        """The text between two offsets, without blanks at its ends."""
        raw = self.value[start:end]
        start += len(raw) - len(raw.lstrip())
        stripped = raw.strip()
        first = bisect_right(self.marks, (start, 1 << 60, 0))
        last = bisect_left(self.marks, (start + len(stripped), 0, 0))
        inner = [(offset - start, line, column) for offset, line, column in self.marks[first:last]]
        return Text(stripped, ((0, *self.place(start)), *inner))


@dataclass(slots=True)
class TextBuilder:
    """Joins pieces of a file into one Text; every run of white space, line ends included, becomes one blank."""

    _pieces: list[str] = field(default_factory=list)
    _marks: list[tuple[int, int, int]] = field(default_factory=list)
    _length: int = 0

    def add(self, piece: str, line: int, column: int) -> None:
        """Appends ``piece``, which stands at line and column of the file."""
        for number, part in enumerate(piece.split("\n")):
            if number:
                self._blank(line + number - 1, column)
            self._add_line(part, line + number, column if number == 0 else 1)

    def _add_line(self, part: str, line: int, column: int) -> None:
        position = 0
        for match in _SPACE.finditer(part):
            self._word(part[position : match.start()], line, column + position)
            if match.group().strip(NOTHING):
                self._blank(line, column + match.start())
            position = match.end()
        self._word(part[position:], line, column + position)

    def _word(self, word: str, line: int, column: int) -> None:
        if word:
            self._append(word, line, column)

    def _blank(self, line: int, column: int) -> None:
        if self._pieces and self._pieces[-1] != " ":
            self._append(" ", line, column)

    def _append(self, piece: str, line: int, column: int) -> None:
        """Adds a piece; a mark is made only where its place does not follow from the one before."""
        last = self._marks[-1] if self._marks else None
        if last is None or (line, column) != (last[1], last[2] + self._length - last[0]):
            self._marks.append((self._length, line, column))
        self._pieces.append(piece)
        self._length += len(piece)

    def build(self) -> Text | None:
        """The joined text, or None when there is nothing but blanks."""
        if not any(piece != " " for piece in self._pieces):
            return None
        return Text("".join(self._pieces), tuple(self._marks)).part(0, self._length)


def text_at(value: str, line: int = 1, column: int = 1) -> Text:
    """One line of text at a known place; for text without content, an empty Text there."""
    builder = TextBuilder()
    builder.add(value, line, column)
    return builder.build() or Text("", ((0, line, column),))
