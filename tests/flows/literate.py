"""Reads the literate case files: Markdown whose second-level headings are cases and whose fenced blocks are their files.

A fence ``python`` is ``main.py``, ``python app/store.py`` that file, ``python driver`` runs after main.py when the truth is checked and is
never analysed; ``toml`` replaces the configuration; any other word is a block that the caller understands. Blocks before the first
case belong to every case of the file. ``Not run:`` in a case's prose
says why its truth was found by thinking. A line that ends in ``# flow`` or ``# safe`` says whether source data is in what it passes on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

Place = tuple[str, int]

_MARK = re.compile(r"#\s*(flow|safe)\b")


@dataclass
class Case:
    """One small program. ``blocks`` holds the fences that are neither Python nor TOML, by their first word."""

    feature: str
    title: str
    line: int
    files: dict[str, str] = field(default_factory=dict)
    config: str | None = None
    driver: str = ""
    not_run: str = ""
    blocks: dict[str, str] = field(default_factory=dict)

    @property
    def expected(self) -> dict[Place, bool]:
        """Every marked line and whether data flows there."""
        return {
            (path, number): mark[1] == "flow"
            for path, text in self.files.items()
            for number, line in enumerate(text.splitlines(), 1)
            if (mark := _MARK.search(line))
        }

    def add(self, info: str, text: str) -> None:
        """Files the fenced block ``text`` under what its info string says."""
        language, _, path = info.partition(" ")
        if info == "python driver":
            self.driver = text
        elif language == "python":
            self.files[path or "main.py"] = text
        elif language == "toml":
            self.config = text
        else:
            self.blocks[language] = text


def read(path: Path) -> list[Case]:
    """The cases of one Markdown file, in order."""
    shared = Case(path.stem, "", 0)
    cases: list[Case] = []
    info: str | None = None
    block: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if info is not None:
            if line == "```":
                (cases[-1] if cases else shared).add(info, "\n".join(block) + "\n")
                info, block = None, []
            else:
                block.append(line)
        elif line.startswith("## "):
            cases.append(Case(path.stem, line[3:].strip(), number, dict(shared.files), shared.config, shared.driver))
        elif line.startswith("```"):
            info = line[3:].strip()
        elif line.startswith("Not run:"):
            cases[-1].not_run = line.removeprefix("Not run:").strip()
    return cases


def cases_below(folder: Path, feature: str | None = None) -> list[Case]:
    """All cases of the folder's Markdown files in name order, or those of one of them."""
    paths = [folder / f"{feature}.md"] if feature else sorted(folder.glob("*.md"))
    return [case for path in paths if path.stem != "README" for case in read(path)]
