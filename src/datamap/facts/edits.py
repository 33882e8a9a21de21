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


class Edited:
    """The text after the edits, which don't overlap and come in order; ``lines``: those with an edit, sorted."""

    def __init__(self, text: str, edits: list[Edit]) -> None:
        pieces: list[str] = []
        self._new: list[int] = []
        self._old: list[tuple[int, bool]] = []
        length = done = 0
        for edit in [*edits, Edit(len(text), len(text), "")]:
            for piece, origin, copied in ((text[done : edit.start], done, True), (edit.replacement, edit.start, False)):
                if piece:
                    pieces.append(piece)
                    self._new.append(length)
                    self._old.append((origin, copied))
                    length += len(piece)
            done = edit.end
        self.text = "".join(pieces)
        self._size = len(text)
        ends = list(accumulate(len(line) + 1 for line in text.split("\n")))
        self.lines = sorted({bisect_right(ends, place) + 1 for edit in edits for place in (edit.start, edit.end)})
        self._length = length

    def origin(self, offset: int) -> int:
        """The old offset of what stands at a new one; inserted text stands where it was inserted."""
        if offset >= self._length:
            return self._size
        index = bisect_right(self._new, offset) - 1
        origin, copied = self._old[index]
        return origin + (offset - self._new[index] if copied else 0)
