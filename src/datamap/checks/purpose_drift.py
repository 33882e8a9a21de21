"""DM105 purpose-drift

## What it reports

A disclosed third party that gets data which the purpose it is disclosed for has no use for, or which lies outside of the data that the
policy says it gets.

## Why it matters

A recipient is disclosed for a purpose; Art. 5(1)(b) GDPR binds the data to it.

## Example

```python
stripe.Customer.create(email=user.email, metadata={"birthday": user.birthday})
```

The policy: "Stripe: payment processing."

## How to fix it

Send what the purpose needs, or disclose the new purpose.

## What it misses

Data that fits the purpose and is used for another by the recipient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import flow_finding
from datamap.checks.matching import about, covers, gathered, is_of_the_account, is_pseudonym, names_data, readable, to_processor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding, Flow

CODE = "DM105"
HOLDING = frozenset({"storage", "cdn", "database", "backup"})
ABOUT_THE_PERSON = ("user.contact", "user.name", "user.financial", "user.government_id", "user.health_and_medical", "user.authorization")
DISCLOSING = ("PROCESSOR_NAMED", "PROCESSOR_CATEGORY", "SHARES", "PROCESSOR_OPEN", "CONSENT_GATE", "OPT_IN_GATE", "PROCESSOR_RESTRICTION")


def find(case: Case) -> Iterator[Finding]:
    """Readable flows beyond the purpose of their recipient."""
    drifting = [(flow, claim) for flow in case.practices.flows if (claim := _exceeded(case, flow)) is not None]
    for flows, claim in gathered(drifting):
        name, purposes = case.processor_name(flows[0].sink.id), _words(case, _speaking(case, flows[0]), flows[0])
        message = f"{case.data_verb(flows, 'goes')} to {name}, which the policy discloses for {purposes}"
        yield flow_finding(CODE, flows, message, claim=claim, remedy="send only what that purpose needs")


def _exceeded(case: Case, flow: Flow) -> Claim | None:
    """The claim whose purpose has no use for the data of a flow; what is not disclosed, or restricted, is another rule's finding."""
    if not (to_processor(flow) and readable(flow) and case.knowledge.is_personal(flow.data)):
        return None
    if is_pseudonym(flow.data) or is_of_the_account(flow.data):
        return None
    claims = _speaking(case, flow)
    if not claims or case.is_undisclosed(flow.sink.id) or _stated(claims, flow):
        return None
    purposes = _purposes(case, claims, flow)
    if case.knowledge.is_unneeded(flow.data, purposes) or _is_beside(claims, flow, purposes):
        return _best(claims)
    return None


def _is_beside(claims: list[Claim], flow: Flow, purposes: tuple[str, ...]) -> bool:
    """Data about the person at a place that the policy tells to hold something else: "our bucket stores your videos"."""
    telling = any(names_data(claim) and claim.polarity == "+" for claim in claims)
    return telling and HOLDING.issuperset(purposes) and any(covers(key, flow.data) for key in ABOUT_THE_PERSON)


def _speaking(case: Case, flow: Flow) -> list[Claim]:
    """The claims about a recipient: those that name it, rather than its company ("Google" for AI says nothing of Google Analytics)."""
    claims = [claim for claim in case.claims(*DISCLOSING) if case.is_recipient(claim, flow.sink.id)]
    return [claim for claim in claims if flow.sink.id in claim.entities] or claims


def _stated(claims: list[Claim], flow: Flow) -> bool:
    """Whether a sentence says that this recipient gets this data."""
    return any(names_data(claim) and about(claim, flow.data) and claim.polarity == "+" for claim in claims)


def _purposes(case: Case, claims: list[Claim], flow: Flow) -> tuple[str, ...]:
    """The purposes that the policy states for it; what it is known for where the policy states none."""
    stated = {purpose for claim in claims for purpose in (*claim.purpose, *claim.categories)}
    known = set(case.knowledge.purposes_of(flow.sink.id))
    return tuple(sorted(stated & known or known))


def _words(case: Case, claims: list[Claim], flow: Flow) -> str:
    return ", ".join(case.knowledge.purpose_name(purpose) for purpose in _purposes(case, claims, flow))


def _best(claims: list[Claim]) -> Claim:
    return min(claims, key=lambda claim: (DISCLOSING.index(claim.kind), claim.location))
