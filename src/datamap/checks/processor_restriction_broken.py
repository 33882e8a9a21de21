"""DM102 processor-restriction-broken

## What it reports

A disclosed third party that gets what the policy says it does not get: personal data where it says "no personal data", anything else where
it says "only".

## Why it matters

A restriction is why a reader accepts the recipient at all.

## Example

```python
sentry_sdk.set_user({"email": user.email})
```

The policy: "Sentry: error tracking (no personal data)."

## How to fix it

Send an internal id, drop the field, or scrub it in the SDK's own hook (`before_send`).

## What it misses

What a provider's own agent gathers in the browser.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import flow_finding, setting_finding
from datamap.checks.matching import (
    about,
    denies_recipient,
    excepted,
    gathered,
    is_of_the_account,
    is_pseudonym,
    names_data,
    readable,
    to_processor,
)
from datamap.checks.wording import words
from datamap.knowledge.wordings import words_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding, Flow, Setting

CODE = "DM102"
WIDE = ("user.payment", "user.financial")
REMEDY = "send only what the policy allows, or scrub the rest in one place before it leaves"


def find(case: Case) -> Iterator[Finding]:
    """Flows and settings that go beyond a restriction."""
    for claim in case.claims("PROCESSOR_RESTRICTION", "NOT_SHARES"):
        if not _restricts(case, claim):
            if _denies_all(case, claim):
                yield from _settings(case, claim)
            continue
        broken = [(flow, claim) for flow in case.practices.flows if to_processor(flow) and readable(flow) and _broken(case, claim, flow)]
        for flows, _ in gathered(broken):
            name = case.processor_name(flows[0].sink.id)
            message = f"{case.data_verb(flows, 'goes')} to {name}; the policy says that {name} {_rule(claim)}"
            yield flow_finding(CODE, flows, message, claim=claim, remedy=REMEDY)
        if _allows_nothing(claim) or (claim.polarity == "-" and any(about(claim, key) for key in words_for("sent_by_switch"))):
            yield from _settings(case, claim)


def _restricts(case: Case, claim: Claim) -> bool:
    """A limit on what a recipient gets; a denial limits those that it names and that another sentence discloses."""
    if claim.kind == "NOT_SHARES":
        return names_data(claim) and _denies_all(case, claim)
    return (names_data(claim) or claim.polarity == "-") and claim.values.get("restriction") != "discarded"


def _denies_all(case: Case, claim: Claim) -> bool:
    """A recipient that another sentence discloses gets no personal data at all; what flows to it is told as denied sharing."""
    return claim.kind == "NOT_SHARES" and denies_recipient(claim) and not all(case.is_undisclosed(name) for name in claim.entities)


def _broken(case: Case, claim: Claim, flow: Flow) -> bool:
    if not case.is_recipient(claim, flow.sink.id) or not case.knowledge.is_personal(flow.data) or excepted(claim, flow.data):
        return False
    if _allows_nothing(claim):
        return not is_pseudonym(flow.data) and not is_of_the_account(flow.data) and not _granted_beside(case, claim, flow)
    if claim.polarity == "-":
        return about(claim, flow.data)
    beyond = names_data(claim) and not about(claim, flow.data) and not is_pseudonym(flow.data)
    return beyond and (_is_complete(claim) or case.knowledge.is_unneeded(flow.data, case.knowledge.purposes_of(flow.sink.id)))


def _is_complete(claim: Claim) -> bool:
    """“Only your e-mail address” is a complete list; "only the payment data it needs" is none."""
    whole = claim.openness == "closed" and words_for("needed").isdisjoint(words(claim.quote))
    return whole and not any(key.startswith(WIDE) for key in claim.data)


def _granted_beside(case: Case, claim: Claim, flow: Flow) -> bool:
    """“It gets the recording and nothing that tells who you are”: what the same sentence gives is no breach of it."""
    return any(
        other.location == claim.location and set(other.entities) & set(claim.entities) and names_data(other) and about(other, flow.data)
        for other in case.claims("SHARES", "PROCESSOR_NAMED")
    )


def _allows_nothing(claim: Claim) -> bool:
    return claim.polarity == "-" and not names_data(claim)


def _rule(claim: Claim) -> str:
    if _allows_nothing(claim):
        return "gets no personal data"
    return "does not get it" if claim.polarity == "-" else "gets other data only"


def _settings(case: Case, claim: Claim) -> Iterator[Finding]:
    """A switch that makes an SDK send personal data by itself."""
    for setting in case.practices.settings:
        if setting.kind == "pii" and _is_on(setting) and setting.target and case.is_recipient(claim, setting.target):
            name = case.processor_name(setting.target)
            message = f"{setting.name} makes {name} gather personal data; the policy says that it gets none"
            yield setting_finding(CODE, setting, message, claim=claim, remedy=f"leave {setting.name} off")


def _is_on(setting: Setting) -> bool:
    return setting.value.lower() in {"true", "1", "always", "all"}
