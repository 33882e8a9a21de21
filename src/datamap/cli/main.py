"""``datamap``: the commands, their options and exit codes. Heavy imports wait until a command needs them."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path  # noqa: TC003 - typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer

from datamap import __version__
from datamap.errors import DatamapError

if TYPE_CHECKING:
    from datamap.model import Result

app = typer.Typer(
    name="datamap",
    help="Compare what Python code does with personal data with what its privacy policy says.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

FOUND, MISTAKE, INTERRUPTED = 1, 2, 130


class FailOn(StrEnum):
    """The lowest level that makes the exit code 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    NEVER = "never"


class ScanFormat(StrEnum):
    """The formats of a scan's result."""

    TEXT = "text"
    JSON = "json"


PathArgument = Annotated[Path, typer.Argument(help="The project to scan.", show_default=".")]
PolicyOption = Annotated[list[Path] | None, typer.Option("--policy", help="A privacy policy; may be given several times.")]
ConfigOption = Annotated[Path | None, typer.Option("--config", help="A TOML file in place of pyproject.toml.")]
JobsOption = Annotated[int, typer.Option("--jobs", "-j", min=0, help="Processes for reading files; 0 for one a core.")]
CacheOption = Annotated[bool, typer.Option("--no-cache", help="Read every file anew.")]


def main() -> None:
    """Run the command line; the user's mistakes end with one line on stderr and exit code 2."""
    try:
        app()
    except DatamapError as error:
        from datamap.report.display import display

        sys.stderr.write(f"datamap: {display(str(error))}\n")
        sys.exit(MISTAKE)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(FOUND)


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False) -> None:
    if version:
        typer.echo(f"datamap {__version__}")
        raise typer.Exit


@app.command()
def scan(
    path: PathArgument = Path(),
    policy: PolicyOption = None,
    format: Annotated[ScanFormat, typer.Option("--format", "-f", help="What to write.")] = ScanFormat.TEXT,  # noqa: A002 - the option's name
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file, not to stdout.")] = None,
    select: Annotated[str, typer.Option("--select", help="Only these rules: codes or their beginnings, with commas.")] = "",
    ignore: Annotated[str, typer.Option("--ignore", help="Not these rules.")] = "",
    fail_on: Annotated[FailOn | None, typer.Option("--fail-on", help="The lowest level that makes the exit code 1.")] = None,
    min_confidence: Annotated[str | None, typer.Option("--min-confidence", help="low, medium or high.")] = None,
    config: ConfigOption = None,
    jobs: JobsOption = 0,
    no_cache: CacheOption = False,
) -> None:
    """Compare the code below PATH with its policy and report every mismatch."""
    from datamap.pipeline import Options, exit_code
    from datamap.pipeline import scan as run

    options = Options(
        policies=tuple(policy or ()),
        config=config,
        select=_codes(select),
        ignore=_codes(ignore),
        min_confidence=min_confidence,
        jobs=jobs,
        cached=not no_cache,
    )
    result = run(path, options)
    _write(_render(result, format, color=output is None and sys.stdout.isatty()), output)
    raise typer.Exit(exit_code(result, fail_on.value if fail_on else None))


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code.strip().upper() for code in text.split(",") if code.strip())


def _render(result: Result, form: ScanFormat, *, color: bool) -> str:
    match form:
        case ScanFormat.JSON:
            from datamap.report import json_report

            return json_report.render(result)
        case ScanFormat.TEXT:
            from datamap.report import text

            return text.render(result, color=color)


def _write(text: str, output: Path | None) -> None:
    data = text.encode("utf-8", "backslashreplace")
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    else:
        output.write_bytes(data)
