"""Third parties: named, by category, hinted at, exclusive, local, restricted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datamap.policy import facts
from datamap.policy.arguments import Arguments, arguments
from datamap.policy.clauses import Role
from datamap.policy.rules import cues, grammar, small
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.model import JsonValue
    from datamap.policy.clauses import Clause
    from datamap.policy.predicates import Verb
    from datamap.policy.statement import Draft, Statement
    from datamap.policy.words import Word

_PART = re.compile(r",\s*(?:and\s+|or\s+)?|;\s*|\s+(?:and|as well as)\s+")
_LEGAL_FORM = re.compile(r"\b(?:Inc|Ltd|LLC|GmbH|AG|BV|B\.V|S\.A|SAS|PBC|Corp|Limited|Oy|AB|plc)\b\.?")


def read(statement: Statement) -> Iterator[Draft]:
    """The claims about third parties in a full sentence."""
    if statement.cue("merger") or (statement.cue("legal_duty") and not statement.names):
        return
    restriction = _restricted(statement)
    if restriction:
        yield restriction
        return
    if statement.names:
        yield from _named(statement)
    else:
        yield from _by_category(statement)
    if _is_closed_list(statement):
        verb = statement.verb("engage", "share", "use", "serve", states=False)
        yield statement.draft("PROCESSOR_LIST_CLOSED", "list of third parties + following", verb, statement.anything, openness="closed")


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
        if denied is None and statement.consents:
            return None
        bound = statement.cue("processing_only", "discarded") or (statement.only and verb is not None)
        if denied or (bound and verb is not None):
            args = statement.object_of(denied or verb) if denied or verb else statement.anything
            categories = statement.recipients() if not statement.names else ()
            entities = statement.vendors or (statement.before.vendors if statement.before and statement.subject == "they" else ())
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
    verb = _linking_verb(statement)
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
        or setting.mode in {"rights"}
    ):
        return
    if verb.polarity == "-":
        return
    args = statement.object_of(verb) if verb.form == "ed" else statement.anything
    exclusive = verb.passive and cues()["everything"].find(statement.words[:2]) and len(statement.vendors) == 1
    kind = "PROCESSOR_EXCLUSIVE" if exclusive or (statement.only and verb.passive) else "PROCESSOR_NAMED"
    yield statement.draft(kind, f"{verb.lemma} + vendor", verb, args, purpose=_purposes(statement), values=_values(statement))


def _linking_verb(statement: Statement) -> Verb | None:
    """The verb that ties a vendor to what it does: "we use X", "X hosts", "handled by X"."""
    return next((verb for verb in statement.clause.verbs if _links(statement, verb)), None)


def _links(statement: Statement, verb: Verb) -> bool:
    if verb.role in {"relative", "adjective", "infinitive"}:
        return (verb.role == "infinitive" and bool(verb.frames & {"engage"})) or (verb.role == "relative" and _adds(statement, verb))
    main = verb.role == "main" and not verb.passive
    behind = any(name.start > statement.words[verb.index].start for name in statement.names)
    if statement.subject == "vendor" and verb.role == "main" and verb.frames & {"serve", "process", "share", "collect", "store"}:
        return True
    if verb.subject in {"we", "it"} and verb.frames & {"engage", "use"} and (main or verb.role == "gerund") and behind and not verb.passive:
        return True
    if main and verb.subject == "we" and not verb.frames & {"share", "sell"} and _agent(statement, verb.end, small("means")):
        return True
    if main and verb.lemma in small("working") and _agent(statement, verb.end, small("means") | {"on"}):
        return True
    keyed = any(word.fold in {"key", "password"} for word in statement.words[max(verb.index - 2, 0) : verb.index])
    done = not keyed and (verb.passive or (verb.role == "participle" and verb.form == "ed"))
    joints = small("agents") | {"from"} if verb.lemma in small("acquiring") else small("agents")
    return bool(done and verb.frames & small("served") and _agent(statement, verb.end, joints) and not _describes(statement, verb))


def _adds(statement: Statement, verb: Verb) -> bool:
    """“…, which runs on X's servers”: a clause of its own behind a comma."""
    which = next((i for i in range(verb.index - 1, 0, -1) if statement.words[i].norm == "which"), None)
    comma = which is not None and statement.words[which - 1].norm == ","
    return comma and bool(verb.frames & {"serve", "host", "engage"}) and not statement.is_fragment and _agent(statement, verb.index)


def _describes(statement: Statement, verb: Verb) -> bool:
    """Whether a participle only describes the data of a list entry: "details processed by X"."""
    return verb.role == "participle" and statement.is_fragment and any(word.is_word for word in statement.words[: verb.index])


def _agent(statement: Statement, index: int, joints: frozenset[str] = small("agents")) -> bool:
    """Whether a vendor stands behind "by", "via", "on" after a verb."""
    if index >= len(statement.words):
        return False
    for name in statement.names:
        at = next((i for i, word in enumerate(statement.words) if word.start >= name.start), None)
        if at is not None and at > index - 1 and any(word.norm in joints for word in statement.words[index:at]):
            return True
    return False


