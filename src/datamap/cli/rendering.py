"""A scan's result in each of its formats; a format's module is imported when it is asked for."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from datamap.errors import ConfigError

if TYPE_CHECKING:
    from datamap.model import Result


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


def render(result: Result, form: ScanFormat, *, color: bool = False) -> str:
    """The result in one format."""
    from datamap.report import github, gitlab, json_report, junit, markdown

    match form:
        case ScanFormat.TEXT:
            from datamap.report import text

            return text.render(result, color=color)
        case ScanFormat.HTML:
            from datamap.report import html

            return html.render(result)
        case ScanFormat.SARIF:
            return _sarif(result)
        case ScanFormat.JSON:
            return json_report.render(result)
        case ScanFormat.GITHUB:
            return github.render(result)
        case ScanFormat.GITLAB:
            return gitlab.render(result)
        case ScanFormat.JUNIT:
            return junit.render(result)
        case ScanFormat.MARKDOWN:
            return markdown.render(result)


def parse_also(text: str) -> tuple[ScanFormat, Path]:
    """``sarif=out.sarif``: a further format and the file it goes to. Raises ConfigError."""
    form, separator, file = text.partition("=")
    if not separator or not file or form not in tuple(ScanFormat):
        raise ConfigError(f"--also {text!r} must be FORMAT=FILE, with one of {', '.join(ScanFormat)}")
    return ScanFormat(form), Path(file)


def _sarif(result: Result) -> str:
    from datamap.checks import CHECKS
    from datamap.knowledge.conformance import rules
    from datamap.report import sarif
    from datamap.report.explain import rule_page

    table = rules()
    texts = {check.CODE: check.__doc__ or "" for check in CHECKS}
    return sarif.render(result, table, {code: rule_page(rule, texts.get(code, "")) for code, rule in table.items()})
