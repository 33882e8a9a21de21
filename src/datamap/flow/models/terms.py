"""Values in SQL: placeholders, literals, columns, points in time, and the functions that protect them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from datamap.flow.values import Moment
from datamap.knowledge.clock import load_clock

PER_ROW = "excluded"
"""What an upsert calls the row that could not be inserted."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What a column is given or compared with: a placeholder by position or name, a literal, a point in time, or a ``column`` of a row."""

    position: int | None = None
    name: str = ""
    literal: str | float | bool | None = None
    moment: Moment | None = None
    form: tuple[str, str] | None = None
    column: str = ""
    table: str = ""


def bound_of(value: Any) -> Bound:  # noqa: ANN401 - sqlglot's expressions are untyped
    """What a value of a statement is, looking through casts and functions that protect it."""
    from sqlglot import exp

    form = _form(value)
    if form:
        inner = value.find(exp.Placeholder, exp.Parameter)
        return Bound(*_place(inner), form=form) if inner is not None else Bound(form=form)
    if isinstance(value, exp.Placeholder | exp.Parameter):
        position, name = _place(value)
        return Bound(position, name)
    if isinstance(value, exp.Boolean):
        return Bound(literal=bool(value.this))
    if isinstance(value, exp.Literal):
        return Bound(literal=str(value.this) if value.is_string else _number(str(value.this)))
    if isinstance(value, exp.Null):
        return Bound(literal="")
    moment = _moment(value)
    if moment is not None:
        return Bound(moment=moment)
    inner = value.find(exp.Placeholder, exp.Parameter)
    return Bound(*_place(inner)) if inner is not None else Bound()


def _place(value: Any) -> tuple[int | None, str]:  # noqa: ANN401 - as above
    name = str(value.name or value.this)
    if name.startswith("n_"):
        return None, name[2:]
    return (int(name[1:]), "") if name[:1] == "p" and name[1:].isdigit() else (None, name)


def _number(text: str) -> float:
    return int(text) if text.isdigit() else float(text)


def _form(value: Any) -> tuple[str, str] | None:  # noqa: ANN401 - as above
    from sqlglot import exp

    from datamap.knowledge.forms import load_forms

    known = load_forms().sql
    for function in value.find_all(exp.Func):
        name = str(function.name if function.key == "anonymous" else function.key).lower()
        if name in known and known[name][0].value in ("hashed", "encrypted"):
            return known[name][0].value, known[name][1].name
    return None


def _moment(value: Any) -> Moment | None:  # noqa: ANN401 - as above
    """``now() - interval '30 days'``, ``datetime('now', '-30 days')``, ``DATE_SUB(NOW(), INTERVAL 30 DAY)``."""
    from sqlglot import exp

    now = value.find(exp.CurrentTimestamp, exp.CurrentDate, exp.CurrentDatetime)
    texts = [str(literal.this) for literal in value.find_all(exp.Literal) if literal.is_string]
    if value.find(exp.Placeholder, exp.Parameter) is not None:
        return None
    if (
        now is None
        and "now" not in texts
        and not any(str(f.name).lower() in ("now", "getdate", "sysdate") for f in value.find_all(exp.Anonymous))
    ):
        return None
    interval = value.find(exp.Interval)
    amounts = [_interval(interval)] if interval is not None else [_signed(text) for text in texts if text != "now"]
    seconds = sum(amount for amount in amounts if amount is not None)
    if interval is not None and value.find(exp.Sub, exp.DateSub, exp.TimestampSub, exp.DatetimeSub) is not None:
        seconds = -seconds
    return Moment(seconds)


def _interval(interval: Any) -> float | None:  # noqa: ANN401 - as above
    amount, unit = interval.this, interval.args.get("unit")
    text = f"{amount.name if amount is not None else ''} {unit.name if unit is not None else ''}"
    return _signed(text)


def _signed(text: str) -> float | None:
    """``-30 days`` in seconds."""
    words = text.lower().split()
    units = load_clock().units
    pairs = [(_amount(amount), unit) for amount, unit in pairwise(words)]
    known = [amount * units[unit] for amount, unit in pairs if amount is not None and unit in units]
    return sum(known) if known else None


def _amount(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
