"""Entries of lists of third parties: "Name: purpose", "Name (…) - purpose", kinds of recipients between commas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datamap.policy import facts
from datamap.policy.arguments import Arguments, arguments
from datamap.policy.clauses import Role
from datamap.policy.phrases import Hit
from datamap.policy.rules import cues, grammar, small, topics
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datamap.model import JsonValue
    from datamap.policy.clauses import Clause
    from datamap.policy.draft import Draft
    from datamap.policy.lexicon import Lexicon, Name
    from datamap.policy.statement import Statement
    from datamap.policy.words import Word

_PART = re.compile(r",\s*(?:and\s+|or\s+)?|;\s*|\s+(?:and|as well as)\s+")
_LEGAL_FORM = re.compile(r"\b(?:Inc|Ltd|LLC|GmbH|AG|BV|B\.V|S\.A|SAS|PBC|Corp|Limited|Oy|AB|plc)\b\.?")


def has_legal_form(title: str) -> bool:
    """Whether a label is a company's name: “Protel Software GmbH, Dortmund”."""
    return bool(_LEGAL_FORM.search(title)) and title[:1].isupper() and not title.startswith(("Our ", "The ", "We "))


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
    turned = [hit for words_of_one in _turned(words) for hit in statement.lexicon.purposes.find(words_of_one)]
    found = tuple(dict.fromkeys(hit.value for hit in (*statement.lexicon.purposes.find(words), *turned)))
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


def _turned(words: Sequence[Word]) -> Iterator[list[Word]]:
    """“tools for editing and production” as "editing tools", "production tools"."""
    for i, word in enumerate(words[:-2]):
        if word.fold in small("recipient_nouns") and words[i + 1].norm in {"for", "of"}:
            for what in words[i + 2 :]:
                if what.norm == ",":
                    break
                if what.is_word and what.norm not in small("joiners"):
                    yield [what, word]


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
        and not any(name.start == 0 for name in statement.names)
        and not (_LEGAL_FORM.search(label.value) and not statement.lexicon.purposes.find(words_of(label.value)))
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
    if label is None and (_by_example(statement) or (not entities and not _starts_like_a_name(statement))):
        yield from _category(statement, [(0, len(statement.sentence.value))])
        return
    if not entities:
        yield from _unknown(statement)
        return
    entry = _entry(statement, entities)
    yield entry
    if entry.kind == "PROCESSOR_RESTRICTION" and entry.text == statement.text:
        yield from _named_and_limited(statement, entry)
    places = regions_in(statement)
    if places and label is not None and _is_of_places(label.value, named_label):
        yield statement.draft("HOSTING_REGION", "entry: servers + place", None, None, values=places, entities=entities, polarity="+")


def _is_of_places(label: str, names: list[Name]) -> bool:
    """“Hosting:”, "Servers (Hetzner):"; the cloud of "Acme Cloud:" is a part of a name."""
    told = (word for word in words_of(label) if word.fold in small("placed"))
    return any(not any(name.start <= word.start < name.end for name in names) for word in told)


def _named_and_limited(statement: Statement, entry: Draft) -> Iterator[Draft]:
    """An entry with a limit still names the third party: its first words say that, the limit says the rest."""
    limited = _limit(statement)
    if limited is None or limited is statement.clause or not limited.words or limited.start <= 0:
        return
    purposes = _all_purposes(statement)
    if purposes:
        named = statement.draft("PROCESSOR_NAMED", "entry of a list of third parties", None, _handled(statement), purpose=purposes)
        named.entities, named.polarity, named.text = entry.entities, "+", statement.sentence.part(0, _end_before(statement, limited.start))
        entry.text = statement.sentence.part(limited.start, limited.end)
        yield named


def _end_before(statement: Statement, start: int) -> int:
    return max((word.end for word in words_of(statement.sentence.value) if word.is_word and word.end <= start), default=start)


def _by_example(statement: Statement) -> bool:
    """“Analytics providers such as X and others”: a kind of recipient with examples."""
    if not statement.own_names or statement.own_names[0].start == 0:
        return False
    first = next(i for i, word in enumerate(statement.words) if word.start >= statement.own_names[0].start)
    head = statement.words[:first]
    return bool(statement.lexicon.purposes.find(head) and grammar()["open_lists"].find(head))


def _more_of_them(statement: Statement) -> bool:
    """“further AI providers”."""
    first = next((word.norm for word in statement.words if word.is_word), "")
    return first in {"further", "additional", "other", "more", "various", "similar"} and not statement.names


