"""DM405 identifiable-where-aggregated

## What it reports

Data that still says who a person is, sent to an analytics or research recipient or used for a purpose for which the policy promises
aggregated or anonymised data only.

## Why it matters

A user id beside a behaviour is personal data; only a figure about many is not.

## Example

```python
posthog.capture(distinct_id=user.email, event="render_finished")
```

The policy: "For research we use aggregated data only."

## How to fix it

Send counts, or a random id that is not kept with the account.

## What it misses

Aggregates of so few people that they identify one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import flow_finding
from datamap.checks.matching import chosen, covers, gathered, is_about_one, is_pseudonym, readable, to_processor, to_store
from datamap.checks.wording import words
from datamap.model import FormKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding, Flow

CODE = "DM405"
IDENTIFYING = (
    "user.contact",
    "user.name",
    "user.unique_id",
    "user.government_id",
    "user.social",
    "user.device.ip_address",
    "user.biometric",
    "user.account.username",
)
USES = {
    "improvement": frozenset({"analytics", "experimentation", "research"}),
    "research": frozenset({"analytics", "research"}),
    "analytics": frozenset({"analytics"}),
    "training": frozenset(),
}
UNNAMED = ("improvement",)
SHORTEST = 6
EVERYWHERE = frozenset(
    {
        "aggregate",
        "aggregated",
        "anonymised",
        "anonymized",
        "anonymous",
        "statistic",
        "statistical",
        "improve",
        "improvement",
        "improving",
        "service",
        "product",
        "platform",
        "website",
        "application",
        "customer",
        "member",
        "person",
        "personal",
        "people",
        "feature",
        "process",
        "performance",
        "quality",
        "experience",
        "better",
        "develop",
        "development",
        "provide",
        "analyse",
        "analyze",
        "analysis",
        "analytic",
        "algorithm",
        "purpose",
        "content",
        "account",
        "message",
        "identify",
        "individual",
        "device",
        "understand",
        "measure",
        "report",
        "identifiable",
        "system",
        "create",
        "making",
        "collect",
        "collected",
        "stored",
        "without",
        "cannot",
        "longer",
        "before",
        "technology",
        "security",
    }
)
"""Words that tell nothing of what aggregates are for."""
STUDIES = frozenset(words("research study studies figures statistics statistic insights benchmark benchmarks aggregate aggregates"))
"""Words in the names of code that makes figures about people, where it writes what it found."""
WRITTEN_OUT = frozenset({"object_storage", "file"})
CHOICES = frozenset({"consent", "opt_in"})
TRAINING = "training"
CONTENT = "user.content"
"""What a model that is trained on it can repeat word by word."""
ON_PURPOSE = frozenset({"improvement", "research", "analytics"})
REMEDY = "send figures about many people, or drop what identifies one"


def find(case: Case) -> Iterator[Finding]:
    """Identifying data at recipients of a purpose that the policy keeps to aggregates."""
    identifying = [
        (flow, claim)
        for claim in case.claims("ANONYMIZED_ONLY")
        for flow in case.practices.flows
        if to_processor(flow) and readable(flow) and _identifies(flow.data) and _for_that_purpose(case, claim, flow)
    ]
    identifying += [
        (flow, claim)
        for claim in case.claims("ANONYMIZED_ONLY")
        if not claim.values.get("figures") and (subject := _subject(claim))
        for flow in case.practices.flows
        if to_store(flow) and is_about_one(flow) and _identifies(flow.data) and subject & _called(case, flow)
    ]
    identifying += [
        (flow, claim)
        for claim in case.claims("ANONYMIZED_ONLY")
        if not ON_PURPOSE.isdisjoint(claim.purpose or UNNAMED)
        for flow in case.practices.flows
        if to_store(flow) and _names_somebody(flow) and _is_study(case, flow)
    ]
    identifying += [
        (flow, claim)
        for claim in case.claims("ANONYMIZED_ONLY")
        if not ON_PURPOSE.isdisjoint(claim.purpose or UNNAMED) and not claim.categories and not claim.entities
        for flow in case.practices.flows
        if _trains(flow) and not _may_train(case)
    ]
    for flows, claim in gathered(identifying):
        what, name = case.data_names(flows), case.processor_name(flows[0].sink.id) if to_processor(flows[0]) else flows[0].sink.id
        message = f"{what} identifies a person and goes to {name}; the policy promises aggregated or anonymised data only"
        yield flow_finding(CODE, flows, message, claim=claim, remedy=REMEDY)


def _subject(claim: Claim) -> frozenset[str]:
    """The words that tell what the aggregates are for: "compression" in "to improve our video compression (aggregated data only)"."""
    named = {word for phrase in claim.phrases for word in words(phrase)}
    return frozenset(word for word in words(claim.quote) if len(word) >= SHORTEST and word not in named | EVERYWHERE)


def _called(case: Case, flow: Flow) -> frozenset[str]:
    """The words of the store that data is put into, and of the functions on its way there."""
    store = case.stores.get(flow.sink.id)
    functions = [flow.sink.symbol, *(hop.symbol for hop in flow.path)]
    stored = (store.name, (store.owner or "").rpartition(".")[2]) if store else ()
    names = (*stored, *(name.rpartition(".")[2] for name in functions))
    return frozenset(word for name in names for word in words(name))


def _is_study(case: Case, flow: Flow) -> bool:
    """Whether figures are written out: a file that code writes which is called after what it finds out, or a table that is called so."""
    store = case.stores.get(flow.sink.id)
    if store is not None and store.kind == "database":
        return not STUDIES.isdisjoint(words(store.name))
    if store is None or store.kind not in WRITTEN_OUT:
        return False
    return any(STUDIES & set(words(hop.symbol.replace(".", " "))) for hop in flow.path)


def _trains(flow: Flow) -> bool:
    """Whether what one person wrote or made goes into a model, and that person did not choose it."""
    content = readable(flow) and is_about_one(flow) and covers(CONTENT, flow.data)
    return flow.sink.operation == "train" and content and not chosen(flow.guards, CHOICES, frozenset())


def _may_train(case: Case) -> bool:
    """Whether the policy says elsewhere that content trains models."""
    return any(TRAINING in claim.purpose for claim in case.claims("PURPOSE", "COLLECTS", "SHARES") if claim.polarity == "+")


def _names_somebody(flow: Flow) -> bool:
    """Whether whoever opens a file can tell who it is about; that the store encrypts it is nothing to them."""
    told = readable(flow) or flow.form.kind is FormKind.ENCRYPTED
    return told and _identifies(flow.data) and not is_pseudonym(flow.data)


def _identifies(category: str) -> bool:
    return any(covers(key, category) for key in IDENTIFYING)


def _for_that_purpose(case: Case, claim: Claim, flow: Flow) -> bool:
    if claim.entities:
        return flow.sink.id in claim.entities
    recipients = set(claim.categories).union(*(USES.get(purpose, frozenset()) for purpose in claim.purpose or UNNAMED))
    return bool(recipients & set(case.knowledge.purposes_of(flow.sink.id)))
