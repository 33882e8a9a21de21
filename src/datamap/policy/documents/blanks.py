"""Markup turned into blanks, so that what is left keeps its place in the file."""

from __future__ import annotations

import re

from datamap.policy.text import NOTHING


def blank(source: str, *patterns: re.Pattern[str]) -> str:
    """The source with what the patterns match turned into blanks, so that lines and columns stay; inside a word, into nothing."""
    for pattern in patterns:
        source = pattern.sub(_filler, source)
    return source


def _filler(match: re.Match[str]) -> str:
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    inside = bool(before.strip() and after.strip())
    return re.sub(r"[^\n]", NOTHING if inside else " ", match.group())


def blank_between(source: str, *pairs: tuple[str, str]) -> str:
    """The source with everything from an opening sign to its closing sign turned into blanks."""
    for opening, closing in pairs:
        parts, position = [], 0
        while (start := source.find(opening, position)) >= 0 and (end := source.find(closing, start + len(opening))) >= 0:
            end += len(closing)
            parts.append(source[position:start] + re.sub(r"[^\n]", " ", source[start:end]))
            position = end
        source = "".join(parts) + source[position:]
    return source
