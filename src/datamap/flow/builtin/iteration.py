"""Builtin functions over what can be iterated: each keeps positions where they are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.attributes import attribute_of
from datamap.flow.containers import elements, next_of, sequence_items
from datamap.flow.generators import advance, iterator
from datamap.flow.guards import origins_of
from datamap.flow.labels import labels_of
from datamap.flow.library import Invocation, listed
from datamap.flow.lookup import constants, expand, truths
from datamap.flow.names import location
from datamap.flow.objects import (
    ANY,
    class_of,
    item,
    kind_of,
)
from datamap.flow.scalars import BOOL, INT
from datamap.flow.values import (
    NO_CONDITIONS,
    NONE,
    NOTHING,
    UNKNOWN,
    Condition,
    Facts,
    Value,
    constant,
    join,
    join_all,
    pointing,
    with_labels,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.frame import Frame, Span


def _sorted(call: Invocation) -> Value:
    value = elements(call.frame, call.first(), call.at)
    if "key" in call.arguments.keywords:
        call.call(call.arguments.keywords["key"], value)
    return listed(call, value)


def _reversed(call: Invocation) -> Value:
    for thing in expand(call.frame, call.first()):
        cls = class_of(thing)
        if cls is not None and cls.method("__reversed__") is not None:
            return call.call(attribute_of(call.frame, thing, "__reversed__", call.at))
    items = sequence_items(call.frame, call.first())
    if items is not None:
        return call.make("iterator", {item(position): value for position, value in enumerate(reversed(items))})
    return listed(call, elements(call.frame, call.first(), call.at), "iterator")


def _pair(call: Invocation, one: Value, two: Value, part: str) -> Value:
    return call.make("tuple", {item(0): one, item(1): two}, part)


def _enumerate(call: Invocation) -> Value:
    items = sequence_items(call.frame, call.first())
    start = call.arguments.get(1, "start")
    begin = start.constants[0] if start.constants and isinstance(start.constants[0], int) else 0
    if items is not None:
        pairs = [_pair(call, constant(begin + position), value, f"pair{position}") for position, value in enumerate(items)]
        return call.make("iterator", {item(position): pair for position, pair in enumerate(pairs)})
    return listed(call, _pair(call, INT, elements(call.frame, call.first(), call.at), "pair"), "iterator")


def _zip(call: Invocation) -> Value:
    rows = [sequence_items(call.frame, value) for value in call.arguments.positional]
    if rows and all(row is not None for row in rows) and call.arguments.rest is NOTHING:
        exact = [row for row in rows if row is not None]
        count = min(len(row) for row in exact) if call.path == "builtins.zip" else max(len(row) for row in exact)
        filler = call.arguments.keywords.get("fillvalue", NONE)
        tuples = [
            call.make(
                "tuple",
                {item(place): row[position] if position < len(row) else filler for place, row in enumerate(exact)},
                f"row{position}",
            )
            for position in range(count)
        ]
        return call.make("iterator", {item(position): one for position, one in enumerate(tuples)})
    columns = {item(place): elements(call.frame, value, call.at) for place, value in enumerate(call.arguments.positional)}
    if call.arguments.rest is not NOTHING:
        columns[ANY] = elements(call.frame, call.arguments.rest, call.at)
    return listed(call, call.make("tuple", columns, "row"), "iterator")


def _map(call: Invocation) -> Value:
    function = call.first()
    sources = call.arguments.positional[1:]
    rows = [sequence_items(call.frame, value) for value in sources]
    if rows and all(row is not None and len(row) <= 8 for row in rows):
        exact = [row for row in rows if row is not None]
        results = [call.call(function, *values) for values in zip(*exact, strict=False)]
        return call.make("iterator", {item(position): value for position, value in enumerate(results)})
    return listed(call, call.call(function, *[elements(call.frame, value, call.at) for value in sources]), "iterator")


def _filter(call: Invocation) -> Value:
    function, value = call.first(), elements(call.frame, call.arguments.get(1), call.at)
    items = sequence_items(call.frame, call.arguments.get(1))
    if items is not None and len(items) <= 8:
        kept, exact = [], True
        for one in items:
            answer = call.call(function, one) if function.constants != (None,) else one
            can_be_true, can_be_false = truths(call.frame, answer)
            exact = exact and can_be_true != can_be_false
            if can_be_true:
                kept.append(one)
        if exact:
            return call.make("iterator", {item(position): one for position, one in enumerate(kept)})
        return listed(call, join_all(kept), "iterator")
    if function.constants != (None,):
        answer = call.call(function, value)
        value = let_through(call.frame, value, answer, call.at)
    return listed(call, value, "iterator")


def let_through(frame: Frame, value: Value, answer: Value, at: Span) -> Value:
    """Elements of which a function said yes."""
    if answer.facts is not None:
        more = answer.facts.when_true or NO_CONDITIONS
    else:
        more = frozenset([Condition(origin, holds=True, text="filter()", location=location(frame, at)) for origin in origins_of(answer)])
    return Value(value.objects, value.labels, value.constants, unknown=value.unknown, given=value.given | more) if more else value


def _iter(call: Invocation) -> Value:
    if len(call.arguments.positional) > 1:
        return listed(call, call.call(call.first()), "iterator")
    own = []
    for thing in expand(call.frame, call.first()):
        cls = class_of(thing)
        if cls is not None and (cls.method("__iter__") or cls.method("__aiter__")):
            name = "__iter__" if cls.method("__iter__") else "__aiter__"
            own.append(call.call(attribute_of(call.frame, thing, name, call.at)))
    return join_all(own) if own else iterator(call.frame, call.first(), call.at)


def _next(call: Invocation) -> Value:
    result = NOTHING
    for thing in expand(call.frame, call.first()):
        if kind_of(thing) is not None:
            result = join(result, advance(call.frame, thing, call.at, default=len(call.arguments.positional) > 1))
        elif class_of(thing) is not None:
            result = join(result, next_of(call.frame, thing, call.at))
        else:
            result = join(result, elements(call.frame, pointing(thing), call.at))
    if call.first().labels:
        result = with_labels(result if result is not NOTHING else UNKNOWN, call.first().labels)
    default = call.arguments.get(1) if len(call.arguments.positional) > 1 else NOTHING
    known = result is not NOTHING and any(thing in call.frame.own and kind_of(thing) is not None for thing in call.first().objects)
    return result if known else join(result, default)


def _sum(call: Invocation) -> Value:
    frame = call.frame
    found = elements(frame, call.first(), call.at)
    items = sequence_items(frame, call.first())
    start = call.arguments.get(1, "start")
    if any(kind_of(thing) or class_of(thing) for thing in expand(frame, found)) or start.objects:
        from datamap.flow import operators

        total = start if start is not NOTHING else constant(0)
        for value in items if items is not None else [found]:
            total = operators.binary(frame, "+", total, value, call.at)
        return total
    from datamap.flow.library import AGGREGATED
    from datamap.flow.tags import transform

    labels = transform(labels_of(frame, found), AGGREGATED)
    return with_labels(INT, labels) if labels else INT


def _extreme(call: Invocation) -> Value:
    values = call.arguments.positional
    items = elements(call.frame, values[0], call.at) if len(values) == 1 else join_all(values)
    if "key" in call.arguments.keywords:
        call.call(call.arguments.keywords["key"], items)
    return join(items, call.arguments.keywords.get("default", NOTHING))


def _any(call: Invocation) -> Value:
    items = sequence_items(call.frame, call.first())
    if items is not None:
        can = [truths(call.frame, value) for value in items]
        every = call.path == "builtins.all"
        if all(one != two for one, two in can):
            return constant(all(one for one, _ in can) if every else any(one for one, _ in can))
    return _quantified(call, items)


def _quantified(call: Invocation, items: list[Value] | None) -> Value:
    """``all`` is true only if each is, ``any`` false only if none is."""
    values = items if items is not None else [elements(call.frame, call.first(), call.at)]
    facts = [_told(call, value) for value in values if value is not NOTHING]
    if call.path == "builtins.all":
        found = frozenset().union(*[one.when_true for one in facts if one.when_true]) if facts else frozenset()
        return Value(BOOL.objects, facts=Facts(found, frozenset())) if found else BOOL
    if items is None or len(facts) == 1:
        shared = facts[0].when_true if facts else None
        return Value(BOOL.objects, facts=Facts(shared, frozenset())) if shared else BOOL
    return BOOL


def _told(call: Invocation, value: Value) -> Facts:
    """What the truth of one element tells."""
    from datamap.flow.builtin.conversion import truth_of
    from datamap.flow.values import truth_facts

    return value.facts or truth_of(call, value) or truth_facts(value)


_MOST_NUMBERS = 32


def _range(call: Invocation) -> Value:
    bounds = [constants(call.frame, value) for value in call.arguments.positional]
    if 1 <= len(bounds) <= 3 and all(exact and len(found) == 1 and isinstance(found[0], int) for found, exact in bounds):
        numbers = [found[0] for found, _ in bounds]
        if not (len(numbers) == 3 and numbers[2] == 0):
            positions = range(*numbers)  # type: ignore[arg-type]
            if not positions[_MOST_NUMBERS:]:
                return call.make("range", {item(position): constant(number) for position, number in enumerate(positions)})
    return listed(call, INT, "range")


FUNCTIONS: dict[str, Callable[[Invocation], Value | None]] = {
    "builtins.sorted": _sorted,
    "builtins.reversed": _reversed,
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "itertools.zip_longest": _zip,
    "builtins.map": _map,
    "builtins.filter": _filter,
    "builtins.iter": _iter,
    "builtins.aiter": _iter,
    "builtins.next": _next,
    "builtins.anext": _next,
    "builtins.sum": _sum,
    "builtins.min": _extreme,
    "builtins.max": _extreme,
    "builtins.any": _any,
    "builtins.all": _any,
    "builtins.range": _range,
}
