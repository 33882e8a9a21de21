"""DM201 undisclosed-data

## What it reports

A category of personal data that a model, table or form collects or stores, or that a public page shows, and that the policy does not
mention. An error where the policy's list is closed ("we store only"), a warning where it is open.

## Why it matters

What is collected is the first thing that a policy has to say (Art. 13 and 14 GDPR).

## Example

```python
class Profile(Base):
    phone = Column(String)
```

The policy lists name, e-mail and company.

## How to fix it

Drop the field, or add it to the policy.

## What it misses

Free-text and JSON columns whose content only people know. What an application keeps on the person's own machine is not collected; the
record of a choice (``analytics_consent``) and the date of a row are no data of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import finding, flow_finding
from datamap.checks.holding import is_the_operators, names_store
from datamap.checks.matching import about, gathered, is_pseudonym, is_secret, names_data, readable, spoken_keys
from datamap.model import Confidence, FormKind, Level, SinkKind
from datamap.policy.rules import covers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Element, Finding, Flow

CODE = "DM201"
KEPT = frozenset({"model", "column", "form", "schema"})
BOOKKEEPING = frozenset(
    {"user", "user.privacy_preferences", "user.account.created_at", "user.financial.processor_customer_id", "user.authorization.token"}
)
ISSUED = "user.authorization.api_key"
MADE = "user.content"
MESSAGE = "user.content.message"
PRESUMING = ("RIGHT", "DELETION_CASCADE", "DELETION_SELF_SERVE", "DELETION_GENERIC", "EXPORT", "RETENTION_PERIOD", "NO_TRAINING")
MADE_FROM = {"user.content.transcript": "user.content.media"}
"""What code makes of a file that it may have; a field that is named for it is another thing that is kept of people."""
REMEDY = "add it to the policy, or do not collect it"


def find(case: Case) -> Iterator[Finding]:
    """Elements and flows of categories that no sentence discloses."""
    if not case.has_policy or not case.discloses_data:
        return
    told: set[tuple[str | None, str]] = set()
    for element in case.practices.elements:
        if _collected(case, element) and not _is_told(case, element) and (element.owner, element.category) not in told:
            told.add((element.owner, element.category))
            yield _field(case, element)
    kept = {(element.store, element.category) for element in case.practices.elements if element.kind in KEPT}
    written = [
        (flow, case.list_for(flow.data))
        for flow in case.practices.flows
        if flow.sink.kind is SinkKind.STORE
        and (flow.sink.id, flow.data) not in kept
        and not _stays_with_the_person(case, flow.sink.id)
        and _undisclosed(case, flow)
    ]
    for flows, claim in gathered(written):
        message = f"{case.data_verb(flows, 'is')} kept in {flows[0].sink.id}; the policy does not mention it"
        yield flow_finding(CODE, flows, message, claim=claim, level=_level(case, flows[0].data), remedy=REMEDY)
    yield from _shown(case)


def _collected(case: Case, element: Element) -> bool:
    """Stored, or asked of the person; a field of an internal type tells nothing on its own."""
    if element.kind not in KEPT or element.form.kind in {FormKind.AGGREGATED, FormKind.ANONYMISED}:
        return False
    if (element.store is None and element.kind != "form") or _stays_with_the_person(case, element.store):
        return False
    if is_secret(element.category) and is_the_operators(case, element.store):
        return False
    return case.knowledge.is_personal(element.category) and not is_pseudonym(element.category) and element.category not in BOOKKEEPING


def _is_told(case: Case, element: Element) -> bool:
    """What is asked and not stored is told by what it is used for, too: "support: answering you" tells of questions to support."""
    purposes = list(case.claims("PURPOSE")) if element.store is None else []
    answered = element.category == MESSAGE and any("support" in claim.purpose for claim in purposes)
    if (element.category.startswith(MADE) and _is_named(case, element)) or (element.category == ISSUED and _is_spoken_of(case, ISSUED)):
        return True
    hashed = (spoken_keys(claim) for claim in case.claims("HASHED", "HASH_ALGO"))
    told = any(about(claim, element.category) for claim in (*purposes, *hashed)) or case.is_disclosed(element.category)
    return answered or told or _is_told_to_be_there(case, element.category)


def _is_spoken_of(case: Case, category: str) -> bool:
    """Whether any sentence calls it by its name: a service gives keys to people, and collects none from them."""
    name = case.category_name(category).lower()
    return any(name in claim.quote.lower() for claim in case.policy.claims)


def _covered(claim: Claim) -> set[str]:
    """What else the claim's words for data speak of."""
    return {other for key in claim.data for other in covers().get(key, ())}


