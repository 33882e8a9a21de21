"""DM103 denied-sharing

## What it reports

Personal data that goes to an advertising network, a data broker or any other third party, where the policy denies selling or sharing it.

## Why it matters

"We do not sell your data" is read literally, by people and, in California, by the law.

## Example

```python
FacebookAdsApi.init(...); EventRequest(events=[Event(user_data=UserData(email=user.email))])
```

The policy: "We never sell or share your personal data for advertising."

## How to fix it

Take the call out. Hashing an e-mail address for an advertising network does not make it anonymous.

## What it misses

Data that is sold outside of the code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import flow_finding
from datamap.checks.matching import about, chosen, denies_recipient, excepted, gathered, names_data, readable, to_processor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding, Flow

CODE = "DM103"
SALES = frozenset({"advertising", "attribution", "enrichment"})
CHOICES = frozenset({"consent", "opt_in"})
REMEDY = "do not send the data there, or change the policy and ask for consent first"


def find(case: Case) -> Iterator[Finding]:
    """Flows to recipients that a denial rules out; a denial about one recipient by name is a restriction of it (DM102)."""
    denied = [
        (flow, claim)
        for claim in case.claims("NO_SALE", "NOT_SHARES", "SHARES_ONLY")
        for flow in case.practices.flows
        if to_processor(flow) and case.knowledge.is_personal(flow.data) and _denied(case, claim, flow)
    ]
    for flows, claim in gathered(denied):
        message = f"{case.data_verb(flows, 'goes')} to {case.processor_name(flows[0].sink.id)}; the policy denies such sharing"
        yield flow_finding(CODE, flows, message, claim=claim, remedy=REMEDY)


def _denied(case: Case, claim: Claim, flow: Flow) -> bool:
    if denies_recipient(claim):
        return False
    sells = bool(SALES & set(case.knowledge.purposes_of(flow.sink.id)))
    if sells and case.disclosure(flow.sink.id, case.knowledge.purposes_of(flow.sink.id)).word == "no":
        return not names_data(claim) or about(claim, flow.data)
    if claim.kind != "NOT_SHARES" or not names_data(claim) or not about(claim, flow.data) or excepted(claim, flow.data):
        return False
    if readable(flow) and not claim.exceptions and set(claim.categories) & set(case.knowledge.purposes_of(flow.sink.id)):
        return True
    return readable(flow) and not _recipient_allowed(case, claim, flow) and not (claim.gate and chosen(flow.guards, CHOICES, frozenset()))


def _recipient_allowed(case: Case, claim: Claim, flow: Flow) -> bool:
    """An exception of the denial, or another sentence that shares this very data with this recipient."""
    purposes = set(case.knowledge.purposes_of(flow.sink.id))
    if flow.sink.id in claim.entities or purposes & set(claim.exceptions):
        return True
    positive = case.claims("SHARES", "PROCESSOR_NAMED", "PROCESSOR_CATEGORY", "STORES", "OPT_IN_GATE", "CONSENT_GATE")
    return any(case.is_recipient(other, flow.sink.id) and (not names_data(other) or about(other, flow.data)) for other in positive)
