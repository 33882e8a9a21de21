"""The one way in which text from scanned code or a policy gets onto a screen."""

from __future__ import annotations

import unicodedata

HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def display(text: str, limit: int = 0) -> str:
    r"""``text`` on one line, with control, bidirectional, zero-width and lone surrogate characters as ``\xNN`` or ``\uNNNN``.

    ``limit``: at most that many characters, the last one an ellipsis; 0 for no limit.
    """
    shown = text if text.isprintable() else "".join(_visible(character) for character in text)
    return shown if not limit or len(shown) <= limit else shown[: limit - 1] + "…"


def _visible(character: str) -> str:
    if unicodedata.category(character) not in HIDDEN:
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
