"""All labels of a value: its own and those of what is inside of the objects that it points to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.objects import (
    ANY,
    KEYS,
    Container,
    External,
    Formal,
    Instance,
    Mirror,
    Thing,
    is_one_name_for_many,
)
from datamap.flow.tags import Symbol, Tag, bounded

if TYPE_CHECKING:
    from collections.abc import Hashable

    from datamap.flow.frame import Frame
    from datamap.flow.tags import Labels
    from datamap.flow.values import Value
_LABEL_DEPTH = 6


def labels_of(frame: Frame, value: Value) -> Labels:
    """All labels of a value, those inside of it too."""
    if not value.objects:
        return value.labels
    collected = dict(value.labels)
    _collect(frame, value.objects, collected, set(), 0)  # type: ignore[arg-type]
    return bounded(collected)


def _collect(frame: Frame, objects: tuple[Thing, ...], into: dict[Tag, object], seen: set[Thing], depth: int) -> None:
    for one in objects:
        kind = one.__class__
        thing = one.base if kind is Formal else one  # type: ignore[attr-defined]
        if thing in seen or depth > _LABEL_DEPTH:
            continue
        seen.add(thing)
        if kind is not Formal and (kind not in _DATA_HOLDERS or _is_shared(thing)):
            continue
        inner = _all_fields(frame, thing, into)
        for name, value in inner.items():
            if name.__class__ is str and name[:1] in "<_" and (name in _BESIDE or (name[:1] == "<" and name not in _CONTENT)):
                continue
            for tag, trail in value.labels.items():
                into.setdefault(tag, trail)
            if value.objects:
                _collect(frame, value.objects, into, seen, depth + 1)


def _is_shared(thing: Thing) -> bool:
    """Whether it is one object of a library for all: whoever is handed ``request`` or ``g`` is not handed all that was ever put there."""
    return thing.__class__ is External and thing.site is None and not is_one_name_for_many(thing)


def labels_without(frame: Frame, value: Value, without: frozenset[Hashable]) -> Labels:
    """All labels of a value but those inside of some of its fields."""
    collected = dict(value.labels)
    for thing in value.objects:
        inner: dict[Hashable, Value] = {}
        if thing.__class__ is Formal:
            written = frame.fields(thing)
            gone = frozenset([name for name in written if name != ANY]) | without
            collected.setdefault(Tag(Symbol(thing.root, thing.path, gone)), None)
            inner = written
        elif thing.__class__ in _DATA_HOLDERS:
            inner = _all_fields(frame, thing, collected)  # type: ignore[arg-type]
        for name, held in inner.items():
            if name not in without:
                for tag, trail in labels_of(frame, held).items():
                    collected.setdefault(tag, trail)
    return bounded(collected)


_BESIDE = frozenset({"__cause__", "__context__"})
"""What an exception came from is no part of it."""
_CONTENT = frozenset({KEYS, "<result>", "<value>", "<return>"})
"""Fields of the engine's own whose content counts as the object's."""
_DATA_HOLDERS = (Instance, Container, External, Mirror)


def _all_fields(frame: Frame, thing: Thing, into: dict[Tag, object]) -> dict[Hashable, Value]:
    """The fields of an object that this run knows; what it does not know goes into ``into`` by name."""
    written = frame.fields(thing)
    if thing.__class__ is Mirror:
        return _all_fields(frame, thing.of, into)
    if thing.__class__ is Formal or (thing not in frame.own and not (thing.__class__ is External and thing.site is None)):
        known = None if thing.__class__ is Formal else frame.solver.globals.known_fields(frame, thing)
        if known is not None:
            return {**known, **written}
        root, path = (thing.root, thing.path) if thing.__class__ is Formal else (thing, ())
        into.setdefault(Tag(Symbol(root, path, frozenset([name for name in written if name != ANY]))), None)
    return written
