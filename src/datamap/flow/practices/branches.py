"""Conditions of templates: what holds around each piece of a page, and around the place where another page includes it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.models.texts import TextFile

TAG = re.compile(r"\{%-?\+?\s*(?P<word>if|elif|else|endif|unless|endunless)\b(?P<test>[^%]{0,300})%\}")
INCLUDE = re.compile(r"\{%-?\+?\s*(?:include|render)\b[\s('\"\[]*(?P<name>[\w./-]+)")
DEEPEST, MOST_WAYS = 6, 24


class Branch(NamedTuple):
    """One ``if`` that is open: its test and whether the text is in its positive part."""

    test: str
    positive: bool


class Piece(NamedTuple):
    """A part of a line between two tests, with the tests that are open around it."""

    line: int
    column: int
    text: str
    branches: tuple[Branch, ...]


def pieces(text: str) -> Iterator[Piece]:
    """Cut a template at its tests."""
    branches: list[Branch] = []
    for number, line in enumerate(text.splitlines(), 1):
        start = 0
        for match in TAG.finditer(line):
            yield Piece(number, start, line[start : match.start()], tuple(branches))
            _enter(branches, match["word"], match["test"].strip())
            start = match.end()
        yield Piece(number, start, line[start:], tuple(branches))


def _enter(branches: list[Branch], word: str, test: str) -> None:
    if word in ("if", "unless"):
        branches.append(Branch(test, word == "if"))
    elif word in ("elif", "else") and branches:
        branches[-1] = Branch(test, positive=True) if word == "elif" else Branch(branches[-1].test, not branches[-1].positive)
    elif word in ("endif", "endunless") and branches:
        branches.pop()


class Inclusions:
    """Which templates include which, and behind which tests."""

    def __init__(self, templates: tuple[TextFile, ...]) -> None:
        paths = [file.path for file in templates]
        self._places: dict[str, list[tuple[str, tuple[Branch, ...]]]] = {}
        for file in templates:
            for piece in pieces(file.text) if "include" in file.text or "render" in file.text else ():
                for match in INCLUDE.finditer(piece.text):
                    for path in paths:
                        if f"/{path}".endswith(f"/{match['name']}") and path != file.path:
                            self._places.setdefault(path, []).append((file.path, piece.branches))

    def ways_to(self, path: str, depth: int = DEEPEST) -> list[tuple[Branch, ...]]:
        """The tests on each way to a template; a page that nothing includes has one way without a test."""
        places = self._places.get(path, []) if depth else []
        ways = [(*outer, *inner) for place, inner in places for outer in self.ways_to(place, depth - 1)]
        return ways[:MOST_WAYS] if 0 < len(ways) <= MOST_WAYS else [()]
