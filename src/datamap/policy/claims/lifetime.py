"""How long data is kept: periods, events, no limit, or no answer; and what happens at a storage limit."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from datamap.policy import facts
from datamap.policy.arguments import Arguments, arguments
from datamap.policy.claims.deletion import in_deletion
from datamap.policy.claims.endings import (
    deleting_verb,
    does_else,
    ending_event,
    ends_ticket,
    going,
    grants,
    happens_meanwhile,
    has_deadline,
    is_ticket,
    is_vague,
    named_event,
    never_goes,
    of_other_things,
    points_only,
    rests,
    retains,
    speaks_of_else,
    until_event,
    waits_for_end,
)
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


_NAMED_IN = 4


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
    kept = retains(statement)
    goes = going(statement)
    if draft.kind == "DELETION_DEADLINE":
        named = goes is not None and statement.object_of(goes).data and statement.anything.data
        lists = bool(named) and not statement.cue("backup") and in_deletion(statement)
        return ("DELETION_CASCADE", "deleted with the account") if lists else None
    if goes is not None and (statement.cue_text("permanently") or "").startswith(("hard", "irrevocably")):
        return "HARD_DELETE", "deletion is final"
    if draft.kind == "RETENTION_PERIOD" and goes is not None and (statement.cue("inactivity") or _idle_account(statement, goes)):
        return "DELETION_TRIGGERED", "deleted as nobody uses it"
    stays = kept is not None and kept.polarity == "+" and goes is None and draft.kind == "RETENTION_PERIOD"
    lasting = any(part.opener in small("while_openers") for part in statement.clause.parts)
    told = statement.before is not None and in_deletion(statement.before)
    own = statement.setting.label is None and not statement.is_fragment and (told or not lasting)
    return ("DELETION_EXCEPTION", "kept after deletion") if stays and own and in_deletion(statement) else None


def _comes_of_age(statement: Statement) -> bool:
    """“Until the pupil is 25 years old”."""
    found = cues()["until"].find(statement.all)
    words = [word.norm for word in statement.all[found[0].start :]] if found else []
    grows = small("growing")
    return any(a in grows and (b.isdigit() or (b in values().numbers and b not in {"a", "an"})) for a, b in pairwise(words))


def _idle_account(statement: Statement, goes: Verb) -> bool:
    """“Accounts without a sync for two years are removed”."""
    head = [word.fold for word in statement.words[: goes.index]]
    return goes.passive and "account" in head[:3] and bool({"without", "that", "which"} & set(head)) and not statement.ends_account


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
    here = statement.setting.mode == "quota" or (statement.cue("quota") and not retains(statement))
    if introduced or (here and effect and statement.subject != "you"):
        return statement.draft(
            "QUOTA", "at the storage limit", next(iter(statement.stating), None), statement.anything, values=_sizes(statement)
        )
    return None


def _lifetime(statement: Statement) -> Draft | None:
    retention = statement.setting.mode == "retention" or "retention" in statement.setting.unit.topics[:1]
    keeps = retains(statement)
    if statement.cue("temporary") and not retention and not statement.durations:
        return None
    goes = going(statement)
    label = words_of(statement.setting.label.value) if statement.setting.label is not None else ()
    noun = any(word.fold in small("lifetime_nouns") for word in (*statement.all, *label))
    alone = retention and cues()["forever_alone"].get(statement.sentence.value.strip(" .")) is not None
    if never_goes(statement):
        return _draft(statement, "RETENTION_INDEFINITE", "never deleted", {})
    if keeps is not None and goes is None and keeps.polarity == "+" and statement.cue("for_good"):
        return _draft(statement, "RETENTION_INDEFINITE", "kept for good", {})
    if alone or (statement.cue("forever") and (retention or keeps or goes or noun) and not statement.cue("final")):
        return _draft(statement, "RETENTION_INDEFINITE", "no limit", _sizes(statement))
    if statement.cue("session_end") and is_ticket(statement) and not (statement.durations or (keeps and not statement.cue("cookies"))):
        return _draft(statement, "EXPIRY", "until the session ends", {"until": statement.cue_text("session_end")})
    if statement.durations and _comes_of_age(statement):
        return _draft(statement, "RETENTION_CRITERION", "until an age", {"until": until_event(statement)})
    if statement.durations and not speaks_of_else(statement):
        return _period(statement, retention=retention or noun, keeps=bool(keeps))
    recurring = _recurring(statement, goes) if goes is not None else None
    if recurring is not None or (keeps is None and not retention):
        return recurring
    return _until_when(statement, keeps, retention=retention, noun=noun)


def _recurring(statement: Statement, goes: Verb) -> Draft | None:
    """How often data is deleted, or at which event."""
    often = facts.rhythm(statement.words)
    if often is not None and goes.states and (goes.passive or statement.object_of(goes)) and goes.subject != "you":
        return _draft(statement, "RETENTION_PERIOD", "how often it is deleted", {"seconds": often})
    event = ending_event(statement, goes)
    if event and is_ticket(statement):
        return _draft(statement, "EXPIRY", "ends at an event", {"until": event})
    return _draft(statement, "DELETION_TRIGGERED", "deleted at an event", {"until": event}) if event else None


def _until_when(statement: Statement, keeps: Verb | None, *, retention: bool, noun: bool) -> Draft | None:
    if statement.opts_in:
        return None
    if keeps is not None and ((keeps.polarity == "-" and not is_vague(statement)) or rests(statement, keeps)):
        return None
    if retention and keeps is None and statement.stating and not noun and not statement.is_fragment and not until_event(statement):
        return None
    vague, until = is_vague(statement), until_event(statement)
    if keeps is not None and not retention and happens_meanwhile(statement, keeps):
        until = None
    if not retention and keeps is not None and ("retain" not in keeps.frames or statement.clause.opener or points_only(statement, keeps)):
        until = None
    after = vague and any(word.norm in {"thereafter", "afterwards", "beyond"} for word in statement.all)
    if until and not after and not (vague and not named_event(statement)):
        return _draft(statement, "RETENTION_CRITERION", "until an event", {"until": until})
    if vague:
        return _draft(statement, "RETENTION_VAGUE", vague, {})
    if retention and statement.cue("for_compliance") and (keeps is not None or statement.is_fragment):
        return _draft(statement, "RETENTION_CRITERION", "as the law asks", {"until": "legal"})
    return None


def _period(statement: Statement, *, retention: bool, keeps: bool) -> Draft | None:
    if of_other_things(statement):
        return None
    goes = deleting_verb(statement)
    expires = statement.verb_anywhere("expire") if goes is not None or not grants(statement) else None
    longest = max(statement.durations, key=lambda found: found.seconds)
    shown: dict[str, JsonValue] = {"seconds": longest.seconds, "number": longest.number, "unit": longest.unit}
    if len({found.seconds for found in statement.durations}) > 1:
        shown["all_seconds"] = [found.seconds for found in statement.durations]
    if (
        goes is not None
        and not retention_fragment(statement, retention=retention)
        and (has_deadline(statement) or waits_for_end(statement))
        and (in_deletion(statement) or statement.cue("deletion_noun", "backup") or any(word.fold == "account" for word in statement.words))
        and not (retention and not statement.cue("deadline"))
    ):
        draft = _draft(statement, "DELETION_DEADLINE", "delete + within", shown)
        draft.values["deadline"] = longest.seconds
        return draft
    own = statement.verb("expire") is not None and any(word.fold in small("tokens") for word in statement.words)
    lapses = expires is not None and expires in statement.stating and expires.lemma in small("lapsing") and _is_no_data(statement, expires)
    if expires is not None and (own or not retention or lapses) and (is_ticket(statement) or lapses):
        return _draft(statement, "EXPIRY", "expire + period", shown)
    if (is_ticket(statement) and any(word.fold in small("stays_valid") for word in statement.words)) or ends_ticket(statement):
        return _draft(statement, "EXPIRY", "works for a period", shown)
    acts_otherwise = not (keeps or goes or expires) and does_else(statement)
    bare = (
        _is_named_period(statement)
        or _is_bare_period(statement)
        or (statement.is_fragment and statement.setting.label is not None and statement.setting.mode is None and _labels_data(statement))
    )
    filed = statement.is_copula and not statement.stating and _is_there(statement)
    if (retention and not acts_otherwise) or keeps or bare or goes is not None or expires is not None or filed:
        return _draft(statement, "RETENTION_PERIOD", "period", shown | _until(statement))
    return None


def _is_no_data(statement: Statement, expires: Verb) -> bool:
    """“Points lapse after a year”: what lapses is a right, and no record."""
    head = [word for word in statement.words[: expires.index] if word.is_word]
    held = any(word.fold in small("record_nouns") | small("holders") | small("kept_things") for word in head)
    return bool(head) and not statement.clause.elliptic and not held and not statement.lexicon.data_in(head) and not statement.names


def _is_named_period(statement: Statement) -> bool:
    """“Invoices: ten years (tax code).”: a few words, a colon, and a period right behind it."""
    listed = next((part for part in statement.clause.parts if part.role is Role.LIST), None)
    short = statement.is_fragment and 0 < sum(word.is_word for word in statement.words) <= _NAMED_IN
    if listed is None or not short or statement.setting.mode in {"rights", "changes", "children", "contact"}:
        return False
    first = next(iter(statement.durations), None)
    return first is not None and bool(listed.words) and first.start <= listed.words[min(2, len(listed.words) - 1)].start


def _is_bare_period(statement: Statement) -> bool:
    """“Log files: nine days”: an entry that is a period and no more."""
    told = statement.setting.label is not None and statement.setting.mode in {None, "collect", "store", "security"}
    first = next(iter(statement.durations), None)
    return (
        told
        and statement.is_fragment
        and first is not None
        and first.start <= statement.clause.start
        and first.end + 1 >= statement.clause.end
    )


def _is_there(statement: Statement) -> bool:
    """“The application is on file for two years”, "records are with us for seven years"."""
    words = statement.words
    ours = any(a.norm == "with" and b.norm in {"us", "me"} for a, b in pairwise(words))
    record = any(word.fold in small("record_nouns") for word in words[:4]) or bool(statement.lexicon.data_in(words[:5]))
    return any(word.fold in small("lasting_words") for word in words) or (ours and record)


def _labels_data(statement: Statement) -> bool:
    """“Backups: encrypted, 30 days”."""
    label = statement.setting.label
    return label is not None and bool(statement.lexicon.data_in(words_of(label.value)) or cues()["backup"].find(words_of(label.value)))


def retention_fragment(statement: Statement, *, retention: bool) -> bool:
    """Whether it is an entry of a list of periods: "Logs: 30 days"."""
    return retention and statement.is_fragment and statement.setting.label is not None


def _until(statement: Statement) -> dict[str, JsonValue]:
    until = until_event(statement)
    return {"until": until} if until else {}


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
