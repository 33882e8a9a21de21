"""DM203 local-data-leaves-device

## What it reports

Data that the policy keeps on the person's device, sent to a third party or to the company's own servers, or stored there.

## Why it matters

"It stays on your machine" is a reason to choose a product; when it stops being true nobody sees it.

## Example

```python
requests.post(f"{API}/projects", files={"media": open(project.media_path, "rb")})
```

The policy: "We do not upload your media files."

## How to fix it

Process the data where it is, or send only what the policy allows (a counter, a status).

## What it misses

What an operating system or a library sends by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import element_finding, flow_finding
from datamap.checks.matching import about, chosen, covers, gathered, names_data, readable
from datamap.checks.wording import words
from datamap.model import Level, SinkKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding, Flow

CODE = "DM203"
CONTENT = "user.content"
WORKS = frozenset({"user.content.project", "user.content.workflow"})
MADE_OF = (
    "user.content.media",
    "user.content.transcript",
    "user.content.script",
    "user.content.generated",
    "user.content.project",
    "user.content.workflow",
)
"""What a project and the work on it consist of."""
KINDS = ("LOCAL_ONLY", "NOT_TRANSMITS")
CHOICES = frozenset({"consent", "opt_in", "setting"})
REMEDY = "keep the data on the device, or send only what the policy allows"


def find(case: Case) -> Iterator[Finding]:
    """Flows off the device and server-side fields, against each promise to keep data local."""
    promises = [claim for claim in case.claims(*KINDS) if names_data(claim)]
    leaving = [
        (flow, claim)
        for claim in promises
        for flow in (*case.practices.flows, *case.inward)
        if (_is_about(claim, flow.data) or _is_part_of(claim, flow)) and readable(flow) and _leaves(case, flow) and not _allowed(case, flow)
    ]
    for flows, claim in gathered(leaving):
        level = Level.WARNING if claim and claim.hedge and claim.kind == "NOT_TRANSMITS" else None
        message = f"{case.data_names(flows)} leaves the device for {_destination(case, flows[0])}; the policy says that it stays there"
        yield flow_finding(CODE, flows, message, claim=claim, level=level, remedy=REMEDY)
    for claim in promises:
        if claim.kind == "LOCAL_ONLY":
            yield from _server_fields(case, claim)


def _is_about(claim: Claim, category: str) -> bool:
    """Whether the claim keeps such data local: where the content of projects stays, so does what they consist of."""
    whole = claim.kind == "LOCAL_ONLY" and not WORKS.isdisjoint(claim.data)
    return about(claim, category) or (whole and any(covers(key, category) for key in MADE_OF))


def _is_part_of(claim: Claim, flow: Flow) -> bool:
    """What a named thing consists of: the transcript of a project, where projects stay on the device."""
    owner = set(words(flow.source.rpartition(".")[0]))
    return bool(owner) and flow.data.startswith(CONTENT) and any(owner <= set(words(phrase)) for phrase in claim.phrases)


def _leaves(case: Case, flow: Flow) -> bool:
    if flow.sink.kind is SinkKind.PROCESSOR:
        return True
    store = case.stores.get(flow.sink.id)
    return flow.sink.kind is SinkKind.STORE and store is not None and store.locus == "server"


def _allowed(case: Case, flow: Flow) -> bool:
    """Another sentence shares this very data with this recipient, and the code waits for the choice that it names."""
    spoken = [claim for claim in case.claims("SHARES", "OPT_IN_GATE") if names_data(claim) and about(claim, flow.data)]
    sharing = [claim for claim in spoken if _reaches(case, claim, flow)]
    return bool(sharing) and chosen(flow.guards, CHOICES, frozenset())


def _reaches(case: Case, claim: Claim, flow: Flow) -> bool:
    if claim.entities or claim.categories:
        return flow.sink.id in claim.entities or bool(set(claim.categories) & set(case.knowledge.purposes_of(flow.sink.id)))
    topic = (claim.gate or "").partition(".")[2]
    return bool(topic) and any(guard.topic == topic for guard in flow.guards)


def _destination(case: Case, flow: Flow) -> str:
    return case.processor_name(flow.sink.id) if flow.sink.kind is SinkKind.PROCESSOR else flow.sink.id


def _server_fields(case: Case, claim: Claim) -> Iterator[Finding]:
    written = {flow.sink.id for flow in case.practices.flows if _is_about(claim, flow.data)}
    for store in case.practices.stores:
        if store.locus != "server" or store.id in written:
            continue
        for element in store.elements:
            if _is_about(claim, element.category):
                name = case.category_name(element.category)
                message = f"{element.owner}.{element.name} keeps {name} on the server; the policy says that it stays on the device"
                yield element_finding(CODE, element, message, claim=claim, remedy=REMEDY)
