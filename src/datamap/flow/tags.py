"""Labels: facts that flow with a value. How a tag is made of where it began and its form, what way it came, and how many are kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from datamap.model import PLAIN, Confidence, Form, FormKind, Location

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

MAX_LABELS = 16
MAX_ALIKE = 32
MOST_LABELS = 40
_FEW_SYMBOLS = 4
_MOST_DOUBTS = 1


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


def born(label: Label, note: str | None = None) -> dict[Tag, Trail | None]:
    """The labels of a value at the place where ``label`` enters; ``note`` says so to people."""
    return {Tag(label): Trail(None, label.location, label.symbol, note or label.source, label.confidence)}


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
