"""Which parts of a page are taken, so that words find a free place without looking at everything."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.graph.layout import Box

CELL = 128


class Taken:
    """Boxes, found by the cells of a grid that they touch."""

    def __init__(self, boxes: Iterable[Box]) -> None:
        self._cells: dict[tuple[int, int], list[Box]] = defaultdict(list)
        for box in boxes:
            self.add(box)

    def add(self, box: Box) -> None:
        """Take the place of a box."""
        for cell in _cells(box):
            self._cells[cell].append(box)

    def free(self, box: Box) -> bool:
        """Whether nothing stands where the box would."""
        return not any(box.overlaps(other) for cell in _cells(box) for other in self._cells.get(cell, ()))

    def crowd(self, box: Box) -> int:
        """How many boxes it would lie on."""
        return sum(1 for other in {other for cell in _cells(box) for other in self._cells.get(cell, ())} if box.overlaps(other))


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    for column in range(int(box.x) // CELL, int(box.x + box.width) // CELL + 1):
        for row in range(int(box.y) // CELL, int(box.y + box.height) // CELL + 1):
            yield column, row