def _purposes(statement: Statement) -> tuple[str, ...]:
    return statement.recipients()


def _values(statement: Statement) -> dict[str, JsonValue]:
    places = facts.regions(statement.all)
    return {"region": places[0], "regions": list(places)} if places else {}


def _by_category(statement: Statement) -> Iterator[Draft]:
    """“We use a payment processor”, "letters are printed by an outside supplier"."""
    verb = statement.verb("engage", "use", polarity="+")
    passive = next((verb for verb in statement.verbs("serve", "process", "host", "store", polarity="+") if verb.passive), None)
    third = statement.verb("serve", "process", polarity="+") if statement.subject == "third" else None
    agent = _agent_words(statement, passive) if passive is not None else ()
    if statement.exceptions or not ((verb and verb.subject == "we") or agent or third):
        return
    hits = statement.lexicon.purposes.find(statement.words)
    found = tuple(dict.fromkeys(hit.value for hit in hits if _is_recipient(statement, hit.end)))
    outside = bool(agent) and bool(grammar()["third_parties"].find(agent))
    if found or outside:
        args = statement.object_of(passive) if passive is not None else None
        yield statement.draft("PROCESSOR_CATEGORY", "kind of third party", verb or passive or third, args, categories=found)


def _agent_words(statement: Statement, verb: Verb) -> tuple[Word, ...]:
    """The words behind "by" after a passive verb."""
    words = statement.words[verb.end :]
    at = next((i for i, word in enumerate(words) if word.norm in {"by", "through", "via"}), None)
    return tuple(words[at + 1 : at + 7]) if at is not None else ()


def _is_recipient(statement: Statement, end: int) -> bool:
    words = statement.words
    return words[end - 1].fold in small("recipient_nouns") or (end < len(words) and words[end].fold in small("recipient_nouns"))


def categories_in(statement: Statement, part: Clause) -> Iterator[Draft]:
    """The kinds of recipients that a list names, neighbours without examples together."""
    value = statement.sentence.value
    run: list[tuple[int, int]] = []
    for start, end in segments(value, part.start, part.end):
        piece = value[start:end]
        if "(" in piece or statement.lexicon.names(piece):
            yield from _category(statement, run)
            yield from _category(statement, [(start, end)])
            run = []
        else:
            run.append((start, end))
    yield from _category(statement, run)


def _category(statement: Statement, run: list[tuple[int, int]]) -> Iterator[Draft]:
    if not run:
        return
    start, end = run[0][0], run[-1][1]
    piece = statement.sentence.value[start:end]
    words = words_of(piece)
    found = tuple(dict.fromkeys(hit.value for hit in statement.lexicon.purposes.find(words)))
    names = tuple(dict.fromkeys(name.id for name in statement.lexicon.names(piece)))
    if not found and not names:
        return
    draft = statement.draft("PROCESSOR_CATEGORY", "kind of recipient in a list", None, None, categories=found, entities=names)
    draft.text = statement.sentence.part(start, end)
    draft.openness = "open" if grammar()["open_lists"].find(words) else None
    draft.exceptions = ()
    if names and not grammar()["open_lists"].find(words):
        draft.kind = "PROCESSOR_NAMED"
    yield draft


def segments(value: str, start: int, end: int) -> list[tuple[int, int]]:
    """The parts of a list between commas and conjunctions that stand in no parenthesis."""
    found, depth, begin, i = [], 0, start, start
    while i < end:
        character = value[i]
        depth += (character in "([") - (character in ")]")
        match = _PART.match(value, i, end) if depth == 0 else None
        if match:
            found.append((begin, i))
            begin = i = match.end()
        else:
            i += 1
    return [(a, b) for a, b in [*found, (begin, end)] if value[a:b].strip(" .")]


def read_item(statement: Statement) -> Iterator[Draft]:
    """An entry of a list of third parties: "Name: purpose", "Name (…) - purpose", "kind of service: Name"."""
    label = statement.setting.label
    named_label = statement.lexicon.names(label.value) if label else []
    if statement.cue("list_elsewhere") or _more_of_them(statement) or (statement.cue("others") and not statement.names and not named_label):
        yield statement.draft(
            "PROCESSOR_OPEN", "others, listed elsewhere", None, None, categories=_all_purposes(statement), openness="open"
        )
        return
    if (
        label is not None
        and not named_label
        and (kinds := list(categories_in(statement, statement.clause)))
        and any(not kind.entities for kind in kinds)
    ):
        yield from kinds
        return
    entities = tuple(dict.fromkeys(name.id for name in named_label)) or statement.vendors
    gets = next((verb for verb in statement.clause.verbs if verb.lemma in {"receive", "get", "see"} and verb.polarity == "+"), None)
    if gets is not None and entities and statement.setting.mode == "share" and statement.anything.data:
        yield statement.draft("SHARES", f"entry: {gets.lemma}", gets, statement.anything, entities=entities, polarity="+")
        return
    if not entities and label is None and not _starts_like_a_name(statement):
        yield from _category(statement, [(0, len(statement.sentence.value))])
        return
    if not entities:
        yield from _unknown(statement)
        return
    yield _entry(statement, entities)


