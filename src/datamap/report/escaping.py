"""Untrusted text on its way into Markdown."""

from __future__ import annotations

import re

from datamap.display import display

SPECIAL = frozenset("\\`*_{}[]<>()#+-.!|~&@:")
IN_CELL = re.compile(r"[\\`*\[\]<>|&@#~!]|:(?=//)|(?<=www)\.")


def escape(text: str) -> str:
    """``text`` so that no Markdown or HTML in it works, and nobody is mentioned."""
    return "".join(f"&#{ord(character)};" if character in SPECIAL else character for character in display(text))


def cell(text: str) -> str:
    """``text`` as a table's cell that people go on editing: only what would be markup, a link or a mention is escaped."""
    return IN_CELL.sub(lambda found: f"&#{ord(found[0])};", display(text))
