"""SQL that stands in files beside the code, and that code reads: ``(QUERIES / "add.sql").read_text()``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.values import NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.events import World
    from datamap.flow.models.context import Context
    from datamap.flow.values import Value

DEEPEST = 4
ENDING = ".sql"


def statement_in(world: World, context: Context, path: Value) -> str | None:
    """What the one SQL file of the project holds that a path leads to; None where it is another file, or not known."""
    parts = [part for text in _texts(world, path) for part in reversed(text.split("/")) if part not in {"", ".", ".."}]
    if not parts or not parts[0].endswith(ENDING) or "{" in parts[0]:
        return None
    found = context.statement_files.get(parts[0], ())
    for depth in range(1, len(parts)):
        nearer = tuple(file for file in found if file.path.split("/")[::-1][: depth + 1] == parts[: depth + 1])
        found = nearer or found
    return found[0].text if len(found) == 1 else None


def _texts(world: World, path: Value) -> Iterator[str]:
    """The parts of a path that are written in the code, the last one first."""
    for _ in range(DEEPEST):
        fields = world.fields(path) if path.objects else {}
        text = world.text(fields.get("target", NOTHING)) if "target" in fields else world.text(path)
        if text is None:
            return
        yield text
        path = fields.get("base", NOTHING)
