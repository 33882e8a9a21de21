"""Options that several commands share, and how a command writes its result."""

from __future__ import annotations

import os
import sys
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from datamap.errors import ConfigError


class FailOn(StrEnum):
    """The lowest level that makes the exit code 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    NEVER = "never"


PathArgument = Annotated[Path, typer.Argument(help="The project to read.", show_default=".")]
PolicyOption = Annotated[list[Path] | None, typer.Option("--policy", help="A privacy policy; may be given several times.")]
ConfigOption = Annotated[Path | None, typer.Option("--config", help="A TOML file in place of pyproject.toml.")]
JobsOption = Annotated[int, typer.Option("--jobs", "-j", min=0, help="Processes for reading files; 0 for one a core.")]
NoCacheOption = Annotated[bool, typer.Option("--no-cache", help="Read every file anew.")]
OutputOption = Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file, not to stdout.")]


FailOption = Annotated[FailOn | None, typer.Option("--fail-on", help="The lowest level that makes the exit code 1.", show_default="error")]


def codes(text: str) -> tuple[str, ...]:
    """Rule codes, their beginnings or rules' names, written with commas, as codes. Raises ConfigError for what is none."""
    return tuple(_code(part.strip()) for part in text.split(",") if part.strip())


def _code(text: str) -> str:
    from datamap.knowledge.conformance import rules

    names = {rule.name: code for code, rule in rules().items()}
    code = names.get(text.lower(), text.upper())
    if not any(known.startswith(code) for known in rules()):
        near = get_close_matches(text.upper(), rules(), n=2) or get_close_matches(text.lower(), names, n=2)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise ConfigError(f"there is no rule {text!r}{hint}")
    return code


def write(text: str | bytes, output: Path | None = None) -> None:
    """Write a result to stdout, or to the file that the command line names; what UTF-8 can't hold is escaped."""
    data = text.encode("utf-8", "backslashreplace") if isinstance(text, str) else text
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    else:
        output.write_bytes(data)


def on_terminal(output: Path | None) -> bool:
    """Whether the result goes to a screen that may have colours (https://no-color.org)."""
    return output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
