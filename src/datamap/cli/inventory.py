"""``datamap inventory``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from datamap.cli.options import ConfigOption, JobsOption, NoCacheOption, OutputOption, PathArgument, PolicyOption, on_terminal, write

if TYPE_CHECKING:
    from datamap.model import Result
    from datamap.report.record import Row


class InventoryFormat(StrEnum):
    """The formats of an inventory; csv, xlsx and markdown are a record of processing that people complete."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    MARKDOWN = "markdown"
    FIDES = "fides"
    CYCLONEDX = "cyclonedx"


def inventory(
    path: PathArgument = Path(),
    policy: PolicyOption = None,
    form: Annotated[InventoryFormat, typer.Option("--format", "-f", help="What to write.")] = InventoryFormat.TABLE,
    output: OutputOption = None,
    config: ConfigOption = None,
    jobs: JobsOption = 0,
    no_cache: NoCacheOption = False,
) -> None:
    """List personal data, third parties and stores.

    A record of processing (csv, xlsx, markdown) that --output names is brought up to date; what people wrote in it stays.
    """
    from datamap.errors import ConfigError
    from datamap.pipeline import Options, scan

    if form is InventoryFormat.XLSX and output is None:
        raise ConfigError("--format xlsx needs --output FILE")
    result = scan(path, Options(policies=tuple(policy or ()), config=config, jobs=jobs, cached=not no_cache))
    write(render(result, form, path.resolve().name or "project", output), output)


def render(result: Result, form: InventoryFormat, system: str, before: Path | None = None) -> str | bytes:
    """The inventory in one format; ``before``: a record whose cells people may have filled in."""
    from datamap.report import inventory as views
    from datamap.report import record_files as files

    match form:
        case InventoryFormat.JSON:
            return views.as_json(result)
        case InventoryFormat.TABLE:
            return views.as_table(result, color=on_terminal(before))
        case InventoryFormat.CSV:
            return files.as_csv(_record(result, system, files.from_csv(_text(before))))
        case InventoryFormat.XLSX:
            return files.as_xlsx(_record(result, system, files.from_xlsx(_bytes(before)) if _bytes(before) else ()))
        case InventoryFormat.MARKDOWN:
            return files.as_markdown(_record(result, system, files.from_markdown(_text(before))))
        case InventoryFormat.FIDES:
            from datamap.report import fides

            return fides.render(result, system)
        case InventoryFormat.CYCLONEDX:
            from datamap.report import cyclonedx

            return cyclonedx.render(result, system)


def _record(result: Result, system: str, before: tuple[Row, ...]) -> tuple[Row, ...]:
    from datamap.report.merge import merge
    from datamap.report.record import record

    return merge(before, record(result, system))


def _bytes(path: Path | None) -> bytes:
    return path.read_bytes() if path and path.is_file() else b""


def _text(path: Path | None) -> str:
    return _bytes(path).decode("utf-8-sig", "replace")
