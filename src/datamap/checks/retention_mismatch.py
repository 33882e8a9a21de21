"""DM501 retention-mismatch

## What it reports

A lifetime in code that differs from the one the policy declares for the same data or plan: a purge after 30 days where 29 are promised, an
expiry on a plan that has none, a cache that outlives the promised deletion. What goes sooner than declared is a note, unless somebody
counts on it: a plan that promises room, a law, "at least".

## Why it matters

A period is a number that anybody can check, and the first thing that an audit checks.

## Example

```python
STANDARD_RETENTION = timedelta(days=30)
```

The policy: "Standard plan: files are kept for 29 days."

## How to fix it

Give the number one home, and take the one that the policy names.

## What it misses

Periods that are set in a console or in an environment that the repository does not hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import finding
from datamap.checks.matching import for_the_law
from datamap.checks.periods import agree, candidates, declared_in_words, in_words, seconds_of, tiers_of
from datamap.checks.wording import words
from datamap.knowledge.wordings import words_for
from datamap.model import Confidence, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding, Period

CODE = "DM501"
SIZES = ((10**12, "TB"), (10**9, "GB"), (10**6, "MB"))
SMALLEST = 0.9


def find(case: Case) -> Iterator[Finding]:
    """Periods in code that no declared period of the same thing agrees with."""
    yield from _different(case)
    yield from _unlimited(case)
    yield from _caches(case)
    yield from _rooms(case)


def _different(case: Case) -> Iterator[Finding]:
    limits = [claim for claim in case.claims("RETENTION_PERIOD", "EXPIRY") if not claim.entities]
    declared = [(claim, seconds) for claim in limits if (seconds := seconds_of(claim)) is not None]
    meant: dict[Period, list[tuple[Claim, int]]] = {}
    for claim, seconds in declared:
        for period in candidates(case, claim):
            meant.setdefault(period, []).append((claim, seconds))
    for period, claims in meant.items():
        if period.seconds is not None and not any(agree(seconds, period.seconds) for _, seconds in claims):
            claim, seconds = claims[0]
            level = Level.NOTE if all(_is_sooner(period, one, length) for one, length in claims) else None
            yield _report(period, claim, f"{in_words(period.seconds)} here; the policy declares {declared_in_words(claim, seconds)}", level)
        elif period.seconds is None:
            claim, seconds = claims[0]
            yield _report(period, claim, f"kept for ever here; the policy declares {declared_in_words(claim, seconds)}")


def _is_sooner(period: Period, claim: Claim, seconds: int) -> bool:
    """Whether data goes before it has to: that breaks a promise only where it may be wanted (a plan, a law, "at least")."""
    promised = tiers_of(claim) or for_the_law(claim) or words_for("counted_on") & set(claim.quote.lower().replace(",", " ").split())
    return not promised and not period.tier and period.seconds is not None and period.seconds < seconds


def _unlimited(case: Case) -> Iterator[Finding]:
    """A lifetime on what the policy keeps until somebody deletes it."""
    for claim in case.claims("RETENTION_INDEFINITE"):
        if tiers_of(claim):
            for period in candidates(case, claim):
                if period.seconds is not None and " " not in (period.tier or ""):
                    yield _report(period, claim, f"expires after {in_words(period.seconds)} here; the policy says that it does not expire")


def _rooms(case: Case) -> Iterator[Finding]:
    """Less room than the policy declares for a plan."""
    for claim in case.claims("RETENTION_INDEFINITE", "QUOTA", "RETENTION_PERIOD"):
        declared = claim.values.get("quota")
        for period in case.practices.periods if isinstance(declared, int | float) else ():
            named = any(set(words(tier)) & set(words(period.tier or "")) for tier in tiers_of(claim))
            if period.mechanism == "quota" and named and period.seconds and period.seconds < SMALLEST * declared:  # type: ignore[operator]
                yield _report(period, claim, f"room for {_size(period.seconds)} here; the policy declares {_size(declared)}")  # type: ignore[arg-type]


def _size(count: float) -> str:
    """``500_000_000_000`` as ``500 GB``."""
    unit, name = next(((unit, name) for unit, name in SIZES if count >= unit), (1, "bytes"))
    return f"{count / unit:g} {name}"


def _caches(case: Case) -> Iterator[Finding]:
    if any(words_for("purging") & set(words(f"{flow.sink.url or ''} {flow.sink.call}")) for flow in case.practices.flows):
        return
    for claim in case.claims("DELETION_DEADLINE"):
        deadline = seconds_of(claim) if words_for("copies_in_between") & set(words(claim.quote)) else None
        for period in case.practices.periods:
            if deadline and period.mechanism == "cache" and period.seconds is not None and period.seconds > deadline:
                yield _report(
                    period, claim, f"cached for {in_words(period.seconds)}; the policy promises deletion within {in_words(deadline)}"
                )


def _report(period: Period, claim: Claim, message: str, level: Level | None = None) -> Finding:
    subject = period.store or period.tier or (period.words[0] if period.words else "this data")
    return finding(
        CODE,
        period.location,
        f"{subject}: {message}",
        symbol=period.symbol,
        claim=claim,
        data=period.data,
        level=level,
        store=period.store,
        path=period.path,
        confidence=Confidence.HIGH if period.enforced else Confidence.MEDIUM,
        remedy="use the period that the policy declares, from one constant",
    )
