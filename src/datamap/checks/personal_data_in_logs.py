"""DM306 personal-data-in-logs

## What it reports

Personal data or a secret that is written to a log: as an argument, in a formatted message, in `extra=`, in an exception's text, or in an
object whose fields hold it.

## Why it matters

Logs are copied to other systems, kept longer than the data itself, read by more people, and forgotten when a person asks for erasure.

## Example

```python
logger.info("signed up: %s", user.email)
```

## How to fix it

Log an internal identifier, or a masked or hashed value:

```python
logger.info("signed up: user %s", user.id)
```

## What it misses

Logs written by frameworks and by the web server in front of the service. What a command answers to whoever typed it
(``click.echo``) is no log. Data that the policy says is kept in logs (an IP address under "log data", for example), internal identifiers,
and uploaded files (what is printed of a file is its name) are not reported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import flow_finding
from datamap.checks.matching import about, gathered, is_of_the_account, is_pseudonym, is_secret, names_data, readable
from datamap.checks.wording import tells_of_logging
from datamap.model import Level, SinkKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding, Flow

CODE = "DM306"
REMEDY = "log an internal id, or mask or hash the value first"
TERMINAL = "cli"
TECHNICAL = ("user.device", "user.behavior", "user.location.approximate")
CUSTOMER = "user.financial.processor_customer_id"
REFERENCED = ("user.financial.transaction", "user.financial.subscription")
FILES = ("user.content.media", "user.content.self_image")
TOLD = ("COLLECTS", "STORES", "STORES_ONLY", "RETENTION_PERIOD")
NOT_COLLECTED = "NOT_COLLECTS"
BROKEN_KINDS = ("HASHED", "NEVER_STORES", NOT_COLLECTED, "KEYCHAIN", "LOCAL_ONLY", "STORES_ONLY", "ENCRYPTED_AT_REST")


def find(case: Case) -> Iterator[Finding]:
    """Readable personal data in logs, unless the policy says that logs hold it."""
    logged = [(flow, _broken(case, flow)) for flow in case.practices.flows if flow.sink.kind is SinkKind.LOG and _matters(case, flow)]
    for together, claim in gathered(logged):
        flows = _surest(together)
        level = Level.ERROR if any(is_secret(flow.data) for flow in flows) else Level.WARNING
        yield flow_finding(CODE, flows, f"{case.data_verb(flows, 'is')} written to the log", claim=claim, level=level, remedy=REMEDY)


def _surest(flows: list[Flow]) -> list[Flow]:
    """What was seen in a line, without what is only guessed to be there, too: a reader takes every word of a finding for certain."""
    rank = max(flow.confidence.rank for flow in flows)
    return [flow for flow in flows if flow.confidence.rank == rank]


def _matters(case: Case, flow: Flow) -> bool:
    if not readable(flow) or is_pseudonym(flow.data) or not case.knowledge.is_personal(flow.data):
        return False
    if is_of_the_account(flow.data) or flow.data in FILES or _is_reference(flow) or flow.sink.id == TERMINAL:
        return False
    return not (flow.data.startswith(TECHNICAL) and case.is_disclosed(flow.data)) and not _is_told(case, flow)


def _is_told(case: Case, flow: Flow) -> bool:
    """“We log sign-ins (time and e-mail address)”: the log is said to hold just this, and no other sentence denies it."""
    told = any(about(claim, flow.data) and names_data(claim) and tells_of_logging(claim.quote) for claim in case.claims(*TOLD))
    return told and not is_secret(flow.data)


def _is_reference(flow: Flow) -> bool:
    """The number of a payment, or of a customer at who takes payments, is an internal identifier."""
    return flow.data == CUSTOMER or (flow.data in REFERENCED and flow.source.lower().endswith("_id"))


def _broken(case: Case, flow: Flow) -> Claim | None:
    """The sentence that such a log breaks most plainly: a promise about this very data, else a closed list of what is kept."""
    kinds = [claim for kind in BROKEN_KINDS for claim in case.claims(kind)]
    speaking = [claim for claim in kinds if names_data(claim) or claim.kind != NOT_COLLECTED]
    speaking = [claim for claim in speaking if about(claim, flow.data) or not names_data(claim)]
    return next((claim for claim in speaking if about(claim, flow.data) and names_data(claim)), speaking[0] if speaking else None)
