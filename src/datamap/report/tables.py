"""Tables for a terminal or a log, the same bytes for the same input."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from datamap.display import display

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDTH = 140


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, color: bool = False, width: int = WIDTH) -> str:
    """Render rows of untrusted text under a title; cells are folded, never cut."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table(title=Text(title, style="bold"), title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        grid.add_column(column, overflow="fold")
    for row in rows:
        grid.add_row(*(Text("\n".join(map(display, cell.split("\n")))) for cell in row))
    stream = StringIO()
    console = Console(file=stream, force_terminal=color, no_color=not color, width=width, markup=False, emoji=False, highlight=False)
    console.print(grid)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"
