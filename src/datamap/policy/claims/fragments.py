"""List entries without a verb of their own: they say what their heading or lead-in says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy import facts
from datamap.policy.arguments import Arguments, arguments, mentions
from datamap.policy.claims import vendors
from datamap.policy.clauses import Role
from datamap.policy.documents import BlockKind
from datamap.policy.parties import THIRD, party
from datamap.policy.rules import cues, grammar, lists_of, small, verbs
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement


def read(statement: Statement) -> Iterator[Draft]:
    """The claims of one entry."""
    reader = _READERS.get(statement.setting.mode or "")
    first = next(iter(statement.clause.verbs), None)
    if statement.setting.mode == "deletion" and first is not None and first.role == "imperative" and "delete" not in first.frames:
        return
    if reader is None and (_is_plainly_data(statement) or _is_denied_entry(statement)):
        reader = _collect
    if reader is not None and statement.setting.unit.block.kind.value != "heading":
        yield from reader(statement)


def _is_denied_entry(statement: Statement) -> bool:
    return statement.setting.denies and statement.setting.unit.block.kind is BlockKind.ITEM and bool(statement.fragment())


def _is_plainly_data(statement: Statement) -> bool:
    """Under a heading that says nothing, a list of known kinds of data is still a list of data."""
    found = statement.fragment()
    label = statement.setting.label
    labelled = label is not None and bool(statement.lexicon.data_in(words_of(label.value)))
    enough = bool(found.data) and len(found.unmapped) <= len(found.data) if labelled else len(found.data) > 1 and not found.unmapped
    return statement.setting.mode is None and enough and not statement.names and not statement.durations


def _named(statement: Statement) -> Arguments:
    """The data that the entry names, else what its label names."""
    found = statement.fragment()
    label = statement.setting.label
    if found.data or label is None:
        return found
    labelled = arguments(words_of(label.value), statement.lexicon)
    return found | labelled if labelled.data else found


def _collect(statement: Statement) -> Iterator[Draft]:
    label = statement.setting.label
    if label is not None and cues()["backup"].find(words_of(label.value)) and not statement.fragment().data:
        return
    if _is_sentence(statement) or (statement.setting.denies and _is_deed(statement)):
        return
    args = _named(statement)
    label = statement.setting.label
    if statement.setting.denies:
        words = statement.words[:4]
        sold, given = (lists_of("denials")[name].find(words) for name in ("trading", "passing"))
        yield _inherit(statement, "NO_SALE" if sold else "NOT_SHARES" if given else "NOT_COLLECTS", args, "-")
    elif statement.words and statement.words[0].norm in small("denials"):
        free = not statement.exceptions
        yield _inherit(statement, "NOT_COLLECTS" if free else "OPT_IN_GATE", args, "-" if free else "+", gate=None if free else "opt_in")
    elif _only_cookies(args):
        yield _inherit(statement, "COOKIE_USE", args, "+")
    elif label is not None and _source_label(label.value):
        yield _source(statement, args)
    elif _via_vendor(statement):
        yield _inherit(statement, "PROCESSOR_NAMED", args, "+")
    elif args.data or (args.unmapped and not _has_subject(statement) and _is_told(statement) and not facts.dates(statement.sentence.value)):
        yield _inherit(statement, "COLLECTS", args, "+")


def _has_subject(statement: Statement) -> bool:
    """“Nobody likes long policies”: a sentence of its own, no kind of data."""
    first = statement.words[0].norm if statement.words else ""
    return first in {"nobody", "nothing", "we", "if", "when", "there", "it", "they"} and statement.sentence.value.endswith(".")


def _is_deed(statement: Statement) -> bool:
    """“Feed your replies to a chatbot”: what is denied is a deed, no kind of data."""
    first = next(iter(statement.clause.verbs), None)
    return first is not None and first.role == "imperative"


def _is_told(statement: Statement) -> bool:
    """Whether the heading or lead-in says how the entry reads, and not only its neighbours."""
    lead = statement.setting.lead
    return statement.setting.unit.mode is not None or (lead is not None and lead.mode is not None)


def _is_sentence(statement: Statement) -> bool:
    """Words that ask or instruct name no data."""
    first = statement.words[0].norm if statement.words else ""
    return statement.sentence.value.endswith("?") or first in {"please", "see", "note", "contact"} or statement.cue("see_document")


def _only_cookies(args: Arguments) -> bool:
    return bool(args.data) and all(key.startswith("user.device.cookie") for key in args.data)


def _source_label(label: str) -> bool:
    words = [word.norm for word in words_of(label)]
    return ("from" in words and "you" in words) or "from" in words[:1] or words[:1] == ["directly"]


def _source(statement: Statement, args: Arguments) -> Draft:
    if statement.names and args.data:
        return _inherit(statement, "RECEIVES_FROM", args, "+")
    return _inherit(statement, "COLLECTS" if args.data else "SOURCE", args, "+")


def _via_vendor(statement: Statement) -> bool:
    """“Payment information: processed securely via X”: the entry is a participle, its label the data."""
    first = next((verb for verb in statement.clause.verbs), None)
    starts = (
        first is not None
        and first.form == "ed"
        and all(not word.is_word or word.norm.endswith("ly") for word in statement.words[: first.index])
    )
    return bool(starts and first is not None and first.frames & {"process", "serve", "share"} and statement.names)


def _store(statement: Statement) -> Iterator[Draft]:
    if _is_sentence(statement):
        return
    args = _named(statement)
    if statement.setting.denies:
        yield _inherit(statement, "NEVER_STORES", args, "-", locus="server")
    elif args:
        yield _inherit(statement, "STORES", args, "+", locus="server" if _on_server(statement) else None)


def _on_server(statement: Statement) -> bool:
    headings = statement.setting.unit.headings
    return any(cues()["server"].find(words_of(heading.text.value)) for heading in headings)


def _local(statement: Statement) -> Iterator[Draft]:
    args = _named(statement)
    if args:
        yield _inherit(statement, "LOCAL_ONLY", args, "+", locus="device")


def _share(statement: Statement) -> Iterator[Draft]:
    if _is_refusal(statement):
        label = statement.setting.label
        args = mentions(words_of(label.value), statement.lexicon) if label is not None else Arguments()
        sold = label is not None and lists_of("denials")["trading"].find(words_of(label.value))
        yield _inherit(statement, "NO_SALE" if sold else "NOT_SHARES", args if args.data else Arguments(everything=True), "-")
        return
    if statement.setting.denies:
        others = grammar()["third_parties"].find(statement.all) or statement.recipients()
        yield _inherit(statement, "NOT_SHARES", statement.fragment(), "-", categories=statement.recipients() if others else ())
        return
    if statement.cue("legal_duty", "merger"):
        return
    label = statement.setting.label
    labelled = cues()["aggregate_only"].find(words_of(label.value)) if label else []
    if label is not None and statement.lexicon.names(label.value):
        yield from _vendor(statement)
    elif statement.consents and not statement.names:
        yield _inherit(statement, "SHARES", statement.fragment(), "+", gate="consent")
    elif labelled or statement.cue("anonymous"):
        yield _inherit(statement, "SHARES", _named(statement), "+", form="aggregated")
    else:
        found = list(vendors.read_item(statement))
        yield from found
        lead, given = statement.setting.lead, statement.fragment()
        to_other = label is not None and bool(given) and party(statement, words_of(label.value)) == THIRD
        if not found and (to_other or (lead is not None and lead.mode == "share" and given.data)):
            yield _inherit(statement, "SHARES", statement.fragment(), "+")
        elif not found and not given.data and _is_somebody(statement):
            yield _inherit(statement, "SHARES", given, "+")


def _is_somebody(statement: Statement) -> bool:
    """“Partner airlines, if your journey includes one of their flights”: an entry that names people or firms that no list knows."""
    words = statement.words
    if not words or words[0].norm in small("hanging") | small("denials") | {"when", "if", "where", "with", "under"} or statement.stating:
        return False
    cut = (i for i, word in enumerate(words) if i and (not word.is_word or word.norm in small("hanging") | small("relatives")))
    head = [word for word in words[: next(cut, len(words))] if word.is_word]
    last = head[-1] if head else None
    if last is None or any(verbs().nominal([word]) for word in head) or not last.norm.isalpha():
        return False
    several = last.fold != last.norm or words[0].norm in {"the", "your", "our"} or last.norm in small("collectives")
    return several and not last.norm.endswith(_DEEDS) and last.fold not in small("record_nouns") | small("holders") | small("no_data")


_DEEDS = ("ing", "tion", "tions", "ment", "ments", "ance", "ity", "ities", "ness", "purposes", "rights", "reasons")


def _vendor(statement: Statement) -> Iterator[Draft]:
    """An entry that begins with a vendor's name: “Amplitude (EU): statistics, only with your consent”."""
    found = list(vendors.read_item(statement))
    yield from found
    if statement.consents and found:
        topic = statement.lexicon.gate_topic(" ".join(word.norm for word in statement.all))
        gate = f"consent.{topic}" if topic else "consent"
        yield _inherit(statement, "CONSENT_GATE", statement.anything, "+", gate=gate, entities=found[0].entities)


