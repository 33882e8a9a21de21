"""What a sentence names and no claim of it tells yet: each vendor, official, period and protection in it is accounted for.

Readers of wordings make a claim of what they know, and a sentence often says more than one thing. Here the sentence is gone through once
more, by what stands in which role, whatever its verbs.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from datamap.policy import facts
from datamap.policy.arguments import Arguments
from datamap.policy.claims import evidence, officials
from datamap.policy.claims.endings import speaks_of_else
from datamap.policy.claims.gist import is_owner
from datamap.policy.clauses import Role
from datamap.policy.parties import YOU, party
from datamap.policy.rules import cues, kinds, lists_of, small, verbs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datamap.model import JsonValue
    from datamap.policy.draft import Draft
    from datamap.policy.lexicon import Name
    from datamap.policy.statement import Statement

_SILENT_MODES = frozenset({"rights", "contact", "changes", "children", "legal_basis", "cookies"})
_NO_MATTER = ("this_policy", "advice", "disclaimer", "definition", "merger", "by_use", "adherence")
_SHORN = ("anonym", "pseudonym", "depersonal", "deidentif", "aggregat")
_CARRYING = frozenset({"e", "email", "mail", "connection", "channel", "link", "tunnel", "line"})
_PATH = 9
_OF_OTHERS = frozenset({"processor", "sharing"})


def read(statement: Statement, drafts: Sequence[Draft]) -> list[Draft]:
    """The claims that are missing beside ``drafts``."""
    points = statement.cue("see_document") and statement.denial is None
    asks = statement.sentence.value.rstrip().endswith("?")
    if statement.setting.mode in _SILENT_MODES or asks or points or statement.cue(*_NO_MATTER):
        return []
    found = list(_vendors(statement, drafts))
    found += [draft for reader in _READERS if (draft := reader(statement, drafts)) is not None]
    return [*found, *_limited(statement, [*drafts, *found])]


def _place(statement: Statement, drafts: Sequence[Draft]) -> Draft | None:
    """“X: customer letters, on servers in Frankfurt”, "the gallery's computer in Paris"."""
    told = any(kinds()[draft.kind].family in {"region", "contact"} for draft in drafts)
    places = facts.regions(statement.all)
    words = statement.all
    led = any(word.norm in {"in", "within", "inside"} and facts.regions(words[i + 1 : i + 4]) for i, word in enumerate(words))
    hosts = any(word.fold in small("located") | small("our_places") for word in words)
    if told or not places or not led or not hosts or statement.subject == "you" or statement.denial is not None:
        return None
    return statement.draft(
        "HOSTING_REGION", "what holds data + place", None, statement.anything, polarity="+", values={"regions": list(places)}
    )


def _shorn(statement: Statement, drafts: Sequence[Draft]) -> Draft | None:
    """“Records are depersonalised after six months and disappear after five years”."""
    told = any(draft.kind in {"ANONYMIZED_ONLY", "HASHED", "HASH_ALGO"} for draft in drafts)
    verb = next((verb for verb in statement.clause.verbs if verb.polarity == "+" and verb.lemma.startswith(_SHORN)), None)
    either = any(word.norm == "or" for word in statement.words)
    if told or verb is None or either or statement.subject == "you" or not drafts:
        return None
    return statement.draft("ANONYMIZED_ONLY", f"{verb.lemma}", verb, statement.anything, polarity="+")


def _limited(statement: Statement, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """“X: crash notes, nothing that says who you are”: what a vendor gets is limited."""
    named = next((draft for draft in drafts if draft.kind == "PROCESSOR_NAMED" and draft.entities), None)
    told = any(draft.kind == "PROCESSOR_RESTRICTION" or draft.polarity == "-" for draft in drafts)
    parts = [part for part in statement.clause.parts if part.words and part.role in {Role.LIST, Role.PARENTHESIS, Role.EXCEPTION}]
    limits = any(part.words[0].norm in {"not", "never", "no", "nothing", "without", "minus", "but"} for part in parts)
    words = statement.words
    tail = any(a.norm == "," and b.norm in {"not", "never", "nothing", "minus", "without", "no"} for a, b in pairwise(words))
    only = (
        statement.only
        and not statement.is_copula
        and not (statement.only_for or statement.conditions or statement.consents or statement.opts_in)
    )
    if named is not None and not told and (limits or tail or only) and statement.subject != "we":
        yield statement.draft("PROCESSOR_RESTRICTION", "vendor + limit", None, statement.anything, entities=named.entities, polarity="-")


def _nobody(statement: Statement, drafts: Sequence[Draft]) -> Draft | None:
    """“Apart from X and Y nobody learns what you bought”."""
    words = [word for word in statement.words if word.is_word]
    nobody = bool(words) and (words[0].norm == "nobody" or [word.norm for word in words[:2]] == ["no", "one"])
    told = any(draft.polarity == "-" or draft.kind == "PROCESSOR_LIST_CLOSED" for draft in drafts)
    gets = any(verb.frames & {"gets", "collect", "watches"} for verb in statement.stating)
    if not nobody or told or not gets or not statement.exceptions:
        return None
    args = statement.anything if statement.anything.data else Arguments(everything=True)
    return statement.draft("NOT_SHARES", "nobody gets it", None, args, polarity="-", entities=())


def _withheld(statement: Statement, drafts: Sequence[Draft]) -> Draft | None:
    """“Disclosure to any other person is excluded save where the law demands it”: passing on is denied, with an exception."""
    denial = statement.denial
    told = any(draft.polarity == "-" or draft.kind in {"SHARES_ONLY", "PROCESSOR_LIST_CLOSED"} for draft in drafts)
    if denial is None or told or not statement.exceptions or statement.consents or statement.opts_in or statement.subject == "you":
        return None
    nominal = verbs().nominal(statement.words[: max(denial.at, 1)]) == "share"
    if not nominal:
        return None
    args = statement.anything if statement.anything.data else Arguments(everything=True)
    return statement.draft("NOT_SHARES", "passing on is denied", None, args, polarity="-", entities=())


def _chosen(statement: Statement, drafts: Sequence[Draft]) -> Draft | None:
    """“Alerts are optional: you switch them on under Notifications”."""
    verb = next((verb for verb in statement.stating if verb.lemma in {"switch on", "turn on"} and verb.polarity == "+"), None)
    told = any(kinds()[draft.kind].family == "gate" for draft in drafts)
    if verb is None or told or verb.subject != "you" or verb.role != "main":
        return None
    return statement.draft("OPT_IN_GATE", "you switch it on", verb, statement.anything, polarity="+", gate="opt_in")


def _lifetime(statement: Statement, drafts: Sequence[Draft]) -> Draft | None:
    """“Their shelf life is 30 days”."""
    named = lists_of("unsaid")["lifetimes"].find(statement.words)
    told = any(kinds()[draft.kind].family in {"retention", "deletion"} for draft in drafts) or speaks_of_else(statement)
    if not named or told or not statement.durations or not statement.is_copula:
        return None
    longest = max(statement.durations, key=lambda found: found.seconds)
    shown: dict[str, JsonValue] = {"seconds": longest.seconds, "number": longest.number, "unit": longest.unit}
    args = statement.anything if statement.anything.data or statement.before is None else statement.before.anything
    return statement.draft("RETENTION_PERIOD", "lifetime + period", None, args, polarity="+", values=shown)


def _deletes_oneself(statement: Statement, drafts: Sequence[Draft]) -> Draft | None:
    """“Deleting the profile can be done under Settings”, "tap the bin"."""
    lists, words = lists_of("unsaid"), [word for word in statement.words if word.is_word]
    told = any(kinds()[draft.kind].family in {"deletion", "gate", "retention"} for draft in drafts)
    if told or not words or statement.setting.mode == "rights":
        return None
    subject = words[0].norm in small("deleting_nouns") and bool(lists["possible"].find(words))
    presses = lists["pressing"].at(words, 0) is not None and bool(lists["deleting"].find(words[1:]))
    path = any(sign in statement.sentence.value for sign in ("→", ">")) and bool(lists["deleting"].find(words)) and len(words) < _PATH
    if not (subject or presses or path) or any(word.norm in {"we", "not", "never", "cannot"} for word in words):
        return None
    return statement.draft("DELETION_SELF_SERVE", "how one deletes", None, statement.anything, polarity="+")


def _period(statement: Statement, drafts: Sequence[Draft]) -> Draft | None:
    """“Dumps go to X and roll over after two weeks”: whatever else is told, a period is."""
    lasts = any(kinds()[draft.kind].family in {"retention", "deletion", "gate"} for draft in drafts)
    return None if lasts or not drafts else evidence.lasts(statement)


def _sealed(statement: Statement, drafts: Sequence[Draft]) -> Draft | None:
    """“Encrypted dumps go to X”: what is encrypted where it lies."""
    words = statement.words
    told = any(kinds()[draft.kind].family == "protection" for draft in drafts)
    at = next((i for i, word in enumerate(words[:-1]) if word.norm == "encrypted"), None)
    if not told and at is not None and words[at + 1].fold in _CARRYING:
        return statement.draft("ENCRYPTED_IN_TRANSIT", "encrypted + what carries data", None, statement.anything, polarity="+")
    holding = small("storage_places") | small("record_nouns") | {"dump", "copy", "snapshot", "volume"}
    if told or at is None or words[at + 1].fold not in holding:
        return None
    return statement.draft("ENCRYPTED_AT_REST", "encrypted + what holds data", None, statement.anything, polarity="+")


def _vendors(statement: Statement, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """“DNS only at X, so they do not see your traffic”: who is named has a part in it, unless it is denied or excepted."""
    told = {entity for draft in drafts if _tells_of_vendor(draft) for entity in draft.entities}
    if any(kinds()[draft.kind].family == "protection" for draft in drafts) or _is_past(statement) or _is_entry(statement, drafts):
        return
    listed = [word.start for part in statement.clause.of(Role.LIST) for word in part.words[:1]]
    own = [*statement.own_names, *(name for name in statement.names if name.start in listed and statement.is_fragment)]
    known = [name for name in own if statement.lexicon.vendor(name.text) is not None]
    names = [name for name in known if name.id not in told and _takes_part(statement, name)]
    if names:
        entities = tuple(dict.fromkeys(name.id for name in names))
        yield statement.draft(
            "PROCESSOR_NAMED", "named in it", None, statement.anything, purpose=statement.recipients(), polarity="+", entities=entities
        )


def _tells_of_vendor(draft: Draft) -> bool:
    family = kinds()[draft.kind].family
    gets = family in _OF_OTHERS and draft.kind != "PROCESSOR_RESTRICTION"
    return gets or draft.kind in {"AUTH_PROVIDER", "RECEIVES_FROM", "SOURCE"}


def _takes_part(statement: Statement, name: Name) -> bool:
    if is_owner(statement, name.end) or name in statement.excepted_names or statement.sentence.value[name.start - 1 : name.start] == "-":
        return False
    word = next((word for word in statement.words if word.start == name.start), None)
    before = next((word.norm for word in reversed(statement.words) if word.end <= name.start), "")
    if word is not None and before in {"", ">", "→", "tap", "click", "press", "choose", "under"} and verbs().at([word], 0):
        return False
    denial = statement.denial
    if denial is not None and any(name.start <= word.start < name.end for word in denial.words):
        return _is_before(statement, name)
    return not by_person(statement)


def _is_entry(statement: Statement, drafts: Sequence[Draft]) -> bool:
    """“Letters: messages by X” in a list of data or periods: where the data is, not who gets it."""
    listed = any(draft.kind in {"COLLECTS", "STORES"} or kinds()[draft.kind].family == "retention" for draft in drafts)
    return statement.is_fragment and listed


def _is_before(statement: Statement, name: Name) -> bool:
    """“X, I never see the card”: the name stands before a comma, and the denial with a subject of its own behind it."""
    after = [word.norm for word in statement.all if word.start >= name.end][:3]
    return after[:1] == [","] and not {"we", "i", "they", "so", "it"}.isdisjoint(after[1:])


def _is_past(statement: Statement) -> bool:
    """“X was replaced in spring and no longer receives data”."""
    return any(word.norm in {"was", "were", "formerly", "previously"} for word in statement.words)


def by_person(statement: Statement) -> bool:
    """What people do with a vendor by themselves: “you can find us on X”."""
    verb = next(iter(statement.stating), None)
    person = verb is not None and (verb.subject == "you" or party(statement, statement.words[: verb.index]) == YOU)
    return person or bool(cues()["social_link"].find(statement.all))


_READERS = (officials.read, _withheld, _chosen, _period, _sealed, _nobody, _lifetime, _deletes_oneself, _place, _shorn)
