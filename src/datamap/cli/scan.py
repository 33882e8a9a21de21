"""``datamap scan`` and ``datamap hook``."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from datamap.cli.options import (
    ConfigOption,
    FailOption,
    JobsOption,
    NoCacheOption,
    OutputOption,
    PathArgument,
    PolicyOption,
    codes,
    on_terminal,
    write,
)
from datamap.cli.rendering import ScanFormat, parse_also, render
from datamap.cli.stages import Stages, statistics, watched

if TYPE_CHECKING:
    from datamap.model import Result


class Sureness(StrEnum):
    """The lowest confidence of a finding that is shown."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


FormatOption = Annotated[ScanFormat, typer.Option("--format", "-f", help="What to write.")]
SelectOption = Annotated[str, typer.Option("--select", help="Only these rules: codes or their beginnings, with commas.")]
IgnoreOption = Annotated[str, typer.Option("--ignore", help="Not these rules.")]
SurenessOption = Annotated[Sureness | None, typer.Option("--min-confidence", help="Hide what datamap is less sure of.", show_default="low")]
BaselineOption = Annotated[Path | None, typer.Option("--baseline", help="Findings that are accepted; see datamap baseline.")]
BaselineFromOption = Annotated[str | None, typer.Option("--baseline-from", metavar="REV", help="Take the baseline from this revision.")]
SinceOption = Annotated[
    str | None, typer.Option("--since", metavar="REV", help="Only what is new since the merge base with this revision.")
]
AlsoOption = Annotated[list[str] | None, typer.Option("--also", metavar="FORMAT=FILE", help="Write a further format to a file.")]
StatisticsOption = Annotated[bool, typer.Option("--statistics", help="Say on stderr what took long, what was resolved and what skipped.")]
ProgressOption = Annotated[bool, typer.Option("--progress/--no-progress", help="Show on a terminal what is going on.")]
RootOption = Annotated[Path, typer.Option("--root", help="The project to read.", show_default=".")]
FilesArgument = Annotated[list[Path] | None, typer.Argument(metavar="[FILES]...", help="The files of the commit.", show_default=False)]


def scan(
    path: PathArgument = Path(),
    policy: PolicyOption = None,
    form: FormatOption = ScanFormat.TEXT,
    output: OutputOption = None,
    also: AlsoOption = None,
    select: SelectOption = "",
    ignore: IgnoreOption = "",
    fail_on: FailOption = None,
    min_confidence: SurenessOption = None,
    config: ConfigOption = None,
    baseline: BaselineOption = None,
    baseline_from: BaselineFromOption = None,
    since: SinceOption = None,
    jobs: JobsOption = 0,
    no_cache: NoCacheOption = False,
    stats: StatisticsOption = False,
    progress: ProgressOption = True,
) -> None:
    """Compare code with its policy and report every mismatch."""
    from datamap.pipeline import Options
    from datamap.review import review

    options = Options(
        policies=tuple(policy or ()),
        config=config,
        select=codes(select),
        ignore=codes(ignore),
        min_confidence=min_confidence.value if min_confidence else None,
        fail_on=fail_on.value if fail_on else None,
        jobs=jobs,
        cached=not no_cache,
        baseline=baseline,
        baseline_from=baseline_from,
        since=since,
    )
    further = [parse_also(text) for text in also or ()]
    stages = Stages(announce=watched(progress=progress), timed=stats)
    result = review(path, options, stages.scan)
    _finish(result, form, output, further)
    if stats:
        sys.stderr.write(statistics(result))
    _leave(result)


def hook(
    files: FilesArgument = None,
    root: RootOption = Path(),
    policy: PolicyOption = None,
    fail_on: FailOption = None,
    min_confidence: SurenessOption = None,
    config: ConfigOption = None,
    baseline: BaselineOption = None,
) -> None:
    """Report what the files of a commit have a part in.

    The whole project is read, most of it from the cache; this is what pre-commit calls.
    """
    from datamap.pipeline import Options
    from datamap.review import review
    from datamap.review.touching import touching

    options = Options(
        policies=tuple(policy or ()),
        config=config,
        min_confidence=min_confidence.value if min_confidence else None,
        fail_on=fail_on.value if fail_on else None,
        baseline=baseline,
    )
    result = review(root, options)
    shown = touching(result, root, files) if files else result
    if any(finding.suppressed is None for finding in shown.findings):
        _finish(shown, ScanFormat.TEXT, None, [])
    _leave(shown)


def _finish(result: Result, form: ScanFormat, output: Path | None, further: list[tuple[ScanFormat, Path]]) -> None:
    write(render(result, form, color=on_terminal(output)), output)
    for other, file in further:
        write(render(result, other), file)


def _leave(result: Result) -> None:
    from datamap.pipeline import exit_code

    raise typer.Exit(exit_code(result))
