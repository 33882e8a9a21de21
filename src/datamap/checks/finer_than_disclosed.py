"""DM204 finer-than-disclosed

## What it reports

Data more precise than the policy says: coordinates where it speaks of an approximate location, a full birth date where it speaks of an age
range, a full card number where it speaks of the last four digits.

## Why it matters

A town is not a doorstep. People agree to the precision they are told.

## Example

```python
Visit.objects.create(latitude=point.lat, longitude=point.lon)
```

The policy: "We collect your approximate location."

## How to fix it

Round, truncate or look up the coarser value before it is stored or sent.

## What it misses

Values that are rounded in a way that datamap does not know; teach it with a sanitizer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import finding, flow_finding
from datamap.checks.matching import about, gathered, readable, to_processor, to_store
from datamap.model import FormKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding

CODE = "DM204"
FINER = {
    "user.location.approximate": "user.location.precise",
    "user.location.imprecise": "user.location.precise",
    "user.demographic.age_range": "user.demographic.date_of_birth",
}
DISCLOSING = ("COLLECTS", "STORES", "SHARES")
REMEDY = "reduce the precision before the value is stored or sent, or disclose the precise data"


def find(case: Case) -> Iterator[Finding]:
    """Precise elements and flows where only the coarse data is disclosed."""
    for claim in case.claims(*DISCLOSING):
        for coarse, fine in FINER.items():
            if coarse in claim.data and not _disclosed(case, fine):
                yield from _places(case, claim, fine)
        if claim.form == FormKind.TRUNCATED.value:
            yield from _whole(case, claim)


def _whole(case: Case, claim: Claim) -> Iterator[Finding]:
    """Values that are kept as they are where the policy says that they are shortened."""
    kept = [
        (flow, claim) for flow in case.practices.flows if to_store(flow) and flow.form.kind is FormKind.PLAIN and about(claim, flow.data)
    ]
    for flows, _ in gathered(kept):
        message = f"{case.data_names(flows)} is kept whole in {flows[0].sink.id}; the policy says that it is shortened"
        yield flow_finding(CODE, flows, message, claim=claim, remedy=REMEDY)


def _disclosed(case: Case, fine: str) -> bool:
    return any(about(claim, fine) and claim.polarity == "+" for claim in case.claims(*DISCLOSING))


def _places(case: Case, claim: Claim, fine: str) -> Iterator[Finding]:
    name = case.category_name(fine)
    for element in case.practices.elements:
        if element.category == fine and element.kind in {"model", "column", "schema", "form"}:
            message = f"{element.owner}.{element.name} holds {name}; the policy speaks of less precise data"
            yield finding(
                CODE, element.location, message, symbol=element.symbol, claim=claim, data=(fine,), store=element.store, remedy=REMEDY
            )
    sent = [(flow, claim) for flow in case.practices.flows if flow.data == fine and readable(flow) and to_processor(flow)]
    for flows, _ in gathered(sent):
        message = f"{name} goes to {case.processor_name(flows[0].sink.id)}; the policy speaks of less precise data"
        yield flow_finding(CODE, flows, message, claim=claim, remedy=REMEDY)
