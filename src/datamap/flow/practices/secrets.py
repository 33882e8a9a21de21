"""Fresh secrets: what one is kept as tells what it is wherever else it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.practices.columns import Held
from datamap.flow.values import Label
from datamap.model import Confidence, SinkKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.flow.events import Effect, Slot
    from datamap.flow.models.acts import Act
    from datamap.flow.practices.material import Material
    from datamap.flow.values import Tag
    from datamap.model import Form

CREDENTIALS = "user.authorization"


class Secrets:
    """The category of every random value that is kept as a credential somewhere: ``ApiKey(key_hash=digest(raw))``."""

    def __init__(self, sinks: Iterable[tuple[Effect, Act]], material: Material) -> None:
        self._known: dict[Label, tuple[str, str]] = {}
        for effect, act in sinks:
            if effect.kind == "sink" and act.sink is SinkKind.STORE:
                for slot in effect.slots:
                    self._learn(act, slot, material)

    def _learn(self, act: Act, slot: Slot, material: Material) -> None:
        labels = [label for label, _ in _secrets(slot)]
        if not labels:
            return
        found = material.context.recognise(slot.name.rpartition(".")[2], act.owner or None)
        if found is not None and found.category.startswith(CREDENTIALS):
            for label in labels:
                self._known.setdefault(label, (found.category, found.subject))

    def in_slot(self, slot: Slot) -> Iterator[Held]:
        """Give the credentials that a slot holds, by where they were made."""
        for label, form in _secrets(slot):
            known = self._known.get(label)
            if known is not None:
                yield Held(known[0], known[1], form, label.source, Confidence.HIGH)


def _secrets(slot: Slot) -> list[tuple[Label, Form]]:
    return [(tag.origin, tag.form) for tag in slot.labels if _is_secret(tag) and isinstance(tag.origin, Label)]


def _is_secret(tag: Tag) -> bool:
    return isinstance(tag.origin, Label) and tag.origin.kind == "secret"
