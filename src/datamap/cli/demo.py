"""``datamap demo``: the main job on a small service that comes with datamap."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from datamap.cli.options import on_terminal, write
from datamap.errors import DatamapError


def demo() -> None:
    """Scan the small service that comes with datamap."""
    from datamap.pipeline import Options, scan
    from datamap.report import text

    folder = _folder()
    result = scan(folder, Options(policies=(folder / "privacy.md",), cached=False, jobs=1))
    write(text.render(result, color=on_terminal(None)))
    write("\nThis was a demonstration on a bundled service. For your own: datamap scan PATH --policy privacy.md\n")


def _folder() -> Path:
    """In the installed package, else in the checkout."""
    packaged = Path(str(files("datamap"))) / "demo"
    checkout = Path(__file__).resolve().parents[3] / "fixtures" / "demo"
    for folder in (packaged, checkout):
        if folder.is_dir():
            return folder
    raise DatamapError("the demonstration service is missing: reinstall datamap")
