"""``with``: ``__enter__`` and ``__exit__``, generators as context managers, external ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.assignment import assign
from datamap.flow.attributes import attribute_of
from datamap.flow.calls import Arguments, call
from datamap.flow.expressions import evaluate
from datamap.flow.lookup import expand
from datamap.flow.objects import External, class_of, kind_of
from datamap.flow.statements import execute
from datamap.flow.values import NONE, NOTHING, Value, join, with_labels

if TYPE_CHECKING:
    from datamap.facts import ir
    from datamap.flow.frame import Frame, Span
    from datamap.flow.objects import Thing


def run_with(frame: Frame, node: ir.With) -> None:
    """``with context as target``."""
    entered: list[Value] = []
    outer = frame.withs
    for part in node.items:
        context = evaluate(frame, part.context)
        if frame.dead:
            return
        value = _enter(frame, context, part.context.at, is_async=node.is_async)
        entered.append(context)
        frame.withs = (*frame.withs, *[thing.path for thing in context.objects if thing.__class__ is External])  # type: ignore[attr-defined]
        if part.target is not None:
            assign(frame, part.target, value)
    suppresses = any(_may_suppress(frame, context) for context in entered)
    caught: list[tuple[Value, object]] = []
    if suppresses:
        frame.tries.append(caught)  # type: ignore[arg-type]
    execute(frame, node.body)
    if suppresses:
        frame.tries.pop()
        for _, state in caught:
            frame.merge(state)  # type: ignore[arg-type]
    frame.withs = outer
    for context, part in zip(reversed(entered), reversed(node.items), strict=True):
        if not frame.dead:
            _exit(frame, context, part.context.at, is_async=node.is_async)


def _enter(frame: Frame, context: Value, at: Span, *, is_async: bool) -> Value:
    from datamap.flow.library import awaited

    result = NOTHING
    for thing in expand(frame, context):
        cls = class_of(thing)
        name = "__aenter__" if is_async else "__enter__"
        if cls is not None and cls.method(name) is not None:
            value = call(frame, attribute_of(frame, thing, name, at), Arguments(), at)
            result = join(result, awaited(frame, value, at) if is_async else value)
        elif cls is None and kind_of(thing) in ("closing", "context"):
            from datamap.flow.containers import elements

            result = join(result, elements(frame, Value((thing,))))
        else:
            result = join(result, Value((thing,)))
    rest = Value((), context.labels, context.constants, unknown=context.unknown)
    return with_labels(join(result, rest) if result is NOTHING or context.unknown else result, context.labels)


def _exit(frame: Frame, context: Value, at: Span, *, is_async: bool) -> None:
    for thing in expand(frame, context):
        cls = class_of(thing)
        name = "__aexit__" if is_async else "__exit__"
        if cls is not None and cls.method(name) is not None:
            call(frame, attribute_of(frame, thing, name, at), Arguments([NONE, NONE, NONE]), at)


def _may_suppress(frame: Frame, context: Value) -> bool:
    return any(_suppresses(thing) for thing in expand(frame, context))


def _suppresses(thing: Thing) -> bool:
    cls = class_of(thing)
    if cls is not None:
        return cls.method("__exit__") is not None
    return thing.__class__ is External and thing.path.startswith("contextlib.suppress")  # type: ignore[attr-defined]
