"""DM404 marketing-without-opt-out

## What it reports

A marketing message whose sending is not behind a check of the person's opt-out (or consent) that the policy promises.

## Why it matters

An unsubscribe link that changes a field nobody reads is the commonest complaint about newsletters, and a breach of Art. 21(3) GDPR.

## Example

```python
for user in User.objects.all():
    send_newsletter(user.email)
```

The policy: "You can unsubscribe from marketing at any time."

## How to fix it

```python
for user in User.objects.filter(marketing_opt_out=False):
    send_newsletter(user.email)
```

## What it misses

Suppression lists that the mail provider keeps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import flow_finding
from datamap.checks.matching import gathered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.checks.case import Case
    from datamap.model import Finding, Guard

CODE = "DM404"
TOPICS = frozenset({"marketing", "newsletter", "communication", "email", "notifications"})
CHOICES = frozenset({"opt_out", "opt_in", "consent"})
REMEDY = "send only where the person's stored preference allows marketing, and read it at the time of sending"


def find(case: Case) -> Iterator[Finding]:
    """Marketing messages without a check of the preference, against the promise of an opt-out."""
    claim = next((claim for claim in case.claims("OPT_OUT", "WITHDRAW_CONSENT", "BUNDLED_CONSENT") if _about_marketing(claim.gate)), None)
    if claim is None:
        return
    unasked = [
        (flow, claim)
        for flow in case.practices.flows
        if flow.sink.operation == "message" and "marketing" in flow.sink.purposes and not _asked(flow.guards)
    ]
    for flows, _ in gathered(unasked):
        message = "a marketing message goes out without a check of the person's opt-out, which the policy promises"
        yield flow_finding(CODE, flows, message, claim=claim, remedy=REMEDY)


def _about_marketing(gate: str | None) -> bool:
    topic = (gate or "").partition(".")[2]
    return not topic or topic in TOPICS


def _asked(guards: Iterable[Guard]) -> bool:
    """A preference that is on by default is still an opt-out, so that its default does not matter here."""
    return any(guard.kind in CHOICES and (guard.topic is None or guard.topic in TOPICS) for guard in guards)
