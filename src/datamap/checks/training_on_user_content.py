"""DM403 training-on-user-content

## What it reports

Uploads, prompts or other content of users that reach training or fine-tuning of a model, where the policy says that they do not.

## Why it matters

What a model has learned can't be erased, and can come out again for someone else.

## Example

```python
client.fine_tuning.jobs.create(training_file=upload_of(user_prompts), model=BASE)
```

The policy: "We never train models on your content."

## How to fix it

Train on licensed or synthetic data, or ask for consent and say so in the policy.

## What it misses

Training that a provider does with what it is sent; that is a matter of its contract.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import flow_finding
from datamap.checks.matching import about, chosen, covers, gathered, is_about_one, names_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding, Flow

CODE = "DM403"
CONTENT = ("user.content", "user.biometric")
CHOICES = frozenset({"consent", "opt_in"})


def find(case: Case) -> Iterator[Finding]:
    """Flows into training, against each promise not to train."""
    trained = [
        (flow, claim)
        for claim in case.claims("NO_TRAINING")
        for flow in case.practices.flows
        if flow.sink.operation == "train" and is_about_one(flow) and _meant(claim, flow) and not _agreed(claim, flow)
    ]
    for flows, claim in gathered(trained):
        message = f"{case.data_verb(flows, 'is')} used for training ({flows[0].sink.call}); the policy says that it is not"
        yield flow_finding(CODE, flows, message, claim=claim, remedy="leave users' content out of what is trained on")


def _meant(claim: Claim, flow: Flow) -> bool:
    if names_data(claim):
        return about(claim, flow.data) or any(covers(root, key) and covers(root, flow.data) for key in claim.data for root in CONTENT)
    return True


def _agreed(claim: Claim, flow: Flow) -> bool:
    return claim.gate is not None and chosen(flow.guards, CHOICES, frozenset())
