"""Operators: on literals they are computed, on containers they build, on instances they call, on anything else labels carry over."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from datamap.flow.labels import labels_of
from datamap.flow.lookup import constants, expand, truths
from datamap.flow.objects import ANY, Bound, Container, External, Formal, Thing, class_of, is_item, is_unique, item, kind_of, scalar_kind
from datamap.flow.scalars import BOOL, FLOAT, STR
from datamap.flow.strings import percent
from datamap.flow.tags import transform
from datamap.flow.values import (
    MAX_CONSTANTS,
    NOTHING,
    Duration,
    Facts,
    Moment,
    Value,
    constant,
    join,
    join_all,
    labelled,
    pointing,
    with_labels,
)
from datamap.model import Form, FormKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.facts import ir
    from datamap.flow.frame import Frame, Span
    from datamap.flow.values import ConstantValue

_METHODS = {
    "+": "add",
    "-": "sub",
    "*": "mul",
    "/": "truediv",
    "//": "floordiv",
    "%": "mod",
    "**": "pow",
    "@": "matmul",
    "|": "or",
    "&": "and",
    "^": "xor",
    "<<": "lshift",
    ">>": "rshift",
}
_COMPUTE: dict[str, Callable[[Any, Any], object]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "|": operator.or_,
    "&": operator.and_,
    "^": operator.xor,
    "<<": operator.lshift,
    ">>": operator.rshift,
    "**": operator.pow,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
JOINING = ("&", "|")
"""What conditions of queries are put together with."""
_MAX_TEXT = 2000
_MAX_SHIFT = 16
_MAX_REPEATED = 64
_NUMBERS = (bool, int, float)


def binary(frame: Frame, op: str, left: Value, right: Value, at: Span) -> Value:
    """``left op right``."""
    known = computed(frame, op, left, right)
    if known is not None:
        return known
    if op == "%" and (_is_text(left) or _is_text(Value(expand(frame, left)))):
        return percent(frame, left, right)
    if op in JOINING and (left.labels or right.labels) and (joined := frame.solver.outside.joined(frame, op, left, right, at)) is not None:
        return joined
    return _operated(frame, op, left, right, at)


def _operated(frame: Frame, op: str, left: Value, right: Value, at: Span) -> Value:
    result = NOTHING
    lefts, rights = expand(frame, left), expand(frame, right)
    for thing in lefts:
        result = join(result, _on_object(frame, op, thing, right, rights, at))
    if op == "*" and result is NOTHING:
        sequences = [(thing, kind) for thing in rights if (kind := kind_of(thing)) in ("list", "tuple")]
        result = join_all([_repeated(frame, thing, left, str(kind), at) for thing, kind in sequences])
    own = any(class_of(thing) is not None for thing in (*lefts, *rights))
    if result is NOTHING:
        for thing in rights:
            if class_of(thing) is not None:
                result = join(result, call_special(frame, thing, f"__r{_METHODS[op]}__", [left], at))
    if result is NOTHING and any_external(lefts, rights):
        result = frame.solver.outside.operation(frame, op, left, right, at)
    if own and result is not NOTHING:
        return result
    carried = {**labels_of(frame, right), **labels_of(frame, left)}
    if op == "//":
        carried = transform(carried, Form(FormKind.TRUNCATED))
    if result is NOTHING or not result.objects:
        text = op in "+%" and (_is_text(left) or _is_text(right))
        plain = labelled(carried) if carried else NOTHING
        return join(result, join(plain, STR if text else plain)) if carried or text else (result if result is not NOTHING else FLOAT)
    direct = {**right.labels, **left.labels}
    return with_labels(result, direct) if direct else result


def _is_text(value: Value) -> bool:
    return any(isinstance(c, str) for c in value.constants) or any(scalar_kind(thing) == "str" for thing in value.objects)


def any_external(lefts: tuple[Thing, ...], rights: tuple[Thing, ...]) -> bool:
    """Whether a library may say what an operator does with these."""
    return any(_is_external(thing) for thing in (*lefts, *rights))


def _is_external(thing: Thing) -> bool:
    """Whether it is something of a library, or an attribute of one: ``folder / name``, ``path.parent / name``."""
    if thing.__class__ is Formal:
        return thing.facet is not None and thing.facet.kind == "external"
    inner = thing.function if isinstance(thing, Bound) else thing
    return isinstance(inner, External) and not inner.path.startswith("builtins.")


def computed(frame: Frame, op: str, left: Value, right: Value) -> Value | None:
    """The result on literals that are all known; labels of literals carry over."""
    compute = _COMPUTE.get(op)
    if compute is None or not (left.constants or left.objects) or not (right.constants or right.objects):
        return None
    if not _comparable(left, op) or not _comparable(right, op):
        return None
    ones, exact_one = constants(frame, left)
    twos, exact_two = constants(frame, right)
    if not exact_one or not exact_two or len(ones) * len(twos) > MAX_CONSTANTS * 2:
        return None
    found: list[ConstantValue] = []
    for one in ones:
        for two in twos:
            answer = fold(op, one, two)
            if answer is None:
                return None
            if not any(answer.value.__class__ is f.__class__ and answer.value == f for f in found):
                found.append(answer.value)
    if len(found) > MAX_CONSTANTS:
        return None
    return Value((), {**right.labels, **left.labels}, tuple(found))


def _comparable(value: Value, op: str) -> bool:
    """Whether a value may turn out to be literals: it is one, comes from the caller, or is a unique thing or a tuple that is compared."""
    compared = op in _COMPARED
    return all(thing.__class__ is Formal or (compared and (is_unique(thing) or kind_of(thing) == "tuple")) for thing in value.objects)


_COMPARED = frozenset({"==", "!=", "<", "<=", ">", ">="})


class Folded:
    """A computed literal."""

    __slots__ = ("value",)

    def __init__(self, value: ConstantValue) -> None:
        self.value = value


def fold(op: str, one: ConstantValue, two: ConstantValue) -> Folded | None:
    """A literal operator a literal; None if it fails or grows too large."""
    if isinstance(one, (Duration, Moment)) or isinstance(two, (Duration, Moment)):
        return _fold_time(op, one, two)
    if not _foldable(op, one, two):
        return None
    try:
        value = _COMPUTE[op](one, two)
    except (TypeError, ValueError, ArithmeticError, KeyError, IndexError):
        return None
    if isinstance(value, (str, bytes)) and len(value) > _MAX_TEXT:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 1 << 64:
        return None
    return Folded(value) if isinstance(value, (bool, int, float, str, bytes)) else None


def _foldable(op: str, one: ConstantValue, two: ConstantValue) -> bool:
    if op == "*" and isinstance(one, _NUMBERS) != isinstance(two, _NUMBERS):
        count = one if isinstance(one, int) else two
        return isinstance(count, int) and abs(count) <= _MAX_TEXT
    if op in ("<<", "**"):
        return isinstance(one, (int, float)) and isinstance(two, int) and abs(one) <= _MAX_TEXT and 0 <= two <= _MAX_SHIFT
    return not (op == "%" and isinstance(one, (str, bytes)) and len(one) > _MAX_TEXT)


def _fold_time(op: str, one: ConstantValue, two: ConstantValue) -> Folded | None:
    if isinstance(one, Duration) and isinstance(two, Duration) and op in "+-":
        return Folded(Duration(one.seconds + two.seconds if op == "+" else one.seconds - two.seconds))
    if isinstance(one, Moment) and isinstance(two, Duration) and op in "+-":
        return Folded(Moment(one.offset + two.seconds if op == "+" else one.offset - two.seconds))
    if isinstance(one, Duration) and isinstance(two, Moment) and op == "+":
        return Folded(Moment(two.offset + one.seconds))
    if isinstance(one, Moment) and isinstance(two, Moment) and op == "-":
        return Folded(Duration(one.offset - two.offset))
    if isinstance(one, Duration) and isinstance(two, _NUMBERS) and op == "*":
        return Folded(Duration(one.seconds * two))
    if isinstance(two, Duration) and isinstance(one, _NUMBERS) and op == "*":
        return Folded(Duration(two.seconds * one))
    if isinstance(one, Moment) and isinstance(two, _NUMBERS) and op in "+-":
        return Folded(Moment(one.offset + two if op == "+" else one.offset - two))
    if isinstance(two, Moment) and isinstance(one, _NUMBERS) and op == "+":
        return Folded(Moment(two.offset + one))
    return None


def _on_object(frame: Frame, op: str, thing: Thing, right: Value, rights: tuple[Thing, ...], at: Span) -> Value:
    kind = kind_of(thing)
    if kind in ("list", "tuple") and op == "+":
        return _concatenated(frame, thing, right, str(kind), at)
    if kind in ("list", "tuple") and op == "*":
        return _repeated(frame, thing, right, str(kind), at)
    if kind == "dict" and op == "|":
        from datamap.flow.container_writes import copy_of, merge_dict

        merged = copy_of(frame, thing, frame.site(at))
        merge_dict(frame, merged, right)
        return pointing(merged)
    if kind == "set" and op in "|&-^":
        from datamap.flow.containers import elements

        value = elements(frame, pointing(thing))
        if op in "|^":
            value = join(value, elements(frame, right))
        elif op == "&" and _only_literals(other := elements(frame, right)):
            value = other
        return pointing(frame.make(Container("set", frame.site(at)), {ANY: value} if value is not NOTHING else {}))
    if class_of(thing) is not None:
        return call_special(frame, thing, f"__{_METHODS[op]}__", [right], at, reflected=(op, rights))
    return NOTHING


def call_special(
    frame: Frame, thing: Thing, name: str, arguments: list[Value], at: Span, reflected: tuple[str, tuple[Thing, ...]] | None = None
) -> Value:
    """The result of a special method; NOTHING where there is none. ``reflected``: the operator, and what may know it reflected."""
    from datamap.flow.attributes import attribute_of
    from datamap.flow.calls import Arguments, call

    cls = class_of(thing)
    if cls is None or not cls.provides(name):
        if reflected is not None and cls is not None:
            op, others = reflected
            for other in others:
                other_class = class_of(other)
                if other_class is not None and other_class.provides(f"__r{_METHODS[op]}__"):
                    return call_special(frame, other, f"__r{_METHODS[op]}__", [pointing(thing)], at)
        return NOTHING
    return call(frame, attribute_of(frame, thing, name, at), Arguments(arguments), at)


def _only_literals(value: Value) -> bool:
    """Whether a set holds nothing but literals: what it has in common with another are some of these."""
    return value.exact and not value.labels


def _concatenated(frame: Frame, thing: Thing, right: Value, kind: str, at: Span) -> Value:
    from datamap.flow.containers import spread

    first, rest = spread(frame, pointing(thing))
    second, more = spread(frame, right)
    fields = {item(position): value for position, value in enumerate(first)}
    if rest is NOTHING:
        fields.update({item(len(first) + position): value for position, value in enumerate(second)})
    else:
        for value in second:
            rest = join(rest, value)
    rest = join(rest, more)
    if rest is not NOTHING:
        fields[ANY] = rest
    return pointing(frame.make(Container(kind, frame.site(at)), fields))


def _repeated(frame: Frame, thing: Thing, times: Value, kind: str, at: Span) -> Value:
    from datamap.flow.containers import elements, sequence_items

    items, (counts, exact) = sequence_items(frame, pointing(thing)), constants(frame, times)
    if items is not None and exact and len(counts) == 1 and isinstance(counts[0], int) and len(items) * counts[0] <= _MAX_REPEATED:
        fields = {item(position): value for position, value in enumerate(items * counts[0])}
        return pointing(frame.make(Container(kind, frame.site(at)), fields))
    value = elements(frame, pointing(thing))
    fields = {name: held for name, held in frame.fields(thing).items() if is_item(name)} if thing in frame.own else {}
    if value is not NOTHING:
        fields[ANY] = value
    return pointing(frame.make(Container(kind, frame.site(at)), fields))


def unary(frame: Frame, op: str, value: Value, node: ir.Unary) -> Value:
    """``op value``."""
    if op == "not":
        return negated(frame, value, node)
    for thing in expand(frame, value):
        name = {"-": "__neg__", "+": "__pos__", "~": "__invert__"}[op]
        if class_of(thing) is not None:
            result = call_special(frame, thing, name, [], node.at)
            if result is not NOTHING:
                return result
        if thing.__class__ is External and not thing.path.startswith("builtins."):
            return frame.solver.outside.operation(frame, op, value, NOTHING, node.at)
    if op == "~" and value.labels and (turned := frame.solver.outside.joined(frame, op, value, NOTHING, node.at)) is not None:
        return turned
    literals = [c for c in value.constants if isinstance(c, (int, float))]
    if op == "-" and value.exact and len(literals) == len(value.constants):
        return Value((), value.labels, tuple([-c for c in literals]))
    return labelled(labels_of(frame, value))


def negated(frame: Frame, value: Value, node: ir.Unary) -> Value:
    """``not value``."""
    from datamap.flow.guards import conditions_of

    for thing in expand(frame, value):
        cls = class_of(thing)
        if cls is not None and cls.method("__bool__") is not None:
            value = call_special(frame, thing, "__bool__", [], node.at)
    can_be_true, can_be_false = truths(frame, value)
    if can_be_true != can_be_false:
        return constant(not can_be_true)
    if value.facts is not None:
        facts = Facts(value.facts.when_false, value.facts.when_true)
    else:
        facts = Facts(conditions_of(frame, node.operand, value, holds=False), conditions_of(frame, node.operand, value, holds=True))
    return Value(BOOL.objects, facts=facts)


def both(first: Value, second: Value) -> Value:
    """``first and second`` of a chained comparison."""
    if first.exact and second.exact and len(first.constants) == len(second.constants) == 1:
        return constant(bool(first.constants[0]) and bool(second.constants[0]))
    if first.exact and first.constants == (False,):
        return first
    if second.exact and second.constants == (False,):
        return second
    return BOOL
