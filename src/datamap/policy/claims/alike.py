"""The last resort: what a statement is most like, where nothing was read that speaks of the same side of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy import facts
from datamap.policy.claims import silence
from datamap.policy.claims.gates import gated
from datamap.policy.claims.unsaid import by_person
from datamap.policy.documents import BlockKind
from datamap.policy.likeness import likely
from datamap.policy.rules import kinds, small

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement

_FEWEST_WORDS = 4
_MOST = 2
# Families that speak of the same side of a sentence: having data, giving it away, how long it lasts.
_SIDES = {"storage": "collection", "processor": "sharing", "region": "sharing", "deletion": "retention"}
_LIMITS = frozenset({"PROCESSOR_RESTRICTION"})
_PERIODS = frozenset({"RETENTION_PERIOD", "DELETION_DEADLINE", "EXPIRY"})
_GATES = {"CONSENT_GATE": "consent", "OPT_IN_GATE": "opt_in"}
_SILENT_MODES = frozenset({"rights", "contact", "changes", "children", "legal_basis"})


def read(statement: Statement, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """The claims that a statement most likely makes beside ``drafts``."""
    if not _may_claim(statement):
        return
    told = {_side(draft.kind) for draft in drafts}
    if len(told) > _MOST:
        return
    denied = any(draft.polarity == "-" for draft in drafts)
    for kind in list(likely(statement))[:_MOST]:
        polarity = kinds()[kind].polarity
        if _side(kind) not in told and _is_plausible(statement, kind) and not (denied and (polarity == "-" or kind in _LIMITS)):
            told.add(_side(kind))
            why = "alike: its words are those of such claims"
            yield statement.draft(kind, why, None, statement.anything, polarity=polarity, **_shown(statement, kind))


def _shown(statement: Statement, kind: str) -> dict[str, object]:
    """What such a claim holds beside its data: its period, its places, its gate."""
    if kind in _PERIODS:
        longest = max(statement.durations, key=lambda found: found.seconds)
        return {"values": {"seconds": longest.seconds, "number": longest.number, "unit": longest.unit}}
    if kind == "HOSTING_REGION":
        return {"values": {"regions": list(facts.regions(statement.all))}}
    return {"gate": gated(_GATES[kind], statement)} if kind in _GATES else {}


def _may_claim(statement: Statement) -> bool:
    setting, words = statement.setting, statement.all
    other = setting.unit.leads or setting.mode in _SILENT_MODES or setting.unit.block.kind is BlockKind.HEADING
    long = sum(word.is_word for word in words) >= _FEWEST_WORDS
    return long and not other and not statement.sentence.value.rstrip().endswith("?") and not silence.advice(words)


def _is_plausible(statement: Statement, kind: str) -> bool:
    """Whether what such a claim cannot do without is there: a vendor that no entry knows, a period, the person."""
    match kind:
        case "PROCESSOR_NAMED":
            return any(statement.lexicon.vendor(name.text) is None for name in statement.names) and not by_person(statement)
        case "OPT_OUT" | "USER_CONTROL" | "WITHDRAW_CONSENT":
            return any(word.norm in {"you", "your"} for word in statement.all)
        case _ if kind in _PERIODS:
            return bool(statement.durations)
        case _ if kinds()[kind].family in {"collection", "storage"}:
            return statement.denial is not None if kinds()[kind].polarity == "-" else _names_data(statement)
        case "HOSTING_REGION":
            return bool(facts.regions(statement.all))
        case _:
            return True


def _names_data(statement: Statement) -> bool:
    """Data, or a record that holds some."""
    heads = small("record_nouns") | small("kept_things")
    return bool(statement.anything.data) or statement.anything.everything or any(word.fold in heads for word in statement.all)


def _side(kind: str) -> str:
    family = kinds()[kind].family
    return _SIDES.get(family, family)
