"""Whether a text that is no Python 3 is Python 2."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datamap.facts.tokens import Token

_OLD_NUMBER = re.compile(r"(?:0[0-7]+|\d+|0[xX][0-9a-fA-F]+)[lL]|0[0-7]*[1-7][0-7]*")


def _is_operand(text: str, token: Token) -> bool:
    return token.kind in ("string", "name", "number") or text.startswith(">>", token.start)


def is_python2(text: str, found: list[Token]) -> bool:
    """Whether the tokens have something that only Python 2 had: a print statement, ``<>``, backticks, ``10L``, ``ur""``."""
    begins = True
    for token, following in itertools.pairwise(found):
        word = text[token.start : token.end]
        if begins and word in ("print", "exec") and _is_operand(text, following):
            return True
        if token.kind == "op" and word in ("<>", "`"):
            return True
        if token.kind == "number" and _OLD_NUMBER.fullmatch(word):
            return True
        if word.lower() == "ur" and following.kind == "string" and following.start == token.end:
            return True
        if token.kind not in ("nl", "comment"):
            begins = token.kind == "newline" or word in (":", ";")
    return False
