"""Options that several commands share, and how a command writes its result."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

PathArgument = Annotated[Path, typer.Argument(help="The project to read.", show_default=".")]
PolicyOption = Annotated[list[Path] | None, typer.Option("--policy", help="A privacy policy; may be given several times.")]
ConfigOption = Annotated[Path | None, typer.Option("--config", help="A TOML file in place of pyproject.toml.")]
JobsOption = Annotated[int, typer.Option("--jobs", "-j", min=0, help="Processes for reading files; 0 for one a core.")]
NoCacheOption = Annotated[bool, typer.Option("--no-cache", help="Read every file anew.")]
OutputOption = Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file, not to stdout.")]


def codes(text: str) -> tuple[str, ...]:
    """Rule codes that were written with commas."""
    return tuple(code.strip().upper() for code in text.split(",") if code.strip())


def write(text: str | bytes, output: Path | None = None) -> None:
    """Write a result to stdout, or to the file that the command line names; what UTF-8 can't hold is escaped."""
    data = text.encode("utf-8", "backslashreplace") if isinstance(text, str) else text
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    else:
        output.write_bytes(data)


def on_terminal(output: Path | None) -> bool:
    """Whether the result goes to a screen."""
    return output is None and sys.stdout.isatty()
