"""``datamap diff``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from datamap.cli.options import ConfigOption, FailOption, JobsOption, NoCacheOption, OutputOption, PolicyOption, write


class DiffFormat(StrEnum):
    """The formats of a change's review."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def diff(
    base: Annotated[str, typer.Argument(help="The revision that the change goes into; its merge base with HEAD is compared.")],
    head: Annotated[str | None, typer.Argument(help="The revision with the change.", show_default="the work tree")] = None,
    root: Annotated[Path, typer.Option("--root", help="The project to read.", show_default=".")] = Path(),
    policy: PolicyOption = None,
    form: Annotated[DiffFormat, typer.Option("--format", "-f", help="What to write.")] = DiffFormat.TEXT,
    output: OutputOption = None,
    fail_on: FailOption = None,
    config: ConfigOption = None,
    jobs: JobsOption = 0,
    no_cache: NoCacheOption = False,
) -> None:
    """Tell what a change does to personal data.

    What it adds, weakens, changes, strengthens or removes, and what the policy says of it.
    """
    from datamap.pipeline import Options, exit_code
    from datamap.review import showing
    from datamap.review.between import between

    lowest = fail_on.value if fail_on else None
    options = Options(policies=tuple(policy or ()), config=config, jobs=jobs, cached=not no_cache, fail_on=lowest)
    change, after = between(root, base, head, options)
    match form:
        case DiffFormat.TEXT:
            write(showing.as_text(change), output)
        case DiffFormat.MARKDOWN:
            write(showing.as_markdown(change), output)
        case DiffFormat.JSON:
            write(showing.as_json(change), output)
    raise typer.Exit(exit_code(after))
