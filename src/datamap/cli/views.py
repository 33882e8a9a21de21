"""The commands that show what datamap sees: ``calls``, ``policy``."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from datamap.cli.options import ConfigOption, JobsOption, NoCacheOption, OutputOption, PathArgument, on_terminal, write


class TableFormat(StrEnum):
    """A table for people or JSON for programs."""

    TABLE = "table"
    JSON = "json"


class JsonFormat(StrEnum):
    """JSON only."""

    JSON = "json"


def calls(
    path: PathArgument = Path(),
    form: Annotated[JsonFormat, typer.Option("--format", "-f", help="What to write.")] = JsonFormat.JSON,
    output: OutputOption = None,
    config: ConfigOption = None,
    jobs: JobsOption = 0,
    no_cache: NoCacheOption = False,
) -> None:
    """Write the resolved call graph."""
    from datamap.pipeline import Options, call_graph

    match form:
        case JsonFormat.JSON:
            edges = call_graph(path, Options(config=config, jobs=jobs, cached=not no_cache))
            write(json.dumps(edges, indent=2) + "\n", output)


def policy(
    files: Annotated[list[Path], typer.Argument(help="Policies: text, Markdown, HTML or reStructuredText.")],
    form: Annotated[TableFormat, typer.Option("--format", "-f", help="What to write.")] = TableFormat.TABLE,
    output: OutputOption = None,
    suggest: Annotated[bool, typer.Option("--suggest", help="Draft, as Markdown, what the policy lacks for what the code does.")] = False,
    root: Annotated[Path, typer.Option("--root", help="With --suggest: the project to read.", show_default=".")] = Path(),
) -> None:
    """Show how each sentence of a policy is read.

    And the defects of the text; with --suggest, what it lacks for what the code does.
    """
    from datamap.pipeline import Options, open_project, read_documents, scan
    from datamap.report import policy as views

    if suggest:
        from datamap.report.suggest import render

        write(render(scan(root, Options(policies=tuple(files)))), output)
        return

    policies = read_documents(files, open_project(root, Options()))
    match form:
        case TableFormat.JSON:
            write(views.as_json(policies), output)
        case TableFormat.TABLE:
            write(views.as_table(policies, color=on_terminal(output)), output)
