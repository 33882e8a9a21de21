"""``--format text``: the broken sentence beside the path that breaks it, readable in a terminal and in a log."""

from __future__ import annotations

from io import StringIO
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from datamap.display import display
from datamap.knowledge.everything import knowledge_of
from datamap.model import Level

if TYPE_CHECKING:
    from datamap.model import Finding, Location, Result

STYLES = {Level.ERROR: "bold red", Level.WARNING: "yellow", Level.NOTE: "cyan"}
WIDTH = 120
WIDEST = 60


def render(result: Result, *, color: bool = False, width: int = WIDTH) -> str:
    """The report for people; ``color`` adds terminal styles and nothing else."""
    stream = StringIO()
    console = Console(
        file=stream, force_terminal=color, no_color=not color, width=width, markup=False, emoji=False, highlight=False, soft_wrap=False
    )
    shown = [finding for finding in result.findings if finding.suppressed is None]
    for _, alike in groupby(shown, _told_together):
        _print_findings(console, list(alike))
    _print_summary(console, result)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


def _told_together(finding: Finding) -> tuple[str, Level, Location, str, str]:
    """What a policy lacks stands at its first line; all of it is one thing to read."""
    alone = finding.fingerprint if finding.claim or finding.path else ""
    return finding.rule, finding.level, finding.location, finding.remedy, alone


def _print_findings(console: Console, alike: list[Finding]) -> None:
    finding = alike[0]
    head = Text(display(f"{finding.location.file}:{finding.location.line}:{finding.location.column}"), style="bold")
    head.append(f"  {finding.level.value} ", style=STYLES[finding.level])
    head.append(f"{finding.rule} {finding.name}", style=STYLES[finding.level])
    if finding.confidence != "high":
        head.append(f"  ({finding.confidence.value} confidence)", style="dim")
    console.print(head)
    for one in alike:
        console.print(Padding(Text(display(one.message)), (0, 0, 0, 2)))
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
        if not hop.symbol.endswith(hop.note):  # a declaration is its own place
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
    if not result.policies:
        _print_recipients(console, result)
    for policy in result.policies:
        console.print(Text(display(f"policy: {policy.file}, {len(policy.claims)} claims read")))
    for note in result.notes:
        console.print(Text(display(f"note: {note}"), style="dim"))


def _print_recipients(console: Console, result: Result) -> None:
    """Where there is no policy yet: who gets what, since that is what one has to say."""
    names = knowledge_of(result)
    for use in result.practices.processors:
        data = sorted({names.category_name(flow.data) for flow in result.practices.flows if flow.sink.id == use.id})
        if use.active:
            console.print(Text(display(f"  {use.name} gets {', '.join(data) or 'what it gathers by itself'}")), soft_wrap=True)
