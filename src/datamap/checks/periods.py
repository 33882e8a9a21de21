"""Which period in code a declared period speaks of, and whether the two agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.matching import about, covers, names_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from datamap.checks.case import Case
    from datamap.model import Claim, Period

DAY = 86_400
YEAR = 365 * DAY
LIFETIMES = frozenset({"purge", "expiry", "ttl", "lifecycle", "setting"})


def seconds_of(claim: Claim) -> int | None:
    """The length that a claim declares; None if it names none."""
    value = claim.values.get("seconds", claim.values.get("deadline"))
    return int(value) if isinstance(value, int | float) else None


def tiers_of(claim: Claim) -> list[str]:
    """The plans that a claim is limited to."""
    tiers = claim.values.get("tiers")
    return [str(tier) for tier in tiers] if isinstance(tiers, list) else []


def in_words(seconds: int) -> str:
    """``2_505_600`` as ``29 days``."""
    for size, name in ((DAY, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        if seconds % size == 0 and seconds >= size:
            count = seconds // size
            return f"{count} {name}{'' if count == 1 else 's'}"
    return "no time at all"


def agree(declared: int, found: int) -> bool:
    """Whether two lengths are the same in somebody's calendar: months have 28 to 31 days, years 365 or 366."""
    if declared == found:
        return True
    if declared >= YEAR - 5 * DAY or (declared % (30 * DAY) == 0 and declared > 60 * DAY):
        return abs(declared - found) <= max(2 * DAY, declared // 50)
    return False


def candidates(case: Case, claim: Claim) -> list[Period]:
    """The periods in code that speak of the same thing as the claim, best ones only."""
    scored = [(score(case, claim, period), period) for period in case.practices.periods if period.mechanism in LIFETIMES]
    best = max((points for points, _ in scored), default=0)
    return [period for points, period in scored if points == best and points > 0]


def score(case: Case, claim: Claim, period: Period) -> int:
    """How surely the two speak of the same thing; 0 for not at all."""
    tiers = tiers_of(claim)
    if tiers or period.tier:
        return 4 + _overlap(claim, period) if period.tier and any(_same_tier(tier, period.tier) for tier in tiers) else 0
    if names_data(claim):
        return (2 if _same_data(case, claim, period) else 0) + _overlap(claim, period)
    return _overlap(claim, period)


def _same_tier(declared: str, found: str) -> bool:
    wanted, have = set(words(declared)), set(words(found))
    return bool(wanted & have)


def _same_data(case: Case, claim: Claim, period: Period) -> bool:
    store = case.stores.get(period.store or "")
    held = {*period.data, *(element.category for element in store.elements)} if store else set(period.data)
    specific = set(period.data) or held
    return any(about(claim, category) or any(covers(category, key) for key in claim.data) for category in specific)


def _overlap(claim: Claim, period: Period) -> int:
    said = {word for phrase in (*claim.phrases, *claim.unmapped) for word in words(phrase)}
    return min(2, len(said & {word for text in (*period.words, period.store or "") for word in words(text)}))


def words(text: str) -> Sequence[str]:
    """The content words of a phrase, singular and lower case."""
    parts = "".join(character if character.isalnum() else " " for character in text.lower()).split()
    return [_singular(part) for part in parts if part not in GENERAL]


GENERAL = frozenset(
    {
        "data",
        "information",
        "the",
        "of",
        "and",
        "your",
        "our",
        "a",
        "record",
        "records",
        "days",
        "day",
        "period",
        "retention",
        "public",
        "table",
    }
)


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def enforced(periods: Iterable[Period]) -> list[Period]:
    """Those by which something is really deleted or refused."""
    return [period for period in periods if period.enforced]
