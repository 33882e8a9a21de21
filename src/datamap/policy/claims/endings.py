"""What tells that data stays or goes: verbs, events, tickets that end, and words that only seem to."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from datamap.policy.claims.deletion import in_deletion
from datamap.policy.clauses import Role
from datamap.policy.rules import cues, grammar, small, values
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from datamap.policy.statement import Statement
    from datamap.policy.verb import Verb

# What stands between a noun and its verb.
_LINKS = frozenset({"which", "that", "is", "are", "be", "will", "automatically"})


def rests(statement: Statement, keeps: Verb) -> bool:
    """“The microphone stays silent until …” tells of a feature, and of no data that is kept."""
    return any(word.fold in small("resting") for word in statement.words[keeps.end : keeps.end + 3])


def retains(statement: Statement) -> Verb | None:
    """The verb that tells that data stays, and not that a person keeps something."""
    verb = statement.verb("retain", "store", states=False)
    return (
        verb
        if verb is not None
        and (verb.role in {"main", "participle", "complement"} or (verb.role == "infinitive" and statement.durations))
        and not (verb.subject == "you" and not verb.passive)
        and not (statement.stating and statement.stating[0].role == "imperative" and statement.setting.lead is None)
        and not (statement.words[0].norm == "to" and verb.subject in {"", "it"} and not verb.passive)
        else None
    )


def speaks_of_else(statement: Statement) -> bool:
    """Whether a period is one of answers, notices or ages."""
    folds = {word.fold for word in statement.all}
    asked = bool(folds & small("other_periods")) or statement.cue("children") or statement.setting.mode in {"rights", "changes", "children"}
    return asked and not (retains(statement) or statement.verb("delete", "expire", states=False))


def never_goes(statement: Statement) -> bool:
    """“Match results are never removed”."""
    verb = next((verb for verb in statement.stating if "delete" in verb.frames and verb.polarity == "-" and verb.passive), None)
    never = any(word.norm == "never" for word in statement.words)
    free = not any(part.words for part in statement.clause.parts)
    return verb is not None and verb.modality != "can" and never and free and not statement.durations and not in_deletion(statement)


def of_other_things(statement: Statement) -> bool:
    """“The trial lasts 14 days”, "we have been in business for twenty years": a period of something else than data."""
    norms = [word.norm for word in statement.words]
    since = any(a in {"has", "have"} and b in {"been", "kept", "run", "made"} for a, b in pairwise(norms))
    thing = statement.subject == "it" and any(word.fold in small("other_things") for word in statement.words[:3])
    return (since or thing) and not statement.anything.data and statement.setting.label is None


def does_else(statement: Statement) -> bool:
    """Whether something else than keeping takes the time: “deliveries take two days”, "contracts run for a year"."""
    first = next(iter(statement.stating), None)
    if statement.subject in {"we", "you"} or (first is not None and (first.role == "imperative" or first.lemma in small("doing_else"))):
        return True
    person = bool(statement.words) and statement.words[0].norm in {"you", "it", "we"} and statement.setting.label is None
    if (statement.is_fragment or not statement.stating) and not person:
        return False
    lasts = any(verb.lemma in small("intransitive") for verb in statement.stating)
    told = lasts or any(word.fold in small("lasting_words") for word in statement.words)
    return not (told or statement.anything.data or statement.setting.label is not None)


def going(statement: Statement) -> Verb | None:
    """The verb that tells that data goes: deleted, expires, or, where an account ends, "goes as well"."""
    verb = statement.verb("delete", "expire", states=False, polarity="+") or statement.verb_anywhere("expire")
    told = verb is not None and verb.role == "infinitive" and any(other.role == "imperative" for other in statement.stating)
    granted = verb is not None and _of_access(statement, verb)
    return None if told or granted else verb


def grants(statement: Statement) -> bool:
    """“Access lapses after four hours” is about who may enter, and not about data."""
    verb = statement.verb_anywhere("expire")
    return verb is not None and _of_access(statement, verb)


def _of_access(statement: Statement, verb: Verb) -> bool:
    head = [word.norm for word in statement.words[: verb.index] if word.norm not in _LINKS]
    return bool(head) and head[-1] in {"access", "grant", "permission", "approval", "licence", "license"}


def deleting_verb(statement: Statement) -> Verb | None:
    """The verb that tells that data is deleted, or that a deletion spreads."""
    found = going(statement)
    found = found if found is not None and "delete" in found.frames else None
    if found is None and any(word.norm == "propagates" for word in statement.words):
        return statement.verb("need", states=False)
    return found


def waits_for_end(statement: Statement) -> bool:
    """Whether the end of the account is a condition: "30 days after you close your account"."""
    return any(part.opener and statement.ends_in(part) for part in statement.clause.of(Role.CONDITION)) or statement.part_has(
        Role.CONDITION, "account_end"
    )


def ending_event(statement: Statement, goes: Verb) -> str | None:
    """The event at which data goes: "erased as soon as the parcel has arrived", "removed at the end of the season"."""
    ours = goes.passive or statement.subject == "we" or goes.lemma in small("intransitive")
    told = statement.ends_account or statement.cue("no_longer_needed", "learn_of", "aggregate_only")
    if statement.setting.mode == "deletion" and not _waits_for_else(statement):
        return None
    if not ours or told or not goes.states or goes.modality in {"may", "can"} or goes.frames & {"anonymise"}:
        return None
    for part in statement.clause.of(Role.CONDITION):
        person = any(_asks(verb) for verb in part.verbs)
        if part.opener in small("event_openers") and part.words and not person:
            return statement.sentence.value[part.words[0].start : part.words[-1].end].strip(" .,;")
    hits = grammar()["event_phrases"].find(statement.all)
    return statement.sentence.value[statement.all[hits[0].start].start : statement.all[-1].end].strip(" .,;") if hits else None


def _waits_for_else(statement: Statement) -> bool:
    """Whether, where accounts are deleted, something else is waited for: “when the guarantee has run out”."""
    parts = [part for part in statement.clause.of(Role.CONDITION) if part.opener in small("event_openers") and part.words]
    about = {word.norm for part in parts for word in part.words}
    return bool(parts) and not about & {"you", "your", "this", "that", "it", "request", "deletion", "account", "deleted", "closed"}


def _asks(verb: Verb) -> bool:
    """Whether the person deletes something, or asks for it: no event that data waits for."""
    deletes = "delete" in verb.frames and verb.lemma not in small("intransitive") | {"vanish"}
    return deletes or (verb.subject == "you" and verb.lemma in small("asking"))


def has_deadline(statement: Statement) -> bool:
    """Whether a period says how soon deletion is done, and not how old data gets: "after seven days at the latest" is an age."""
    words = [word.norm for word in statement.all]
    aged = any(a == "after" and (b.isdigit() or b in values().numbers) for a, b in pairwise(words))
    return statement.cue("deadline") and not (aged and not statement.ends_account and "within" not in words)


def is_ticket(statement: Statement) -> bool:
    """Whether it is about something that lets people in for a while: a session, a code, a link."""
    label = words_of(statement.setting.label.value) if statement.setting.label is not None else ()
    points = bool(statement.words) and statement.words[0].norm in {"it", "they", "these"} and statement.before is not None
    before = statement.before.words if points and statement.before is not None else ()
    words = (*statement.all, *label, *before)
    return any(word.fold in small("tickets") for word in words) and not any(word.norm == "push" for word in words)


def ends_ticket(statement: Statement) -> bool:
    """“Sessions end after 30 minutes”, "you stay signed in for a day", "links can be used for a day", "you are signed out after a week"."""
    words = [word.norm for word in statement.words]
    named = any(word.fold in small("tokens") for word in statement.words[:6])
    stops = any(a in {"stop", "stops", "cease", "ceases"} and b in {"working", "work"} for a, b in pairwise(words))
    ends = any(a.fold in small("tokens") and b.norm in {"ends", "closes"} for a, b in pairwise(statement.words))
    signed = [at for at, (a, b) in enumerate(pairwise(words)) if a in {"signed", "logged"} and b == "in"]
    stays = any(words[at - 1] in {"stay", "remain", "kept"} for at in signed if at)
    if (named and (stops or "redeemed" in words)) or ends or stays:
        return True
    mains = [verb for verb in statement.stating if verb.role == "main" and verb.polarity == "+"]
    if not mains:
        label = words_of(statement.setting.label.value) if statement.setting.label is not None else ()
        revoked = any("revoke" in other.frames and other.role == "participle" for other in statement.clause.verbs)
        return revoked and any(word.fold in small("tokens") for word in label)
    return any(_ends_it(statement, verb) for verb in mains)


def _ends_it(statement: Statement, verb: Verb) -> bool:
    if verb.lemma in small("signing_out"):
        return verb.passive or verb.subject == "we"
    ticket = any(word.fold in small("tokens") for word in statement.words[: verb.index])
    revoked = "revoke" in verb.frames and verb.passive
    usable = verb.lemma == "use" and verb.passive and verb.modality == "can"
    return ticket and bool(verb.lemma in {"end", "close"} or revoked or usable)


def until_event(statement: Statement) -> str | None:
    """The event that ends the keeping, as written."""
    if statement.cue("encryption"):
        return None
    for clause in statement.clause.walk():
        hits = cues()["until"].find(clause.words)
        if hits or clause.opener in small("while_openers"):
            words = clause.words[hits[0].start if hits else 0 :]
            return statement.sentence.value[words[0].start : words[-1].end].strip(" .,;")
    return None


def is_vague(statement: Statement) -> str | None:
    """The words of a period that is none: a phrase, or "while it is needed"."""
    phrase = statement.cue_text("vague_period")
    if phrase and not (statement.setting.unit.leads and "depends" in phrase):
        return phrase
    for part in statement.clause.walk():
        if part.opener in small("while_openers") and any(word.fold in small("needs") for word in part.words):
            return " ".join(word.norm for word in part.words[:6])
    return None


def happens_meanwhile(statement: Statement, keeps: Verb) -> bool:
    """“While you learn, we store your answers”: what happens in the meantime, and not how long it is kept."""
    if keeps.lemma not in small("noting") or keeps.passive or named_event(statement):
        return False
    first = next((part for part in statement.clause.of(Role.CONDITION) if part.opener == "while" and part.words), None)
    return first is not None and first.words[0].start < statement.words[0].start


def points_only(statement: Statement, keeps: Verb) -> bool:
    """Whether what is kept is only pointed at, and nothing is named."""
    return not statement.object_of(keeps).data and statement.words[0].norm in small("pointers")


def named_event(statement: Statement) -> bool:
    """Whether an event is one of an account, a contract or a person's act."""
    return any(
        word.norm
        in {"until", "account", "customer", "member", "subscription", "employment", "contract", "active", "revoke", "delete", "withdraw"}
        for word in statement.all
    ) and any(word.norm in {"until", "while"} or word.fold in {"account", "subscription", "contract"} for word in statement.all)
