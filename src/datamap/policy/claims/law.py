"""Purposes, legal bases, places and who the service is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy import facts
from datamap.policy.clauses import Role
from datamap.policy.rules import cues, grammar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.policy.statement import Draft, Statement

_SOMEWHERE = frozenset({"various", "other", "different", "several", "multiple"})


def read(statement: Statement) -> Iterator[Draft]:
    """The claims about purposes and places."""
    yield from _purpose(statement)
    yield from _basis(statement)
    yield from _region(statement)
    yield from _children(statement)


def _purpose(statement: Statement) -> Iterator[Draft]:
    verb = next(
        (
            verb
            for verb in statement.verbs("use", "process", polarity="+")
            if verb.subject in {"we", "it"} and not verb.passive or verb.passive
        ),
        None,
    )
    if verb is None or not statement.is_ours or statement.setting.mode in {"rights"} or verb.lemma in {"run", "perform", "handle", "treat"}:
        return
    args = statement.object_of(verb)
    if statement.names or (statement.cue("cookies") and not args.everything):
        return
    aims = (
        any(v.role == "infinitive" for v in statement.clause.verbs)
        or any(word.norm == "for" for word in statement.words)
        or any(part.role is Role.LIST for part in statement.clause.parts)
    )
    if aims and (args or statement.cue("content")):
        yield statement.draft("PURPOSE", f"{verb.lemma} + to/for", verb, args, purpose=statement.recipients(), polarity="+")


def _basis(statement: Statement) -> Iterator[Draft]:
    parenthesised = statement.part_has(Role.PARENTHESIS, "legal_bases")
    spoken = statement.cue("legal_bases") and any(word.fold in {"basis", "base", "ground"} for word in statement.all)
    if spoken and not parenthesised and statement.setting.mode not in {"rights"} and not statement.setting.unit.leads:
        yield statement.draft("LEGAL_BASIS", "legal basis", next(iter(statement.stating), None), statement.anything, polarity="+")


def _region(statement: Statement) -> Iterator[Draft]:
    places = facts.regions(statement.all)
    verb = statement.verb("host", "store", "process", states=False) or statement.verb("retain", states=False)
    somewhere = any(
        a.norm in _SOMEWHERE and b.fold in {"region", "country", "location"} for a, b in zip(statement.all, statement.all[1:], strict=False)
    )
    noun = any(
        word.fold in {"server", "data", "center", "centre", "datacenter", "infrastructure", "region", "hosting", "location"}
        for word in statement.all
    )
    if (
        verb is None
        or not (places or (somewhere and verb.frames & {"host"}))
        or statement.cue("merger")
        or statement.setting.mode == "rights"
    ):
        return
    if verb.subject == "you" or (places and not _located(statement, verb.end)):
        return
    moves = any(verb.lemma in {"transfer", "transmit", "send"} for verb in statement.clause.verbs)
    if moves or statement.cue("safeguards") or (not noun and not statement.is_ours and statement.subject != "vendor"):
        return
    if verb.polarity == "-":
        return
    values = {"region": places[0], "regions": list(places)} if places else {"region": "various"}
    hedged = somewhere or any(word.norm == "or" for word in statement.words) and len(places) > 0 and somewhere
    yield statement.draft(
        "HOSTING_REGION",
        f"{verb.lemma} + place",
        verb,
        statement.anything,
        values=values,
        polarity="+",
        hedge="other countries" if hedged else None,
    )


def _located(statement: Statement, index: int) -> bool:
    """Whether the place is where something is: behind "in", "within", "from", or "EU-based"."""
    norms = [word.norm for word in statement.all]
    return (
        any(norm in {"in", "within", "inside", "from", "at", "of", "on"} for norm in norms)
        or "based" in norms
        or index > 0
        and any(part.role is Role.PARENTHESIS for part in statement.clause.parts)
    )


def _children(statement: Statement) -> Iterator[Draft]:
    """Consent of a parent is a gate; the rest of what is said of children shows by signs."""
    if (
        statement.cue("children")
        and grammar()["all_data"].find(statement.all)
        and cues()["require_consent"].find(statement.all)
        and statement.verb("collect", polarity="+")
    ):
        yield statement.draft(
            "CHILDREN",
            "children + consent",
            next(iter(statement.stating), None),
            statement.anything,
            polarity="+",
            values={"age": facts.age(statement.sentence.value)},
        )
