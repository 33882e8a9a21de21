"""DM505 kept-though-discarded

## What it reports

Data that the policy says is processed and discarded, written to a store.

## Why it matters

A copy that nobody remembers is not covered by retention, erasure or export.

## Example

```python
reply = deepgram.listen(audio)
bucket.put_object(Key=f"audio/{job.id}", Body=audio)
```

The policy: "Audio is transcribed and then discarded."

## How to fix it

Keep the result only, or use a temporary file that is deleted in the same job.

## What it misses

What a provider keeps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import finding, flow_finding
from datamap.checks.matching import about, gathered, names_data, readable, to_store
from datamap.checks.wording import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding, Flow

CODE = "DM505"
FORGETS = "vendor_forgets"


def find(case: Case) -> Iterator[Finding]:
    """Writes of data that should be discarded."""
    kept = [
        (flow, claim)
        for claim in case.claims("PROCESSOR_RESTRICTION", "STORES", "COLLECTS")
        if claim.values.get("restriction") == "discarded" and names_data(claim)
        for flow in case.practices.flows
        if to_store(flow) and readable(flow) and about(claim, flow.data) and (_same_words(claim, flow) or _handed_over(case, claim, flow))
    ]
    for flows, claim in gathered(kept):
        message = f"{case.data_verb(flows, 'is')} kept in {flows[0].sink.id}; the policy says that it is discarded after use"
        yield flow_finding(CODE, flows, message, claim=claim, remedy="keep the result only, and delete the input in the same job")
    yield from _at_the_vendor(case)


def _at_the_vendor(case: Case) -> Iterator[Finding]:
    """A third party that is said to discard, and is told that it may keep."""
    for claim in case.claims("PROCESSOR_RESTRICTION"):
        for setting in case.practices.settings if claim.values.get("restriction") == "discarded" and claim.entities else ():
            if setting.kind == FORGETS and setting.value == "false" and setting.target in {None, *claim.entities}:
                message = f"{setting.name} is off, so that the third party may keep what it gets; the policy says that it is discarded"
                yield finding(
                    CODE, setting.location, message, symbol=setting.symbol, claim=claim, processor=setting.target, remedy="switch it on"
                )


def _same_words(claim: Claim, flow: Flow) -> bool:
    """A claim about audio does not speak of every upload: the code's own names have to say audio too."""
    said = {word for phrase in claim.phrases for word in words(phrase)}
    named = {
        word for text in (flow.source, flow.sink.argument or "", flow.sink.id, *(hop.note for hop in flow.path)) for word in words(text)
    }
    return not said or bool(said & named)


def _handed_over(case: Case, claim: Claim, flow: Flow) -> bool:
    """The function that keeps it is the one that gives the same to the third party which the claim is about."""
    return any(
        other.sink.id in claim.entities and other.sink.symbol == flow.sink.symbol and other.data == flow.data
        for other in case.practices.flows
    )
