"""How long data is kept: periods, events, no limit, or no answer; and what happens at a storage limit."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from datamap.policy import facts
from datamap.policy.arguments import Arguments, arguments
from datamap.policy.claims.deletion import in_deletion
from datamap.policy.claims.periods import shares
from datamap.policy.clauses import Role
from datamap.policy.rules import cues, grammar, small, values
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.model import JsonValue
    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement
    from datamap.policy.verb import Verb

# What stands between a noun and its verb.
_LINKS = frozenset({"which", "that", "is", "are", "be", "will", "automatically"})


def read(statement: Statement) -> Iterator[Draft]:
    """The claims about lifetimes."""
    draft = _quota(statement) or _lifetime(statement)
    if draft is not None:
        draft.polarity = "+"
        parts = _apart(statement, draft) if draft.kind in {"RETENTION_PERIOD", "RETENTION_CRITERION"} else []
        yield from parts or [draft]
        also = _also(statement, draft)
        if also is not None:
            yield replace(draft, kind=also[0], why=also[1])


def _also(statement: Statement, draft: Draft) -> tuple[str, str] | None:
    """What a lifetime says besides: that inactivity or an event deletes, what stays when an account goes, or what goes and how soon."""
    kept = _retains(statement)
    goes = going(statement)
    if draft.kind == "DELETION_DEADLINE":
        lists = goes is not None and statement.object_of(goes).data and not statement.cue("backup") and in_deletion(statement)
        return ("DELETION_CASCADE", "deleted with the account") if lists else None
    if goes is not None and (statement.cue_text("permanently") or "").startswith(("hard", "irrevocably")):
        return "HARD_DELETE", "deletion is final"
    if draft.kind == "RETENTION_PERIOD" and goes is not None and statement.cue("inactivity"):
        return "DELETION_TRIGGERED", "deleted as nobody uses it"
    stays = kept is not None and kept.polarity == "+" and goes is None and draft.kind == "RETENTION_PERIOD"
    lasting = any(part.opener in small("while_openers") for part in statement.clause.parts)
    own = statement.setting.label is None and not statement.is_fragment and not lasting
    return ("DELETION_EXCEPTION", "kept after deletion") if stays and own and in_deletion(statement) else None


def _apart(statement: Statement, draft: Draft) -> list[Draft]:
    """One claim for each period that is for data, or a plan, of its own."""
    made: list[Draft] = []
    for number, share in enumerate(shares(statement)):
        args = share.arguments or (draft.arguments if number == 0 else made[0].arguments)
        text = statement.sentence.part(share.start, share.end)
        told = draft.trigger if draft.trigger and draft.trigger in text.value else None
        tier: dict[str, JsonValue] = {"tier": share.tiers[0], "tiers": list(share.tiers)} if share.tiers else {}
        if share.period is not None:
            shown: dict[str, JsonValue] = {"seconds": share.period.seconds, "number": share.period.number, "unit": share.period.unit}
            made.append(replace(draft, kind="RETENTION_PERIOD", text=text, arguments=args, values=shown | tier, trigger=told))
        else:
            until: dict[str, JsonValue] = {"until": text.value}
            made.append(replace(draft, kind="RETENTION_CRITERION", text=text, arguments=args, values=until | tier, trigger=told))
    return made


def _quota(statement: Statement) -> Draft | None:
    lead = statement.setting.lead
    introduced = lead is not None and lead.mode == "quota" and not statement.setting.unit.leads
    effect = statement.verb_anywhere("retain", "store", "transmit", "need", "delete") and bool(statement.conditions)
    here = statement.setting.mode == "quota" or (statement.cue("quota") and not _retains(statement))
    if introduced or (here and effect and statement.subject != "you"):
        return statement.draft(
            "QUOTA", "at the storage limit", next(iter(statement.stating), None), statement.anything, values=_sizes(statement)
        )
    return None


def _lifetime(statement: Statement) -> Draft | None:
    retention = statement.setting.mode == "retention" or "retention" in statement.setting.unit.topics[:1]
    keeps = _retains(statement)
    if statement.cue("temporary") and not retention and not statement.durations:
        return None
    goes = going(statement)
    label = words_of(statement.setting.label.value) if statement.setting.label is not None else ()
    noun = any(word.fold in {"retention", "expiration", "expiry", "lifetime", "lifespan"} for word in (*statement.all, *label))
    alone = retention and cues()["forever_alone"].get(statement.sentence.value.strip(" .")) is not None
    if _never_goes(statement):
        return _draft(statement, "RETENTION_INDEFINITE", "never deleted", {})
    if alone or (statement.cue("forever") and (retention or keeps or goes or noun) and not statement.cue("final")):
        return _draft(statement, "RETENTION_INDEFINITE", "no limit", _sizes(statement))
    if statement.cue("session_end") and _is_ticket(statement) and not (statement.durations or (keeps and not statement.cue("cookies"))):
        return _draft(statement, "EXPIRY", "until the session ends", {"until": statement.cue_text("session_end")})
    if statement.durations and not _speaks_of_else(statement):
        return _period(statement, retention=retention or noun, keeps=bool(keeps))
    recurring = _recurring(statement, goes) if goes is not None else None
    if recurring is not None or (keeps is None and not retention):
        return recurring
    return _until_when(statement, keeps, retention=retention, noun=noun)


def _recurring(statement: Statement, goes: Verb) -> Draft | None:
    """How often data is deleted, or at which event."""
    often = facts.rhythm(statement.words)
    if often is not None and (goes.passive or statement.object_of(goes)) and goes.subject != "you":
        return _draft(statement, "RETENTION_PERIOD", "how often it is deleted", {"seconds": often})
    event = _ending_event(statement, goes)
    if event and _is_ticket(statement):
        return _draft(statement, "EXPIRY", "ends at an event", {"until": event})
    return _draft(statement, "DELETION_TRIGGERED", "deleted at an event", {"until": event}) if event else None


def _until_when(statement: Statement, keeps: Verb | None, *, retention: bool, noun: bool) -> Draft | None:
    if keeps is not None and ((keeps.polarity == "-" and not _is_vague(statement)) or _rests(statement, keeps)):
        return None
    if retention and keeps is None and statement.stating and not noun and not statement.is_fragment and not _event(statement):
        return None
    vague, until = _is_vague(statement), _event(statement)
    if not retention and keeps is not None and ("retain" not in keeps.frames or statement.clause.opener or _points_only(statement, keeps)):
        until = None
    after = vague and any(word.norm in {"thereafter", "afterwards", "beyond"} for word in statement.all)
    if until and not after and not (vague and not _named_event(statement)):
        return _draft(statement, "RETENTION_CRITERION", "until an event", {"until": until})
    if vague:
        return _draft(statement, "RETENTION_VAGUE", vague, {})
    if retention and statement.cue("for_compliance") and (keeps is not None or statement.is_fragment):
        return _draft(statement, "RETENTION_CRITERION", "as the law asks", {"until": "legal"})
    return None


def _rests(statement: Statement, keeps: Verb) -> bool:
    """“The microphone stays silent until …” tells of a feature, and of no data that is kept."""
    return any(word.fold in small("resting") for word in statement.words[keeps.end : keeps.end + 3])


def _retains(statement: Statement) -> Verb | None:
    verb = statement.verb("retain", "store", states=False)
    return (
        verb
        if verb is not None
        and (verb.role in {"main", "participle", "complement"} or (verb.role == "infinitive" and statement.durations))
        and not (verb.subject == "you" and not verb.passive)
        else None
    )


def _speaks_of_else(statement: Statement) -> bool:
    folds = {word.fold for word in statement.all}
    asked = bool(folds & small("other_periods")) or statement.cue("children") or statement.setting.mode in {"rights", "changes", "children"}
    return asked and not (_retains(statement) or statement.verb("delete", "expire", states=False))


def _period(statement: Statement, *, retention: bool, keeps: bool) -> Draft | None:
    goes = _deleting_verb(statement)
    expires = statement.verb_anywhere("expire")
    longest = max(statement.durations, key=lambda found: found.seconds)
    shown: dict[str, JsonValue] = {"seconds": longest.seconds, "number": longest.number, "unit": longest.unit}
    if len({found.seconds for found in statement.durations}) > 1:
        shown["all_seconds"] = [found.seconds for found in statement.durations]
    if (
        goes is not None
        and not retention_fragment(statement, retention=retention)
        and (_has_deadline(statement) or _waits_for_end(statement))
        and (in_deletion(statement) or statement.cue("deletion_noun", "backup") or any(word.fold == "account" for word in statement.words))
        and not (retention and not statement.cue("deadline"))
    ):
        draft = _draft(statement, "DELETION_DEADLINE", "delete + within", shown)
        draft.values["deadline"] = longest.seconds
        return draft
    own = statement.verb("expire") is not None and any(word.fold in small("tokens") for word in statement.words)
    if expires is not None and (own or not retention) and _is_ticket(statement):
        return _draft(statement, "EXPIRY", "expire + period", shown)
    if (_is_ticket(statement) and any(word.fold in small("stays_valid") for word in statement.words)) or _ends_ticket(statement):
        return _draft(statement, "EXPIRY", "works for a period", shown)
    acts_otherwise = not (keeps or goes or expires) and _does_else(statement)
    bare = statement.is_fragment and statement.setting.label is not None and statement.setting.mode is None and _labels_data(statement)
    if (retention and not acts_otherwise) or keeps or bare or goes is not None or expires is not None:
        return _draft(statement, "RETENTION_PERIOD", "period", shown | _until(statement))
    return None


def _never_goes(statement: Statement) -> bool:
    """“Match results are never removed”."""
    verb = next((verb for verb in statement.stating if "delete" in verb.frames and verb.polarity == "-" and verb.passive), None)
    never = any(word.norm == "never" for word in statement.words)
    free = not any(part.words for part in statement.clause.parts)
    return verb is not None and verb.modality != "can" and never and free and not statement.durations and not in_deletion(statement)


def _does_else(statement: Statement) -> bool:
    """Whether something else than keeping takes the time: “deliveries take two days”, "contracts run for a year"."""
    if statement.subject in {"we", "you"}:
        return True
    if statement.is_fragment or not statement.stating:
        return False
    told = any(word.fold in small("lasting_words") for word in statement.words)
    return not (told or statement.anything.data or statement.setting.label is not None)


def going(statement: Statement) -> Verb | None:
    """The verb that tells that data goes: deleted, expires, or, where an account ends, "goes as well"."""
    verb = statement.verb("delete", "expire", states=False, polarity="+") or statement.verb_anywhere("expire")
    told = verb is not None and verb.role == "infinitive" and any(other.role == "imperative" for other in statement.stating)
    head = [word.norm for word in statement.words[: verb.index] if word.norm not in _LINKS] if verb is not None else []
    granted = head[-1:] == ["access"]
    return None if told or granted else verb


def _deleting_verb(statement: Statement) -> Verb | None:
    found = going(statement)
    found = found if found is not None and "delete" in found.frames else None
    if found is None and any(word.norm == "propagates" for word in statement.words):
        return statement.verb("need", states=False)
    return found


def _waits_for_end(statement: Statement) -> bool:
    """Whether the end of the account is a condition: "30 days after you close your account"."""
    return any(part.opener and statement.ends_in(part) for part in statement.clause.of(Role.CONDITION)) or statement.part_has(
        Role.CONDITION, "account_end"
    )


def _ending_event(statement: Statement, goes: Verb) -> str | None:
    """The event at which data goes: "erased as soon as the parcel has arrived", "removed at the end of the season"."""
    ours = goes.passive or statement.subject == "we" or goes.lemma in small("intransitive")
    told = statement.ends_account or statement.cue("no_longer_needed", "learn_of", "aggregate_only") or statement.setting.mode == "deletion"
    if not ours or told or not goes.states or goes.modality in {"may", "can"} or goes.frames & {"anonymise"}:
        return None
    for part in statement.clause.of(Role.CONDITION):
        person = any(verb.subject == "you" or verb.frames & {"delete"} for verb in part.verbs)
        if part.opener in small("event_openers") and part.words and not person:
            return statement.sentence.value[part.words[0].start : part.words[-1].end].strip(" .,;")
    hits = grammar()["event_phrases"].find(statement.all)
    return statement.sentence.value[statement.all[hits[0].start].start : statement.all[-1].end].strip(" .,;") if hits else None


def _has_deadline(statement: Statement) -> bool:
    """Whether a period says how soon deletion is done, and not how old data gets: "after seven days at the latest" is an age."""
    words = [word.norm for word in statement.all]
    aged = any(a == "after" and (b.isdigit() or b in values().numbers) for a, b in pairwise(words))
    return statement.cue("deadline") and not (aged and not statement.ends_account and "within" not in words)


def _labels_data(statement: Statement) -> bool:
    """“Backups: encrypted, 30 days”."""
    label = statement.setting.label
    return label is not None and bool(statement.lexicon.data_in(words_of(label.value)) or cues()["backup"].find(words_of(label.value)))


def retention_fragment(statement: Statement, *, retention: bool) -> bool:
    """Whether it is an entry of a list of periods: "Logs: 30 days"."""
    return retention and statement.is_fragment and statement.setting.label is not None


def _until(statement: Statement) -> dict[str, JsonValue]:
    event = _event(statement)
    return {"until": event} if event else {}


def _is_ticket(statement: Statement) -> bool:
    label = words_of(statement.setting.label.value) if statement.setting.label is not None else ()
    points = bool(statement.words) and statement.words[0].norm in {"it", "they", "these"} and statement.before is not None
    before = statement.before.words if points and statement.before is not None else ()
    return any(word.fold in small("tickets") for word in (*statement.all, *label, *before))


def _ends_ticket(statement: Statement) -> bool:
    """“Sessions end after 30 minutes”, "links can be used for a day", "you are signed out after twelve hours"."""
    words = [word.norm for word in statement.words]
    named = any(word.fold in small("tokens") for word in statement.words[:6])
    stops = any(a in {"stop", "stops", "cease", "ceases"} and b in {"working", "work"} for a, b in pairwise(words))
    if named and (stops or "redeemed" in words):
        return True
    verb = next((verb for verb in statement.stating if verb.role == "main" and verb.polarity == "+"), None)
    if verb is None:
        label = words_of(statement.setting.label.value) if statement.setting.label is not None else ()
        revoked = any("revoke" in other.frames and other.role == "participle" for other in statement.clause.verbs)
        return revoked and any(word.fold in small("tokens") for word in label)
    if verb.lemma in small("signing_out"):
        return verb.passive or verb.subject == "we"
    ticket = any(word.fold in small("tokens") for word in statement.words[: verb.index])
    revoked = "revoke" in verb.frames and verb.passive
    usable = verb.lemma == "use" and verb.passive and verb.modality == "can"
    return ticket and bool(verb.lemma in {"end", "close"} or revoked or usable)


def _event(statement: Statement) -> str | None:
    """The event that ends the keeping, as written."""
    for clause in statement.clause.walk():
        hits = cues()["until"].find(clause.words)
        if hits or clause.opener in small("while_openers"):
            words = clause.words[hits[0].start if hits else 0 :]
            return statement.sentence.value[words[0].start : words[-1].end].strip(" .,;")
    return None


def _is_vague(statement: Statement) -> str | None:
    """The words of a period that is none: a phrase, or "while it is needed"."""
    phrase = statement.cue_text("vague_period")
    if phrase:
        return phrase
    for part in statement.clause.walk():
        if part.opener in small("while_openers") and any(word.fold in small("needs") for word in part.words):
            return " ".join(word.norm for word in part.words[:6])
    return None


def _points_only(statement: Statement, keeps: Verb) -> bool:
    return not statement.object_of(keeps).data and statement.words[0].norm in small("pointers")


def _named_event(statement: Statement) -> bool:
    return any(
        word.norm
        in {"until", "account", "customer", "member", "subscription", "employment", "contract", "active", "revoke", "delete", "withdraw"}
        for word in statement.all
    ) and any(word.norm in {"until", "while"} or word.fold in {"account", "subscription", "contract"} for word in statement.all)


def _sizes(statement: Statement) -> dict[str, JsonValue]:
    found = facts.sizes(statement.sentence.value)
    return {"quota": found[0]} if found else {}


def _draft(statement: Statement, kind: str, why: str, shown: dict[str, JsonValue]) -> Draft:
    verb = statement.verb("retain", "store", "delete", "expire", states=False)
    args = (_compound(statement, "tickets") if kind == "EXPIRY" else None) or _subject(statement, verb)
    tier = tiers_in(statement)
    if tier:
        shown = shown | {"tier": tier[0], "tiers": list(tier)}
    return statement.draft(kind, why, verb if verb and verb.states else None, args, values=shown)


def _subject(statement: Statement, verb: object) -> Arguments:
    """What is kept: the label of a list of periods, else what the verb acts on, else what the lead-in speaks of."""
    label = statement.setting.label
    if label is not None and not tiers_in(statement):
        named = arguments(words_of(label.value), statement.lexicon)
        if named:
            return named
    if verb is not None:
        found = statement.object_of(verb)  # type: ignore[arg-type]
        if found:
            return found if found.data or found.unmapped else _compound(statement) or found
    if statement.anything:
        return statement.anything
    if statement.setting.lead is not None and statement.setting.lead.arguments:
        return statement.setting.lead.arguments
    return statement.before.anything if statement.before else Arguments()


def _compound(statement: Statement, heads: str = "holders") -> Arguments | None:
    """“Sign-in records”, “password reset links”: not records or links in general, the nouns before say which."""
    words, kept = statement.words, small("modifiers")
    for last, word in enumerate(words):
        if word.fold not in small(heads) or (last + 1 < len(words) and words[last + 1].fold in small(heads)):
            continue
        first = last
        while first and words[first - 1].is_word and words[first - 1].norm not in kept:
            first -= 1
        if first < last:
            phrase = statement.sentence.value[words[first].start : word.end]
            return Arguments(arguments(words[last : last + 1], statement.lexicon).data, (phrase,), (phrase,))
    return None


def tiers_in(statement: Statement) -> tuple[str, ...]:
    """The plans that a statement or its label is limited to."""
    label = statement.setting.label
    plan = any(
        word.fold in {"plan", "tier", "account", "user", "customer", "subscription", "workspace", "edition"} for word in statement.all
    )
    words = words_of(label.value) if label is not None else ()
    named = [word.norm for word in words if word.norm in grammar().words["tiers"]]
    others = [
        word
        for word in words
        if word.is_word and word.norm not in grammar().words["tiers"] and word.norm not in {"and", "plan", "plans", "tier", "tiers", "or"}
    ]
    if named and not others:
        return tuple(dict.fromkeys(named))
    if plan:
        found = []
        for first, second in zip(statement.all, statement.all[1:], strict=False):
            if (
                first.norm in grammar().words["tiers"]
                and second.fold in {"plan", "tier", "user", "account", "customer", "subscription", "workspace"}
                and first.norm != "personal"
            ):
                found.append(first.norm)
        return tuple(dict.fromkeys(found))
    return ()
