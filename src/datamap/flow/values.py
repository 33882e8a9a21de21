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

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from datamap.model import PLAIN, Confidence, Form, FormKind, Location

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from datamap.flow.objects import Object

MAX_CONSTANTS = 8
MAX_OBJECTS, MAX_RESULTS = 10, 2
"""How many objects a value tells apart, and how many of them may be results of calls of which nothing is known."""
MAX_LABELS = 16
MAX_ALIKE = 32
MOST_LABELS = 40
_FEW_SYMBOLS = 4
_MOST_DOUBTS = 1


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time that is known."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time relative to now: ``now() - timedelta(days=30)`` has offset -2,592,000 seconds."""

    offset: float = 0.0


ConstantValue: TypeAlias = bool | int | float | str | bytes | Duration | Moment | None


@dataclass(frozen=True, slots=True, eq=False)
class Label:
    """Where something that flows was born.

    kind: ``data``, ``gate`` or a kind of the models' own (``query``, ``setting`` …).
    name: data category or gate topic; detail: for a gate ``consent``, ``opt_in``, ``opt_out`` or ``setting``, for data the subject.
    source: a few words for people (``User.email``, ``source()``); location and symbol: where it enters.
    extra: anything hashable (the default of a gate, the table of a query).
    """

    kind: str
    name: str
    source: str
    location: Location
    symbol: str = ""
    detail: str = ""
    extra: Hashable = None
    confidence: Confidence = Confidence.HIGH
    _hash: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.kind, self.name, self.source, self.location)))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return (
            isinstance(other, Label)
            and self._hash == other._hash
            and (self.kind, self.name, self.source, self.location, self.detail, self.extra)
            == (other.kind, other.name, other.source, other.location, other.detail, other.extra)
        )

    def __repr__(self) -> str:
        return f"<{self.kind} {self.name} from {self.source} {self.location.file}:{self.location.line}>"


class Symbol:
    """What a caller's value holds at a path below one root of a function (a parameter, captured or global name) when it is called.

    ``without``: fields that the function has since replaced, whose labels no longer count.
    """

    __slots__ = ("path", "root", "without")
    path: tuple[Hashable, ...]
    root: Hashable
    without: frozenset[Hashable]

    def __new__(cls, root: Hashable, path: tuple[Hashable, ...] = (), without: frozenset[Hashable] = frozenset()) -> Symbol:
        key = (root, path, without)
        found = _SYMBOLS.get(key)
        if found is None:
            found = _SYMBOLS[key] = object.__new__(cls)
            found.root, found.path, found.without = root, path, without
        return found

    def __repr__(self) -> str:
        return f"<symbol {self.root}{''.join(f'.{step}' for step in self.path)}>"


Origin: TypeAlias = Label | Symbol
_SYMBOLS: dict[tuple[object, ...], Symbol] = {}
_TAGS: dict[object, Tag] = {}
_IN_FORM: dict[tuple[int, int], tuple[Tag, Form]] = {}
"""What `Tag.in_form` answered, by addresses; the forms are held so that none is given to another."""


def forget() -> None:
    """Drop every symbol and tag, before another program is analysed."""
    _SYMBOLS.clear()
    _TAGS.clear()
    _IN_FORM.clear()


RESTORED = Form(FormKind.PLAIN, "restored")
"""The outer form of decrypting or decoding: what was encrypted is plain again."""


class Tag:
    """An origin in a form."""

    __slots__ = ("form", "number", "origin")
    form: Form
    number: int
    origin: Origin

    def __new__(cls, origin: Origin, form: Form = PLAIN) -> Tag:
        key = origin if form is PLAIN else (origin, form)
        found = _TAGS.get(key)
        if found is None:
            found = _TAGS[key] = object.__new__(cls)
            found.origin, found.form, found.number = origin, form, len(_TAGS)
        return found

    def in_form(self, outer: Form) -> Tag:
        """The tag after one more transformation."""
        if outer is PLAIN:
            return self
        key = (id(self), id(outer))
        found = _IN_FORM.get(key)
        if found is None:
            form = compose(self.form, outer)
            found = _IN_FORM[key] = (self if form is self.form else Tag(self.origin, form), outer)
        return found[0]

    def __repr__(self) -> str:
        return f"{self.origin}" if self.form == PLAIN else f"{self.origin} {self.form}"


def compose(inner: Form, outer: Form) -> Form:
    """The form of a value in form ``inner`` after it was put in form ``outer``: the first real protection stays, decryption undoes."""
    if outer is PLAIN or outer == inner:
        return inner
    if outer == RESTORED:
        return PLAIN if inner.kind in (FormKind.ENCRYPTED, FormKind.PLAIN) else inner
    if outer.kind in (FormKind.AGGREGATED, FormKind.ANONYMISED):
        return outer
    if inner.kind in (FormKind.PLAIN, FormKind.TRUNCATED):
        return outer
    return inner


