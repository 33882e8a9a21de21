"""DM202 forbidden-data

## What it reports

A field, column or write for data that the policy says is never collected or stored: a full card number, a password where sign-in is left
to a provider, anything under "we do not collect".

## Why it matters

"Never" is the strongest word of a policy and the first that a regulator quotes.

## Example

```python
class Payment(models.Model):
    card_number = models.CharField(max_length=19)
```

The policy: "Card numbers never touch our servers."

## How to fix it

Leave the data with the provider and keep its token, or drop the field.

## What it misses

Free-text fields into which people write such data themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import element_finding, flow_finding
from datamap.checks.holding import lasts
from datamap.checks.matching import about, covers, excepted, gathered, names_data, readable, to_store
from datamap.checks.wording import words
from datamap.knowledge.wordings import words_for
from datamap.model import FormKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Element, Finding, Flow

CODE = "DM202"
PASSWORD = "user.authorization.password"  # noqa: S105 - a category's key
DENIALS = ("NEVER_STORES", "NOT_COLLECTS")
KEPT_BY_OTHERS = ("COLLECTS", "STORES", "PROCESSOR_NAMED")
"""Sentences by which a third party may be said to keep a secret for the company."""
HANDLED = {
    "payments": ("user.financial.payment_card", frozenset({"user.payment", "user.financial", "user.financial.payment_card"})),
    "identity": (PASSWORD, frozenset({"user.authorization", "user.authorization.credentials", PASSWORD})),
}
TOLD = ("COLLECTS", "STORES", "PROCESSOR_NAMED")
CONTENT = "user.content"
FILES = frozenset({"file", "object_storage"})
REMEDY = "drop the field, or keep only a provider's token or the part that the policy allows"


def find(case: Case) -> Iterator[Finding]:
    """Elements and writes of data that a denial covers."""
    for claim in case.claims(*DENIALS, "NO_PASSWORD_LOGIN", "AUTH_PROVIDER", *KEPT_BY_OTHERS):
        denied = _left_to_others(case, claim) if claim.kind in KEPT_BY_OTHERS else _denied(case, claim)
        if denied:
            yield from _elements(case, claim, denied)
            yield from _flows(case, claim, denied)
    yield from _called_so(case)


def _called_so(case: Case) -> Iterator[Finding]:
    """Content that is written to a file or bucket under the name that the policy never stores: "your scans are never stored"."""
    written = [
        (flow, claim)
        for claim in case.claims("NEVER_STORES")
        if claim.phrases and not claim.data and claim.locus != "log" and not claim.exceptions
        for flow in case.practices.flows
        if to_store(flow) and flow.data.startswith(CONTENT) and _stays_in_a_file(case, flow) and _is_called(claim, flow)
    ]
    for flows, claim in gathered(written):
        message = f"{case.data_verb(flows, 'is')} written to {flows[0].sink.id}; the policy says that this is never kept"
        yield flow_finding(CODE, flows, message, claim=claim, remedy=REMEDY)


def _stays_in_a_file(case: Case, flow: Flow) -> bool:
    store = case.stores.get(flow.sink.id)
    return store is not None and store.kind in FILES and lasts(store)


def _is_called(claim: Claim, flow: Flow) -> bool:
    """Whether the code's own names on the way hold a phrase of the claim whole."""
    told = (flow.source, flow.sink.argument or "", flow.sink.id, *(text for hop in flow.path for text in (hop.note, hop.symbol)))
    named = {word for text in told for word in words(text)}
    return any(said and said <= named for said in (set(words(phrase)) for phrase in claim.phrases))


def _rules_out(case: Case, claim: Claim, denied: tuple[str, ...], category: str) -> bool:
    """Whether the denial speaks of the category, without an exception and without a sentence that speaks of it more closely."""
    if not any(covers(key, category) for key in denied) or excepted(claim, category):
        return False
    far = case.policy.distance(claim, category)
    said = (other for other in case.claims("COLLECTS", "STORES") if other.polarity == "+" and about(other, category))
    return claim.kind == "NEVER_STORES" or not any(case.policy.distance(other, category) < far for other in said)


def _denied(case: Case, claim: Claim) -> tuple[str, ...]:
    """The categories that the claim rules out; a promise about its form or about logs is not about the data itself.

    What another sentence says is collected is denied for some part of the service only: "your name is never part of the measurement".
    """
    if claim.kind in {"NO_PASSWORD_LOGIN", "AUTH_PROVIDER"}:
        return (PASSWORD,)
    if claim.form in {"plain", "raw"} or claim.locus == "log" or not names_data(claim) or "subject" in claim.values or claim.gate:
        return ()
    if words_for("ourselves") & set(claim.quote.lower().split()):
        return claim.data
    told = {key for other in case.claims(*TOLD) if other.polarity == "+" for key in other.data}
    return tuple(key for key in claim.data if not any(covers(key, one) for one in told))


def _left_to_others(case: Case, claim: Claim) -> tuple[str, ...]:
    """What a named third party keeps for the company: "payment details, which Stripe handles", "sign-in details from Clerk"."""
    purposes = {purpose for name in claim.entities for purpose in case.knowledge.purposes_of(name)}
    return tuple(
        secret
        for purpose, (secret, spoken) in HANDLED.items()
        if purpose in purposes and spoken & set(claim.data) and not _is_kept_openly(case, secret)
    )


def _is_kept_openly(case: Case, secret: str) -> bool:
    """Whether another sentence says that the company keeps it itself."""
    return any(
        secret in claim.data and not claim.entities and claim.polarity == "+"
        for claim in case.claims("COLLECTS", "STORES", "HASHED", "HASH_ALGO")
    )


def _elements(case: Case, claim: Claim, denied: tuple[str, ...]) -> Iterator[Finding]:
    for element in case.practices.elements:
        if _held(claim, element) and _rules_out(case, claim, denied, element.category):
            name = case.category_name(element.category)
            message = f"{element.owner}.{element.name} holds {name}; the policy says that this is never {_verb(claim)}"
            yield element_finding(CODE, element, message, claim=claim, remedy=REMEDY)


def _held(claim: Claim, element: Element) -> bool:
    if claim.kind == "NOT_COLLECTS":
        return element.kind in {"model", "column", "form", "schema"}
    if element.kind == "form" and (claim.kind == "NO_PASSWORD_LOGIN" or not words_for("touching").isdisjoint(words(claim.quote))):
        return True
    return element.store is not None and element.form.kind is not FormKind.TOKENISED


def _flows(case: Case, claim: Claim, denied: tuple[str, ...]) -> Iterator[Finding]:
    fields = {(element.store, element.name) for element in case.practices.elements}
    written = [
        (flow, claim)
        for flow in case.practices.flows
        if to_store(flow)
        and (flow.sink.id, flow.sink.argument) not in fields
        and (readable(flow) or (flow.form.kind is FormKind.ENCRYPTED and claim.form is None))
        and _rules_out(case, claim, denied, flow.data)
    ]
    for flows, _ in gathered(written):
        message = f"{case.data_verb(flows, 'is')} written to {flows[0].sink.id}; the policy says that this is never {_verb(claim)}"
        yield flow_finding(CODE, flows, message, claim=claim, remedy=REMEDY)


def _verb(claim: Claim) -> str:
    return {"NOT_COLLECTS": "collected", "NO_PASSWORD_LOGIN": "asked for"}.get(claim.kind, "kept")
