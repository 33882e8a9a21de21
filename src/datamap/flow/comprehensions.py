"""List, set and dict comprehensions and generator expressions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.flow.assignment import assign
from datamap.flow.containers import elements, sequence_items
from datamap.flow.guards import branch
from datamap.flow.lookup import constants
from datamap.flow.objects import ANY, KEYS, Container, item
from datamap.flow.unrolling import is_unrolled
from datamap.flow.values import NOTHING, UNKNOWN, Value, join, pointing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.frame import Fields, Frame


@dataclass(slots=True)
class _Collected:
    """What a comprehension has produced so far; ``exact``: every item is known by its position."""

    kind: str
    items: list[Value] = field(default_factory=list)
    fields: Fields = field(default_factory=dict)
    rest: Value = NOTHING
    exact: bool = True


def comprehension(frame: Frame, node: ir.Comprehension) -> Value:
    """The container that a comprehension makes; its variables end with it."""
    from datamap.flow.expressions import evaluate

    first = evaluate(frame, node.clauses[0].iterable)
    scope, frame.scope = frame.scope, []
    names = list(_names(node))
    held = {name: frame.env.get(name) for name in names}
    guards = frame.guards
    for name in names:
        frame.comprehension[name] = frame.comprehension.get(name, 0) + 1
    collected = _Collected(node.kind)
    _clause(frame, node, 0, collected, first, guards)
    for name in names:
        frame.comprehension[name] -= 1
        if not frame.comprehension[name]:
            del frame.comprehension[name]
        before = held[name]
        if before is not None:
            frame.env[name] = before
    frame.scope = scope
    if not frame.dead:
        frame.guards = guards
    return _result(frame, node, collected)


def _names(node: ir.Comprehension) -> Iterator[str]:
    todo = [clause.target for clause in node.clauses]
    while todo:
        target = todo.pop()
        if isinstance(target, ir.Name):
            yield target.id
        elif isinstance(target, ir.Sequence):
            todo += target.items
        elif isinstance(target, ir.Starred):
            todo.append(target.value)


def _clause(frame: Frame, node: ir.Comprehension, index: int, collected: _Collected, iterable: Value | None, guards: object) -> None:
    from datamap.flow.expressions import evaluate

    if index == len(node.clauses):
        _collect(frame, node, collected, guards)
        return
    clause = node.clauses[index]
    value = evaluate(frame, clause.iterable) if iterable is None else iterable
    if frame.dead:
        return
    if value.facts is not None and value.facts.when_true:
        frame.guards = frame.guards | value.facts.when_true
    items = sequence_items(frame, value)
    if items is not None and is_unrolled(frame, items):
        turns = frame.turns
        for turn, element in enumerate(items):
            frame.turns = (*turns, turn)
            _one(frame, node, index, collected, element, guards)
        frame.turns = turns
        return
    element = elements(frame, value, clause.iterable.at)
    if element is not NOTHING:
        collected.exact = False
        frame.branching += 1
        _one(frame, node, index, collected, element, guards)
        frame.branching -= 1
    elif value is not NOTHING:
        collected.exact = False


def _one(frame: Frame, node: ir.Comprehension, index: int, collected: _Collected, element: Value, guards: object) -> None:
    clause = node.clauses[index]
    assign(frame, clause.target, element)
    before = frame.guards
    skipped = frame.unreachable
    for condition in clause.conditions:
        ways = branch(frame, condition)
        if not ways.when_false.dead:
            if not ways.when_true.dead:
                collected.exact = False
            frame.resume(ways.when_false)
            frame.merge(skipped)
            skipped = frame.fork()
        frame.resume(ways.when_true)
        if frame.dead:
            break
    if not frame.dead:
        _clause(frame, node, index + 1, collected, None, guards)
    frame.merge(skipped)
    frame.guards = before


def _collect(frame: Frame, node: ir.Comprehension, collected: _Collected, guards: object) -> None:
    from datamap.flow.expressions import evaluate

    if node.key is not None:
        key = evaluate(frame, node.key)
        value = _given(frame, evaluate(frame, node.element), guards)
        literals, exact = constants(frame, key) if key.constants or key.objects else ((), False)
        if exact and len(literals) == 1:
            name = item(literals[0])
            before = collected.fields.get(name)
            collected.fields[name] = value if before is None else value if collected.exact else join(before, value)
            return
        collected.fields[ANY] = join(collected.fields.get(ANY, NOTHING), value)
        collected.fields[KEYS] = join(collected.fields.get(KEYS, NOTHING), key)
        return
    value = _given(frame, evaluate(frame, node.element), guards)
    if collected.exact and node.kind != "set":
        collected.items.append(value)
    collected.rest = join(collected.rest, value)


def _given(frame: Frame, value: Value, guards: object) -> Value:
    """An element that conditions let through carries them."""
    more = frame.guards - guards  # type: ignore[operator]
    if not more:
        return value
    return Value(value.objects, value.labels, value.constants, unknown=value.unknown, facts=value.facts, given=value.given | more)


def _result(frame: Frame, node: ir.Comprehension, collected: _Collected) -> Value:
    if node.key is not None:
        fields = collected.fields
    elif collected.exact and node.kind != "set":
        fields = {item(position): value for position, value in enumerate(collected.items)}
    else:
        fields = {ANY: collected.rest if collected.rest is not NOTHING else UNKNOWN}
    return pointing(frame.make(Container(node.kind, frame.site(node.at)), fields))
