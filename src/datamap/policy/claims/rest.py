"""What is read last of a statement, when its other readers have told what they know: denials, access, cookies, public bodies, sources."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from datamap.policy.claims import access, bodies, cookies, denials, gist, shortening, sources
from datamap.policy.parties import UNKNOWN, party
from datamap.policy.rules import grammar, lists_of, small, values

if TYPE_CHECKING:
    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement

# Beside these a statement may still say what is done with data.
SLIGHT = frozenset(
    {"PURPOSE", "CONTACT", "SECURITY_GENERIC", "TEMPLATE_RESIDUE", "SCOPE", "OPT_IN_GATE", "CONSENT_GATE", "PROCESSOR_LIST_CLOSED"}
)
# What a denial of all that a statement says cannot mean.
_AFFIRMING = frozenset({"COLLECTS", "STORES", "SHARES", "PUBLIC", "PROCESSOR_NAMED", "PROCESSOR_CATEGORY", "OPT_IN_GATE"})
# Beside these it may be said that nothing is kept.
_BESIDE = frozenset({"DELETION_TRIGGERED", "DELETION_GENERIC", "LOCAL_PROCESSING", "HOSTING_REGION", "DELETION_DEADLINE"})
_TAKEN = frozenset({"ANONYMIZED_ONLY", "DELETION_TRIGGERED", "DELETION_GENERIC", "STORES", "COLLECTS"})
_SHORT = 4
_BROAD = frozenset({"COLLECTS", "STORES", "PUBLIC", "LEGAL_DISCLOSURE", "TRANSFER", "NOT_SHARES", "SHARES", "PROCESSOR_CATEGORY"})


def read(statement: Statement, drafts: list[Draft]) -> list[Draft]:
    """The claims of a statement, with what only its words as a whole say."""
    for draft in drafts:
        keys = draft.arguments.data
        if draft.kind in {"COLLECTS", "STORES"} and keys and all(key.startswith("user.device.cookie") for key in keys):
            draft.kind, draft.why = "COOKIE_USE", draft.why + " + cookies"
    if not drafts and (told := _closing(statement) or _named_in_answer(statement)) is not None:
        return [told]
    kinds = {draft.kind for draft in drafts}
    if (source := sources.read(statement, drafts)) is not None:
        return [*(draft for draft in drafts if draft.kind not in {"COLLECTS", "SHARES"}), source]
    if kinds <= SLIGHT | _BROAD and (insight := access.read(statement)) is not None:
        return [*(draft for draft in drafts if draft.kind not in _BROAD), insight]
    if kinds <= SLIGHT | _BROAD and (told := bodies.read(statement)) is not None:
        return [*(draft for draft in drafts if draft.kind in SLIGHT), told]
    if kinds <= SLIGHT | _TAKEN and (shortened := shortening.read(statement)) is not None:
        return [*(draft for draft in drafts if draft.kind not in {"OPT_IN_GATE", "STORES", "DELETION_TRIGGERED"}), shortened]
    if kinds <= SLIGHT and (anonymised := shortening.anonymised(statement)) is not None:
        return [*drafts, anonymised]
    if kinds <= SLIGHT | _TAKEN and (removed := denials.removed(statement)) is not None:
        return [*(draft for draft in drafts if draft.kind not in {"DELETION_TRIGGERED", "DELETION_GENERIC"}), removed]
    if not drafts and (cookie := cookies.read(statement)) is not None:
        return [cookie]
    found = [_of_vendor(statement, draft) for draft in _denied(statement, drafts)]
    told = gist.read(statement, found)
    return [*found, told] if told is not None else found


def _of_vendor(statement: Statement, draft: Draft) -> Draft:
    """“X in Paris proposes others. Your name is no part of that”: what is denied is said of the vendor just named."""
    before = statement.before
    if draft.kind != "NOT_COLLECTS" or before is None or not before.own_names or statement.subject == "we" or draft.entities:
        return draft
    ours = any(word.norm in {"we", "us", "our", "i"} for word in statement.all)
    points = any(word.norm in small("pointers") for word in statement.words[1:])
    if ours or not points or not (draft.arguments.data or draft.arguments.unmapped):
        return draft
    return replace(draft, kind="PROCESSOR_RESTRICTION", entities=before.vendors, why=draft.why + " + vendor before")


def of_listed(statement: Statement, drafts: list[Draft], listed: tuple[str, ...]) -> list[Draft]:
    """“None of them may use what they get for anything else”, said behind a list of third parties: it is about them."""
    hits = grammar()["of_those_listed"].find(statement.words[:5])
    bidding = any(verb.lemma in small("bidding") for verb in statement.clause.verbs)
    anywhere = grammar()["of_those_listed"].find(statement.words)
    if bidding and any(hit.end - hit.start > 1 for hit in anywhere):
        return [statement.draft("PROCESSOR_RESTRICTION", "those listed are bound", None, statement.anything, entities=listed, polarity="-")]
    if not hits or hits[0].start > 0 or any(word.norm in small("articles") for word in statement.words[hits[0].end : hits[0].end + 1]):
        return drafts
    denied = [draft for draft in drafts if draft.kind in {"NOT_COLLECTS", "NEVER_STORES", "NOT_SHARES", "STORES", "COLLECTS"}]
    bound = statement.cue("processing_only", "discarded") or statement.only or any(draft.polarity == "-" for draft in denied)
    if not bound or any(draft.kind in {"PROCESSOR_RESTRICTION", "NO_TRAINING"} for draft in drafts):
        return drafts
    made = statement.draft("PROCESSOR_RESTRICTION", "about those listed", None, statement.anything, entities=listed)
    made.polarity = "-" if any(word.norm in small("denials") | {"none", "neither"} for word in statement.words) else "+"
    return [*(draft for draft in drafts if draft not in denied), made]


def _closing(statement: Statement) -> Draft | None:
    """“Two firms work for us: … That's the lot.”: there are no others."""
    words, before = [word for word in statement.words if word.is_word], statement.before
    hits = lists_of("denials")["closings"].find(words)
    if not hits or hits[0].end - hits[0].start < len(words) or before is None or not before.names:
        return None
    return statement.draft("PROCESSOR_LIST_CLOSED", "closes a list", None, None, entities=before.vendors, polarity="+", openness="closed")


