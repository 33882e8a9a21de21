"""The one exception that means "the user can fix this"."""

from __future__ import annotations


class DatamapError(Exception):
    """The user's mistake or a broken file of theirs: printed as one line on stderr, exit code 2."""


class ConfigError(DatamapError):
    """A configuration file, option or path that can't be used; the message names it and says what to do."""


class KnowledgeError(DatamapError):
    """An entry of rules/ or of the team's own knowledge that is wrong; the message names file and entry."""
