"""``datamap init`` and ``datamap annotate``: a first configuration and first annotations, from what was found."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from datamap.cli.options import OutputOption, PathArgument, write
from datamap.errors import ConfigError


def init(
    path: PathArgument = Path(),
    show: Annotated[bool, typer.Option("--show", help="Write to stdout, and leave pyproject.toml alone.")] = False,
) -> None:
    """Add a commented [tool.datamap] to pyproject.toml."""
    from datamap.pipeline import Options, scan
    from datamap.report.first_config import first_config

    if not path.is_dir():
        raise ConfigError(f"{path}: there is no such folder")
    file = path / "pyproject.toml"
    before = file.read_text(encoding="utf-8") if file.is_file() else ""
    if "[tool.datamap" in before and not show:
        raise ConfigError(f"{file}: has a [tool.datamap] already")
    block = first_config(scan(path, Options()))
    if show:
        write(block)
        return
    gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
    file.write_text(f"{before}{gap}{block}", encoding="utf-8")
    sys.stderr.write(f"datamap: wrote [tool.datamap] to {file}; next: datamap scan {path}\n")


def annotate(path: PathArgument = Path(), output: OutputOption = None) -> None:
    """Write a patch that settles guessed data categories.

    Field by field, as comments, for git apply.
    """
    from datamap.pipeline import Options, scan
    from datamap.report.annotate import patch

    write(patch(scan(path, Options()), path if path.is_dir() else path.parent), output)