def _named_in_answer(statement: Statement) -> Draft | None:
    """A vendor that answers a question: “Payments? Stripe.”."""
    before = statement.before
    if before is None or not before.sentence.value.rstrip().endswith("?") or not statement.is_fragment:
        return None
    who = [word.norm for word in before.words if word.is_word][:1] in (["who"], ["whom"], ["where"])
    short = len(before.words) <= _SHORT and len(statement.words) <= 2 * _SHORT
    if statement.names and (short or who):
        return statement.draft("PROCESSOR_NAMED", "answer that is a vendor", None, None, purpose=before.recipients(), polarity="+")
    named = list(takewhile(lambda word: word.text[:1].isupper(), statement.words)) if who else []
    ordinary = any(word.norm in grammar().words["not_names"] | grammar().words["clause_subjects"] | small("ordinary") for word in named)
    if not named or ordinary or values().regions.find(named) or party(statement, named) != UNKNOWN:
        return None
    name = statement.sentence.value[named[0].start : named[-1].end]
    return statement.draft("PROCESSOR_NAMED", "answer that is a name", None, None, entities=(name,), polarity="+")


def _denied(statement: Statement, drafts: list[Draft]) -> list[Draft]:
    """With what the statement denies in words that no reader knew; what was read the other way round goes."""
    if any(draft.polarity == "-" or draft.kind not in SLIGHT | _AFFIRMING | _BESIDE | {"COLLECTS_ONLY_IF"} for draft in drafts):
        return drafts
    found = denials.read(statement)
    if found is None:
        return drafts
    denied, whole = found
    if any(draft.kind in _BESIDE for draft in drafts) and (whole or denied.kind != "NEVER_STORES"):
        return drafts
    gone = _AFFIRMING | ({"COLLECTS_ONLY_IF"} if denied.kind == "NEVER_STORES" else set())
    return [*(draft for draft in drafts if not whole or draft.kind not in gone), denied]
