"""Encryption that a call asks a store for: ``ServerSideEncryption="aws:kms"``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.models.arguments import named

if TYPE_CHECKING:
    from datamap.flow.events import ExternalCall
    from datamap.flow.values import Value
    from datamap.knowledge.stores import StoreCall

COOKIE_FLAGS = ("httponly", "secure")
CIPHERS = {"aes256": "aes-256", "aws:kms": "aes-256", "aws:kms:dsse": "aes-256", "aes-256": "aes-256"}


def protection_of(event: ExternalCall, call: StoreCall) -> str | None:
    """Name the cipher that one of the protecting arguments asks for."""
    given = [(name, value) for argument in call.protect for name, value in named(event, argument)]
    for option in call.options:
        for _, value in named(event, option):
            given += [(str(key), inner) for key, inner in event.world.fields(value).items() if key in call.protect]
    return next((cipher for name, value in given if (cipher := _cipher(event, name, value))), None)


def cipher_named(text: str) -> str:
    """Name the cipher that a store's parameter asks for: ``aws:kms`` is aes-256."""
    return CIPHERS.get(text.lower(), text.lower())


def _cipher(event: ExternalCall, name: str, value: Value) -> str | None:
    text = event.world.text(value)
    if text is not None:
        return cipher_named(text) if name.lower() not in COOKIE_FLAGS else None
    return "aes-256" if "SSE" in name or name == "sse" else None
