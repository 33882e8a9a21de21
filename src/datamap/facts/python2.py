"""Whether a text that is no Python 3 is Python 2."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datamap.facts.tokens import Token

_OLD_NUMBER = re.compile(r"(?:0[0-7]+|\d+|0[xX][0-9a-fA-F]+)[lL]|0[0-7]*[1-7][0-7]*")
_OLD_STATEMENT = re.compile(r"(?:print|exec)\b[ \t]*(?:>>|[\w\"'])|raise[ \t]+[\w.]+[ \t]*,")


def is_python2(text: str, found: list[Token]) -> bool:
    """Whether the tokens have what only Python 2 had: a print statement, ``raise E, x``, ``<>``, backticks, ``10L``, ``ur""``."""
    begins = True
    for token, following in pairwise(found):
        if (begins and _OLD_STATEMENT.match(text, token.start)) or _is_old(text, token, following):
            return True
        if token.kind not in ("nl", "comment"):
            begins = token.kind == "newline" or text[token.start : token.end] in (":", ";")
    return False


def _is_old(text: str, token: Token, following: Token) -> bool:
    word = text[token.start : token.end]
    if token.kind == "op":
        return word in ("<>", "`")
    if token.kind == "number":
        return _OLD_NUMBER.fullmatch(word) is not None
    return word.lower() == "ur" and following.kind == "string" and following.start == token.end
