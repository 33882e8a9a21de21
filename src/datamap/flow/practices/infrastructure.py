"""Periods that infrastructure keeps by itself: lifecycle rules of buckets, retention of log groups and of backups."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datamap.knowledge.names import split_words
from datamap.model import Location, Period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.models.texts import TextFile
    from datamap.flow.practices.material import Material

PAIR = re.compile(r"[\"']?(?P<key>[A-Za-z_]\w*)[\"']?\s*[:=]\s*[\"']?(?P<count>\d{1,9})\b")
KINDS = frozenset({"yaml", "json", "terraform"})
PER_DAY = 86_400


def infrastructure_periods(material: Material) -> Iterator[Period]:
    """Every period in days that a resource is declared with; the names around it say of what."""
    for file in material.texts:
        if file.kind in KINDS:
            yield from _of(file, material)


def _of(file: TextFile, material: Material) -> Iterator[Period]:
    around: list[tuple[int, str]] = []
    for number, line in enumerate(file.text.splitlines(), 1):
        text = line.strip()
        depth = len(line) - len(line.lstrip())
        while text and around and around[-1][0] >= depth:
            around.pop()
        for match in PAIR.finditer(text):
            names = tuple(words for _, outer in around for words in split_words(outer))
            if _is_period(match["key"], (*names, *split_words(text[: match.start()])), material):
                words = tuple(dict.fromkeys([*names, *split_words(match["key"])]))
                place = Location(file.path, number)
                yield Period(int(match["count"]) * PER_DAY, "lifecycle", place, file.path, None, (), None, words, enforced=True)
        if text.startswith(("Type:", "type =")) and around:
            around[-1] = (around[-1][0], f"{around[-1][1]} {text}")
        elif text:
            around.append((depth, text))


def _is_period(key: str, names: tuple[str, ...], material: Material) -> bool:
    """``RetentionInDays: 180``, ``expiration { days = 90 }``."""
    for rule in material.context.frameworks.infrastructure:
        if split_words(key) in {tuple(one.split()) for one in rule.keys} and (not rule.inside or not set(rule.inside).isdisjoint(names)):
            return True
    return False
