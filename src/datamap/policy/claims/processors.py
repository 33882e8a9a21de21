"""Third parties in full sentences: named, by category, exclusive, local, restricted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.policy import facts
from datamap.policy.claims.gates import gated
from datamap.policy.claims.linking import agent_words, linking_verb
from datamap.policy.claims.vendors import categories_in, kinds_of_recipients, regions_in
from datamap.policy.clauses import Role
from datamap.policy.lexicon import ALL_DATA
from datamap.policy.rules import cues, grammar, small

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement
    from datamap.policy.verb import Verb

_ACTS = ("engage", "use", "share", "serve", "process", "host", "store", "transmit")


def read(statement: Statement) -> Iterator[Draft]:
    """The claims about third parties in a full sentence."""
    if statement.cue("merger") or (statement.cue("legal_duty") and not statement.names):
        return
    yield from _alone(statement)
    yield from _without_people(statement)
    restriction = _restricted(statement)
    if restriction:
        yield restriction
        return
    if _tells_kinds(statement):
        yield from categories_in(statement, statement.clause)
    elif statement.names:
        yield from _named(statement)
    else:
        yield from _by_category(statement)
    if _is_closed_list(statement):
        verb = statement.verb("engage", "share", "use", "serve", states=False)
        yield statement.draft("PROCESSOR_LIST_CLOSED", "list of third parties + following", verb, statement.anything, openness="closed")


_COPULAS = frozenset({"is", "are", "include", "includes"})


def _alone(statement: Statement) -> Iterator[Draft]:
    """“We use no third parties other than X”, "apart from X nobody gets it", "the only processor is X": X, and nobody else."""
    excepted = statement.excepted_names
    denied = any(verb.polarity == "-" for verb in statement.stating) or any(word.norm in small("denials") for word in statement.words)
    nobody = bool(grammar()["third_parties"].find(statement.words))
    if excepted and denied and nobody:
        names = tuple(dict.fromkeys(name.id for name in excepted))
        yield statement.draft("PROCESSOR_NAMED", "except + vendor", None, entities=names, polarity="+", exceptions=())
        if any(verb.frames & {"use", "engage"} for verb in statement.stating):
            yield statement.draft("PROCESSOR_LIST_CLOSED", "no others than …", None, entities=names, polarity="+", openness="closed")
    elif denied and nobody and (kinds := _excepted_kinds(statement)):
        yield statement.draft("PROCESSOR_CATEGORY", "except + kind of third party", None, categories=kinds, polarity="+", exceptions=())
    elif statement.is_copula and not denied and statement.own_names and (kind := _said_to_be(statement)) is not None:
        yield statement.draft("PROCESSOR_NAMED", "our … is + vendor", None, purpose=kind, polarity="+")
        if statement.only:
            yield statement.draft("PROCESSOR_LIST_CLOSED", "the only … is", None, polarity="+", openness="closed")


def acting(statement: Statement) -> Iterator[Draft]:
    """“With your consent, PostHog counts which screens you open”: a vendor that does what no other reader knows."""
    names = tuple(dict.fromkeys(name.id for name in statement.own_names))
    verb = next((verb for verb in statement.stating if verb.role == "main"), None)
    denied = any(word.norm in small("denials") for word in statement.words)
    if not names or denied or not (statement.subject == "vendor" or _does_something(statement)):
        return
    if not (statement.consents or statement.opts_in or statement.anything.data):
        return
    yield statement.draft("PROCESSOR_NAMED", "vendor + unknown deed", verb, statement.anything, entities=names, polarity="+")
    if statement.consents or statement.opts_in:
        kind, gate = ("CONSENT_GATE", "consent") if statement.consents else ("OPT_IN_GATE", "opt_in")
        yield statement.draft(kind, "vendor + choice", verb, statement.anything, entities=names, polarity="+", gate=gated(gate, statement))


def _does_something(statement: Statement) -> bool:
    """Whether what follows the name looks like its verb: "PostHog counts"."""
    end = statement.own_names[0].end
    following = next((word.norm for word in statement.words if word.start >= end), "")
    return following in {"will", "may", "can"} or (len(following) > 3 and following.endswith("s") and following.isalpha())


def _without_people(statement: Statement) -> Iterator[Draft]:
    """“Sentry receives crash reports without any personal data”: what it gets is told, and that nobody is in it."""
    vendors = tuple(dict.fromkeys(name.id for name in statement.own_names))
    if vendors and statement.cue("nobody_in_it") and all(verb.polarity == "+" for verb in statement.stating):
        args = replace(statement.anything, data=(ALL_DATA,), phrases=(), unmapped=())
        yield statement.draft("PROCESSOR_RESTRICTION", "vendor + without personal data", None, args, entities=vendors, polarity="-")


def _excepted_kinds(statement: Statement) -> tuple[str, ...]:
    parts = [list(part.words) for part in statement.clause.of(Role.EXCEPTION)]
    return tuple(dict.fromkeys(hit.value for words in parts for hit in kinds_of_recipients(words, statement.lexicon)))


def _said_to_be(statement: Statement) -> tuple[str, ...] | None:
    """What a vendor is said to be for: “our newsletter provider is X”, "the only processor that we use is X"."""
    words = statement.words
    at = next((i for i in range(len(words) - 1, 0, -1) if words[i].norm in small("be")), None)
    if at is None or statement.own_names[0].start < words[at].end or words[0].norm not in {"our", "the"}:
        return None
    head = words[:at]
    purposes = tuple(dict.fromkeys(hit.value for hit in statement.lexicon.purposes.find(head)))
    known = bool(purposes) and any(word.fold in small("recipient_nouns") for word in head)
    return purposes if known or grammar()["third_parties"].find(head) else None


def _tells_kinds(statement: Statement) -> bool:
    """“They are providers of hosting and analytics”, said of those who get data: kinds of recipients."""
    if not statement.is_copula or statement.exceptions or any(word.norm in small("denials") for word in statement.words):
        return False
    third = grammar()["third_parties"].find(statement.words)
    points = statement.words[0].norm in small("pointers") and statement.before is not None and _speaks_of_others(statement.before)
    said = next((i + 1 for i, word in enumerate(statement.words) if word.norm in _COPULAS), 0)
    return bool(third) and (points or third[0].start <= 1) and bool(statement.lexicon.purposes.find(statement.words[said:]))


def _is_closed_list(statement: Statement) -> bool:
    if not statement.sentence.value.rstrip().endswith(":") or statement.openness == "open" or statement.exceptions:
        return False
    if statement.cue("kinds_of"):
        return False
    others = grammar()["third_parties"].find(statement.words)
    verb = statement.verb("engage", "share", "use")
    return bool(others and verb and verb.polarity == "+" and not statement.only)


def _restricted(statement: Statement) -> Draft | None:
    """What a third party may do or get: "our vendors process data only on our instructions"."""
    if statement.cue("children"):
        return None
    if statement.subject in {"vendor", "third"} or (
        statement.subject == "they" and statement.before is not None and _speaks_of_others(statement.before)
    ):
        verb = next((verb for verb in statement.stating if verb.frames - {"need"}), None)
        denied = next(
            (
                verb
                for verb in statement.stating
                if verb.polarity == "-"
                and verb.frames & {"collect", "store", "share", "use", "train", "retain", "sell", "process", "combine", "serve", "delete"}
            ),
            None,
        )
        bidden = {"allow", "permit", "prohibit", "forbid", "bar", "bind", "oblige", "require", "commit"}
        if statement.subject == "they" and denied is not None and denied.passive and denied.lemma not in bidden:
            return None
        if denied is not None and denied.lemma in small("getting") and not statement.own_names and statement.subject == "third":
            return None
        if statement.cue("aggregate_only") and statement.only and not statement.own_names:
            return None
        if statement.only_for and denied is None and verb is not None and verb.lemma in small("getting") and not statement.own_names:
            return None
        if denied is None and statement.consents:
            return None
        for_us = statement.cue_text("processing_only") == "on our behalf" and bool(statement.own_names)
        bound = (statement.cue("processing_only") and not for_us) or statement.cue("discarded") or (statement.only and verb is not None)
        removes = next((other for other in statement.stating if "delete" in other.frames and statement.durations), None)
        limited = denied or (verb if bound else None) or removes
        if limited is not None:
            args = statement.object_of(limited)
            categories = statement.recipients() if not statement.names else ()
            entities = statement.vendors or (
                statement.before.vendors if statement.before and statement.subject in {"they", "vendor"} else ()
            )
            return statement.draft(
                "PROCESSOR_RESTRICTION", "third party + limit", denied or verb, args, categories=categories, entities=entities
            )
    return _minimal_share(statement)


def _minimal_share(statement: Statement) -> Draft | None:
    """“we share only necessary payment information”, said right after the one who gets it."""
    verb = statement.verb("share", polarity="+")
    if verb is None or not statement.only or statement.subject != "we" or grammar()["third_parties"].find(statement.words):
        return None
    vendors = statement.vendors or (statement.before.vendors if statement.before else ())
    args = statement.object_of(verb)
    if vendors and args.data:
        return statement.draft("PROCESSOR_RESTRICTION", f"{verb.lemma} only", verb, args, entities=vendors)
    return None


def _speaks_of_others(statement: Statement) -> bool:
    return bool(statement.names or grammar()["third_parties"].find(statement.all) or statement.recipients())


def _named(statement: Statement) -> Iterator[Draft]:
    setting = statement.setting
    verb = linking_verb(statement)
    if statement.cue("own_hardware") or _run_by_us(statement) or all(statement.lexicon.is_local(vendor) for vendor in statement.vendors):
        yield statement.draft(
            "PROCESSOR_LOCAL",
            "runs on the person's own machine",
            next(iter(statement.stating), None),
            entities=statement.vendors,
            locus="device",
        )
        return
    if (
        verb is None
        or statement.consents
        or (verb.lemma in {"receive", "get"} and not verb.passive)
        or statement.cue("by_use")
        or setting.mode == "rights"
    ):
        return
    if verb.polarity == "-":
        return
    kinds = _exemplified(statement)
    ids = facts.vendor_ids(statement.sentence.value)
    args = statement.object_of(verb) if verb.form == "ed" else statement.anything
    exclusive = verb.passive and cues()["everything"].find(statement.words[:2]) and len(statement.vendors) == 1
    kind = "PROCESSOR_EXCLUSIVE" if exclusive or (statement.only and verb.passive) else "PROCESSOR_NAMED"
    if ids and kind == "PROCESSOR_NAMED":
        kind = "PROCESSOR_ID"
    values = regions_in(statement) | ({"id": ids[0]} if ids else {})
    yield statement.draft(kind, f"{verb.lemma} + vendor", verb, args, purpose=_purposes(statement), values=values, categories=kinds)


def _run_by_us(statement: Statement) -> bool:
    """“Matomo, operated by ourselves”."""
    return any(
        verb.frames & {"host", "serve"} and verb.form == "ed" and words[0].norm == "by" and words[1].norm in {"we", "us", "ourselves", "me"}
        for clause in statement.clause.walk()
        for verb in clause.verbs
        if len(words := clause.words[verb.end : verb.end + 2]) > 1
    )


def _exemplified(statement: Statement) -> tuple[str, ...]:
    """The kind of recipients that the vendors are examples of: “analytics providers such as X”."""
    start = statement.own_names[0].start if statement.own_names else 0
    head = [word for word in statement.words if word.start < start]
    if not grammar()["open_lists"].find(head):
        return ()
    return tuple(dict.fromkeys(hit.value for hit in kinds_of_recipients(head, statement.lexicon)))


def _purposes(statement: Statement) -> tuple[str, ...]:
    return statement.recipients()


def _by_category(statement: Statement) -> Iterator[Draft]:
    """“We use a payment processor”, "letters are printed by an outside supplier", "our hosting provider keeps the servers"."""
    verb = next((verb for verb in statement.verbs(*_ACTS, polarity="+") if verb.role == "main"), None)
    if verb is None or statement.exceptions or verb.subject == "you" or statement.setting.mode in {"rights", "retention"}:
        return
    agent = agent_words(statement, verb) if verb.passive else ()
    outside = bool(agent) and bool(grammar()["third_parties"].find(agent))
    hits = [hit for hit in kinds_of_recipients(statement.words, statement.lexicon) if _takes_part(statement, verb, hit.start)]
    found = tuple(dict.fromkeys(hit.value for hit in hits)) or _told_for(statement, verb)
    if (found or outside) and not (verb.frames & {"share", "collect"} and _receives(statement, verb)):
        args = statement.object_of(verb) if verb.passive else None
        yield statement.draft("PROCESSOR_CATEGORY", "kind of third party", verb, args, categories=found)


def _takes_part(statement: Statement, verb: Verb, start: int) -> bool:
    """Whether a recipient acts (subject, "by"), is engaged ("we use"), or gets or keeps something ("with", "to"); not "from"."""
    words = statement.words
    qualifiers = small("articles") | small("before_nouns") | {"third", "party", "external", "outside", "trusted"}
    while start and words[start - 1].norm in qualifiers:
        start -= 1
    before = words[start - 1].norm if start else ""
    if start < verb.index:
        return bool(verb.frames & {"serve", "process", "host", "store"}) and before not in small("hanging")
    if before in small("agents") | {"to"}:
        return True
    return verb.subject == "we" and bool(verb.frames & {"engage", "use"}) and before not in small("hanging") | {"for"}


def _receives(statement: Statement, verb: Verb) -> bool:
    """Whether the sentence is about data that is handed to the recipients: that is said as sharing."""
    handed = {"to"} if verb.lemma in small("carrying") else {"with", "to"}
    to = any(word.norm in handed for word in statement.words[verb.end :])
    return bool(statement.object_of(verb)) and (to or statement.subject == "third")


def _told_for(statement: Statement, verb: Verb) -> tuple[str, ...]:
    """“Third parties help us with hosting and payments”, "subprocessors for analytics", "external providers (hosting, e-mail)"."""
    others = [hit for hit in grammar()["third_parties"].find(statement.words) if statement.words[hit.start].norm not in small("nobodies")]
    subject = bool(others) and others[0].start < verb.index
    if not others or not (subject or verb.subject == "we" or (verb.passive and others[0].start > verb.index)):
        return ()
    served = subject and bool(verb.frames & {"serve", "process"})
    source = others[0].start > 0 and statement.words[others[0].start - 1].norm in {"from", "of", "by"}
    at = next((i for i, word in enumerate(statement.words) if i > others[0].start and word.norm in {"for", "with", "to"}), None)
    words = list(statement.words[verb.index :]) if served or source else list(statement.words[at:]) if at is not None else []
    words += [word for part in statement.clause.parts if part.role is not Role.CONDITION for word in part.words]
    return tuple(dict.fromkeys(hit.value for hit in statement.lexicon.purposes.find(words)))
