"""Expressions to values: one small function for each kind of node."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from datamap.facts import ir
from datamap.flow import operators
from datamap.flow.attributes import get_attribute
from datamap.flow.calls import Arguments, call, evaluate_arguments, in_turn
from datamap.flow.comparing import compare
from datamap.flow.comprehensions import comprehension
from datamap.flow.containers import read_item, spread
from datamap.flow.globals import of_no_person
from datamap.flow.guards import branch, conditions_of, truth_value
from datamap.flow.labels import labels_of
from datamap.flow.lookup import exact_keys, expand, truths
from datamap.flow.objects import ANY, KEYS, Container, FunctionObject, Scalar, SuperObject, item
from datamap.flow.private import attribute_name
from datamap.flow.scopes import lambda_function, own_environment, read_name, write_name
from datamap.flow.strings import joined
from datamap.flow.subscripts import read_subscript
from datamap.flow.values import NO_CONDITIONS, NOTHING, UNKNOWN, Facts, Value, constant, join, join_all, pointing, truth_facts

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.frame import Fields, Frame
    from datamap.flow.objects import Thing


def evaluate(frame: Frame, node: ir.Expression) -> Value:
    """The value of an expression; its effects happen in the frame."""
    return _EVALUATORS[node.__class__](frame, node)


def evaluate_maybe(frame: Frame, node: ir.Expression | None) -> Value:
    """The value of an expression, NOTHING for none."""
    return NOTHING if node is None else _EVALUATORS[node.__class__](frame, node)


def _constant(_: Frame, node: ir.Constant) -> Value:
    return constant(node.value)


def _bytes(_: Frame, node: ir.Bytes) -> Value:
    return constant(node.value)


def _opaque(_: Frame, __: ir.Opaque) -> Value:
    return _ELLIPSIS


_ELLIPSIS = Value(unknown=True)


ID = "ID"


def _name(frame: Frame, node: ir.Name) -> Value:
    value = read_name(frame, node.id)
    declared = frame.solver.declared
    return declared.imported(frame, value, node.at) if declared.variables else value


def _attribute(frame: Frame, node: ir.Attribute) -> Value:
    owner = evaluate(frame, node.value)
    name = node.attr if node.attr[0] != "_" else attribute_name(frame, node.attr)
    value = get_attribute(frame, owner, name, node.at, owner=name_of(node.value))
    declared = frame.solver.declared
    if declared.variables:
        value = declared.imported(frame, value, node.at)
    return declared.attribute(frame, node, owner, value) if declared.attributes else value


def name_of(node: ir.Expression) -> str:
    """The last word of a plain dotted expression, of a call of one, or of what a bag of things holds: ``app["db"]`` is ``db``."""
    if isinstance(node, ir.Name):
        return node.id
    if isinstance(node, ir.Attribute):
        return node.attr
    if isinstance(node, ir.Subscript) and isinstance(node.index, ir.Constant):
        return node.index.value if isinstance(node.index.value, str) and node.index.value.isidentifier() else ""
    return name_of(node.func) if isinstance(node, ir.Call) else ""


def _subscript(frame: Frame, node: ir.Subscript) -> Value:
    value, index = evaluate(frame, node.value), evaluate(frame, node.index)
    if not index.constants and is_id_constant(name_of(node.index)):
        index = constant("id")
    return read_subscript(frame, value, index, node.at, owner=name_of(node.value))


def is_id_constant(name: str) -> bool:
    """Whether a constant is called like the key of an id: ``row[ID_FIELD]`` is no other field, whatever the constant holds."""
    return name.isupper() and ID in name.split("_")


def _slice(frame: Frame, node: ir.Slice) -> Value:
    fields: Fields = {
        "lower": evaluate(frame, node.lower) if node.lower is not None else constant(None),
        "upper": evaluate(frame, node.upper) if node.upper is not None else constant(None),
        "step": evaluate(frame, node.step) if node.step is not None else constant(None),
    }
    return pointing(frame.make(Container("slice", frame.site(node.at)), fields))


def _call(frame: Frame, node: ir.Call) -> Value:
    func = node.func
    if func.__class__ is ir.Name and func.id == "super" and not node.arguments:
        frame.solver.graph.external(frame, "builtins.super", None, node.at)
        return _super(frame)
    callee = evaluate(frame, func)
    if func.__class__ is ir.Subscript and len(callee.objects) > 1 and (chosen := _by_flag(frame, node, func)) is not None:
        return chosen
    arguments = evaluate_arguments(frame, node.arguments)
    if frame.dead:
        return NOTHING
    declared = frame.solver.declared
    if declared.calls and (answer := declared.written(frame, func, callee, arguments, node.at)) is not None:
        return answer
    return call(frame, callee, arguments, node.at, owner=_spelled(func))


def _by_flag(frame: Frame, node: ir.Call, func: ir.Subscript) -> Value | None:
    """``{True: send, False: skip}[agreed](x)``: each function is called where the flag is so."""
    tables = expand(frame, evaluate(frame, func.value))
    keys = exact_keys(frame, tables[0]) if len(tables) == 1 else None
    if keys is None or set(keys) != {item(False), item(True)}:  # noqa: FBT003 - literals of the analysed code
        return None
    ways = branch(frame, func.index)

    def called(*, key: bool) -> Value:
        callee = read_item(frame, pointing(tables[0]), item(key))
        return call(frame, callee, evaluate_arguments(frame, node.arguments), node.at)

    sides = ((ways.when_true, partial(called, key=True)), (ways.when_false, partial(called, key=False)))
    return in_turn(frame, (side for side in sides if not side[0].dead))


def _spelled(func: ir.Expression) -> str:
    """A callee as written: ``self.log.info`` is ``log.info``."""
    owner = name_of(func.value) if isinstance(func, ir.Attribute) else ""
    return f"{owner}.{name_of(func)}" if owner else name_of(func)


def _super(frame: Frame) -> Value:
    function = frame.function
    while function.owner is None and function.parent is not None:
        function = function.parent
    parameters = frame.function.node.parameters
    if function.owner is None or not parameters:
        return UNKNOWN
    receiver = read_name(frame, parameters[0].name)
    return Value(tuple([SuperObject(function.owner, thing) for thing in expand(frame, receiver)]))


def _binary(frame: Frame, node: ir.Binary) -> Value:
    left = evaluate(frame, node.left)
    return operators.binary(frame, node.op, left, evaluate(frame, node.right), node.at)


def _unary(frame: Frame, node: ir.Unary) -> Value:
    return operators.unary(frame, node.op, evaluate(frame, node.operand), node)


def _boolean(frame: Frame, node: ir.Boolean) -> Value:
    """``and``, ``or``: an operand runs only under what the ones before it turned out to be."""
    wanted = node.op == "and"
    first = node.values[0]
    value = evaluate(frame, first)
    result, guards = NOTHING, frame.guards
    skipped = frame.unreachable
    facts = _facts(frame, first, value)
    for operand in node.values[1:]:
        can_be_true, can_be_false = truths(frame, truth_value(frame, value, first.at) if value.objects else value)
        goes_on = can_be_true if wanted else can_be_false
        stops = can_be_false if wanted else can_be_true
        if stops:
            result = join(result, _stopping(value, wanted=wanted))
            here = frame.fork()
            if not skipped.dead:
                frame.merge(skipped)
            skipped, frame_state = frame.fork(), here
            frame.resume(frame_state)
        if not goes_on:
            frame.resume(skipped)
            frame.guards = guards
            return _with_facts(result, facts)
        frame.guards = frame.guards | conditions_of(frame, first, value, holds=wanted)
        first, value = operand, evaluate(frame, operand)
        facts = _combined(facts, _facts(frame, operand, value), wanted=wanted)
    result = join(result, value)
    if not skipped.dead:
        frame.merge(skipped)
    frame.guards = guards if not frame.dead else frame.guards
    return _with_facts(result, facts)


def _stopping(value: Value, *, wanted: bool) -> Value:
    """The part of an operand's value at which ``and`` (or ``or``) can stop."""
    if wanted and value.labels and not value.constants and all(thing.__class__ is Scalar for thing in value.objects):
        return of_no_person(value)  # what is false is empty: no text, no number, nothing in it
    if not value.constants:
        return value
    from datamap.flow.values import is_true

    kept = tuple([c for c in value.constants if is_true(c) != wanted])
    return Value(value.objects, value.labels, kept, unknown=value.unknown)


