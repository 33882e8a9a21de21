"""Third parties in full sentences: named, by category, exclusive, local, restricted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.claims.linking import agent_words, linking_verb
from datamap.policy.claims.vendors import categories_in, regions_in
from datamap.policy.rules import cues, grammar, small

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement


def read(statement: Statement) -> Iterator[Draft]:
    """The claims about third parties in a full sentence."""
    if statement.cue("merger") or (statement.cue("legal_duty") and not statement.names):
        return
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
        if denied is not None and denied.lemma in small("getting") and not statement.own_names and statement.subject == "third":
            return None
        if statement.cue("aggregate_only") and statement.only and not statement.own_names:
            return None
        if statement.only_for and denied is None and verb is not None and verb.lemma in small("getting") and not statement.own_names:
            return None
        if denied is None and statement.consents:
            return None
        bound = statement.cue("processing_only", "discarded") or (statement.only and verb is not None)
        removes = next((other for other in statement.stating if other.frames & {"delete", "retain"} and statement.durations), None)
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
    if statement.cue("own_hardware") or all(statement.lexicon.is_local(vendor) for vendor in statement.vendors):
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
    args = statement.object_of(verb) if verb.form == "ed" else statement.anything
    exclusive = verb.passive and cues()["everything"].find(statement.words[:2]) and len(statement.vendors) == 1
    kind = "PROCESSOR_EXCLUSIVE" if exclusive or (statement.only and verb.passive) else "PROCESSOR_NAMED"
    yield statement.draft(kind, f"{verb.lemma} + vendor", verb, args, purpose=_purposes(statement), values=regions_in(statement))


def _purposes(statement: Statement) -> tuple[str, ...]:
    return statement.recipients()


def _by_category(statement: Statement) -> Iterator[Draft]:
    """“We use a payment processor”, "letters are printed by an outside supplier"."""
    verb = statement.verb("engage", "use", polarity="+")
    passive = next((verb for verb in statement.verbs("serve", "process", "host", "store", polarity="+") if verb.passive), None)
    third = statement.verb("serve", "process", polarity="+") if statement.subject == "third" else None
    agent = agent_words(statement, passive) if passive is not None else ()
    if statement.exceptions or not ((verb and verb.subject == "we") or agent or third):
        return
    hits = statement.lexicon.purposes.find(statement.words)
    found = tuple(dict.fromkeys(hit.value for hit in hits if _is_recipient(statement, hit.end)))
    outside = bool(agent) and bool(grammar()["third_parties"].find(agent))
    if found or outside:
        args = statement.object_of(passive) if passive is not None else None
        yield statement.draft("PROCESSOR_CATEGORY", "kind of third party", verb or passive or third, args, categories=found)


def _is_recipient(statement: Statement, end: int) -> bool:
    words = statement.words
    return words[end - 1].fold in small("recipient_nouns") or (end < len(words) and words[end].fold in small("recipient_nouns"))
