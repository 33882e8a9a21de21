"""``# datamap:`` comments, with the lines of the statement that each speaks of.

A comment behind code speaks of the statement it stands in; one on a line of its own, of the next statement. A statement's
lines are those up to the end of its (logical) line: for ``class`` and ``def`` the header, with the decorators that follow
the comment.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING

from datamap.facts.ir import Comment

if TYPE_CHECKING:
    from datamap.facts.tokens import Token

MARK = "datamap:"
_OWN_LINE = re.compile(r"#+\s*datamap:(?P<text>.*)", re.DOTALL)
_BEHIND_CODE = re.compile(r"(?:.*?\s)?#+\s*datamap:(?P<text>.*)", re.DOTALL)


def comments(text: str, found: list[Token]) -> tuple[Comment, ...]:
    """The file's comments for datamap, in order."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    statements = _statements(text, found, starts)
    result = []
    for token in found:
        if token.kind == "comment" and MARK in text[token.start : token.end]:
            line = bisect_right(starts, token.start)
            column = token.start - starts[line - 1]
            alone = not text[starts[line - 1] : token.start].strip()
            match = (_OWN_LINE if alone else _BEHIND_CODE).fullmatch(text, token.start, token.end)
            if match is not None:
                first, last = _covered(statements, line)
                result.append(Comment(line, column + 1, match["text"].strip(), first, last))
    return tuple(result)


def _statements(text: str, found: list[Token], starts: list[int]) -> list[tuple[int, int]]:
    """First and last line of each logical line; decorators belong to the line of what they decorate."""
    lines: list[tuple[int, int]] = []
    first = last = 0
    begins, decorates = True, False
    for token in found:
        if token.kind == "newline":
            if first and not decorates:
                lines.append((first, last))
                first = 0
            begins = True
        elif token.kind not in ("comment", "nl"):
            first = first or bisect_right(starts, token.start)
            last = bisect_right(starts, token.end - 1)
            decorates = text.startswith("@", token.start) if begins else decorates
            begins = False
    return [*lines, (first, last)] if first else lines


def _covered(statements: list[tuple[int, int]], line: int) -> tuple[int, int]:
    """The statement that the line is in, else the next one, else the line alone."""
    index = bisect_left(statements, line, key=itemgetter(1))
    return statements[index] if index < len(statements) else (line, line)
