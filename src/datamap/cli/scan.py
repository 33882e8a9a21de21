"""``datamap scan``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from datamap.cli.options import ConfigOption, JobsOption, NoCacheOption, OutputOption, PathArgument, PolicyOption, codes, on_terminal, write

if TYPE_CHECKING:
    from datamap.model import Result


class FailOn(StrEnum):
    """The lowest level that makes the exit code 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    NEVER = "never"


class Sureness(StrEnum):
    """The lowest confidence of a finding that is shown."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class ScanFormat(StrEnum):
    """The formats of a scan's result."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    GITLAB = "gitlab"
    JUNIT = "junit"
    MARKDOWN = "markdown"
    HTML = "html"


FormatOption = Annotated[ScanFormat, typer.Option("--format", "-f", help="What to write.")]
SelectOption = Annotated[str, typer.Option("--select", help="Only these rules: codes or their beginnings, with commas.")]
IgnoreOption = Annotated[str, typer.Option("--ignore", help="Not these rules.")]
FailOption = Annotated[FailOn | None, typer.Option("--fail-on", help="The lowest level that makes the exit code 1.", show_default="error")]
SurenessOption = Annotated[Sureness | None, typer.Option("--min-confidence", help="Hide what datamap is less sure of.", show_default="low")]
BaselineOption = Annotated[Path | None, typer.Option("--baseline", help="Findings that are accepted; see datamap baseline.")]
BaselineFromOption = Annotated[str | None, typer.Option("--baseline-from", metavar="REV", help="Take the baseline from this revision.")]
SinceOption = Annotated[
    str | None, typer.Option("--since", metavar="REV", help="Only what is new since the merge base with this revision.")
]


def scan(
    path: PathArgument = Path(),
    policy: PolicyOption = None,
    form: FormatOption = ScanFormat.TEXT,
    output: OutputOption = None,
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
) -> None:
    """Compare the code below PATH with its policy and report every mismatch."""
    from datamap.pipeline import Options, exit_code
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
    result = review(path, options)
    write(render(result, form, color=on_terminal(output)), output)
    raise typer.Exit(exit_code(result))


def render(result: Result, form: ScanFormat, *, color: bool = False) -> str:
    """The result in one format."""
    match form:
        case ScanFormat.SARIF:
            from datamap.checks import CHECKS
            from datamap.knowledge.conformance import rules
            from datamap.report import sarif
            from datamap.report.explain import rule_page

            table = rules()
            texts = {check.CODE: check.__doc__ or "" for check in CHECKS}
            return sarif.render(result, table, {code: rule_page(rule, texts.get(code, "")) for code, rule in table.items()})
        case ScanFormat.GITHUB:
            from datamap.report import github

            return github.render(result)
        case ScanFormat.GITLAB:
            from datamap.report import gitlab

            return gitlab.render(result)
        case ScanFormat.JUNIT:
            from datamap.report import junit

            return junit.render(result)
        case ScanFormat.MARKDOWN:
            from datamap.report import markdown

            return markdown.render(result)
        case ScanFormat.HTML:
            from datamap.report import html

            return html.render(result)
        case ScanFormat.JSON:
            from datamap.report import json_report

            return json_report.render(result)
        case ScanFormat.TEXT:
            from datamap.report import text

            return text.render(result, color=color)
