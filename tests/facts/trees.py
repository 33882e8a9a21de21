"""What the tests of facts share: walking ir trees and cutting source text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import fields

from datamap.facts import ir
from datamap.facts.read import read_module

if TYPE_CHECKING:
    from collections.abc import Iterator


def read(source: str) -> ir.ModuleFacts:
    facts = read_module("sample.py", source.encode())
    assert facts.error is None, facts.error
    return facts


def statement(source: str) -> ir.Statement:
    return read(source).body[0]


def expression(source: str) -> ir.Expression:
    assigned = statement(f"_ = ({source})")
    assert isinstance(assigned, ir.Assign)
    return assigned.value


def walk(part: object) -> Iterator[Struct]:
    """Every struct in a tree, itself included."""
    pending = [part]
    while pending:
        current = pending.pop()
        if isinstance(current, Struct):
            yield current
            pending.extend(getattr(current, field.name) for field in fields(current) if field.name != "at")
        elif isinstance(current, tuple):
            pending.extend(current)


def without_places(part: object) -> object:
    """The tree as nested tuples that leave out where things stand."""
    if isinstance(part, Struct):
        return (type(part).__name__, *(without_places(getattr(part, field.name)) for field in fields(part) if field.name != "at"))
    return tuple(without_places(item) for item in part) if isinstance(part, tuple) else part


def cut(source: str, at: ir.Span) -> str:
    """The text that a span covers."""
    line, column, end_line, end_column = at
    lines = source.split("\n")[line - 1 : end_line]
    lines[-1] = lines[-1][: end_column - 1]
    lines[0] = lines[0][column - 1 :]
    return "\n".join(lines)