def _is_refusal(statement: Statement) -> bool:
    """“Sharing: we don't.”, "Health data: with no one"."""
    words = [word.norm for word in statement.all if word.is_word]
    return bool(words) and set(words) <= small("refusals") and bool(set(words) & (small("denials") | {"none", "nobody"}))


def _purpose(statement: Statement) -> Iterator[Draft]:
    basis = [word.norm for part in statement.clause.of(Role.PARENTHESIS) for word in part.words]
    label = statement.setting.label
    words = [*(words_of(label.value) if label else ()), *statement.all]
    purposes = tuple(dict.fromkeys(hit.value for hit in statement.lexicon.purposes.find(words)))
    if basis == ["consent"]:
        topic = statement.lexicon.gate_topic(" ".join(word.norm for word in words))
        yield _inherit(
            statement, "CONSENT_GATE", statement.anything, "+", purpose=purposes, gate=f"consent.{topic}" if topic else "consent"
        )
    elif not (statement.cue("aggregate_only") and (statement.has("only") or "using" in [word.norm for word in statement.all])):
        values = {"basis": " ".join(basis)} if basis else {}
        yield _inherit(statement, "PURPOSE", statement.anything, "+", purpose=purposes, values=values)


def _cookies(statement: Statement) -> Iterator[Draft]:
    if statement.names and statement.setting.label is not None:
        yield from vendors.read_item(statement)
    else:
        yield _inherit(
            statement,
            "COOKIE_USE",
            statement.anything,
            "+",
            purpose=statement.recipients(),
            gate="consent" if statement.consents else None,
        )


