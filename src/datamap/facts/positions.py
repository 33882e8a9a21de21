"""Where a node of ``ast`` stands, as a Span: ``ast`` counts columns in UTF-8 bytes from 0, spans in characters from 1."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeAlias

from datamap.facts.ir import Span

if TYPE_CHECKING:
    from datamap.facts.edits import Edited

At: TypeAlias = Callable[[Any], Span]


def spans(text: str) -> At:
    """The span of a node of the text's tree."""
    if text.isascii():
        return _bytes_are_characters
    lines = _Lines(text)

    def at(node: Any) -> Span:  # noqa: ANN401 - ast's positions have no common type
        line, end_line = node.lineno, node.end_lineno
        return (line, lines.column(line, node.col_offset) + 1, end_line, lines.column(end_line, node.end_col_offset) + 1)

    return at


def spans_before_edits(text: str, edited: Edited) -> At:
    """The span in ``text`` of a node of the edited text's tree, whose lines are the same."""
    new, old = _Lines(edited.text), _Lines(text)
    unchanged = spans(text)
    changed = frozenset(edited.lines)

    def at(node: Any) -> Span:  # noqa: ANN401 - ast's positions have no common type
        if node.lineno in changed or node.end_lineno in changed:
            start = edited.start_before(new.offset(node.lineno, node.col_offset))
            end = edited.end_before(new.offset(node.end_lineno, node.end_col_offset))
            return (*old.place(start), *old.place(end))
        return unchanged(node)

    return at


def _bytes_are_characters(node: Any) -> Span:  # noqa: ANN401 - ast's positions have no common type
    return (node.lineno, node.col_offset + 1, node.end_lineno, node.end_col_offset + 1)


class _Lines:
    """The lines of a text, to turn UTF-8 columns into characters, and places into offsets and back."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._starts = [0, *accumulate(len(line) + 1 for line in self._lines)]
        self._wide: dict[int, array[int]] = {}

    def column(self, line: int, utf8: int) -> int:
        """How many characters of the line stand before the byte. ``ast`` of 3.11 may point behind the end, in an f-string."""
        text = self._lines[min(line, len(self._lines)) - 1]
        if text.isascii():
            return utf8
        columns = self._wide.get(line)
        if columns is None:
            starts_character = ((byte & 0xC0) != 0x80 for byte in text.encode())
            columns = self._wide[line] = array("L", accumulate(starts_character, initial=0))
        return columns[min(utf8, len(columns) - 1)]

    def offset(self, line: int, utf8: int) -> int:
        return self._starts[line - 1] + self.column(line, utf8)

    def place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1
