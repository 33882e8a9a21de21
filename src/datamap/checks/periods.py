"""Which period in code a declared period speaks of, and whether the two agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.holding import ROOT, held, names_store
from datamap.checks.matching import covers, is_pseudonym
from datamap.checks.wording import tells_of_logging, words
from datamap.knowledge.names import split_words
from datamap.knowledge.wordings import words_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.checks.case import Case
    from datamap.model import Claim, Period

DAY = 86_400
YEAR = 365 * DAY
ROTATION = "rotation"
LIFETIMES = frozenset({"purge", "expiry", "ttl", "lifecycle", "setting", ROTATION})
COOKIE = "cookie"
PASSING = frozenset({"cookie", "cache", "queue", "log", "console"})


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


def declared_in_words(claim: Claim, seconds: int) -> str:
    """The declared length as the policy has it (``12 months``), where it says so in one number and unit."""
    number, unit = claim.values.get("number"), claim.values.get("unit")
    if not isinstance(number, int) or not isinstance(unit, str) or claim.values.get("seconds") != seconds:
        return in_words(seconds)
    return f"{number} {unit.removesuffix('s')}{'' if number == 1 else 's'}"


def agree(declared: int, found: int) -> bool:
    """Whether two lengths are the same in somebody's calendar: months have 28 to 31 days, years 365 or 366."""
    if declared == found:
        return True
    if declared >= YEAR - 5 * DAY or (declared % (30 * DAY) == 0 and declared > 60 * DAY):
        return abs(declared - found) <= max(2 * DAY, declared // 50)
    return False


def candidates(case: Case, claim: Claim) -> list[Period]:
    """The periods in code that speak of the same thing as the claim, best ones only."""
    said = set(words(claim.quote))
    mechanisms = LIFETIMES | {COOKIE} if COOKIE in said or words_for("signed_in") & said else LIFETIMES
    scored = [(score(case, claim, period), period) for period in case.practices.periods if period.mechanism in mechanisms]
    best = max((points for points, _ in scored), default=0)
    return [period for points, period in scored if points == best and points > 0]


def score(case: Case, claim: Claim, period: Period) -> int:
    """How surely the two speak of the same thing; 0 for not at all. A plan decides, then the store's name, then what it holds."""
    tiers = tiers_of(claim)
    if tiers or period.tier:
        return 4 if period.tier and any(set(words(tier)) & set(words(period.tier)) for tier in tiers) else 0
    if period.mechanism == ROTATION:
        return 2 if set(period.data) & set(claim.data) or tells_of_logging(claim.quote) else 0
    store = case.stores.get(period.store or "")
    if (store is not None and names_store(claim, store)) or _expires(claim, period):
        return 3
    lasting = store is not None and store.kind not in PASSING and not _is_one_of_several(case, period)
    if lasting and not tells_of_logging(claim.quote) and _same_data(case, claim, period):
        return 2
    return int(_called_alike(claim, period))


def _is_one_of_several(case: Case, period: Period) -> bool:
    """Whether one table holds things with several ends, so that what the table holds does not tell which is meant."""
    ends = {one.seconds for one in case.practices.periods if one.mechanism == period.mechanism == "expiry" and one.store == period.store}
    return len(ends) > 1


def _same_data(case: Case, claim: Claim, period: Period) -> bool:
    store = case.stores.get(period.store or "")
    kept = {*period.data, *(held(case, store) if store else ())}
    telling = [category for category in kept if category != ROOT and not is_pseudonym(category)]
    return any(covers(key, category) or covers(category, key) for key in claim.data if key != ROOT for category in telling)


def _expires(claim: Claim, period: Period) -> bool:
    """Whether it is the thing itself that the sentence lets expire: the link, not what it opens."""
    named = {word for text in (*_own_words(period), period.store or "") for word in words(text)}
    said = set(words(claim.quote))
    meant = words_for("expiring_things") & said | (words_for("keeps_signed_in") if words_for("signed_in") & said else frozenset())
    return claim.kind == "EXPIRY" and bool(meant & named)


def _called_alike(claim: Claim, period: Period) -> bool:
    """The words of the constant are all said by the claim, or those of the claim by the constant, the store and the purge."""
    said = {word for phrase in (*claim.phrases, *claim.unmapped) for word in words(phrase)}
    named = {word for text in (*_own_words(period), period.store or "") for word in words(text)} - words_for("lifetime_words")
    within = bool(said & named) and named <= {*said, *words(claim.quote)}
    return bool(said) and (said - words_for("lifetime_words") <= named or within)


def _own_words(period: Period) -> tuple[str, ...]:
    """The words of the period without those of the function around it, which only a purge is about."""
    if period.mechanism == "purge":
        return (*period.words, *period.symbol.rpartition(".")[2].split("_"))
    return tuple(word for word in period.words if word not in split_words(".".join(period.symbol.split(".")[-2:])))


def enforced(periods: Iterable[Period]) -> list[Period]:
    """Those by which something is really deleted or refused."""
    return [period for period in periods if period.enforced]
