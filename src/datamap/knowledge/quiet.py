"""What rules/quiet.toml knows: the parts of Python that data neither comes into nor leaves by."""

from __future__ import annotations

from functools import cache

from datamap.knowledge.loading import Entry, load

METHODS = frozenset(name for kind in (str, bytes, int, float, list, tuple, dict, set, frozenset) for name in dir(kind))


class QuietFile(Entry, frozen=True):
    """rules/quiet.toml: see its comments."""

    modules: frozenset[str]
    speaking: frozenset[str]
    said_by: frozenset[str]
    loud: frozenset[str]
    parts: dict[str, frozenset[str]]

    @property
    def known(self) -> frozenset[str]:
        """Every module that quiet code may import, those of which it may use a part only, too."""
        return self.modules | self.speaking | self.parts.keys()


@cache
def load_quiet() -> QuietFile:
    """Read rules/quiet.toml. Raises KnowledgeError."""
    return load("quiet.toml", QuietFile)[0]
