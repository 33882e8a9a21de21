"""DM402 opt-in-bypassed

## What it reports

A feature that the policy makes a person's own choice (cloud AI, cloning of a voice or likeness, an optional provider) and that code can run
without that choice, or whose switch is on from the start; a choice that people can make and, against the policy, not take back.

## Why it matters

The data of such features is often of the most sensitive kind, and the choice is the legal basis for using it.

## Example

```python
def clone(profile):
    client.voices.add(name=profile.name, files=profile.voice_samples)
```

The policy: "Voice samples are used only if you opt into cloning."

## How to fix it

Check the stored choice before the call, on every way to it, and let it be off until the person switches it on.

## What it misses

A choice that only the user interface enforces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import finding, flow_finding
from datamap.checks.matching import about, chosen, covers, gathered, is_about_one, names_data, to_processor, to_store
from datamap.checks.tracking_without_consent import TOPICS, TRACKING
from datamap.model import Confidence, FormKind, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding, Flow

CODE = "DM402"
SPOKEN = frozenset({"speech", "media_generation"})
LIKENESS = "likeness"
TRAIN = "train"
BIOMETRIC = "user.biometric"
CHOICES = frozenset({"consent", "opt_in", "setting"})
ASKED = frozenset({"consent", "opt_in"})
GIVEN_ONLY = "consent_given_only"
OURS = frozenset({"hosting", "storage"})
"""Recipients that "our own servers" is read as."""
SPECIAL = tuple(f"user.{key}" for key in ("biometric.voice", "biometric.fingerprint", "biometric.health", "health_and_medical"))
"""Data whose keeping itself rests on consent; pictures that people upload are what they want to be kept."""
MAILINGS = frozenset({"marketing", "newsletter"})
CHANNELS = frozenset({"sms", "push"})
"""Ways to reach a person whose every use a claim can make a choice; e-mail is none, since some mail must always go out."""
REMEDY = "check the person's stored choice before the call, and let it be off by default"


def find(case: Case) -> Iterator[Finding]:
    """Flows into gated features that no choice guards."""
    unasked = [
        (flow, claim)
        for claim in case.claims("OPT_IN_GATE", "CONSENT_GATE")
        for flow in case.practices.flows
        if (to_processor(flow) or _is_own_training(flow)) and is_about_one(flow)
        if _gated(case, claim, flow) and not chosen(flow.guards, CHOICES, _topics(claim))
    ]
    for flows, claim in gathered(unasked):
        name = case.processor_name(flows[0].sink.id)
        message = f"{case.data_verb(flows, 'goes')} to {name} {_why(flows[0])}; the policy makes this a person's own choice"
        yield flow_finding(CODE, flows, message, claim=claim, remedy=REMEDY)
    yield from _kept(case)
    yield from _given_for_ever(case)


def _given_for_ever(case: Case) -> Iterator[Finding]:
    """A choice that code asks for and stores, and that nothing in the code takes back."""
    claim = next(case.claims("WITHDRAW_CONSENT"), None)
    guards = [guard for flow in case.practices.flows for guard in flow.guards if guard.kind in ASKED]
    asked = {guard.text.rpartition(".")[2] for guard in guards} | {guard.topic for guard in guards if guard.topic}
    for setting in case.practices.settings if claim else ():
        if setting.kind == GIVEN_ONLY and not asked.isdisjoint({setting.name, setting.value}):
            yield finding(
                CODE,
                setting.location,
                f"{setting.name} can be given and not taken back; the policy says that people can take a consent back",
                symbol=setting.symbol,
                claim=claim,
                level=Level.WARNING,
                confidence=Confidence.MEDIUM,
                store=setting.target,
                remedy="add a way to take it back where it is given",
            )


def _kept(case: Case) -> Iterator[Finding]:
    """Data of the special kinds that is kept unasked, in code that asks for consent elsewhere."""
    if not any(guard.kind in ASKED for flow in case.practices.flows for guard in flow.guards):
        return
    unasked = [
        (flow, claim)
        for claim in case.claims("OPT_IN_GATE", "CONSENT_GATE")
        if names_data(claim) and not claim.entities and OURS.issuperset(claim.categories)
        for flow in case.practices.flows
        if to_store(flow) and _is_followed(flow) and flow.data.startswith(SPECIAL) and any(covers(key, flow.data) for key in claim.data)
        if not chosen(flow.guards, ASKED, _topics(claim))
    ]
    for flows, claim in gathered(unasked):
        message = f"{case.data_verb(flows, 'is')} kept in {flows[0].sink.id} without an opt-in; the policy makes this a person's own choice"
        yield flow_finding(CODE, flows, message, claim=claim, remedy=REMEDY)


def _is_followed(flow: Flow) -> bool:
    """Whether it is known where the data came from or what became of it; of a column that anybody may fill, it is not."""
    return flow.form.kind is not FormKind.PLAIN or len(flow.path) > 1


def _topics(claim: Claim) -> frozenset[str]:
    topic = (claim.gate or "").partition(".")[2]
    return frozenset({topic}) if topic else frozenset()


def _gated(case: Case, claim: Claim, flow: Flow) -> bool:
    purposes = set(case.knowledge.purposes_of(flow.sink.id))
    if purposes & TRACKING or _topics(claim) & (TOPICS | MAILINGS):
        return False
    if _is_own_training(flow):
        return "cloning" in _topics(claim) and about(claim, flow.data)
    if not case.knowledge.is_third_party(flow.sink.id):
        return False
    recipients = bool(claim.entities or claim.categories)
    named_only = bool(claim.entities) and bool(CHANNELS & set(claim.categories))
    meant = flow.sink.id in claim.entities or (not named_only and bool(purposes & set(claim.categories)))
    if names_data(claim) and not CHANNELS & set(claim.categories):
        own = about(claim, flow.data) and (recipients or not _is_given_anyway(case, claim, flow) or _serves(case, flow))
        return (own or _speaks_for_one(case, claim, flow)) and (meant or not recipients)
    return meant


def _is_given_anyway(case: Case, claim: Claim, flow: Flow) -> bool:
    """Whether another sentence collects such data for all: pictures that one uploads for a clone, and pictures of a project."""
    others = (other for other in case.claims("COLLECTS", "STORES") if other.location != claim.location and other.gate is None)
    return "cloning" in _topics(claim) and any(other.polarity == "+" and about(other, flow.data) for other in others)


def _serves(case: Case, flow: Flow) -> bool:
    """Whether the flow is part of making or using a clone."""
    return flow.sink.operation == TRAIN or _clones(case, flow.sink.id)


def _is_own_training(flow: Flow) -> bool:
    """Whether a model of the company's own learns from the data."""
    return flow.sink.operation == TRAIN and not to_processor(flow)


def _speaks_for_one(case: Case, claim: Claim, flow: Flow) -> bool:
    """What is said or shown with a cloned voice or face uses the likeness, though only words are sent."""
    if "cloning" not in _topics(claim) or not flow.data.startswith("user.content"):
        return False
    return _clones(case, flow.sink.id)


def _clones(case: Case, processor: str) -> bool:
    """Whether a third party makes people's likenesses, or voices and pictures after those that it is given of them."""
    purposes = case.knowledge.purposes_of(processor)
    sent = (flow for flow in case.practices.flows if to_processor(flow) and flow.sink.id == processor)
    trained = any(flow.data.startswith(BIOMETRIC) and flow.sink.operation == TRAIN for flow in sent)
    return LIKENESS in purposes or (trained and not SPOKEN.isdisjoint(purposes[:1]))


def _why(flow: Flow) -> str:
    on = [guard.text for guard in flow.guards if guard.kind in CHOICES and guard.default is True]
    return f"by default ({on[0]} is on before anybody chose)" if on else "without an opt-in"
