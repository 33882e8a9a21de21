"""``datamap annotate``: a patch that writes down beside a field what datamap only guessed, so that the team can settle it."""

from __future__ import annotations

import difflib
from collections import defaultdict
from typing import TYPE_CHECKING

from datamap.model import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from datamap.model import Element, Result

WIDEST = 140


def patch(result: Result, root: Path) -> str:
    """A unified diff for ``git apply``; fields that datamap is sure of, and lines that hold more than a field, are left alone."""
    by_file: dict[str, list[Element]] = defaultdict(list)
    for element in result.practices.elements:
        if element.confidence is not Confidence.HIGH and element.location.file.endswith(".py"):
            by_file[element.location.file].append(element)
    return "".join(part for file, elements in sorted(by_file.items()) for part in _file(root / file, file, elements))


def _file(path: Path, name: str, elements: Iterable[Element]) -> Iterator[str]:
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return
    if "\r" in text or not name.isprintable():
        return
    before = [f"{line}\n" for line in text.split("\n")[:-1]]
    after = list(before)
    for element in elements:
        at = max(element.location.line, element.location.end_line) - 1
        if 0 <= at < len(before) and after[at] is before[at] and _plain(before[at], element.name):
            after[at] = f"{before[at].rstrip()}  # datamap: data={element.category}\n"
    yield from difflib.unified_diff(before, after, f"a/{name}", f"b/{name}")


def _plain(line: str, field: str) -> bool:
    """Whether the line is one short field and nothing else, so that a comment at its end is a comment."""
    odd = ("#", '"""', "'''", "\\")
    code = line.strip()
    return code.startswith((f"{field}:", f"{field} =", f"{field}=")) and not any(mark in code for mark in odd) and len(line) < WIDEST - 40
