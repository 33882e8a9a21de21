"""``--format text``: the broken sentence beside the path that breaks it, readable in a terminal and in a log."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from datamap.display import display
from datamap.model import Level

if TYPE_CHECKING:
    from datamap.model import Finding, Result

STYLES = {Level.ERROR: "bold red", Level.WARNING: "yellow", Level.NOTE: "cyan"}
WIDTH = 120
WIDEST = 60


def render(result: Result, *, color: bool = False, width: int = WIDTH) -> str:
    """The report for people; ``color`` adds terminal styles and nothing else."""
    stream = StringIO()
    console = Console(
        file=stream, force_terminal=color, no_color=not color, width=width, markup=False, emoji=False, highlight=False, soft_wrap=False
    )
    for finding in result.findings:
        if finding.suppressed is None:
            _print_finding(console, finding)
    _print_summary(console, result)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


def _print_finding(console: Console, finding: Finding) -> None:
    head = Text(display(f"{finding.location.file}:{finding.location.line}:{finding.location.column}"), style="bold")
    head.append(f"  {finding.level.value} ", style=STYLES[finding.level])
    head.append(f"{finding.rule} {finding.name}", style=STYLES[finding.level])
    if finding.confidence != "high":
        head.append(f"  ({finding.confidence.value} confidence)", style="dim")
    console.print(head)
    console.print(Padding(Text(display(finding.message)), (0, 0, 0, 2)))
    _print_evidence(console, finding)
    if finding.remedy:
        console.print(Padding(Text(f"fix: {display(finding.remedy)}", style="green"), (0, 0, 0, 2)))
    console.print()


def _print_evidence(console: Console, finding: Finding) -> None:
    """The sentence and each hop on a line of its own, places one under the other; long lines are left to the terminal."""
    lines: list[tuple[str, Text]] = []
    if finding.claim:
        place = finding.claim.location
        lines.append((display(f"{place.file}:{place.line}"), Text(f"“{display(finding.claim.quote)}”", style="italic")))
    for hop in finding.path:
        row = Text(display(hop.note))
        row.append(f"  {display(hop.symbol)}", style="dim")
        lines.append((display(f"{hop.location.file}:{hop.location.line}"), row))
    widest = min(WIDEST, max((len(place) for place, _ in lines), default=0))
    for place_text, row in lines:
        console.print(Text.assemble((f"    {place_text:{widest}}  ", "dim"), row), soft_wrap=True)


def _print_summary(console: Console, result: Result) -> None:
    shown = [finding for finding in result.findings if finding.suppressed is None]
    counts = {level: sum(finding.level is level for finding in shown) for level in reversed(Level)}
    words = ", ".join(f"{count} {level.value}{'' if count == 1 else 's'}" for level, count in counts.items())
    console.print(Text(f"{words} in {result.statistics.get('files', 0)} files", style="bold"))
    practices = result.practices
    parts = {
        "personal-data fields": practices.elements,
        "third parties": practices.processors,
        "stores": practices.stores,
        "flows": practices.flows,
    }
    console.print(Text(", ".join(f"{len(found)} {name}" for name, found in parts.items())))
    for policy in result.policies:
        console.print(Text(display(f"policy: {policy.file}, {len(policy.claims)} claims read")))
    for note in result.notes:
        console.print(Text(display(f"note: {note}"), style="dim"))