def _legal_basis(statement: Statement) -> Iterator[Draft]:
    yield _inherit(statement, "LEGAL_BASIS", statement.anything, "+")


def _deletion(statement: Statement) -> Iterator[Draft]:
    args = _named(statement)
    lead = statement.setting.lead
    if args and lead is not None and lead.mode == "deletion":
        yield _inherit(statement, "DELETION_CASCADE", args, "+", trigger="account deletion")


def _public(statement: Statement) -> Iterator[Draft]:
    yield _inherit(statement, "PUBLIC", _named(statement), "+", locus="public")


def _inherit(statement: Statement, kind: str, args: Arguments, polarity: str, **more: object) -> Draft:
    lead = statement.setting.lead
    source = (
        f"lead-in “{lead.text}”"
        if lead is not None and lead.mode
        else f"heading “{statement.setting.unit.headings[-1].text.value}”"
        if statement.setting.unit.headings
        else "list"
    )
    draft = statement.draft(kind, f"entry of a list: {source}", None, args, **more)
    draft.polarity = polarity
    if lead is not None:
        draft.openness = draft.openness or lead.openness
        draft.gate = draft.gate or lead.gate
        draft.trigger = draft.trigger or lead.trigger
    return draft


_READERS: dict[str, Callable[[Statement], Iterator[Draft]]] = {
    "collect": _collect,
    "store": _store,
    "local": _local,
    "share": _share,
    "processors": vendors.read_item,
    "purpose": _purpose,
    "cookies": _cookies,
    "legal_basis": _legal_basis,
    "deletion": _deletion,
    "public": _public,
}
