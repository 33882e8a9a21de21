"""Region literals of clouds -> the words by which a policy may call the place (rules/regions.toml)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from datamap.knowledge.loading import Entry, load

if TYPE_CHECKING:
    from collections.abc import Mapping


class Region(Entry, frozen=True):
    """One place: what policies call it, and how region literals for it begin."""

    words: tuple[str, ...]
    prefixes: tuple[str, ...]


class _File(Entry, frozen=True):
    region: tuple[Region, ...]


@cache
def _by_prefix() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for file in load("regions.toml", _File):
        for region in file.region:
            found |= dict.fromkeys(region.prefixes, frozenset(region.words))
    return found


@cache
def region_words(literal: str) -> frozenset[str]:
    """What a policy may call the place of ``literal`` (``eu-central-1`` -> eu, germany …); empty for what is no known region."""
    text = literal.strip().lower().replace("_", "-")
    return _known(text) or (_known(text.replace(" ", "")) if " " in text else frozenset())


def _known(text: str) -> frozenset[str]:
    table = _by_prefix()
    for end in range(len(text), 1, -1):
        if text[:end] in table and _stops(text, end):
            return table[text[:end]]
    return frozenset()


def _stops(text: str, end: int) -> bool:
    """A prefix ends at a word's end or before a digit: ``us`` is no prefix of ``user``."""
    return end == len(text) or not text[end].isalpha()