def _facts(frame: Frame, node: ir.Expression, value: Value) -> Facts:
    if value.facts is not None:
        return value.facts
    own = truth_facts(value)
    when_true = None if own.when_true is None else conditions_of(frame, node, value, holds=True)
    when_false = None if own.when_false is None else conditions_of(frame, node, value, holds=False)
    return Facts(when_true, when_false)


def _combined(first: Facts, second: Facts, *, wanted: bool) -> Facts:
    """``and`` is true when both are, and false when one is; ``or`` the other way round."""
    if wanted:
        return Facts(_both(first.when_true, second.when_true), _either(first.when_false, second.when_false))
    return Facts(_either(first.when_true, second.when_true), _both(first.when_false, second.when_false))


def _both(first: Any, second: Any) -> Any:  # noqa: ANN401
    return None if first is None or second is None else first | second


def _either(first: Any, second: Any) -> Any:  # noqa: ANN401
    return second if first is None else first if second is None else first & second


def _with_facts(value: Value, facts: Facts) -> Value:
    if facts.when_true == NO_CONDITIONS and facts.when_false == NO_CONDITIONS:
        return value
    return Value(value.objects, value.labels, value.constants, unknown=value.unknown, facts=facts, given=value.given)


def _compare(frame: Frame, node: ir.Compare) -> Value:
    left = evaluate(frame, node.left)
    result = NOTHING
    for op, comparator in zip(node.ops, node.comparators, strict=True):
        right = evaluate(frame, comparator)
        answer = compare(frame, op, left, right, node, comparator)
        result = answer if result is NOTHING else operators.both(result, answer)
        left = right
    return result


