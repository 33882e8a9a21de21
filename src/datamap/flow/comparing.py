"""Comparisons: on literals they are computed, identity and membership are told where they can be, and each leaves what it tested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.flow.lookup import constants, expand, noneness
from datamap.flow.objects import class_of
from datamap.flow.scalars import BOOL
from datamap.flow.values import (
    NOTHING,
    Facts,
    Value,
    constant,
)

if TYPE_CHECKING:
    from datamap.flow.frame import Frame
    from datamap.flow.values import ConstantValue

from datamap.flow.operators import any_external, call_special, computed, negated

_COMPARISONS = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}


def compare(frame: Frame, op: str, left: Value, right: Value, node: ir.Compare, comparator: ir.Expression) -> Value:
    """``left op right``: a bool, computed where both are known."""
    if op in ("is", "is not"):
        return _identity(frame, op, left, right, node, comparator)
    if op in ("in", "not in"):
        return _membership(frame, op, left, right, node)
    for thing in expand(frame, left):
        if class_of(thing) is not None:
            result = call_special(frame, thing, f"__{_COMPARISONS[op]}__", [right], node.at)
            if result is not NOTHING:
                return result
    lefts, rights = expand(frame, left), expand(frame, right)
    if any_external(lefts, rights):
        answer = frame.solver.outside.operation(frame, op, left, right, node.at)
        if answer is not NOTHING:
            tested = _tested(frame, left, right, node, equal=op != "!=" if op in ("==", "!=") else None)
            return Value(answer.objects, answer.labels, answer.constants, unknown=answer.unknown, facts=answer.facts or tested.facts)
    known = computed(frame, op, left, right)
    if known is not None:
        from datamap.flow.values import without_labels

        return without_labels(known)
    return _tested(frame, left, right, node, equal=op != "!=" if op in ("==", "!=") else None)


def _tested(frame: Frame, left: Value, right: Value, node: ir.Compare, *, equal: bool | None) -> Value:
    """A comparison with a literal says whether a gate is open: ``status == "granted"``, ``consent is True``."""
    from datamap.flow.guards import conditions_of, describe, origins_of

    if equal is None:
        return BOOL
    subject, literals = (left, right.constants) if right.constants else (right, left.constants)
    if not literals or not origins_of(subject):
        return BOOL
    del describe
    opens = not any(_closes(c) for c in literals)
    when_same = conditions_of(frame, node, subject, holds=opens)
    when_other = conditions_of(frame, node, subject, holds=not opens)
    facts = Facts(when_same, when_other) if equal else Facts(when_other, when_same)
    return Value(BOOL.objects, facts=facts)


_CLOSED = frozenset(
    {"", "no", "off", "false", "denied", "deny", "declined", "rejected", "refused", "revoked", "withdrawn", "none", "opted_out", "opt_out"}
)


def _closes(literal: ConstantValue) -> bool:
    return literal.lower() in _CLOSED if isinstance(literal, str) else not literal


def _identity(frame: Frame, op: str, left: Value, right: Value, node: ir.Compare, comparator: ir.Expression) -> Value:
    same = op == "is"
    if isinstance(comparator, ir.Constant) and comparator.value is None:
        none, some = noneness(frame, left)
        if none != some:
            return constant(none == same)
    elif isinstance(comparator, ir.Constant):
        literals, exact = constants(frame, left)
        if exact and len(literals) == 1:
            return constant((literals[0] is comparator.value) == same)
    elif left.objects and right.objects:
        ones, exact = constants(frame, left)
        twos, fixed = constants(frame, right)
        if exact and fixed and len(ones) == len(twos) == 1:
            return constant((ones[0] is twos[0]) == same)
    return _tested(frame, left, right, node, equal=same)


def _membership(frame: Frame, op: str, left: Value, right: Value, node: ir.Compare) -> Value:
    from datamap.flow.containers import membership

    wanted = op == "in"
    for thing in expand(frame, right):
        if class_of(thing) is not None:
            result = call_special(frame, thing, "__contains__", [left], node.at)
            if result is not NOTHING:
                return result if wanted else negated(frame, result, ir.Unary(node.at, "not", node.left))
    answer = membership(frame, left, right)
    if answer is not None:
        return constant(answer == wanted)
    if left.exact:
        return _tested(frame, right, constant(True), node, equal=wanted)  # noqa: FBT003 - a literal of the analysed code
    from datamap.flow.containers import elements

    return _tested(frame, left, elements(frame, right), node, equal=wanted)
