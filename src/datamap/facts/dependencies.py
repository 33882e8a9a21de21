"""The distributions that a project says it depends on, for import roots that tell nothing by themselves (``import analytics``)."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

from datamap.facts.sources import SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

LISTS = ("requirements*.txt", "requirements/*.txt", "*requirements.txt")
TABLES = ("pyproject.toml", "Pipfile")
NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")


def distributions(folder: Path) -> frozenset[str]:
    """The names, as package indexes normalise them, in requirement files, pyproject.toml and Pipfile; what can't be read says nothing."""
    lists = (path for pattern in LISTS for path in sorted(folder.glob(pattern)))
    named = [line for path in lists for line in _text(path).splitlines()]
    named += [text for name in TABLES for text in _required(_text(folder / name))]
    found = (NAME.match(line) for line in named)
    return frozenset(re.sub(r"[-_.]+", "-", match[1]).lower() for match in found if match)


def _text(path: Path) -> str:
    data = SourceFile(path.name, "requirements", 0, str(path)).load()
    return data.decode("utf-8", "replace") if isinstance(data, bytes) else ""


def _required(text: str) -> Iterator[str]:
    """What a table of dependencies names: as text in a list, or as the key of a version."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    yield from _below(tables.items(), wanted=False)


def _below(pairs: Iterable[tuple[str, object]], *, wanted: bool) -> Iterator[str]:
    for key, value in pairs:
        asked = wanted or "dependencies" in key or "packages" in key or key == "dependency-groups"
        if isinstance(value, dict):
            yield from value if asked else ()
            yield from _below(value.items(), wanted=asked)
        elif isinstance(value, list) and asked:
            yield from (one for one in value if isinstance(one, str))
