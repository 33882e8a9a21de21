"""How much a summary may hold: what was made far from what the caller gets is no longer told apart, only its labels stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.labels import labels_of
from datamap.flow.objects import Bound, Container, External, Instance, Mirror
from datamap.flow.tags import merge_labels
from datamap.flow.values import Value

if TYPE_CHECKING:
    from collections.abc import Container as Holding

    from datamap.flow.frame import Fields, Frame
    from datamap.flow.objects import Thing
    from datamap.flow.tags import Labels

_HOLDERS = (Instance, Container, External)


class Widening:
    """What a run made and its summary does not keep."""

    def __init__(self, frame: Frame, kept: Holding[Thing]) -> None:
        self._frame, self._kept = frame, kept
        self._labels: dict[Thing, Labels] = {}

    def value(self, value: Value) -> Value:
        """The value with the labels of objects that are not kept instead of the objects."""
        gone = [thing for thing in value.objects if self._is_gone(thing)]
        if not gone:
            return value
        labels = value.labels
        for thing in gone:
            labels = merge_labels(labels, self._inside(thing))
        kept = tuple([thing for thing in value.objects if thing not in gone])
        return Value(kept, dict(labels), value.constants, unknown=True, facts=value.facts, given=value.given)

    def fields(self, fields: Fields) -> Fields:
        """The fields of an object that is kept."""
        return {name: self.value(value) for name, value in fields.items()}

    def _is_gone(self, thing: Thing) -> bool:
        kind = thing.__class__
        if kind is Bound:
            return self._is_gone(thing.receiver) or self._is_gone(thing.function)  # type: ignore[attr-defined]
        if kind is Mirror:
            return self._is_gone(thing.of)  # type: ignore[attr-defined]
        return kind in _HOLDERS and thing in self._frame.own and thing not in self._kept

    def _inside(self, thing: Thing) -> Labels:
        found = self._labels.get(thing)
        if found is None:
            found = self._labels[thing] = labels_of(self._frame, Value((thing,)))
        return found


def most_telling(writes: dict[Thing, Fields], most: int) -> dict[Thing, Fields]:
    """The written objects of a run, those with labels and near to a parameter first where there are too many."""
    if len(writes) <= most:
        return writes

    def rank(thing: Thing) -> tuple[bool, int]:
        return not any(value.labels for value in writes[thing].values()), len(getattr(thing, "path", ()))

    return {thing: writes[thing] for thing in sorted(writes, key=rank)[:most]}
