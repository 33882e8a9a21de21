"""The few words that stand in a box and on an arrow of a drawing."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from datamap.display import display
from datamap.graph.diagram import codes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.graph.diagram import Arrow, Node

LINE = 13
LONGEST = 28
MOST_DATA = 3
GATES = ("consent", "opt_in", "opt_out")
CHARACTER = 6.1


def node_lines(node: Node) -> list[str]:
    """The label of an element on at most two lines."""
    lines = [""]
    for part in re.findall(r"[^. _/]*[. _/]?", display(node.label)):
        if lines[-1] and len(lines[-1]) + len(part) > LONGEST:
            lines.append("")
        lines[-1] += part
    first, *rest = [line.strip() for line in lines]
    return [display(first, LONGEST) or "?", *([display("".join(rest), LONGEST)] if rest else [])]


def arrow_lines(arrow: Arrow, most: int = MOST_DATA) -> Iterator[tuple[str, str]]:
    """(class, text) of each line on an arrow: data with its form, gates, rules that it breaks."""
    for datum in arrow.data[:most]:
        yield "", display(str(datum), LONGEST)
    if len(arrow.data) > most:
        yield "", f"and {len(arrow.data) - most} more"
    for guard in gates(arrow):
        yield "gate", display(guard, LONGEST)
    found = codes(arrow.findings)
    if found:
        yield "rule", display(" ".join(found), LONGEST)


def gates(arrow: Arrow) -> tuple[str, ...]:
    """The gates that data has to pass: ◆ on every way, ◇ only on some."""
    always = [f"◆ {guard}" for guard in arrow.guards if guard.startswith(GATES)]
    loose = [f"◇ {guard}, not always" for guard in arrow.loose if guard.startswith(GATES)]
    return (*always, *loose)


def text_width(text: str) -> float:
    """About how wide a line is drawn."""
    return CHARACTER * sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
