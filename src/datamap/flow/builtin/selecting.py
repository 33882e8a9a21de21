"""Iterators that let some elements through: where each answer is known, exactly those."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.containers import elements, sequence_items
from datamap.flow.library import listed
from datamap.flow.lookup import constants, truths
from datamap.flow.objects import item
from datamap.flow.values import NOTHING, Value, join

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.library import Invocation

_MOST = 8


def _tested(call: Invocation, *, up_to_no: bool) -> tuple[list[Value], list[bool]] | None:
    """The elements of the second argument with the first's answer for each; None if one is not known (``up_to_no``: till the first no)."""
    items = sequence_items(call.frame, call.arguments.get(1))
    if items is None or len(items) > _MOST:
        return None
    test = call.first()
    answers = [truths(call.frame, one if test.constants == (None,) else call.call(test, one)) for one in items]
    certain = [yes != no for yes, no in answers]
    stopped = next((position for position, (yes, _) in enumerate(answers) if certain[position] and not yes), len(items))
    if not all(certain[: stopped + 1] if up_to_no else certain):
        return None
    return items, [yes for yes, _ in answers]


def _kept(call: Invocation, choose: Callable[[list[Value], list[bool]], list[Value]], *, up_to_no: bool = True) -> Value:
    tested = _tested(call, up_to_no=up_to_no)
    if tested is not None:
        return _exactly(call, choose(*tested))
    whole = elements(call.frame, call.arguments.get(1), call.at)
    call.call(call.first(), whole)
    return listed(call, whole, "iterator")


def _exactly(call: Invocation, items: list[Value]) -> Value:
    return call.make("iterator", {item(position): value for position, value in enumerate(items)})


def _first_not(answers: list[bool]) -> int:
    return answers.index(False) if False in answers else len(answers)


def _take_while(call: Invocation) -> Value:
    return _kept(call, lambda items, answers: items[: _first_not(answers)])


def _drop_while(call: Invocation) -> Value:
    return _kept(call, lambda items, answers: items[_first_not(answers) :])


def _filter_false(call: Invocation) -> Value:
    return _kept(call, lambda items, answers: [one for one, answer in zip(items, answers, strict=True) if not answer], up_to_no=False)


def _compress(call: Invocation) -> Value:
    items, chosen = sequence_items(call.frame, call.first()), sequence_items(call.frame, call.arguments.get(1, "selectors"))
    if items is not None and chosen is not None:
        answers = [truths(call.frame, one) for one in chosen]
        if all(yes != no for yes, no in answers):
            return _exactly(call, [one for one, (yes, _) in zip(items, answers, strict=False) if yes])
    return listed(call, elements(call.frame, call.first(), call.at), "iterator")


def _batched(call: Invocation) -> Value | None:
    items, size = sequence_items(call.frame, call.first()), constants(call.frame, call.arguments.get(1, "n"))
    if items is None or not size[1] or len(size[0]) != 1 or not isinstance(size[0][0], int) or size[0][0] < 1:
        whole = elements(call.frame, call.first(), call.at)
        return listed(call, listed(call, whole, "tuple") if whole is not NOTHING else NOTHING, "iterator")
    step = size[0][0]
    rows = [items[start : start + step] for start in range(0, len(items), step)]
    tuples = [
        call.make("tuple", {item(place): value for place, value in enumerate(row)}, f"row{position}") for position, row in enumerate(rows)
    ]
    return _exactly(call, tuples)


def _accumulate(call: Invocation) -> Value:
    """Running results: the first element, then each with what was before."""
    from datamap.flow import operators

    items = sequence_items(call.frame, call.first())
    function = call.arguments.get(1, "func")
    if items is None or len(items) > _MOST or not items:
        value = elements(call.frame, call.first(), call.at)
        return listed(call, value if function is NOTHING else join(value, call.call(function, value, value)), "iterator")
    start = call.arguments.keywords.get("initial")
    results = [start] if start is not None else [items.pop(0)]
    for value in items:
        before = results[-1]
        plain = function is NOTHING or function.constants == (None,)
        results.append(operators.binary(call.frame, "+", before, value, call.at) if plain else call.call(function, before, value))
    return _exactly(call, results)


FUNCTIONS: dict[str, Callable[[Invocation], Value | None]] = {
    "itertools.takewhile": _take_while,
    "itertools.dropwhile": _drop_while,
    "itertools.filterfalse": _filter_false,
    "itertools.compress": _compress,
    "itertools.batched": _batched,
    "itertools.accumulate": _accumulate,
}
