"""A text with replacements, and where a place of the new text was in the old one."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple


class Edit(NamedTuple):
    """``text[start:end]`` becomes ``replacement``."""

    start: int
    end: int
    replacement: str


class _Piece(NamedTuple):
    """A part of the new text and where it comes from; ``copied``: unchanged."""

    start: int
    old_start: int
    old_end: int
    copied: bool


class Edited:
    """The text after the edits, which don't overlap and come in order; ``lines``: those with an edit, sorted."""

    def __init__(self, text: str, edits: list[Edit]) -> None:
        parts: list[str] = []
        self._pieces: list[_Piece] = []
        length = done = 0
        for edit in [*edits, Edit(len(text), len(text), "")]:
            kept = text[done : edit.start]
            for part, start, end, copied in ((kept, done, edit.start, True), (edit.replacement, edit.start, edit.end, False)):
                if part:
                    parts.append(part)
                    self._pieces.append(_Piece(length, start, end, copied))
                    length += len(part)
            done = edit.end
        self.text = "".join(parts)
        self._starts = [piece.start for piece in self._pieces]
        ends = list(accumulate(len(line) + 1 for line in text.split("\n")))
        self.lines = sorted({bisect_right(ends, place) + 1 for edit in edits for place in (edit.start, edit.end)})

    def start_before(self, offset: int) -> int:
        """The old offset of the character at a new offset; one that was inserted has the place of its edit."""
        piece = self._pieces[bisect_right(self._starts, offset) - 1]
        return piece.old_start + (offset - piece.start if piece.copied else 0)

    def end_before(self, offset: int) -> int:
        """The old offset behind the character that ends at a new offset."""
        piece = self._pieces[bisect_right(self._starts, offset - 1) - 1]
        return piece.old_start + offset - piece.start if piece.copied else piece.old_end
