"""Fresh secrets, and what a model wrote: what one is kept as tells what it is wherever else it goes.

One function may make secrets of several kinds; the calls that a secret was returned through tell them apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.practices.columns import Held
from datamap.flow.tags import Label
from datamap.model import Confidence, SinkKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.flow.events import Effect, Slot
    from datamap.flow.models.acts import Act
    from datamap.flow.practices.material import Material
    from datamap.flow.tags import Tag, Trail
    from datamap.model import Form, Location

    Birth = tuple[Location, ...]

KEPT_AS = {"secret": "user.authorization", "written": "user.content"}
"""What a value that was made in the code can be, by the kind of its label."""
RETURNED = "returned by"


class Secrets:
    """The category of every random value that is kept as a credential somewhere, and of every answer that is kept as content."""

    def __init__(self, sinks: Iterable[tuple[Effect, Act]], material: Material) -> None:
        self._known: dict[Label, dict[Birth, tuple[str, str]]] = {}
        for effect, act in sinks:
            if effect.kind == "sink" and act.sink is SinkKind.STORE:
                for slot in effect.slots:
                    self._learn(act, slot, material)

    def _learn(self, act: Act, slot: Slot, material: Material) -> None:
        secrets = _secrets(slot)
        if not secrets:
            return
        found = material.context.recognise(slot.name.rpartition(".")[2], act.owner or None)
        for label, birth, _, _ in secrets:
            if found is not None and found.category.startswith(KEPT_AS[label.kind]):
                self._known.setdefault(label, {}).setdefault(birth, (found.category, found.subject))

    def in_slot(self, slot: Slot) -> Iterator[Held]:
        """Give the credentials that a slot holds, by where they were made."""
        for label, birth, form, sure in _secrets(slot):
            kept = self._known.get(label, {})
            known = next((kept[other] for other in sorted(kept, key=len) if _may_be_one(birth, other)), None)
            if known is not None:
                yield Held(known[0], known[1], form, label.source, sure)


def _secrets(slot: Slot) -> list[tuple[Label, Birth, Form, Confidence]]:
    return [
        (tag.origin, _birth(trail), tag.form, trail.confidence if trail else Confidence.HIGH)
        for tag, trail in slot.labels.items()
        if _is_secret(tag) and isinstance(tag.origin, Label)
    ]


def _birth(trail: Trail | None) -> Birth:
    """The calls that a secret was returned from, the first of them first."""
    calls: list[Location] = []
    while trail is not None:
        if trail.note.startswith(RETURNED):
            calls.append(trail.location)
        trail = trail.before
    return tuple(calls[::-1])


def _may_be_one(first: Birth, second: Birth) -> bool:
    """Whether two secrets took the same way as far as both are known."""
    return all(one == other for one, other in zip(first, second, strict=False))


def _is_secret(tag: Tag) -> bool:
    return isinstance(tag.origin, Label) and tag.origin.kind in KEPT_AS
