"""ModuleFacts <-> bytes, for the cache and between processes. Decoding checks every field and runs nothing."""

from __future__ import annotations

from functools import partial

import msgspec

from datamap.facts.depth import deeply
from datamap.facts.ir import ModuleFacts

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(ModuleFacts)
_MALFORMED = (msgspec.MsgspecError, UnicodeDecodeError)


def encode(facts: ModuleFacts) -> bytes:
    """The facts as MessagePack."""
    try:
        return _encoder.encode(facts)
    except RecursionError:
        return deeply(partial(_encoder.encode, facts))


def decode(data: bytes) -> ModuleFacts | None:
    """The facts, or None for bytes that are not what ``encode`` makes."""
    try:
        return _decoder.decode(data)
    except _MALFORMED:
        return None
    except RecursionError:
        return deeply(partial(_decoded_deeply, data))


def _decoded_deeply(data: bytes) -> ModuleFacts | None:
    try:
        return _decoder.decode(data)
    except (*_MALFORMED, RecursionError):
        return None
