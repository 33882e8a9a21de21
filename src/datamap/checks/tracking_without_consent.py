"""DM401 tracking-without-consent

## What it reports

A call into an analytics or tracking service that can be reached without passing the consent that the policy promises.

## Why it matters

Consent that is asked for and then not waited for is no consent (Art. 7 GDPR, Art. 5(3) ePrivacy Directive).

## Example

```python
def track(user, event):
    requests.post(GA_URL, json={"client_id": user.ga_id, "events": [{"name": event}]})
```

The policy: "Analytics run only after you have agreed in our cookie banner."

## How to fix it

Ask before the call, in the function itself, in a decorator or in every caller:

```python
def track(user, event):
    if not user.analytics_consent:
        return
    ...
```

## What it misses

Consent that is checked in a browser only. A check counts if it stands on every way to the call; a field that is on by default does not
count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import flow_finding
from datamap.checks.matching import chosen, gathered, is_about_one, to_processor
from datamap.checks.wording import words
from datamap.knowledge.wordings import words_for
from datamap.model import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding, Flow

CODE = "DM401"
TRACKING = frozenset({"analytics", "session_replay", "attribution", "advertising"})
CHOICES = frozenset({"consent", "opt_in"})
TOPICS = frozenset({"analytics", "tracking", "cookies", "advertising", "marketing"})
ASKED = TOPICS - {"marketing"}
ANSWERS = frozenset({"consent", "opt_in", "opt_out", "setting"})
REMEDY = "return early, or do not call, unless the person's stored consent is true"


def find(case: Case) -> Iterator[Finding]:
    """Flows into tracking services that no consent guards."""
    ungated = [
        (flow, claim)
        for claim in case.claims("CONSENT_GATE", "OPT_IN_GATE")
        if _about_tracking(case, claim)
        for flow in case.practices.flows
        if to_processor(flow) and is_about_one(flow) and _meant(case, claim, flow) and not chosen(flow.guards, CHOICES, _topics(claim))
    ]
    for flows, claim in gathered(ungated):
        name = case.processor_name(flows[0].sink.id)
        message = f"{name} is called without the consent that the policy promises ({case.data_verb(flows, 'goes')} there)"
        yield flow_finding(CODE, flows, message, claim=claim, remedy=REMEDY)
    yield from _not_asked_to_stop(case)


def _not_asked_to_stop(case: Case) -> Iterator[Finding]:
    """Tracking that people can switch off inside the product, says the policy, and that goes on whatever they chose."""
    deaf = [
        (flow, claim)
        for claim in case.claims("OPT_OUT")
        if _can_be_switched_off(case, claim)
        for flow in case.practices.flows
        if to_processor(flow) and is_about_one(flow) and _meant(case, claim, flow) and not _listens(flow)
    ]
    for flows, claim in gathered(deaf):
        name = case.processor_name(flows[0].sink.id)
        sent = case.data_verb(flows, "goes")
        message = f"{name} is called whatever the person chose ({sent} there); the policy says that it can be switched off"
        yield flow_finding(
            CODE, flows, message, claim=claim, level=Level.WARNING, remedy="read the person's choice and return early where it says no"
        )


def _can_be_switched_off(case: Case, claim: Claim) -> bool:
    """In the product, and not in a browser or with a third party."""
    said = set(words(claim.quote))
    here = bool(said & words_for("switched_in_the_product")) and not said & words_for("switched_elsewhere")
    return here and (bool(said & words_for("counting")) or _about_tracking(case, claim))


def _listens(flow: Flow) -> bool:
    return any(guard.kind in ANSWERS and guard.topic in {None, *ASKED} for guard in flow.guards)


def _topics(claim: Claim) -> frozenset[str]:
    return ASKED | {(claim.gate or "").partition(".")[2]}


def _about_tracking(case: Case, claim: Claim) -> bool:
    purposes = set(claim.categories) | {purpose for name in claim.entities for purpose in case.knowledge.purposes_of(name)}
    return bool(purposes & TRACKING) or (claim.gate or "").partition(".")[2] in TOPICS


def _meant(case: Case, claim: Claim, flow: Flow) -> bool:
    """The services that the claim names; all tracking services where it names none. Who is not disclosed is another rule's finding."""
    if case.is_undisclosed(flow.sink.id):
        return False
    if claim.entities and claim.openness != "open":
        return case.is_recipient(claim, flow.sink.id)
    return bool(TRACKING & set(case.knowledge.purposes_of(flow.sink.id)))
