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

from datamap.checks.case import flow_finding, setting_finding
from datamap.checks.matching import about, gathered, names_data, readable, to_store
from datamap.checks.wording import words
from datamap.model import FormKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding, Flow

CODE = "DM505"
MEDIA = "user.content.media"
MEDIUMS = frozenset({"user.content.self_image", "user.biometric.voice", "user.biometric.likeness"})
FORGETS = "vendor_forgets"
STEM = 6
"""As many letters as "transcription" and "transcribe" share."""
LAST_NAMES = 2
HOLDING_FILES = frozenset({"file", "object_storage"})


def find(case: Case) -> Iterator[Finding]:
    """Writes of data that should be discarded."""
    kept = [
        (flow, claim)
        for claim in case.claims("PROCESSOR_RESTRICTION", "STORES", "COLLECTS", "DELETION_GENERIC")
        if claim.values.get("restriction") == "discarded" and names_data(claim)
        for flow in case.practices.flows
        if to_store(flow) and _is_there(flow) and _speaks_of(claim, flow) and (_same_words(claim, flow) or _handed_over(case, claim, flow))
    ]
    for flows, claim in gathered(kept):
        message = f"{case.data_verb(flows, 'is')} kept in {flows[0].sink.id}; the policy says that it is discarded after use"
        yield flow_finding(CODE, flows, message, claim=claim, remedy="keep the result only, and delete the input in the same job")
    yield from _at_the_vendor(case)


def _speaks_of(claim: Claim, flow: Flow) -> bool:
    """Whether the claim is about the data; a photo or voice may be an upload of which only a name says what it shows."""
    return about(claim, flow.data) or (flow.data == MEDIA and not MEDIUMS.isdisjoint(claim.data) and bool(claim.phrases))


def _is_there(flow: Flow) -> bool:
    """Whether it can be had again from what is kept: encrypted or not, it was not discarded."""
    return readable(flow) or flow.form.kind is FormKind.ENCRYPTED


def _at_the_vendor(case: Case) -> Iterator[Finding]:
    """A third party that is said to discard, and is told that it may keep."""
    for claim in case.claims("PROCESSOR_RESTRICTION"):
        for setting in case.practices.settings if claim.values.get("restriction") == "discarded" and claim.entities else ():
            if setting.kind == FORGETS and setting.value == "false" and setting.target in {None, *claim.entities}:
                message = f"{setting.name} is off, so that the third party may keep what it gets; the policy says that it is discarded"
                yield setting_finding(CODE, setting, message, claim=claim, remedy="switch it on")


def _same_words(claim: Claim, flow: Flow) -> bool:
    """A claim about audio does not speak of every upload: the code's own names have to say audio too."""
    said = {word for phrase in claim.phrases for word in words(phrase)}
    named = {
        word for text in (flow.source, flow.sink.argument or "", flow.sink.id, *(hop.note for hop in flow.path)) for word in words(text)
    }
    return not said or bool(said & named)


def _handed_over(case: Case, claim: Claim, flow: Flow) -> bool:
    """The function that keeps it gives the same to the third party which the claim is about, or is named for that one's work."""
    given = [other for other in case.practices.flows if other.sink.id in claim.entities and other.data == flow.data]
    store = case.stores.get(flow.sink.id)
    keeping = _steps(flow) if store is not None and store.kind in HOLDING_FILES else set()
    return any(
        other.sink.symbol == flow.sink.symbol
        or any(_does_work(case, other.sink.id, symbol) for symbol in keeping.intersection(_steps(other)))
        for other in given
    )


def _steps(flow: Flow) -> set[str]:
    return {hop.symbol for hop in flow.path}


def _does_work(case: Case, processor: str, symbol: str) -> bool:
    """Whether a function or its class is named for what a third party does: ``Transcriber.transcribe`` for transcription."""
    named = {_stem(word) for word in words(" ".join(symbol.split(".")[-LAST_NAMES:]))}
    work = {_stem(word) for phrase in case.knowledge.work_of(processor) for word in words(phrase) if len(word) >= STEM}
    return not named.isdisjoint(work)


def _stem(word: str) -> str:
    return word[:STEM]