def _entry(statement: Statement, entities: tuple[str, ...]) -> Draft:
    label = statement.setting.label
    whole = f"{label.value if label else ''} {statement.sentence.value}"
    ids = facts.vendor_ids(whole)
    values = regions_in(statement) | ({"id": ids[0]} if ids else {})
    limited = _limit(statement)
    args = _handled(statement) if limited is None else arguments(list(limited.words), statement.lexicon)
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
    masked = any(verb.frames & {"anonymise"} for verb in part.verbs)
    return (
        denied or masked or any(phrases.find(part.words) for phrases in (cues()["discarded"], grammar()["only"], cues()["processing_only"]))
    )


def _all_purposes(statement: Statement) -> tuple[str, ...]:
    label = statement.setting.label
    words = [*(words_of(label.value) if label else ()), *statement.all]
    names = {norm for name in statement.names for norm in [name.text.lower()]}
    called = [
        hit.value for hit in statement.lexicon.purposes.find(words) if " ".join(w.norm for w in words[hit.start : hit.end]) not in names
    ]
    return tuple(dict.fromkeys((*called, *statement.lexicon.done_in(statement.all))))


def further_limit(statement: Statement, entry: Draft) -> Draft | None:
    """What a later part of an entry says the third party does not keep: "…; the audio is then discarded"."""
    if statement.vendors or not cues()["discarded"].find(statement.all):
        return None
    draft = statement.draft(
        "PROCESSOR_RESTRICTION", "entry with a limit", None, arguments(statement.words, statement.lexicon), polarity="+"
    )
    draft.entities, draft.purpose, draft.values = entry.entities, entry.purpose, {"restriction": "discarded"}
    return draft


def _starts_like_a_name(statement: Statement) -> bool:
    words = [word for word in statement.words if word.is_word]
    mark = next((word.norm for word in statement.words[1:2]), "")
    if words and words[0].text[0].isupper() and mark in {",", "for"} and not statement.lexicon.purposes.at(words, 0):
        return not topics().at(words, 0) and not statement.lexicon.data_in(words[:1])
    return bool(words) and words[0].text[0].isupper() and (len(words) <= 3 or bool(_LEGAL_FORM.search(statement.sentence.value)))


def _unknown(statement: Statement) -> Iterator[Draft]:
    """A vendor that no entry knows is kept as written; a label that is a kind of service is a category."""
    label = statement.setting.label
    title = label.value if label else statement.sentence.value
    words = words_of(title)
    found = tuple(dict.fromkeys(hit.value for hit in statement.lexicon.purposes.find(words)))
    generic = bool(found or grammar()["third_parties"].find(words) or topics().find(words)) and not _LEGAL_FORM.search(title)
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


def kinds_of_recipients(words: Sequence[Word], lexicon: Lexicon) -> list[Hit[str]]:
    """Recipients that are named by what they are for: "a payment processor", "hosting providers"; not "our chat service"."""
    found = []
    data = {i for hit in lexicon.data_in(words) for i in range(hit.start, hit.end)}
    for hit in lexicon.purposes.find(words):
        inside = words[hit.end - 1].fold in small("recipient_nouns")
        head = hit.end - 1 if inside else hit.end
        if head >= len(words) or words[head].fold not in small("recipient_nouns") or (head in data and not inside) or hit.end in data:
            continue
        start = hit.start
        while start and words[start - 1].hyphen:
            start -= 1
        before = words[start - 1].norm if start else ""
        own = words[head].norm in small("own_nouns") and before in {"our", "the", "this", "its"}
        if not own:
            found.append(Hit(hit.value, start, head + 1))
    return found


def regions_in(statement: Statement) -> dict[str, JsonValue]:
    """The places that a statement, or else its label, names, as values of a claim."""
    label = statement.setting.label
    places = facts.regions(statement.all) or (facts.regions(words_of(label.value)) if label is not None else [])
    return {"region": places[0], "regions": list(places)} if places else {}


def places_beside(statement: Statement) -> dict[str, JsonValue]:
    """The places that a parenthesis tells of a vendor: "Deepgram (its servers in the EU) receives …"."""
    inside = [part.words for part in statement.clause.walk() if part.role is Role.PARENTHESIS]
    places = [place for words in inside for place in facts.regions(words)]
    return {"region": places[0], "regions": list(places)} if places else {}
