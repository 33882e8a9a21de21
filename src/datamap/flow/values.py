"""The value domain: what one expression can be, as far as datamap follows it.

A `Value` is immutable. It holds

- ``objects``: what it can point to (functions, classes, instances, containers, external things), see objects.py;
- ``labels``: facts that flow with it (`Tag` -> `Trail`): personal data, gates, marks of the models. A tag is an origin with a form; the
  origin is a concrete `Label`, or a `Symbol`: "whatever the caller passes here", replaced when a summary is used;
- ``constants``: the literals it can be (str, int, float, bool, None, bytes, `Duration`, `Moment`);
- ``unknown``: it may also be something that was not followed;
- ``facts``: which conditions hold when it is true, and when it is false (consent flows into conditions).

Labels *inside* a container or instance sit on the values of its fields, not on the container: ask the memory for them
(`World.labels`), so that one tainted key never taints its siblings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from datamap.flow.tags import NO_LABELS, Labels, Origin, Tag, Trail, bounded, merge_labels

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.flow.objects import Object
    from datamap.model import Location

MAX_CONSTANTS = 8
MAX_OBJECTS, MAX_RESULTS = 10, 2
"""How many objects a value tells apart, and how many of them may be results of calls of which nothing is known."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time that is known."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time relative to now: ``now() - timedelta(days=30)`` has offset -2,592,000 seconds."""

    offset: float = 0.0


ConstantValue: TypeAlias = bool | int | float | str | bytes | Duration | Moment | None


class Condition:
    """A test that is known to have come out one way. ``origin`` is what was tested, ``holds`` whether it was true."""

    __slots__ = ("_hash", "holds", "location", "origin", "text")

    def __init__(self, origin: Origin, holds: bool, text: str, location: Location) -> None:
        self.origin, self.holds, self.text, self.location = origin, holds, text, location
        self._hash = hash((origin, holds))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Condition) and self.holds == other.holds and self.origin == other.origin

    def __repr__(self) -> str:
        return f"{'' if self.holds else 'not '}{self.origin}"


Conditions: TypeAlias = frozenset[Condition]
NO_CONDITIONS: Conditions = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known once a value turned out true, and once it turned out false. None: it cannot turn out so."""

    when_true: Conditions | None = NO_CONDITIONS
    when_false: Conditions | None = NO_CONDITIONS


class Value:
    """What one expression can be. Build them with the functions below, never change one."""

    __slots__ = ("constants", "facts", "given", "labels", "objects", "unknown")

    def __init__(
        self,
        objects: tuple[Object, ...] = (),
        labels: dict[Tag, Trail | None] = NO_LABELS,
        constants: tuple[ConstantValue, ...] = (),
        *,
        unknown: bool = False,
        facts: Facts | None = None,
        given: Conditions = NO_CONDITIONS,
    ) -> None:
        self.objects, self.labels, self.constants = objects, labels, constants
        self.unknown, self.facts, self.given = unknown, facts, given

    @property
    def exact(self) -> bool:
        """All that it can be is in ``constants``."""
        return not self.unknown and not self.objects and bool(self.constants)

    def same(self, other: Value) -> bool:
        """Equal but for evidence."""
        return self is other or (
            self.unknown == other.unknown
            and self.labels.keys() == other.labels.keys()
            and (self.objects == other.objects or set(self.objects) == set(other.objects))
            and same_constants(self.constants, other.constants)
            and self.facts == other.facts
            and self.given == other.given
        )

    def __repr__(self) -> str:
        parts = [repr(item) for item in (*self.objects, *self.labels)] + [repr(c) for c in self.constants]
        return f"Value({', '.join(parts)}{', ?' if self.unknown else ''})"


NOTHING = Value()
"""No value at all: an expression that was not reached."""
UNKNOWN = Value(unknown=True)
NONE = Value(constants=(None,))
TRUE = Value(constants=(True,))
FALSE = Value(constants=(False,))


def constant(value: ConstantValue) -> Value:
    """The value of a literal."""
    if value is None:
        return NONE
    if value is True:
        return TRUE
    return FALSE if value is False else Value(constants=(value,))


def pointing(*objects: Object) -> Value:
    """A value that is exactly one of the objects."""
    return Value(objects)


def labelled(labels: Labels, *, given: Conditions = NO_CONDITIONS) -> Value:
    """An unknown value that carries labels."""
    return Value((), dict(labels), (), unknown=True, given=given) if labels or given else UNKNOWN


