"""DM706 stale-disclosure

## What it reports

A third party, or an account id at one, that the policy names and that the code no longer has; a connection pooler or an allowlist of
addresses that the policy puts in front of the database and that the configuration does without.

## Why it matters

A list that names too many is read as carelessly as it was written; and an old analytics id says that data now goes to another account.

## Example

The policy names Mixpanel; the SDK was removed last year.

## How to fix it

Strike it out of the policy, or say where it is used if that is not this repository.

## What it misses

Third parties that are used outside of the scanned code (hosting, office software): this is a note for that reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import finding, setting_finding
from datamap.model import Confidence, Hop, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Finding

CODE = "DM706"
GATEWAY, HOST, OPEN = "gateway", "database_host", "open_to_all"


def find(case: Case) -> Iterator[Finding]:
    """Named third parties and ids without a trace in the code."""
    used = {name for use in case.practices.processors for name in case.knowledge.family_of(use.id)}
    told: set[str] = set()
    for claim in case.claims("PROCESSOR_NAMED", "PROCESSOR_CATEGORY", "CONSENT_GATE", "SHARES"):
        for name in claim.entities:
            if name not in used and name not in told and case.knowledge.is_known_processor(name):
                told.add(name)
                yield finding(
                    CODE,
                    claim.location,
                    f"{case.processor_name(name)} is disclosed, and nothing in the code uses it",
                    claim=claim,
                    processor=name,
                )
    yield from _other_ids(case)
    yield from _gateways(case)
    yield from _open_doors(case)


def _gateways(case: Case) -> Iterator[Finding]:
    """What the policy puts in front of the database, and the code's address of the database knows nothing of."""
    hosts = [setting for setting in case.practices.settings if setting.kind == HOST]
    there = {setting.value for setting in case.practices.settings if setting.kind == GATEWAY}
    told: set[str] = set()
    for claim in case.claims("ACCESS_CONTROL") if hosts else ():
        for gateway in case.knowledge.frameworks.gateways:
            if gateway.id not in there | told and any(name in claim.quote.lower() for name in gateway.names):
                told.add(gateway.id)
                yield finding(
                    CODE,
                    claim.location,
                    f"the policy has {gateway.names[0]} in front of the database; the code connects to {hosts[0].value} directly",
                    claim=claim,
                    level=Level.WARNING,
                    confidence=Confidence.MEDIUM,
                    path=(Hop(hosts[0].location, hosts[0].symbol, f"connects to {hosts[0].value}"),),
                    remedy="connect through it, or change the policy",
                )


def _open_doors(case: Case) -> Iterator[Finding]:
    """A firewall that lets everybody into the database, where the policy says that only some addresses get in."""
    doors = case.knowledge.frameworks.doors
    words = [word for door in doors for word in door.promises]
    claim = next((claim for claim in case.claims("ACCESS_CONTROL") if any(word in claim.quote.lower() for word in words)), None)
    for setting in case.practices.settings if claim else ():
        if setting.kind == OPEN:
            yield finding(
                CODE,
                setting.location,
                f"everybody can reach the database ({setting.value}); the policy says that access is limited",
                symbol=setting.symbol,
                claim=claim,
                level=Level.WARNING,
                remedy="name the addresses that may connect",
            )


def _other_ids(case: Case) -> Iterator[Finding]:
    for claim in case.claims("PROCESSOR_ID"):
        stated = str(claim.values.get("id", ""))
        for setting in case.practices.settings if stated else ():
            if setting.kind == "vendor_id" and setting.target in claim.entities and setting.value != stated:
                message = f"{setting.name} is {setting.value}; the policy names the id {stated}"
                yield setting_finding(CODE, setting, message, claim=claim, level=Level.WARNING, remedy="change both together")
