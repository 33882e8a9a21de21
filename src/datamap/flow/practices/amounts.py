"""Lengths of time as code writes them, which may be endless or absurd."""

from __future__ import annotations

LONGEST = 1000 * 366 * 86_400
"""Seconds; what is longer is no period that anything is kept for."""
DIGITS = 12


def whole_seconds(amount: float, unit: float = 1) -> int | None:
    """``amount`` of ``unit`` seconds, to the second; None for one that has no end or that nobody means."""
    return round(amount * unit) if abs(amount) <= LONGEST and abs(amount * unit) <= LONGEST else None


def number_in(text: str) -> int | None:
    """The whole number that a text is; None for any other text and for endless rows of digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None
