"""Purposes, legal bases, places and who the service is for."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from datamap.policy import facts
from datamap.policy.clauses import Role
from datamap.policy.rules import cues, grammar, small, values
from datamap.policy.verb import Verb
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement

_IS = Verb("be", frozenset(), 0, 0, "base", "main", passive=False, polarity="+", modality="does", subject="it")


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
            if (verb.subject in {"we", "it"} and not verb.passive) or verb.passive
        ),
        None,
    )
    if verb is None or not statement.is_ours or statement.setting.mode == "rights" or verb.lemma in {"run", "perform", "handle", "treat"}:
        return
    args = statement.object_of(verb)
    if statement.names or (statement.cue("cookies") and not args.everything):
        return
    listed = statement.object_of_list()
    if verb.frames & {"process"} and listed.data and not any(v.role == "infinitive" for v in statement.clause.verbs):
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
    gated = statement.consents and statement.only
    if spoken and not (parenthesised or gated) and statement.setting.mode != "rights" and not statement.setting.unit.leads:
        yield statement.draft("LEGAL_BASIS", "legal basis", next(iter(statement.stating), None), statement.anything, polarity="+")


def _region(statement: Statement) -> Iterator[Draft]:
    if statement.cue("merger") or (statement.setting.mode == "rights" and _stays(statement) is None):
        return
    if _is_transfer(statement):
        found = facts.regions(statement.all)
        yield statement.draft("TRANSFER", "transfer to a place", None, statement.anything, polarity="+", values={"regions": list(found)})
        return
    held = statement.verb("process", "collect", polarity="+") is not None and facts.regions(statement.words)
    if statement.cue("safeguards") and held:
        yield statement.draft("TRANSFER", "processed in a place under a safeguard", None, statement.anything, polarity="+")
        return
    keeps = statement.verb("store", "host", polarity="+")
    if statement.cue_here("safeguards") and not (keeps is not None and facts.regions(statement.words[keeps.end :])):
        return
    places = facts.regions(statement.all)
    if not places and statement.before is not None and statement.before.sentence is statement.sentence and _lives_there(statement):
        places = facts.regions(statement.before.all)
    confined = _confined(statement) or _stays(statement) if places else None
    if confined is not None:
        yield _at(statement, confined, places, openness="closed")
        return
    if _lives_there(statement) and places:
        yield _at(statement, _IS, places)
        return
    verb = _placing(statement)
    if (
        verb is None
        or verb.subject == "you"
        or verb.polarity == "-"
        or any(other.lemma in small("moves") for other in statement.clause.verbs)
    ):
        return
    somewhere = _somewhere(statement)
    if verb.frames & {"process"} and not facts.regions(statement.words) and not somewhere:
        return
    if (places and _located(statement)) or (somewhere and verb.frames & {"host"}):
        yield _at(statement, verb, places, hedge="other countries" if somewhere else None, entities=_whose(statement))


def _whose(statement: Statement) -> tuple[str, ...]:
    """The third parties that an entry is about: "Acme Cloud: machines (in France)"."""
    label = statement.setting.label
    return tuple(dict.fromkeys(name.id for name in statement.lexicon.names(label.value))) if label is not None else ()


def place(statement: Statement) -> Iterator[Draft]:
    """Where a third party of a list keeps data: "AWS (Ireland): servers and photo storage", "Zendesk, hosted in the EU"."""
    label = words_of(statement.setting.label.value) if statement.setting.label is not None else ()
    words = [*label, *statement.all]
    places = facts.regions(words)
    hosts = any(word.fold in small("located") | {"hosted", "storage", "database"} for word in words)
    if places and (hosts or any("hosting" in statement.lexicon.purposes_of(vendor) for vendor in statement.vendors)):
        yield _at(statement, _IS, places, entities=statement.vendors or _whose(statement))


def _lives_there(statement: Statement) -> bool:
    """“The Netherlands is where your files live”, "they are in the US, so that is where your data sits", "we use German data centres"."""
    words = [word.norm for word in statement.all]
    points = any(a in {"is", "are"} and b == "where" for a, b in pairwise(words)) or "there" in words[-2:]
    where = points and any(verb.frames & {"host"} for verb in statement.clause.verbs)
    uses = statement.verb("engage", "use", "works", polarity="+")
    ours = uses is not None and uses.subject == "we" and any(word.norm in values().place_adjectives for word in statement.words[uses.end :])
    chosen = uses is not None and uses.subject == "we" and statement.only and any(word.fold in small("located") for word in statement.words)
    return where or ours or chosen


def _is_transfer(statement: Statement) -> bool:
    """“We transfer data to the United States”, "payments imply a transfer to Japan", "moved to countries with weaker laws"."""
    if statement.cue("abroad") or any(verb.polarity == "-" for verb in statement.stating):
        return False
    words = statement.all
    going = small("transferring") if statement.anything and not statement.names else frozenset({"transfer", "move", "export"})
    verbs = [(part.words[verb.index].start, verb) for part in statement.clause.walk() for verb in part.verbs]
    starts = {start for start, verb in verbs if verb.lemma in going}
    moving = {i for i, word in enumerate(words) if word.start in starts}
    leaves = any(verb.lemma == "leave" and facts.regions(statement.words[verb.end : verb.end + 3]) for verb in statement.clause.verbs)
    if leaves and statement.anything:
        return True
    for i, word in enumerate(words):
        if (i in moving or word.fold in small("moved")) and any(other.norm in {"to", "into"} for other in words[i + 1 : i + 6]):
            rest = words[i + 1 :]
            return bool(facts.regions(rest)) or any(other.fold == "country" for other in rest)
    return False


def _at(statement: Statement, verb: Verb, places: list[str], **more: object) -> Draft:
    values = {"region": places[0], "regions": list(places)} if places else {"region": "various"}
    return statement.draft("HOSTING_REGION", f"{verb.lemma} + place", verb, statement.anything, values=values, polarity="+", **more)


def _placing(statement: Statement) -> Verb | None:
    """The verb that says where something is: stored, hosted, runs; "our servers are in …"."""
    verb = statement.verb("host", "store", "process", states=False) or statement.verb("retain", states=False)
    label = words_of(statement.setting.label.value) if statement.setting.label is not None else ()
    about = any(word.fold in small("placed") for word in (*statement.words, *label))
    if verb is None and about and (statement.is_copula or statement.is_fragment):
        return _IS
    if verb is None and statement.is_fragment and statement.setting.mode == "transfers" and facts.regions(statement.words):
        return _IS
    if verb is not None and verb.lemma == "base" and not about and not statement.anything:
        return None
    return verb if about or statement.is_ours or statement.subject == "vendor" else None


def _confined(statement: Statement) -> Verb | None:
    """“Data never leaves the EU”, "not transferred outside the UK"."""
    leaves = statement.verb("transmit", "share", "process", "store", "host", polarity="-")
    if leaves is None or not (leaves.lemma == "leave" or any(word.norm in {"outside", "beyond"} for word in statement.all)):
        return None
    return leaves


def _stays(statement: Statement) -> Verb | None:
    """“All data stay within the European Union”: said of the data, wherever it is said."""
    verb = next((verb for verb in statement.stating if verb.polarity == "+" and verb.lemma in {"stay", "remain", "reside", "live"}), None)
    return verb if verb is not None and statement.anything and facts.regions(statement.words[verb.end :]) else None


def _somewhere(statement: Statement) -> bool:
    return any(a.norm in small("somewhere") and b.fold in {"region", "country", "location"} for a, b in pairwise(statement.all))


def _located(statement: Statement) -> bool:
    """Whether the place is where something is: behind "in", "within", "from", or "EU-based"."""
    norms = {word.norm for word in statement.all}
    entry = statement.setting.label is not None and statement.is_fragment
    if entry or any(norm in values().place_adjectives for norm in norms):
        return True
    return bool(norms & {"in", "within", "inside", "from", "at", "based"}) or any(
        part.role is Role.PARENTHESIS and facts.regions(part.words) for part in statement.clause.walk()
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
