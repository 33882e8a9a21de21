"""DM502 retention-unenforced

## What it reports

A period that the policy declares and that nothing in the code enforces: no purge, no expiry, no lifecycle rule, or a constant that nobody
reads.

## Why it matters

Data that should be gone is found in every breach.

## Example

```python
LOG_RETENTION_DAYS = 90  # and no job that uses it
```

The policy: "Access logs are deleted after 90 days."

## How to fix it

Schedule a job that deletes what is older, or set an expiry where the data is written.

## What it misses

Rules that live in a provider's console; say so with an ignore comment on the constant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import finding
from datamap.checks.holding import held, lasts, names_store
from datamap.checks.matching import covers, for_the_law, is_pseudonym
from datamap.checks.periods import agree, candidates, declared_in_words, enforced, seconds_of
from datamap.checks.wording import words
from datamap.model import Confidence, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding, Period, Store

CODE = "DM502"
LOGS = "user.device.log"
MOST = 0.34
"""A store is about data that makes at least a third of what it holds."""
REMEDY = "schedule a job that deletes what is older, or set an expiry where the data is written"


def find(case: Case) -> Iterator[Finding]:
    """Declared periods without anything that enforces them; a duty to keep is fulfilled by doing nothing, unless the code names its end."""
    idle: dict[Period, list[tuple[Claim, int]]] = {}
    halves: dict[Period, Claim] = {}
    for claim in case.claims("RETENTION_PERIOD", "EXPIRY"):
        seconds = seconds_of(claim)
        if seconds is None or claim.entities:
            continue
        periods = candidates(case, claim)
        if periods and not enforced(periods):
            idle.setdefault(periods[0], []).append((claim, seconds))
        elif periods and all(period.leaves for period in periods if period.enforced):
            halves.setdefault(next(period for period in periods if period.leaves), claim)
        elif not periods and not for_the_law(claim):
            yield from _missing(case, claim, seconds)
    for period, claims in idle.items():
        agreeing = [claim for claim, seconds in claims if period.seconds is not None and agree(seconds, period.seconds)]
        if agreeing:
            yield _unread(period, agreeing[0])
    yield from (_half(period, claim) for period, claim in halves.items())
    yield from _endless_logs(case)


def _half(period: Period, claim: Claim) -> Finding:
    """Rows that go without the files that go with them elsewhere."""
    message = f"rows of {period.store} expire, and their files in {', '.join(period.leaves)} stay; the policy declares a period for them"
    return finding(
        CODE,
        period.path[-1].location if period.path else period.location,
        message,
        symbol=period.symbol,
        claim=claim,
        store=period.leaves[0],
        data=period.data,
        confidence=Confidence.MEDIUM,
        path=period.path,
        remedy="delete the files together with their rows",
    )


def _endless_logs(case: Case) -> Iterator[Finding]:
    """Log files that only grow, where logs are kept for some time only."""
    lifetimes = case.claims("RETENTION_PERIOD", "RETENTION_VAGUE", "RETENTION_CRITERION")
    claim = next((one for one in lifetimes if LOGS in one.data and not for_the_law(one)), None)
    for setting in case.practices.settings if claim else ():
        if setting.kind == "log_file":
            message = "this log file is never shortened; the policy keeps logs for a limited time"
            remedy = "rotate it (TimedRotatingFileHandler), or let logrotate do so"
            yield finding(
                CODE,
                setting.location,
                message,
                symbol=setting.symbol,
                claim=claim,
                level=Level.WARNING,
                confidence=Confidence.MEDIUM,
                remedy=remedy,
            )


def _unread(period: Period, claim: Claim) -> Finding:
    idle = "nothing starts this deletion" if period.mechanism == "purge" else "nothing deletes by this period"
    message = f"{idle}; the policy declares {declared_in_words(claim, seconds_of(claim) or 0)}"
    return finding(CODE, period.location, message, symbol=period.symbol, claim=claim, store=period.store, data=period.data, remedy=REMEDY)


def _missing(case: Case, claim: Claim, seconds: int) -> Iterator[Finding]:
    store = _store_of(case, claim)
    if store is None:
        return
    message = f"nothing deletes from {store.id} by age; the policy declares {declared_in_words(claim, seconds)}"
    yield finding(
        CODE,
        store.evidence[0],
        message,
        symbol=store.owner or store.name,
        claim=claim,
        data=held(case, store),
        store=store.id,
        confidence=Confidence.MEDIUM,
        remedy=REMEDY,
    )


def _store_of(case: Case, claim: Claim) -> Store | None:
    """The store that the claim is about: the one it calls by name, else the only one that holds the data that it names."""
    swept = {period.store for period in case.practices.periods if period.mechanism == "expired"}
    stores = [store for store in case.practices.stores if store.evidence and lasts(store) and store.id not in swept]
    named = [store for store in stores if names_store(claim, store)]
    if named:
        return min(named, key=lambda store: (-len(words(store.name)), store.id))
    if _is_kept_by_others(case, claim):
        return None
    holding = [store for store in stores if _named_part(case, claim, store)]
    return holding[0] if len(holding) == 1 and _named_part(case, claim, holding[0]) >= MOST else None


def _named_part(case: Case, claim: Claim, store: Store) -> float:
    """How much of what a store holds the claim names, from 0 to 1: a column of an account's last visit makes it no log."""
    kept = [category for category in held(case, store) if not is_pseudonym(category)]
    return sum(any(covers(key, category) for key in claim.data) for category in kept) / max(1, len(kept))


def _is_kept_by_others(case: Case, claim: Claim) -> bool:
    """Whether a third party keeps it: "analytics data" is with the analytics service where there is one."""
    said = {word for phrase in claim.phrases for word in phrase.lower().split()}
    return any(said & set(use.purposes) for use in case.practices.processors)
