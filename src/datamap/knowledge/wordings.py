"""Words that single rules look for in what policies say and in names of code (rules/checks.toml)."""

from __future__ import annotations

from functools import cache

from datamap.knowledge.loading import Entry, load


class Words(Entry, frozen=True):
    """A list by the name that its rule asks for."""

    name: str
    words: tuple[str, ...]


class _File(Entry, frozen=True):
    words: tuple[Words, ...]


@cache
def _lists() -> dict[str, frozenset[str]]:
    return {entry.name: frozenset(entry.words) for file in load("checks.toml", _File) for entry in file.words}


def words_for(name: str) -> frozenset[str]:
    """The words of the list that is called so. Raises KeyError for one that does not exist, KnowledgeError for a wrong file."""
    return _lists()[name]