def _more_of_them(statement: Statement) -> bool:
    """“further AI providers”."""
    first = next((word.norm for word in statement.words if word.is_word), "")
    return first in {"further", "additional", "other", "more", "various", "similar"} and not statement.names


def _entry(statement: Statement, entities: tuple[str, ...]) -> Draft:
    label = statement.setting.label
    whole = f"{label.value if label else ''} {statement.sentence.value}"
    ids = facts.vendor_ids(whole)
    values = _values(statement) | ({"id": ids[0]} if ids else {})
    limited = _limit(statement)
    args = _handled(statement) if limited is None else arguments([word for word in limited.words], statement.lexicon)
    draft = statement.draft(
        "PROCESSOR_NAMED",
        "entry of a list of third parties",
        None,
        None,
        entities=entities,
        purpose=_all_purposes(statement),
        values=values,
    )
    draft.arguments = args
    if statement.setting.lead is not None:
        draft.gate = statement.setting.lead.gate
    if limited is not None:
        denied = any(verb.polarity == "-" for verb in limited.verbs) or any(
            word.norm in {"no", "not", "never", "without"} for word in limited.words
        )
        draft.kind, draft.polarity, draft.why = "PROCESSOR_RESTRICTION", "-" if denied else "+", "entry with a limit"
        if cues()["discarded"].find(limited.words):
            draft.polarity = "+"
            draft.values = values | {"restriction": "discarded"}
    elif ids:
        draft.kind, draft.why = "PROCESSOR_ID", "entry with an account id"
    return draft


def _handled(statement: Statement) -> Arguments:
    """The data of an entry; words that name the service ("e-mail delivery") are no data."""
    services = {
        statement.words[i].start
        for hit in statement.lexicon.purposes.find(statement.words)
        if hit.end - hit.start > 1
        for i in range(hit.start, hit.end)
    }
    found = arguments([word for word in statement.words if word.start not in services], statement.lexicon)
    return Arguments(found.data, found.phrases, (), found.everything)


def _limit(statement: Statement) -> Clause | None:
    """The part of an entry that limits what the third party gets or does; a condition of consent is a gate, no limit."""
    for part in statement.clause.walk():
        if part is statement.clause or part.role is Role.EXCEPTION or _says_stored(part):
            continue
        if part.role is Role.CONDITION:
            if part.opener.startswith("only") and not statement.consents and not statement.opts_in:
                return part
        elif _is_limiting(part) and not statement.consents:
            return part
    main = statement.clause
    denied = any(word.norm in {"no", "never", "without"} for word in main.words)
    return main if denied or (grammar()["only"].find(main.words) and main.verbs and not statement.consents) else None


def _says_stored(part: Clause) -> bool:
    return any("store" in verb.frames and verb.polarity == "+" and verb.role == "participle" for verb in part.verbs)


def _is_limiting(part: Clause) -> bool:
    denied = any(word.norm in {"no", "not", "never", "without"} for word in part.words)
    return denied or any(phrases.find(part.words) for phrases in (cues()["discarded"], grammar()["only"], cues()["processing_only"]))


def _all_purposes(statement: Statement) -> tuple[str, ...]:
    label = statement.setting.label
    words = [*(words_of(label.value) if label else ()), *statement.all]
    names = {norm for name in statement.names for norm in [name.text.lower()]}
    return tuple(
        dict.fromkeys(
            hit.value for hit in statement.lexicon.purposes.find(words) if " ".join(w.norm for w in words[hit.start : hit.end]) not in names
        )
    )


def _starts_like_a_name(statement: Statement) -> bool:
    words = [word for word in statement.words if word.is_word]
    return bool(words) and words[0].text[0].isupper() and (len(words) <= 3 or bool(_LEGAL_FORM.search(statement.sentence.value)))


def _unknown(statement: Statement) -> Iterator[Draft]:
    """A vendor that no entry knows is kept as written; a label that is a kind of service is a category."""
    label = statement.setting.label
    title = label.value if label else statement.sentence.value
    words = words_of(title)
    found = tuple(dict.fromkeys(hit.value for hit in statement.lexicon.purposes.find(words)))
    generic = bool(found or grammar()["third_parties"].find(words)) and not _LEGAL_FORM.search(title)
    if not generic and _capitalised(title):
        name = re.split(r"\s*[(,]", title)[0].strip()
        draft = _entry(statement, (name,))
        yield draft
        return
    purposes = tuple(dict.fromkeys((*found, *statement.recipients())))
    if purposes and statement.setting.mode in {"share", "processors"}:
        inner = list(categories_in(statement, statement.clause)) if label is not None and not found else []
        if inner:
            yield from inner
        else:
            yield statement.draft("PROCESSOR_CATEGORY", "kind of recipient", None, statement.fragment(), categories=purposes)


def _capitalised(title: str) -> bool:
    words = [word for word in re.findall(r"[A-Za-z][\w.&-]*", title) if word.lower() not in {"of", "and", "the", "for", "by"}]
    return bool(words) and words[0][0].isupper() and sum(word[0].isupper() for word in words) >= len(words) * 0.6 and len(words) <= 5
