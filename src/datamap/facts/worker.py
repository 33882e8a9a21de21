"""A process that reads files for another: batches of bytes on standard input, their encoded facts on standard output."""

from __future__ import annotations

import gc
import sys
from typing import IO

import msgspec

from datamap.facts.codec import encode
from datamap.facts.depth import DEEPEST
from datamap.facts.read import read_module

_LENGTH = 8
_LARGEST = 1 << 31
_batch = msgspec.msgpack.Decoder(list[bytes])
_encoder = msgspec.msgpack.Encoder()


def send(stream: IO[bytes], batch: list[bytes]) -> None:
    """Writes a list of byte strings. Raises OSError where nobody reads any more."""
    payload = _encoder.encode(batch)
    stream.write(len(payload).to_bytes(_LENGTH, "big"))
    stream.write(payload)
    stream.flush()


def receive(stream: IO[bytes]) -> list[bytes] | None:
    """The next list that was sent, None at the end or for anything else."""
    size = int.from_bytes(stream.read(_LENGTH), "big")
    payload = stream.read(size) if size <= _LARGEST else b""
    try:
        return _batch.decode(payload) if payload and len(payload) == size else None
    except msgspec.MsgspecError:
        return None


def main() -> None:
    """Answers until the input ends."""
    gc.disable()
    sys.setrecursionlimit(DEEPEST)
    while (batch := receive(sys.stdin.buffer)) is not None:
        send(sys.stdout.buffer, [encode(read_module("", data)) for data in batch])


if __name__ == "__main__":
    main()
