"""One of several things: what is done with a job from a queue, a message or a row is done with each by itself.

The parts of one tuple belong together: ``for send, message in jobs: send(message)`` never sends one job's message with another's function.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.assignment import assign
from datamap.flow.context import NUMBER
from datamap.flow.lookup import expand, force
from datamap.flow.objects import Formal, class_of, kind_of
from datamap.flow.shapes import MOST_APART, ONE_OF
from datamap.flow.values import Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.facts import ir
    from datamap.flow.frame import Frame
    from datamap.flow.objects import Thing


def alternatives(frame: Frame, value: Value) -> list[Value]:
    """Each of the few containers or instances that a value may be; the value itself where it is one, or many, or none."""
    if frame.apart:
        return [value]
    if len(value.objects) == 1 and (formal := value.objects[0]).__class__ is Formal:
        number = force(frame, formal.base, NUMBER).constants
        count = number[0] if number and isinstance(number[0], int) else 1
        steps = [(*formal.path, f"{ONE_OF}{place}") for place in range(count)]
        if len(steps) < 2:
            return [value]
        return [Value((Formal(formal.root, step),), value.labels, given=value.given) for step in steps]
    if not 1 < len(value.objects) <= MOST_APART:
        return [value]
    things = expand(frame, value)
    if not 1 < len(things) <= MOST_APART or not all(_has_parts(thing) for thing in things):
        return [value]
    rest = [Value((), value.labels, value.constants, unknown=value.unknown)] if value.unknown or value.constants else []
    return [*[Value((thing,), value.labels, given=value.given) for thing in things], *rest]


def _has_parts(thing: Thing) -> bool:
    return kind_of(thing) in ("tuple", "dict") or class_of(thing) is not None


def each(frame: Frame, target: ir.Expression, values: list[Value], run: Callable[[], None]) -> None:
    """Bind a target to each value and run what follows, from the same state; go on from all that come out."""
    if len(values) == 1:
        assign(frame, target, values[0])
        run()
        return
    start, outcome = frame.fork(), frame.unreachable
    frame.apart += 1
    frame.branching += 1
    for value in values:
        frame.resume(frame.state_copy(start))
        assign(frame, target, value)
        run()
        after = frame.fork()
        frame.resume(outcome)
        frame.merge(after)
        outcome = frame.fork()
    frame.resume(outcome)
    frame.apart -= 1
    frame.branching -= 1
