"""Messages of the language server protocol on a pair of byte streams."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from datamap.model import JsonValue

    Message = dict[str, JsonValue]

LARGEST = 64 * 1024 * 1024


def receive(stream: BinaryIO) -> Message | None:
    """The next message; None at the end of the stream. Raises ValueError for what is no message, after having read past it."""
    length = 0
    while (line := stream.readline(4096)).strip():
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value)
    if not line:
        return None
    if not 0 < length <= LARGEST:
        raise ValueError(f"a message of {length} bytes")
    try:
        message = json.loads(stream.read(length))
    except RecursionError:
        raise ValueError("a message that is nested too deeply") from None
    return message if isinstance(message, dict) else {}


def send(stream: BinaryIO, message: Message) -> None:
    """Write one message."""
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    stream.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    stream.flush()
