"""What is left of a sentence when no reader knew its grammar: a third party takes part in something, or one of the house sees something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.arguments import Arguments
from datamap.policy.claims import evidence
from datamap.policy.clauses import Role
from datamap.policy.parties import YOU, party
from datamap.policy.rules import cues, kinds, small

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement

_TELLING = frozenset({"collection", "storage", "processor", "sharing", "protection", "gate"})
# Beside these a vendor may take part.
_BESIDE = frozenset({"HASHED", "HASH_ALGO", "ENCRYPTED_AT_REST", "ENCRYPTED_IN_TRANSIT"})
_SEVERAL = 2
_SILENT_MODES = frozenset({"rights", "contact", "changes", "children", "legal_basis", "cookies"})
_NO_MATTER = (
    "see_document",
    "this_policy",
    "consent_word",
    "advice",
    "disclaimer",
    "definition",
    "merger",
    "by_use",
    "legal_duty",
    "adherence",
)


def read(statement: Statement, drafts: Sequence[Draft]) -> Draft | None:
    """The claim that a vendor takes part, where nothing else was read."""
    told = any(kinds()[draft.kind].family in _TELLING and draft.kind not in _BESIDE for draft in drafts)
    if told or statement.setting.mode in _SILENT_MODES or _is_open(statement):
        return None
    if statement.cue(*_NO_MATTER):
        return _lists_data(statement) if statement.cue("legal_duty") else None
    if any(kinds()[draft.kind].family in {"retention", "deletion"} for draft in drafts):
        return _takes_part(statement)
    if any(draft.kind in _BESIDE for draft in drafts):
        acts = bool(statement.own_names) and statement.own_names[0].start <= statement.clause.start
        return _takes_part(statement) if acts else None
    return _takes_part(statement) or _is_watched(statement) or _lists_data(statement) or evidence.read(statement)


def _is_watched(statement: Statement) -> Draft | None:
    """“The gate is monitored by cameras”, "our car park is under video surveillance"."""
    if not statement.cue("cameras"):
        return None
    seen = Arguments(("user.content.media",), ("camera pictures",))
    return statement.draft("COLLECTS", "watched by cameras", None, statement.anything if statement.anything.data else seen, polarity="+")


def _lists_data(statement: Statement) -> Draft | None:
    """“The slip is prescribed by law: name, nationality, passport number”: what is listed behind a colon is collected."""
    listed = statement.object_of_list()
    other = statement.setting.mode not in {None, "collect", "store"} or statement.setting.unit.leads or statement.names
    if other or len(listed.data) < _SEVERAL or statement.subject in {"vendor", "third"} or statement.durations:
        return None
    return statement.draft("COLLECTS", "several kinds of data listed", None, listed, polarity="+")


def _is_open(statement: Statement) -> bool:
    """A question, a denial, a condition of consent: nothing that happens as a matter of course."""
    asks = statement.sentence.value.rstrip().endswith("?") or statement.setting.unit.leads
    denied = any(word.norm in small("denials") | {"nor", "neither", "none"} for word in statement.all)
    told = any(verb.role == "imperative" for verb in statement.stating) and not statement.setting.denies
    deletes = any("delete" in verb.frames for verb in statement.clause.verbs)
    return asks or denied or told or deletes or statement.consents or statement.opts_in


def _takes_part(statement: Statement) -> Draft | None:
    """“The machine belongs to X”, "map material of X is embedded", "a credit check with X": whatever the verb."""
    placed = bool(statement.words) and statement.words[0].norm in small("vendor_places")
    stated = statement.is_copula or bool(statement.clause.verbs) or (placed and statement.is_fragment)
    names = [name for name in statement.own_names if not is_owner(statement, name.end) and statement.sentence.value[name.start - 1] != "-"]
    if not names or not stated or _acts_alone(statement) or any(part.words for part in statement.clause.of(Role.EXCEPTION)):
        return None
    verb = next(iter(statement.stating), None)
    entities = tuple(dict.fromkeys(name.id for name in names))
    return statement.draft(
        "PROCESSOR_NAMED", "a vendor is named", verb, statement.anything, purpose=statement.recipients(), polarity="+", entities=entities
    )


def is_owner(statement: Statement, end: int) -> bool:
    """“X's privacy policy”, "the X website"."""
    after = [word for word in statement.words if word.start >= end][:3]
    return bool(after) and any(word.fold in small("documents") for word in after)


def _acts_alone(statement: Statement) -> bool:
    """What people do with a vendor by themselves: “you can find us on X”, "if you follow us on X"."""
    verb = next(iter(statement.stating), None)
    if verb is None:
        return False
    person = verb.subject == "you" or party(statement, statement.words[: verb.index]) == YOU
    means = any(word.norm in {"through", "via", "by", "with"} for word in statement.words[verb.end :])
    return (person and not (means and verb.lemma in small("dealing"))) or bool(cues()["social_link"].find(statement.all))
