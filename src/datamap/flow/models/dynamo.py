"""DynamoDB's own notation: ``{"email": {"S": address}}``, ``UpdateExpression="SET #e = :e"``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datamap.flow.values import NOTHING, join_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.events import ExternalCall, World
    from datamap.flow.values import Value

TYPES = frozenset({"S", "N", "B", "BOOL", "M", "L", "SS", "NS", "BS"})
CLAUSE = re.compile(r"\b(?P<verb>SET|ADD|REMOVE|DELETE)\b(?P<body>.*?)(?=\b(?:SET|ADD|REMOVE|DELETE)\b|$)", re.DOTALL)
ASSIGNED = re.compile(r"(?P<name>[#\w.\[\]]+)\s*=\s*(?P<given>(?:[^,()]|\([^()]*\))+)")
ADDED = re.compile(r"(?P<name>[#\w.]+)\s+(?P<given>:\w+)")
GIVEN = re.compile(r":\w+")


def untyped(world: World, value: Value) -> Value:
    """A value without the letter that says its type."""
    fields = {str(name): held for name, held in world.fields(value).items()}
    return next(iter(fields.values())) if len(fields) == 1 and not TYPES.isdisjoint(fields) else value


def updated(event: ExternalCall) -> dict[str, Value]:
    """The attributes that an update fills, by their names; none where its expression is not known."""
    world = event.world
    text = world.text(event.kwargs.get("UpdateExpression", NOTHING)) or ""
    values = {str(name): untyped(world, value) for name, value in _fields(event, "ExpressionAttributeValues")}
    names = {str(name): world.text(value) for name, value in _fields(event, "ExpressionAttributeNames")}
    filled: dict[str, Value] = {}
    for name, given in _assignments(text):
        last = name.rpartition(".")[2].partition("[")[0]
        held = [values[one] for one in GIVEN.findall(given) if one in values]
        if held:
            filled[names.get(last) or last] = join_all(held)
    return filled


def _fields(event: ExternalCall, argument: str) -> Iterator[tuple[object, Value]]:
    yield from event.world.fields(event.kwargs.get(argument, NOTHING)).items()


def _assignments(text: str) -> Iterator[tuple[str, str]]:
    for clause in CLAUSE.finditer(text):
        pattern = {"SET": ASSIGNED, "ADD": ADDED}.get(clause["verb"])
        yield from ((match["name"], match["given"]) for match in (pattern.finditer(clause["body"]) if pattern else ()))
