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

An unsubscribe handler has to change the field that the sending reads, and every mailing has to hold the link that the policy promises.

## What it misses

Suppression lists that the mail provider keeps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import flow_finding
from datamap.checks.matching import chosen, covers, gathered
from datamap.checks.way_out import way_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding, Guard

CODE = "DM404"
TOPICS = frozenset({"marketing", "newsletter", "communication", "email", "notifications"})
CHOICES = frozenset({"opt_out", "opt_in", "consent"})
CONSENTS = frozenset({"WITHDRAW_CONSENT", "CONSENT_GATE"})
CHOSEN = "user.privacy_preferences"
REACHED = ("user.contact", "user.privacy_preferences")
"""Data that a choice about mailings speaks of."""
REMEDY = "send only where the person's stored preference allows marketing, and read it at the time of sending"


def find(case: Case) -> Iterator[Finding]:
    """Marketing messages without a check of the preference, against the promise of an opt-out."""
    claim = next(
        (
            claim
            for claim in case.claims("OPT_OUT", "OPT_IN_GATE", "CONSENT_GATE", "WITHDRAW_CONSENT", "BUNDLED_CONSENT")
            if _about_marketing(claim)
        ),
        None,
    )
    if claim is None:
        return
    sent = [flow for flow in case.practices.flows if flow.sink.operation == "message" and "marketing" in flow.sink.purposes]
    unasked = [(flow, claim) for flow in sent if not _asked(flow.guards, claim)]
    for flows, _ in gathered(unasked):
        message = f"a marketing message goes out without a check of the person's {_choice(claim)}, which the policy promises"
        yield flow_finding(CODE, flows, message, claim=claim, remedy=REMEDY)
    if sent and not unasked:
        yield from way_out(case, sent)


def _choice(claim: Claim) -> str:
    if claim.kind == "OPT_IN_GATE":
        return "opt-in"
    return "consent" if claim.kind in CONSENTS else "opt-out"


def _about_marketing(claim: Claim) -> bool:
    """By its gate or by who and what it names; what names nothing in particular means every use that is somebody's choice."""
    topic = (claim.gate or "").partition(".")[2]
    if topic or claim.categories:
        return topic in TOPICS or not TOPICS.isdisjoint(claim.categories)
    if claim.kind in {"OPT_OUT", "OPT_IN_GATE", "CONSENT_GATE"}:
        return claim.kind == "OPT_OUT"
    return CHOSEN in claim.data or all(any(covers(key, one) or covers(one, key) for key in REACHED) for one in claim.data)


def _asked(guards: Iterable[Guard], claim: Claim) -> bool:
    """A preference that is on by default is still an opt-out; where the policy rests on consent, a consent has to be given."""
    speaking = [guard for guard in guards if guard.kind in CHOICES and (guard.topic is None or guard.topic in TOPICS)]
    if claim.kind in CONSENTS and all(guard.kind == "consent" for guard in speaking):
        return chosen(speaking, CHOICES, TOPICS)
    return bool(speaking)
