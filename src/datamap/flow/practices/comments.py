"""What the team says in comments: suppressions, categories of fields, fields that are not personal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datamap.model import Location, Suppression

if TYPE_CHECKING:
    from datamap.facts.ir import Comment
    from datamap.flow.practices.material import Material

IGNORE = re.compile(r"\s*ignore\[(?P<codes>[^\]]{0,200})\](?P<reason>.*)", re.DOTALL)
DATA = re.compile(r"\s*data=(?P<key>[\w.]{1,100})")
NOT_PERSONAL = "not-personal"


def suppressions_of(material: Material) -> tuple[Suppression, ...]:
    """Every ignore comment with its codes, reason and lines."""
    found = [one for facts in material.facts for comment in facts.comments if (one := _suppression(facts.path, comment))]
    return tuple(sorted(found, key=lambda one: one.location))


def _suppression(path: str, comment: Comment) -> Suppression | None:
    match = IGNORE.match(comment.text)
    if match is None:
        return None
    codes = tuple(code.strip() for code in match["codes"].split(",") if code.strip())
    first, last = min(comment.line, comment.first), max(comment.line, comment.last)
    return Suppression(Location(path, first, comment.column, last, 1), codes, match["reason"].strip(" :-\t"))


class Statements:
    """Comments about fields, by file and line."""

    def __init__(self, material: Material) -> None:
        self._keys: dict[tuple[str, int], str] = {}
        self._excluded: set[tuple[str, int]] = set()
        for facts in material.facts:
            for comment in facts.comments:
                lines = range(min(comment.line, comment.first), max(comment.line, comment.last) + 1)
                data = DATA.match(comment.text)
                if data:
                    self._keys.update(dict.fromkeys([(facts.path, line) for line in lines], data["key"]))
                elif comment.text.strip().startswith(NOT_PERSONAL):
                    self._excluded.update((facts.path, line) for line in lines)

    def category(self, place: Location) -> str | None:
        """Give the category that a comment declares for the field at a place."""
        return self._keys.get((place.file, place.line))

    def is_not_personal(self, place: Location) -> bool:
        """Tell whether a comment says that the field is not personal."""
        return (place.file, place.line) in self._excluded
