"""DM305 secret-outside-keychain

## What it reports

A credential or token that an application on a person's own device writes to a file, a local database or a preferences store, where the
policy promises the keychain of the operating system.

## Why it matters

Every program of the user, and every backup, can read such a file.

## Example

```python
CONFIG.write_text(json.dumps({"access_token": token}))
```

The policy: "Credentials are kept in the system keychain."

## How to fix it

```python
keyring.set_password("app", account, token)
```

## What it misses

A plain-text back end of the keychain that a person configured; one that the code chooses is found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import finding, flow_finding
from datamap.checks.matching import about, covers, gathered, readable, to_store
from datamap.model import SinkKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding, Flow

CODE = "DM305"
CREDENTIALS = "user.authorization"
SYSTEM = "user.device"
LOCAL_KINDS = frozenset({"file", "preferences"})
EMBEDDED = ("sqlite:", "duckdb:")
REMEDY = "keep it with keyring.set_password(…) or the platform's own secure store"


def find(case: Case) -> Iterator[Finding]:
    """Readable credentials in local stores, against the promise of a keychain."""
    written = [
        (flow, claim)
        for claim in case.claims("KEYCHAIN")
        for flow in case.practices.flows
        if to_store(flow) and readable(flow) and _promised(claim, flow) and _is_local(case, flow)
    ]
    for flows, claim in gathered(written):
        message = f"{case.data_verb(flows, 'is')} written to {flows[0].sink.id}; the policy promises the operating system's keychain"
        yield flow_finding(CODE, flows, message, claim=claim, remedy=REMEDY)

    for claim in list(case.claims("KEYCHAIN"))[:1]:
        for setting in case.practices.settings:
            if setting.kind == "keychain":
                message = f"the keychain is {setting.name}, which keeps {setting.value}; the policy promises that of the operating system"
                yield finding(CODE, setting.location, message, symbol=setting.symbol, claim=claim, remedy=REMEDY)


def _promised(claim: Claim, flow: Flow) -> bool:
    return covers(CREDENTIALS, flow.data) or (about(claim, flow.data) and not covers(SYSTEM, flow.data))


def _is_local(case: Case, flow: Flow) -> bool:
    store = case.stores.get(flow.sink.id)
    if store is None:
        return flow.sink.kind is SinkKind.STORE and flow.sink.id.startswith("file:")
    return store.kind in LOCAL_KINDS or store.id.startswith(EMBEDDED) or (store.locus == "device" and store.kind != "keychain")
