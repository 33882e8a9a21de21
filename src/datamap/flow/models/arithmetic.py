"""Operators on literals, lengths of time and points in time."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from datamap.flow.values import Duration, Moment

if TYPE_CHECKING:
    from datamap.flow.values import ConstantValue

OPERATORS = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "**": operator.pow,
    "%": operator.mod,
}
LARGEST = 2**62
LARGEST_POWER = 64
LARGEST_BASE = 1_000_000


def calculate(op: str, left: ConstantValue, right: ConstantValue) -> ConstantValue:
    """Give the result of an operator on two literals; None where it has none."""
    if isinstance(left, Duration | Moment) or isinstance(right, Duration | Moment):
        return _in_time(op, left, right)
    if isinstance(left, str) and isinstance(right, str) and op == "+":
        return left + right
    if isinstance(left, int | float) and isinstance(right, int | float):
        return _number(op, left, right)
    return None


def _number(op: str, left: float, right: float) -> ConstantValue:
    if op not in OPERATORS or (op == "**" and (abs(right) > LARGEST_POWER or abs(left) > LARGEST_BASE)):
        return None
    try:
        result = OPERATORS[op](left, right)
    except (ArithmeticError, ValueError):
        return None
    return result if isinstance(result, int | float) and abs(result) < LARGEST else None


def _in_time(op: str, left: ConstantValue, right: ConstantValue) -> ConstantValue:
    match left, op, right:
        case Duration(a), "+", Duration(b):
            return Duration(a + b)
        case Duration(a), "-", Duration(b):
            return Duration(a - b)
        case (Duration(a), "*", int(b) | float(b)) | (int(b) | float(b), "*", Duration(a)):
            return Duration(a * b)
        case Duration(a), "/" | "//", int(b) | float(b) if b:
            return Duration(a / b)
        case (Moment(a), "+", Duration(b) | int(b) | float(b)) | (Duration(b), "+", Moment(a)):
            return Moment(a + b)
        case Moment(a), "-", Duration(b) | int(b) | float(b):
            return Moment(a - b)
        case Moment(a), "-", Moment(b):
            return Duration(a - b)
        case _:
            return None
