"""What every document format is read into: a flat list of blocks in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datamap.policy.text import Text


class BlockKind(StrEnum):
    """What a block is in its document."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row, with the words of its column's header."""

    header: str
    text: Text


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item or table row; level is the heading's depth or the item's nesting, from 1."""

    kind: BlockKind
    text: Text
    level: int = 1
    cells: tuple[Cell, ...] = ()
    label: Text | None = None
