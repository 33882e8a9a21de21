"""What is to be rewritten: one place, and how."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Rewrite(StrEnum):
    """The ways in which a place can be rewritten."""

    SWITCH_ON = "switch on"
    RAISE_TLS = "raise tls"
    DROP_COMMENT = "drop comment"
    ENCRYPT = "encrypt"
    NUMBER = "number"

    @property
    def is_safe(self) -> bool:
        """Whether it only takes back what code switched off; what changes addresses or periods is for a person to look at."""
        return self in {Rewrite.SWITCH_ON, Rewrite.RAISE_TLS, Rewrite.DROP_COMMENT}


class Edit(Struct, frozen=True, array_like=True):
    """One rewrite at a line and column (both from 1, in characters); ``value`` is what to write, where that is not clear from ``how``."""

    line: int
    column: int
    how: Rewrite
    value: str = ""


class Order(Struct, frozen=True, array_like=True):
    """What the process is asked for: a file's bytes and the edits in it."""

    source: bytes
    edits: tuple[Edit, ...]


class Answer(Struct, frozen=True, array_like=True):
    """What it answers: the new bytes, and which edits it found a place for."""

    source: bytes
    done: tuple[int, ...]