def with_labels(value: Value, labels: Labels) -> Value:
    """``value`` carrying ``labels`` too."""
    if not labels or labels.keys() <= value.labels.keys():
        return value
    return Value(
        value.objects,
        merge_labels(value.labels, labels),
        value.constants,
        unknown=value.unknown or not value.objects,
        facts=value.facts,
        given=value.given,
    )


def without_labels(value: Value) -> Value:
    """``value`` with nothing that flows (its objects keep their fields)."""
    return Value(value.objects, NO_LABELS, value.constants, unknown=value.unknown) if value.labels or value.facts or value.given else value


def same_constants(first: tuple[ConstantValue, ...], second: tuple[ConstantValue, ...]) -> bool:
    """Whether two sets of literals are equal, 1 and True apart."""
    return first is second or (len(first) == len(second) and {(type(c), c) for c in first} == {(type(c), c) for c in second})


def join_constants(first: tuple[ConstantValue, ...], second: tuple[ConstantValue, ...]) -> tuple[ConstantValue, ...] | None:
    """The union; None where it grows too large to be worth following."""
    if first is second or not second:
        return first
    known = {(type(c), c) for c in first}
    more = [c for c in second if (type(c), c) not in known]
    if not more:
        return first
    return None if len(known) + len(more) > MAX_CONSTANTS else (*first, *more)


def join_facts(first: Value, second: Value) -> Facts | None:
    """What both alternatives agree on."""
    if first.facts is second.facts:
        return first.facts
    one, two = truth_facts(first), truth_facts(second)
    when_true = _agree(one.when_true, two.when_true)
    when_false = _agree(one.when_false, two.when_false)
    if first.facts is not None and when_true == one.when_true and when_false == one.when_false:
        return first.facts
    return Facts(when_true, when_false) if when_true != NO_CONDITIONS or when_false != NO_CONDITIONS else None


def _agree(first: Conditions | None, second: Conditions | None) -> Conditions | None:
    if first is None:
        return second
    return first if second is None else first & second


def truth_facts(value: Value) -> Facts:
    """The facts of a value, or those that its literals give."""
    if value.facts is not None:
        return value.facts
    if value.exact and not value.labels:
        truths = {is_true(c) for c in value.constants}
        return Facts(NO_CONDITIONS if True in truths else None, NO_CONDITIONS if False in truths else None)
    return Facts()


def is_true(literal: ConstantValue) -> bool:
    """Python's truth of a literal."""
    return True if isinstance(literal, (Duration, Moment)) else bool(literal)


def join(first: Value, second: Value) -> Value:
    """What is either of the two; ``first`` itself where the other adds nothing, so that much stays shared."""
    if first is second or second is NOTHING:
        return first
    if first is NOTHING:
        return second
    objects, labels, constants = first.objects, first.labels, first.constants
    unknown = first.unknown or second.unknown
    if second.objects is not objects and second.objects:
        more = [o for o in second.objects if o not in objects]
        if more:
            objects = (*objects, *more)[:MAX_OBJECTS]
            if len(objects) > MAX_RESULTS:
                kept = few_results(objects)
                unknown = unknown or len(kept) < len(objects)
                objects = first.objects if kept == first.objects else kept
    if len(objects) == MAX_OBJECTS:
        unknown = True
    if second.labels is not labels and not second.labels.keys() <= labels.keys():
        labels = bounded({**second.labels, **labels})
        if labels.keys() == first.labels.keys():
            labels = first.labels
    if second.constants is not constants and second.constants:
        joined = join_constants(constants, second.constants)
        constants, unknown = (joined, unknown) if joined is not None else ((), True)
    facts = join_facts(first, second) if first.facts or second.facts else None
    given = first.given if first.given is second.given else first.given & second.given
    if (
        objects is first.objects
        and labels is first.labels
        and constants is first.constants
        and unknown is first.unknown
        and facts is first.facts
        and given == first.given
    ):
        return first
    return Value(objects, labels, constants, unknown=unknown, facts=facts, given=given)


def few_results(objects: tuple[Object, ...]) -> tuple[Object, ...]:
    """Without the results of the outside after the first few: each only says how somebody came to a thing of which nothing is known."""
    from datamap.flow.objects import is_result

    kept: list[Object] = []
    count = 0
    for one in objects:
        if is_result(one):
            count += 1
            if count > MAX_RESULTS:
                continue
        kept.append(one)
    return tuple(kept)


def join_all(values: Iterable[Value]) -> Value:
    """What is any of them; NOTHING for none."""
    result = NOTHING
    for value in values:
        result = join(result, value)
    return result
