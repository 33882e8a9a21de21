"""``.gitignore`` rules, matched in time linear in path and pattern, because both may come from an enemy.

A path is matched one entry at a time on the way down: what lies in an ignored folder is never asked about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LONGEST_PATTERN = 1000
_POSIX_CLASSES = {
    "[:alpha:]": "a-zA-Z", "[:digit:]": "0-9", "[:alnum:]": "a-zA-Z0-9", "[:upper:]": "A-Z", "[:lower:]": "a-z",
    "[:space:]": r"\s", "[:xdigit:]": "0-9a-fA-F", "[:punct:]": r"!-/:-@\[-`{-~", "[:blank:]": r" \t",
}  # fmt: skip
_GLOB = re.compile(
    r"""
    \\(?P<escaped>.) | (?P<stars>\*+) | (?P<any>\?)
  | \[ (?P<negated>[!^]?) (?P<members> \]?+ (?: \[:[a-z]+:\] | \\. | [^\]\\] )*+ ) \]
  | (?P<char>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_MEMBER = re.compile(r"\[:[a-z]+:\]|\\.|[^-]", re.DOTALL)
_END_OF_LINE = re.compile(r"(?:(?<!\\)[ ]+)?[\r\n]*\Z")


@dataclass(frozen=True, slots=True)
class _Rule:
    """``segments``: compiled globs between slashes, None for ``**``; a rule without a slash has one and fits any entry's name."""

    ignores: bool
    folders_only: bool
    anchored: bool
    segments: tuple[str | None, ...]


class Ignore:
    """The rules of one ignore file; paths are relative to its folder."""

    def __init__(self, lines: Iterable[str]) -> None:
        rules = [rule for line in lines if (rule := _parse(line)) is not None]
        rules.reverse()
        self._groups = [(key, _matcher(key[2], list(group))) for key, group in groupby(rules, _group)]

    def verdict(self, parts: Sequence[str], *, is_folder: bool) -> bool | None:
        """True: ignored, False: explicitly not, None: no rule speaks of it. ``parts``: the path's names."""
        for (ignores, folders_only, _), matcher in self._groups:
            if (is_folder or not folders_only) and matcher.matches(parts):
                return ignores
        return None


def _group(rule: _Rule) -> tuple[bool, bool, bool]:
    return rule.ignores, rule.folders_only, rule.anchored


class _Names:
    """Rules without a slash, as one regular expression."""

    def __init__(self, rules: list[_Rule]) -> None:
        self._regex = re.compile("|".join(f"(?:{rule.segments[0]})" for rule in rules), re.DOTALL)

    def matches(self, parts: Sequence[str]) -> bool:
        return self._regex.fullmatch(parts[-1]) is not None


class _Paths:
    """Rules with a slash, one after the other."""

    def __init__(self, rules: list[_Rule]) -> None:
        self._rules = [[part if part is None else re.compile(part, re.DOTALL) for part in rule.segments] for rule in rules]

    def matches(self, parts: Sequence[str]) -> bool:
        return any(_fits(segments, parts) for segments in self._rules)


def _matcher(anchored: bool, rules: list[_Rule]) -> _Names | _Paths:
    return _Paths(rules) if anchored else _Names(rules)


def _fits(segments: list[re.Pattern[str] | None], parts: Sequence[str]) -> bool:
    """Whether the globs fit the names. Only the last ``**`` is ever tried again, which is enough."""
    at = segment = 0
    retry: tuple[int, int] | None = None
    while at < len(parts):
        if segment < len(segments) and segments[segment] is None:
            segment += 1
            retry = (segment, at)
        elif segment < len(segments) and segments[segment].fullmatch(parts[at]):  # type: ignore[union-attr]
            at, segment = at + 1, segment + 1
        elif retry is not None:
            segment, at = retry[0], retry[1] + 1
            retry = (segment, at)
        else:
            return False
    return segment == len(segments)


def _parse(line: str) -> _Rule | None:
    pattern = _END_OF_LINE.sub("", line)
    if not pattern or pattern.startswith("#") or len(pattern) > _LONGEST_PATTERN:
        return None
    ignores = not pattern.startswith("!")
    pattern = pattern if ignores else pattern[1:]
    folders_only = pattern.endswith("/")
    pattern = pattern.removesuffix("/")
    anchored = "/" in pattern
    try:
        segments = _segments(pattern) if anchored else (_glob(pattern),)
    except re.error:
        return None  # git, too, takes a pattern without sense to match nothing
    return _Rule(ignores, folders_only, anchored, segments)


def _segments(pattern: str) -> tuple[str | None, ...]:
    parts = pattern.removeprefix("/").split("/")
    if parts[-1] == "**":
        parts.append("*")  # everything inside, not the folder itself
    return tuple(None if part == "**" else _glob(part) for part in parts)


def _glob(pattern: str) -> str:
    """A glob for one name as a regular expression that never tries a star twice."""
    chunks = [""]
    for match in _GLOB.finditer(pattern):
        if match["stars"]:
            chunks.append("")
        else:
            chunks[-1] += _single(match)
    first, *others = chunks
    middle = "".join(f"(?>.*?{chunk})" for chunk in others[:-1])
    expression = f"{first}{middle}.*{others[-1]}" if others else first
    re.compile(expression)
    return expression


def _single(match: re.Match[str]) -> str:
    """What fits one character."""
    if match["any"]:
        return "."
    if match["members"] is not None:
        members = _MEMBER.sub(lambda member: _POSIX_CLASSES.get(member[0]) or re.escape(member[0][-1]), match["members"])
        return f"[{'^' if match['negated'] else ''}{members}]"
    if match["char"] in ("[", "\\"):
        raise re.error("a bracket or escape without end")
    return re.escape(match["escaped"] or match["char"])
