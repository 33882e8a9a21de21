"""DM001 declared-flow

## What it reports

Data of a source that the team declared in `[[tool.datamap.source]]`, or of a category that datamap knows, that reaches a sink which
`[[tool.datamap.forbid]]` rules out for it.

## Why it matters

A team knows boundaries that no policy states: the partner feed that must never see a national id, the cache that is shared between tenants.

## Example

```toml
[[tool.datamap.forbid]]
data = "user.government_id"
to = "partner-feed"
```

## How to fix it

Take the data out before the call, or declare the helper that does with `[[tool.datamap.sanitizer]]`.

## What it misses

Flows through code that is not in the project.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from datamap.checks.case import flow_finding
from datamap.checks.matching import UNREADABLE, gathered
from datamap.model import FormKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.config import Forbid
    from datamap.model import Finding, Flow

CODE = "DM001"


def find(case: Case) -> Iterator[Finding]:
    """Flows that the team forbids."""
    forbidden = [(flow, None) for flow in case.practices.flows if any(_forbids(forbid, flow) for forbid in case.forbidden)]
    for flows, _ in gathered(forbidden):
        message = f"{case.data_names(flows)} reaches {flows[0].sink.id}, which the project's configuration forbids"
        yield flow_finding(CODE, flows, message, remedy="take the data out before the call, or use a helper that makes it unreadable")


def stays_data(form: FormKind) -> bool:
    """Whether a value in this form is what the team means: a part of a value still is the value."""
    return form is FormKind.TRUNCATED or form not in UNREADABLE


def _forbids(forbid: Forbid, flow: Flow) -> bool:
    if forbid.to != flow.sink.id or not stays_data(flow.form.kind):
        return False
    return fnmatchcase(flow.data, forbid.data) or flow.data == forbid.data.removesuffix(".*")