class Trail:
    """How a label came here: a linked list of steps, the latest first. Never part of a comparison."""

    __slots__ = ("before", "confidence", "doubts", "length", "location", "note", "symbol")

    def __init__(
        self,
        before: Trail | None,
        location: Location,
        symbol: str,
        note: str,
        confidence: Confidence = Confidence.HIGH,
        doubts: int = 0,
    ) -> None:
        self.before, self.location, self.symbol, self.note = before, location, symbol, note
        self.length: int = before.length + 1 if before else 1
        self.doubts: int = before.doubts + doubts if before else doubts
        """Steps through something that nothing is known of."""
        self.confidence: Confidence = before.confidence.at_most(confidence) if before else confidence
        if self.doubts > _MOST_DOUBTS:
            self.confidence = Confidence.LOW


BY = " by "
"""In the note of a step: which call changed the form."""
Labels: TypeAlias = "Mapping[Tag, Trail | None]"
NO_LABELS: dict[Tag, Trail | None] = {}


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


def born(label: Label, note: str | None = None) -> dict[Tag, Trail | None]:
    """The labels of a value at the place where ``label`` enters; ``note`` says so to people."""
    return {Tag(label): Trail(None, label.location, label.symbol, note or label.source, label.confidence)}


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


def transform(labels: Labels, form: Form) -> dict[Tag, Trail | None]:
    """Labels after a transformation: each in the form that results."""
    return {tag.in_form(form): trail for tag, trail in labels.items()}


def changing_step(trail: Trail | None) -> Trail | None:
    """The step of a way on which the form was changed."""
    while trail is not None and BY not in trail.note:
        trail = trail.before
    return trail


def merge_labels(first: Labels, second: Labels) -> dict[Tag, Trail | None]:
    """Both; where both know a tag, the first's evidence stays."""
    return bounded({**second, **first})


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


def bounded(labels: dict[Tag, Trail | None]) -> dict[Tag, Trail | None]:
    """Labels where they are not too many; else symbols below one root are drawn together, and after them data of one kind and form."""
    if len(labels) <= MAX_LABELS:
        return labels
    labels = _drawn_together(_plainest(labels), _FEW_SYMBOLS)
    if len(labels) <= MAX_ALIKE:
        return labels
    labels = _drawn_together(_first_of_each(labels), 1)
    return labels if len(labels) <= MOST_LABELS else _foremost(labels)


def _plainest(labels: dict[Tag, Trail | None]) -> dict[Tag, Trail | None]:
    """Without the other forms of what a symbol stands for, where it is there in plain, too."""
    plain = {tag.origin for tag in labels if tag.form is PLAIN}
    return {
        tag: trail for tag, trail in labels.items() if tag.form is PLAIN or tag.origin.__class__ is not Symbol or tag.origin not in plain
    }


def _drawn_together(labels: dict[Tag, Trail | None], few: int) -> dict[Tag, Trail | None]:
    """The symbols below one root, where they are more than a few, as what their paths have in common."""
    groups: dict[Hashable, list[Tag]] = {}
    for tag in labels:
        origin, form = tag.origin, tag.form
        if origin.__class__ is Symbol:
            key = origin.root if form is PLAIN else (origin.root, form)
            if key in groups:
                groups[key].append(tag)
            else:
                groups[key] = [tag]
    many = [tags for tags in groups.values() if len(tags) > few]
    if not many:
        return labels
    result = dict(labels)
    for tags in many:
        for tag in tags:
            del result[tag]
        prefix = _common([tag.origin.path for tag in tags])  # type: ignore[union-attr]
        result[Tag(Symbol(tags[0].origin.root, prefix), tags[0].form)] = labels[tags[0]]  # type: ignore[union-attr]
    return result


def _first_of_each(labels: dict[Tag, Trail | None]) -> dict[Tag, Trail | None]:
    """One label for each kind of data in each form: that which the run met first, whatever the order here."""
    chosen: dict[object, Tag] = {}
    for tag in labels:
        origin = tag.origin
        is_data = origin.__class__ is Label and origin.kind == "data"
        key = (origin.name, origin.detail, origin.extra, tag.form) if is_data else tag  # type: ignore[union-attr]
        before = chosen.get(key)
        if before is None or tag.number < before.number:
            chosen[key] = tag
    return {tag: labels[tag] for tag in chosen.values()}


def _foremost(labels: dict[Tag, Trail | None]) -> dict[Tag, Trail | None]:
    """As many labels as are worth following: those that are known before those of parameters, and these before what is shared."""

    def rank(tag: Tag) -> tuple[int, int]:
        origin = tag.origin
        return (0 if origin.__class__ is Label else 1 if origin.root.__class__ is str else 2), tag.number  # type: ignore[union-attr]

    kept = set(sorted(labels, key=rank)[:MOST_LABELS])
    return {tag: trail for tag, trail in labels.items() if tag in kept}


def _common(paths: list[tuple[Hashable, ...]]) -> tuple[Hashable, ...]:
    shared = paths[0]
    for path in paths[1:]:
        length = next(
            (index for index, (one, two) in enumerate(zip(shared, path, strict=False)) if one != two), min(len(shared), len(path))
        )
        shared = shared[:length]
    return shared


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