def _conditional(frame: Frame, node: ir.Conditional) -> Value:
    from datamap.flow.summary import with_facts

    ways = branch(frame, node.test)

    def side(part: ir.Expression) -> Value:
        value = evaluate(frame, part)
        extra = frame.guards - ways.guards
        return with_facts(value, extra) if extra else value

    sides = ((ways.when_true, partial(side, node.body)), (ways.when_false, partial(side, node.orelse)))
    return in_turn(frame, (one for one in sides if not one[0].dead))


def _sequence(frame: Frame, node: ir.Sequence) -> Value:
    fields: Fields = {}
    rest = NOTHING
    position = 0
    for element in node.items:
        if element.__class__ is ir.Starred:
            items, more = spread(frame, evaluate(frame, element.value))
            if rest is NOTHING:
                for value in items:
                    fields[item(position)] = value
                    position += 1
            else:
                more = join_all([more, *items])
            rest = join(rest, more)
            continue
        value = evaluate(frame, element)
        if rest is not NOTHING or node.kind == "set":
            rest = join(rest, value)
        else:
            fields[item(position)] = value
            position += 1
    if rest is not NOTHING:
        fields[ANY] = rest
    return pointing(frame.make(Container(node.kind, frame.site(node.at)), fields))


def _dict(frame: Frame, node: ir.Dict) -> Value:
    from datamap.flow.container_writes import merge_dict, write_key

    thing = frame.make(Container("dict", frame.site(node.at)), {})
    fields: Fields = {}
    for key, part in zip(node.keys, node.values, strict=True):
        if key.__class__ is ir.Constant:
            fields[item(key.value)] = evaluate(frame, part)
            continue
        frame.put_all(thing, fields)
        if key is None:
            merge_dict(frame, thing, evaluate(frame, part))
        else:
            named = evaluate(frame, key)
            write_key(frame, thing, named, evaluate(frame, part))
        fields = dict(frame.fields(thing))
    frame.put_all(thing, fields)
    return pointing(thing)


def _lambda(frame: Frame, node: ir.Lambda) -> Value:
    function = lambda_function(frame, node)
    thing = FunctionObject(function, own_environment(frame))
    remember_defaults(frame, thing, node.function)
    return pointing(of_this_turn(frame, thing, node.function))


def of_this_turn(frame: Frame, thing: FunctionObject, node: ir.Function) -> Thing:
    """A function that a loop makes anew, with the defaults that it has in this turn."""
    names = [f"<default:{one.name}>" for one in node.parameters if one.default is not None and one.default.__class__ is not ir.Constant]
    if not frame.turns or not names or frame.scope:
        return thing
    fields: Fields = {"<func>": pointing(thing), **{name: frame.fields(thing)[name] for name in names}}
    return frame.make(Container("defaulted", frame.site(node.at, "turn")), fields)


def remember_defaults(frame: Frame, thing: FunctionObject, node: ir.Function) -> None:
    """Evaluate the defaults of a definition and keep them with the function."""
    for parameter in node.parameters:
        if parameter.default is not None and parameter.default.__class__ is not ir.Constant:
            frame.put(thing, f"<default:{parameter.name}>", evaluate(frame, parameter.default))


def _await(frame: Frame, node: ir.Await) -> Value:
    from datamap.flow.library import awaited

    return awaited(frame, evaluate(frame, node.value), node.at)


def _yield(frame: Frame, node: ir.Yield) -> Value:
    from datamap.flow.generators import yield_from, yield_value

    value = evaluate_maybe(frame, node.value) if node.value is not None else constant(None)
    return yield_from(frame, value, node.at) if node.delegate else yield_value(frame, value)


def _assigned(frame: Frame, node: ir.Assigned) -> Value:
    value = evaluate(frame, node.value)
    if frame.solver.declared.variables:
        value = frame.solver.declared.assigned(frame, node.target.id, value, node.at)
    write_name(frame, node.target.id, value)
    return value


def _starred(frame: Frame, node: ir.Starred) -> Value:
    return evaluate(frame, node.value)


_EVALUATORS: dict[type, Callable[[Frame, Any], Value]] = {
    ir.Constant: _constant,
    ir.Bytes: _bytes,
    ir.Opaque: _opaque,
    ir.Name: _name,
    ir.Attribute: _attribute,
    ir.Subscript: _subscript,
    ir.Slice: _slice,
    ir.Call: _call,
    ir.Binary: _binary,
    ir.Unary: _unary,
    ir.Boolean: _boolean,
    ir.Compare: _compare,
    ir.Conditional: _conditional,
    ir.Sequence: _sequence,
    ir.Dict: _dict,
    ir.Comprehension: comprehension,
    ir.Joined: joined,
    ir.Lambda: _lambda,
    ir.Await: _await,
    ir.Yield: _yield,
    ir.Assigned: _assigned,
    ir.Starred: _starred,
}

__all__ = ["KEYS", "Arguments", "evaluate", "evaluate_maybe", "labels_of", "name_of", "remember_defaults"]
