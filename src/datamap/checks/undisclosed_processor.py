"""DM101 undisclosed-processor

## What it reports

A third party that gets personal data, or gathers it by itself, and that the policy names neither by its name nor by a category.

## Why it matters

People, and Art. 13(1)(e) GDPR, ask one question first: who gets my data?

## Example

```python
mixpanel.track(user.id, "export finished", {"email": user.email})
```

The policy lists Stripe and Postmark, and no analytics.

## How to fix it

Take the call out, or name the recipient in the policy before it ships.

## What it misses

Third parties that only a deployment adds (a proxy, a log shipper).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import finding, flow_finding
from datamap.checks.matching import gathered, readable, to_processor
from datamap.model import Confidence, FormKind, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding, Flow, ProcessorUse

CODE = "DM101"
REMEDY = "name the recipient in the policy, or do not send the data"
LISTS = ("PROCESSOR_LIST_CLOSED", "NOT_SHARES", "SHARES_ONLY", "PROCESSOR_EXCLUSIVE", "PROCESSOR_NAMED", "PROCESSOR_CATEGORY", "SHARES")


def find(case: Case) -> Iterator[Finding]:
    """Third parties that no sentence discloses."""
    if not case.has_policy:
        return
    for use in case.practices.processors:
        if use.active and case.knowledge.is_third_party(use.id) and case.disclosure(use.id, use.purposes).word == "no":
            yield from _report(case, use)


def _is_told_closer(case: Case, use: ProcessorUse) -> bool:
    """Whether the same call shows a service of the same company, which says more (``Amazon S3``, not ``Amazon Web Services``)."""
    return any(
        other.id != use.id and use.id in case.knowledge.family_of(other.id) and set(other.evidence) & set(use.evidence)
        for other in case.practices.processors
    )


def _report(case: Case, use: ProcessorUse) -> Iterator[Finding]:
    claim = _broken(case, use)
    sent = [
        (flow, claim)
        for flow in case.practices.flows
        if to_processor(flow) and flow.sink.id == use.id and _is_told(flow) and case.knowledge.is_personal(flow.data)
    ]
    for flows, _ in gathered(sent):
        message = f"{case.data_verb(flows, 'goes')} to {use.name}, which the policy does not name"
        yield flow_finding(CODE, flows, message, claim=claim, remedy=REMEDY)
    if (
        not sent
        and use.evidence
        and (use.collects or not _gets_figures(case, use))
        and not _is_told_closer(case, use)
        and (use.collects or (use.called and case.knowledge.is_known_processor(use.id) and not case.knowledge.is_looked_up(use.id)))
    ):
        yield _silent(case, use, claim)


def _gets_figures(case: Case, use: ProcessorUse) -> bool:
    """Whether what reaches it was followed, and is counts and the like: a message that says how many came."""
    return any(to_processor(flow) and flow.sink.id == use.id and flow.form.kind is FormKind.AGGREGATED for flow in case.practices.flows)


def _is_told(flow: Flow) -> bool:
    """Whether whoever gets it learns something of one person: the hash of an address is as good as the address to who has it, too."""
    return readable(flow) or flow.form.kind is FormKind.HASHED


def _silent(case: Case, use: ProcessorUse, claim: Claim | None) -> Finding:
    """Nothing was seen to reach it, but it is called, or gathers data on its own."""
    gathers = ", ".join(case.category_name(category) for category in use.collects)
    what = f"gathers {gathers} by itself" if gathers else "is in use"
    return finding(
        CODE,
        use.evidence[0],
        f"{use.name} {what}, and the policy does not name it",
        claim=claim,
        data=use.collects,
        level=Level.ERROR if use.collects else Level.WARNING,
        confidence=Confidence.HIGH if use.collects else Confidence.MEDIUM,
        processor=use.id,
        remedy=REMEDY,
    )


def _broken(case: Case, use: ProcessorUse) -> Claim | None:
    """The list it is missing from: one of the same purpose if there is one."""
    claims = [claim for kind in LISTS for claim in case.claims(kind)]
    same = [claim for claim in claims if set(claim.categories) & set(use.purposes)]
    closed = [claim for claim in claims if claim.kind in LISTS[:3]]
    return next(iter(closed or same or claims), None)
