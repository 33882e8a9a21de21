"""The process that rewrites one file: an order comes on stdin, an answer goes to stdout."""

from __future__ import annotations

import sys

import msgspec

from datamap.fix.edit import Order
from datamap.fix.rewrite import rewrite


def main() -> None:
    """Carry out one order."""
    order = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Order)
    sys.stdout.buffer.write(msgspec.msgpack.encode(rewrite(order.source, order.edits)))


if __name__ == "__main__":
    main()
