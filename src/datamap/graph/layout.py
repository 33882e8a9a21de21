"""Where everything stands: a layered drawing from left to right, the same for the same diagram, without any outside program.

Columns come from ``layers``. An arrow over several columns gets a lane in each column between, shared by all arrows to the same
element, so that no line runs through a box. Lanes and boxes of a column are ordered by where their neighbours stand.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from datamap.graph.diagram import BOUNDARY_NAMES
from datamap.graph.layers import columns

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.graph.diagram import Boundary, Diagram

WIDTH, HEIGHT = 190, 52
GAP, LANE = 34, 16
BETWEEN = 210
MARGIN = 48
SWEEPS = 6


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return self.y + self.height / 2

    def overlaps(self, other: Box) -> bool:
        """Whether the two share any area."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """Boxes by element key, corners of each arrow's line by (start, end), boxes of boundaries, and the size of the page."""

    boxes: dict[str, Box]
    lines: dict[tuple[str, str], tuple[tuple[float, float], ...]]
    boundaries: dict[Boundary, Box]
    width: float
    height: float


def place(diagram: Diagram) -> Layout:
    """Positions for a diagram."""
    grid = _Grid(diagram)
    grid.arrange()
    boxes = grid.boxes()
    lines = {(arrow.start, arrow.end): grid.line(arrow.start, arrow.end, boxes) for arrow in diagram.arrows}
    grounds = _grounds(diagram, boxes)
    everything = [*boxes.values(), *grounds.values()]
    width = max((box.x + box.width for box in everything), default=0) + MARGIN
    height = max((box.y + box.height for box in everything), default=0) + MARGIN
    return Layout(boxes, lines, grounds, width, height)


class _Grid:
    """Columns of slots; a slot is an element, or a lane ``(column, end, direction)`` for arrows that pass."""

    def __init__(self, diagram: Diagram) -> None:
        self.columns: list[list[str]] = [[node.key for node in column] for column in columns(diagram)]
        self.elements = {node.key for node in diagram.nodes}
        self.column = {key: at for at, keys in enumerate(self.columns) for key in keys}
        self.near: dict[str, list[str]] = defaultdict(list)
        self.chains = {(arrow.start, arrow.end): self._chain(arrow.start, arrow.end) for arrow in diagram.arrows}
        self.y: dict[str, float] = {}

    def _chain(self, start: str, end: str) -> list[str]:
        """The slots that an arrow passes, its ends among them."""
        first, last = self.column[start], self.column[end]
        step = 1 if last > first else -1
        chain = [start]
        for at in range(first + step, last, step):
            lane = f"lane {at} {step} {end}"
            if lane not in self.column:
                self.column[lane] = at
                self.columns[at].append(lane)
            chain.append(lane)
        chain.append(end)
        for one, other in pairwise(chain):
            self.near[one].append(other)
            self.near[other].append(one)
        return chain

    def arrange(self) -> None:
        """Order each column by the middle of its neighbours, a few times over, then move it towards them."""
        self._stack()
        for sweep in range(SWEEPS):
            order = range(len(self.columns)) if sweep % 2 == 0 else range(len(self.columns) - 1, -1, -1)
            for at in order:
                self.columns[at].sort(key=lambda slot: (self._wish(slot), slot))
                self._stack_one(at)
        for at in range(len(self.columns)):
            self._settle(at)

    def _stack(self) -> None:
        for at in range(len(self.columns)):
            self._stack_one(at)

    def _stack_one(self, at: int) -> None:
        height = sum(self._size(slot) for slot in self.columns[at])
        y = -height / 2
        for slot in self.columns[at]:
            self.y[slot] = y + self._size(slot) / 2
            y += self._size(slot)

    def _settle(self, at: int) -> None:
        """Each slot as near to its wish as the order of the column lets it."""
        slots = self.columns[at]
        wishes = [self._wish(slot) for slot in slots]
        shift = sum(wish - self.y[slot] for wish, slot in zip(wishes, slots, strict=True)) / max(1, len(slots))
        for slot in slots:
            self.y[slot] += shift

    def _size(self, slot: str) -> float:
        return HEIGHT + GAP if slot in self.elements else LANE

    def _wish(self, slot: str) -> float:
        near = self.near.get(slot)
        return sum(self.y[other] for other in near) / len(near) if near else self.y[slot]

    def boxes(self) -> dict[str, Box]:
        """A box for each element, all coordinates positive."""
        top = min((self.y[slot] for slot in self.elements), default=0)
        top = min([top, *self.y.values()])
        self.shift = MARGIN + 40 + HEIGHT / 2 - top
        return {key: Box(self._x(self.column[key]), self.y[key] + self.shift - HEIGHT / 2, WIDTH, HEIGHT) for key in sorted(self.elements)}

    def _x(self, column: int) -> float:
        return MARGIN + column * (WIDTH + BETWEEN)

    def line(self, start: str, end: str, boxes: dict[str, Box]) -> tuple[tuple[float, float], ...]:
        """The corners from one box's side to the other's, through the lanes between."""
        forward = self.column[end] > self.column[start]
        level = self.column[end] == self.column[start]
        offset = -7 if forward else 7
        one, other = boxes[start], boxes[end]
        begin = (one.x + (WIDTH if forward or level else 0), one.middle + offset)
        finish = (other.x + (WIDTH if not forward else 0), other.middle + offset)
        corners = [begin]
        for lane in self.chains[start, end][1:-1]:
            x, y = self._x(self.column[lane]), self.y[lane] + self.shift
            corners += [(x, y), (x + WIDTH, y)] if forward else [(x + WIDTH, y), (x, y)]
        return (*corners, finish)


def _grounds(diagram: Diagram, boxes: dict[str, Box]) -> dict[Boundary, Box]:
    """A box around everything that stands on the same ground; people stand on none."""
    groups: dict[Boundary, list[Box]] = defaultdict(list)
    for node in diagram.nodes:
        if node.boundary in BOUNDARY_NAMES:
            groups[node.boundary].append(boxes[node.key])
    return {ground: _around(group) for ground, group in sorted(groups.items())}


def _around(boxes: Iterable[Box]) -> Box:
    group = list(boxes)
    left, top = min(box.x for box in group) - 22, min(box.y for box in group) - 40
    right, bottom = max(box.x + box.width for box in group) + 22, max(box.y + box.height for box in group) + 22
    return Box(left, top, right - left, bottom - top)