def _is_told_to_be_there(case: Case, category: str) -> bool:
    """Whether a sentence tells that such data goes with the account, is given a copy of or is protected: then it is there."""
    meant = (claim for claim in case.claims(*PRESUMING) if names_data(claim))
    return any(category in claim.data or category in _covered(claim) for claim in meant)


def _is_named(case: Case, element: Element) -> bool:
    """Whether the policy calls what people make as the code does: "diary entries" are what ``DiaryEntry.text`` holds."""
    store = case.stores.get(element.store or "")
    return store is not None and any(names_store(claim, store) for claim in case.claims("COLLECTS", "STORES") if claim.polarity == "+")


def _stays_with_the_person(case: Case, store: str | None) -> bool:
    """Whether it is kept on the person's own machine, where nobody collects it."""
    found = case.stores.get(store or "")
    return found is not None and found.locus == "device"


def _undisclosed(case: Case, flow: Flow) -> bool:
    source = MADE_FROM.get(flow.data, flow.data)
    disclosed = case.is_disclosed(flow.data) or case.is_disclosed(source) or _is_told_to_be_there(case, flow.data)
    return _tells(case, flow) and flow.data not in BOOKKEEPING and not disclosed


def _level(case: Case, category: str) -> Level:
    claim = case.list_for(category)
    return Level.ERROR if claim is not None and claim.openness == "closed" else Level.WARNING


def _field(case: Case, element: Element) -> Finding:
    what, field = case.category_name(element.category), f"{element.owner.rpartition('.')[2]}.{element.name}"
    verb = "are" if case.is_several(element.category) else "is"
    return finding(
        CODE,
        element.location,
        f"{what} {verb} collected as {field} ({element.store or element.owner}); the policy does not mention it",
        symbol=element.symbol,
        claim=case.list_for(element.category),
        data=(element.category,),
        level=_level(case, element.category) if element.confidence is not Confidence.LOW else Level.NOTE,
        confidence=element.confidence,
        store=element.store,
        remedy=REMEDY,
    )


def _shown(case: Case) -> Iterator[Finding]:
    """What a public page shows, where the policy lists what is public."""
    public = [claim for claim in case.claims("PUBLIC") if claim.data]
    if not public:
        return
    open_routes = {entry.symbol for entry in case.practices.entry_points if entry.kind == "route" and entry.authenticated is False}
    shown = [
        (flow, public[0])
        for flow in case.practices.flows
        if flow.sink.kind is SinkKind.RESPONSE
        and flow.sink.symbol in open_routes
        and _tells(case, flow)
        and not any(about(claim, flow.data) for claim in public)
    ]
    for flows, claim in gathered(shown):
        message = f"{case.data_verb(flows, 'is')} shown publicly; the policy's list of what is public does not have it"
        yield flow_finding(CODE, flows, message, claim=claim, level=Level.ERROR, remedy="leave it out of what the public page returns")


def _tells(case: Case, flow: Flow) -> bool:
    kept = readable(flow) or (flow.sink.kind is SinkKind.STORE and flow.form.kind is FormKind.ENCRYPTED)
    return kept and case.knowledge.is_personal(flow.data) and not is_pseudonym(flow.data)
