"""How claims go together: the stronger over the weaker, what one says of another, and the lists that they make."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.policy.claims import vendors
from datamap.policy.documents import BlockKind
from datamap.policy.draft import Draft
from datamap.policy.rules import kinds, small

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.policy.draft import Lead
    from datamap.policy.reading import Found
    from datamap.policy.statement import Statement
    from datamap.policy.structure import Unit

ENTRIES = frozenset({"PROCESSOR_NAMED", "PROCESSOR_RESTRICTION", "PROCESSOR_ID", "PROCESSOR_OPEN"})


_OF_HASHES = frozenset({"HASHED", "HASH_ALGO"})


def resolved(drafts: list[Draft]) -> list[Draft]:
    """Without the weaker kinds that a stronger one replaces, and without doubles."""
    kept: list[Draft] = []
    for draft in drafts:
        replaced = any(
            draft.kind in kinds()[other.kind].over and _overlap(draft, other) and not _has_more(draft, other) for other in drafts
        )
        if replaced or any(
            draft.kind == other.kind and draft.text == other.text and draft.polarity == other.polarity and draft.entities == other.entities
            for other in kept
        ):
            continue
        kept.append(draft)
    return kept


def corrected(drafts: list[Draft], added: list[Draft]) -> list[Draft]:
    """With what was added; “we would need a court order” tells of officials, and collects nothing."""
    if any(draft.kind == "LEGAL_DISCLOSURE" for draft in added):
        drafts = [draft for draft in drafts if draft.kind != "COLLECTS"]
    ends = [str(draft.values.get("until", "")) for draft in drafts if draft.kind == "RETENTION_CRITERION"]
    if any(word in end for end in ends for word in ("unsubscribe", "opt out", "object")):
        drafts = [draft for draft in drafts if draft.kind != "OPT_OUT"]
    return [*drafts, *added]


def likewise(drafts: list[tuple[Statement, list[Draft]]]) -> list[tuple[Statement, list[Draft]]]:
    """“Laptops are encrypted, and so are back-ups”, "the bucket is too": what was said of the one before holds of the next."""
    made: list[tuple[Statement, list[Draft]]] = []
    for statement, found in drafts:
        before = made[-1][1] if made and not found and _repeats(statement) else []
        again = [_of_the_next(statement, draft) for draft in before if kinds()[draft.kind].family in {"protection", "retention"}]
        made.append((statement, found or again))
    return made


def _repeats(statement: Statement) -> bool:
    norms = [word.norm for word in statement.words if word.is_word and word.norm != "and"]
    being = {"is", "are", "does", "do", "has", "have", "was", "were"}
    inverted = norms[:1] == ["so"] and bool(being & set(norms[1:2]))
    return len(norms) <= _BRIEF and (inverted or (norms[-1:] == ["too"] and bool(being & set(norms[-2:-1]))))


def _of_the_next(statement: Statement, draft: Draft) -> Draft:
    placed = any(word.fold in small("storage_places") | small("devices") | small("our_places") for word in statement.words)
    kind = "ENCRYPTED_AT_REST" if draft.kind == "ENCRYPTED_IN_TRANSIT" and placed else draft.kind
    return replace(draft, kind=kind, text=statement.text, arguments=statement.anything, why=draft.why + " + likewise")


_BRIEF = 7


def _has_more(draft: Draft, other: Draft) -> bool:
    """Whether it tells of data beside what is hashed: "your name and a hash of your password"."""
    return other.kind in _OF_HASHES and bool(other.arguments.data) and not set(draft.arguments.data) <= set(other.arguments.data)


def _overlap(draft: Draft, other: Draft) -> bool:
    return draft.text.value in other.text.value or other.text.value in draft.text.value


def named_recipients(drafts: list[Draft]) -> Iterator[Draft]:
    """Who gets data and is called by name is a third party that is named."""
    known = {entity for draft in drafts if draft.kind.startswith(("PROCESSOR", "AUTH")) for entity in draft.entities}
    for draft in drafts:
        gets = draft.kind in {"SHARES", "CONSENT_GATE", "OPT_IN_GATE"} and draft.polarity == "+"
        if gets and draft.entities and not known.intersection(draft.entities):
            known.update(draft.entities)
            yield replace(draft, kind="PROCESSOR_NAMED", why=f"{draft.why} + vendor")


def place(drafts: list[Draft], statement: Statement) -> None:
    """A place in brackets is that of the third party before it."""
    for draft in drafts:
        if draft.kind in {"PROCESSOR_NAMED", "PROCESSOR_RESTRICTION"} and "regions" not in draft.values:
            draft.values = {**draft.values, **vendors.places_beside(statement)}


def gate_of_the_entry(before: list[Draft], drafts: list[Draft]) -> None:
    """“Summaries: X receives the transcript. Summaries are off until you turn them on”: the choice is about what was told before it."""
    named = {entity for draft in before if draft.kind in {"PROCESSOR_NAMED", "SHARES"} for entity in draft.entities}
    for draft in drafts:
        if draft.kind in {"OPT_IN_GATE", "CONSENT_GATE"} and len(named) == 1 and not (draft.entities or draft.arguments.data):
            draft.entities, draft.categories = tuple(named), ()


def told_to_be_stored(statement: Statement, drafts: list[Draft]) -> None:
    """“Videos you upload. These are stored …”: the entry before is a stored one."""
    verb = statement.verb("store", polarity="+")
    points = bool(statement.words) and statement.words[0].norm in {"these", "they", "it", "this"}
    if verb is not None and verb.passive and points:
        for draft in drafts:
            if draft.kind == "COLLECTS" and draft.why.startswith("entry of a list"):
                draft.kind, draft.why = "STORES", draft.why + " + they are stored"


def with_further_limits(before: list[list[Draft]], drafts: list[tuple[Statement, list[Draft]]]) -> list[tuple[Statement, list[Draft]]]:
    """Later parts of an entry that limit what the third party keeps are about it."""
    made = [draft for found in (*before, *[found for _, found in drafts]) for draft in found]
    entry = next((draft for draft in made if draft.kind in ENTRIES and draft.why.startswith("entry") and draft.entities), None)
    if entry is None:
        return drafts
    limits = [(statement, vendors.further_limit(statement, entry)) for statement, _ in drafts]
    return [
        (statement, found if limit is None or entry in found else [limit])
        for (statement, found), (_, limit) in zip(drafts, limits, strict=True)
    ]


def is_complete(unit: Unit, entries: list[Found], lead: Lead | None) -> bool:
    """Whether a list of third parties leaves none out, by the heading or the words that introduce it."""
    if len(entries) < 2 or any(entry.draft.kind == "PROCESSOR_OPEN" for entry in entries):
        return False
    if lead is not None:
        return (lead.mode or unit.mode) == "processors" and lead.openness == "closed" and lead.gate is None
    return unit.block.kind is BlockKind.HEADING and unit.headings[-1].topic == "processors"


def closed(unit: Unit, entries: list[Found]) -> Draft:
    """The claim that a list is complete."""
    names = tuple(dict.fromkeys(name for entry in entries for name in entry.draft.entities))
    return Draft(
        "PROCESSOR_LIST_CLOSED",
        unit.block.text,
        "introduces a complete list of third parties",
        polarity="+",
        entities=names,
        openness="closed",
    )
