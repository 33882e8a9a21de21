"""Finding pieces of prose in the file they came from, for parsers that give lines but no columns."""

from __future__ import annotations

from bisect import bisect_right

from datamap.policy.text import Text, TextBuilder


class Finder:
    """Walks through the source from piece to piece and tells where each stands."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._starts = [0]
        for position, character in enumerate(source):
            if character == "\n":
                self._starts.append(position + 1)
        self._cursor = 0

    def seek(self, line: int) -> None:
        """Goes to the start of a line, counted from 1, but never back over pieces already found on it."""
        self._cursor = self._starts[min(line, len(self._starts)) - 1]

    def find(self, piece: str) -> tuple[int, int]:
        """Line and column of the next place of ``piece``; of the cursor where it was written in another way (an entity, an escape)."""
        probe = piece.strip()
        found = self._source.find(probe, self._cursor) if probe else -1
        if found < 0 and probe:
            found = self._source.find(probe.split()[0], self._cursor)
        if found >= 0:
            self._cursor = found + len(probe)
        position = found if found >= 0 else min(self._cursor, len(self._source))
        line = bisect_right(self._starts, position)
        return line, position - self._starts[line - 1] + 1

    def text(self, pieces: list[str]) -> Text | None:
        """The joined pieces, each with its place."""
        builder = TextBuilder()
        for piece in pieces:
            lead = piece[: len(piece) - len(piece.lstrip())]
            line, column = self.find(piece)
            builder.add(lead, line, column)
            builder.add(piece[len(lead) :], line, column)
        return builder.build()
