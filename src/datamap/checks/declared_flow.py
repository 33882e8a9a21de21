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
from datamap.checks.matching import readable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.config import Forbid
    from datamap.model import Finding, Flow

CODE = "DM001"


def find(case: Case) -> Iterator[Finding]:
    """Flows that the team forbids."""
    for flow in case.practices.flows:
        for forbid in case.forbidden:
            if forbid.to == flow.sink.id and _matches(forbid, flow) and readable(flow):
                yield flow_finding(CODE, flow, f"{flow.data} reaches {flow.sink.id}, which the project's configuration forbids")
                break


def _matches(forbid: Forbid, flow: Flow) -> bool:
    return fnmatchcase(flow.data, forbid.data) or flow.data == forbid.data.removesuffix(".*")
