"""How long rotated log files stay: ``TimedRotatingFileHandler(when="midnight", backupCount=14)``, loguru's ``retention="14 days"``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.facts.children import nodes_in
from datamap.flow.models.walking import once_a_module
from datamap.flow.practices.amounts import number_in, whole_seconds
from datamap.flow.values import Duration
from datamap.knowledge.clock import load_clock
from datamap.model import Location, Period

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from datamap.flow.practices.material import Material
    from datamap.program.symbols import Module

HANDLER = "logging.handlers.TimedRotatingFileHandler"
PARAMETERS = ("filename", "when", "interval", "backupCount")
LOGURU = "loguru.logger.add"
DAY = 86_400
TURNS = {"s": 1, "m": 60, "h": 3600, "d": DAY, "midnight": DAY, "w": 7 * DAY}
"""Seconds from one file to the next, by the letter that ``when`` takes (Python's documentation of ``logging.handlers``)."""
LOGS = "user.device.log"


def rotations(material: Material) -> Iterator[Period]:
    """One period for each handler that drops its oldest files; one that keeps all of them tells none."""
    for module in material.modules:
        for node, told in (*_made(module, material), *_configured(module)):
            seconds = _kept(told, module, material)
            if seconds:
                yield Period(seconds, "rotation", Location(module.path, *node.at), module.name, data=(LOGS,), words=("log", "logs"))


def _made(module: Module, material: Material) -> Iterator[tuple[ir.Expression, Mapping[str, ir.Expression]]]:
    for call, path in material.context.statics.calls(module):
        if path == HANDLER:
            by_position = zip(PARAMETERS, [one.value for one in call.arguments if one.keyword is None and not one.star], strict=False)
            yield call, dict(by_position) | {one.keyword: one.value for one in call.arguments if one.keyword}
        elif path == LOGURU:
            yield call, {one.keyword: one.value for one in call.arguments if one.keyword == "retention"}


@once_a_module
def _dicts(module: Module) -> tuple[ir.Dict, ...]:
    return tuple(node for node in nodes_in(module.facts.body) if isinstance(node, ir.Dict))


def _configured(module: Module) -> Iterator[tuple[ir.Expression, Mapping[str, ir.Expression]]]:
    """``{"class": "logging.handlers.TimedRotatingFileHandler", "when": "midnight", "backupCount": 14}``."""
    if HANDLER not in module.facts.identifiers:
        return
    for node in _dicts(module):
        pairs = zip(node.keys, node.values, strict=True)
        told = {str(key.value): value for key, value in pairs if isinstance(key, ir.Constant) and value is not None}
        named = told.get("class")
        if isinstance(named, ir.Constant) and named.value == HANDLER:
            yield node, told


def _kept(told: Mapping[str, ir.Expression], module: Module, material: Material) -> int | None:
    values = {name: material.context.statics.literal(value, module) for name, value in told.items() if name != "filename"}
    if "retention" in values:
        return _length(values["retention"])
    when, interval, count = values.get("when", "h"), values.get("interval", 1), values.get("backupCount", 0)
    if not isinstance(when, str) or not isinstance(interval, int) or not isinstance(count, int):
        return None
    turn = TURNS.get(when.lower()) or TURNS.get(when.lower()[:1], 0)
    return turn * interval * count or None


def _length(value: object) -> int | None:
    """``"14 days"``, ``timedelta(days=14)``; a number is one of files."""
    if isinstance(value, Duration):
        return whole_seconds(value.seconds)
    words = value.split() if isinstance(value, str) else []
    number = number_in(words[0]) if len(words) == len(("14", "days")) else None
    unit = None if number is None else load_clock().units.get(words[1].lower())
    return whole_seconds(number, unit) if number is not None and unit else None
