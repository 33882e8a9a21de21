"""Lists under headings that say nothing: what their entries have in common tells how they read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.clauses import clauses_of
from datamap.policy.documents import BlockKind
from datamap.policy.rules import topics
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.policy.lexicon import Lexicon
    from datamap.policy.structure import Unit

# Topics that the label of an entry may stand for: "Sharing: we don't", "Retention: 30 days".
_LABELS = frozenset({"retention", "deletion", "share", "cookies", "rights", "contact", "changes", "children", "transfers", "security"})
_FEWEST = 2
_MOST = 0.6


class Lists:
    """The entries of a document by the list they stand in."""

    def __init__(self, units: Sequence[Unit], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._lists: dict[object, list[Unit]] = {}
        for unit in units:
            if unit.block.kind is BlockKind.ITEM:
                self._lists.setdefault(_list_of(unit), []).append(unit)
        self._modes: dict[object, str | None] = {}

    def mode(self, unit: Unit) -> str | None:
        """How an entry reads whose heading and lead-in don't say it: as its label says, else as most entries of its list."""
        if unit.label is not None and (topic := topics().get(unit.label.value)) in _LABELS:
            return topic
        if unit.block.kind is not BlockKind.ITEM:
            return None
        key = _list_of(unit)
        if key not in self._modes:
            self._modes[key] = self._common(self._lists[key])
        return self._modes[key]

    def _common(self, entries: Sequence[Unit]) -> str | None:
        for mode, shows in (("processors", self._is_vendor), ("collect", self._is_data)):
            shown = sum(shows(entry) for entry in entries)
            if shown >= _FEWEST and shown >= _MOST * len(entries):
                return mode
        return None

    def _is_vendor(self, unit: Unit) -> bool:
        names = self._lexicon.names((unit.label or unit.body).value)
        return bool(names) and names[0].start == 0

    def _is_data(self, unit: Unit) -> bool:
        text = (unit.label or unit.body).value
        words = words_of(text)
        acts = any(verb.states or verb.role == "infinitive" for clause in clauses_of(text) for verb in clause.verbs)
        return not acts and words[0].norm not in {"to", "for"} and bool(self._lexicon.data_in(words))


def _list_of(unit: Unit) -> object:
    return (unit.lead if unit.block.level == 1 else None, unit.headings[-1].text if unit.headings else None, unit.block.level)
