"""What a team adds to rules/: the files of ``datamap.d/`` beside its pyproject.toml, written like rules/categories and rules/processors."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from datamap.errors import KnowledgeError
from datamap.knowledge.loading import parse

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "datamap.d"
CATEGORY = "category"
PROCESSOR = frozenset({"processor", "purpose", "silence"})


class TeamFiles(NamedTuple):
    """The team's own files by what they hold."""

    categories: tuple[Path, ...] = ()
    processors: tuple[Path, ...] = ()

    @property
    def texts(self) -> tuple[bytes, ...]:
        """All that they say."""
        return tuple(path.read_bytes() for path in (*self.categories, *self.processors))


def team_files(root: Path) -> TeamFiles:
    """Find the files below ``root``/datamap.d, each for categories or for third parties. Raises KnowledgeError."""
    categories: list[Path] = []
    processors: list[Path] = []
    for path in sorted((root / FOLDER).rglob("*.toml")):
        tables = set(parse(path))
        if tables == {CATEGORY}:
            categories.append(path)
        elif tables and tables <= PROCESSOR:
            processors.append(path)
        elif tables:
            raise KnowledgeError(f"{path}: hold either [[category]] or [[processor]] entries, not {', '.join(sorted(tables))}")
    return TeamFiles(tuple(categories), tuple(processors))
