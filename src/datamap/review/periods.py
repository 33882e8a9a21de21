"""How the lifetimes that code gives to data differ between two states; one that only moved is no difference."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from datamap.review.change import Effect, Item

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.model import Period

FOREVER = 10**12
DAY = 86_400
LEEWAY = 0.01


def periods(before: Iterable[Period], after: Iterable[Period]) -> Iterator[Item]:
    """Every period that came, went, or became longer or shorter. What enforces nothing is only a number."""
    old, new = _by_subject(before), _by_subject(after)
    known = [period for group in old.values() for period in group]
    for subject in sorted(old.keys() | new.keys()):
        for item in _differences(subject, old.get(subject, []), new.get(subject, [])):
            if item.about or item.effect is not Effect.ADDED or _without(new[subject], known):
                yield item


def _by_subject(found: Iterable[Period]) -> dict[str, list[Period]]:
    groups: dict[str, list[Period]] = defaultdict(list)
    for period in found:
        subject = f"{period.store or period.symbol}{f' ({period.tier})' if period.tier else ''}"
        if period.enforced and not any(_same(period, one) for one in groups[subject]):
            groups[subject].append(period)
    return groups


def _differences(subject: str, old: list[Period], new: list[Period]) -> Iterator[Item]:
    gone, come = _without(old, new), _without(new, old)
    for was, now in zip(gone, come, strict=False):
        effect = Effect.WEAKENED if (now.seconds or FOREVER) > (was.seconds or FOREVER) else Effect.STRENGTHENED
        yield _item(effect, f"{subject}: {length(now)} where it was {length(was)}", now)
    for was in gone[len(come) :]:
        yield Item(Effect.WEAKENED, "period", f"{subject}: nothing ends after {length(was)} any more", was.store or "")
    for now in come[len(gone) :]:
        yield _item(Effect.ADDED, f"{subject}: ends after {length(now)}", now)


def _without(found: Iterable[Period], others: Iterable[Period]) -> list[Period]:
    """The periods that none of ``others`` is as long as, shortest first."""
    others = tuple(others)
    left = [one for one in found if not any(_same(one, other) for other in others)]
    return sorted(left, key=lambda one: one.seconds or FOREVER)


def _same(one: Period, other: Period) -> bool:
    """Whether two are meant to be as long: seven years are 2,555 days to one and 2,557 to another."""
    return abs((one.seconds or FOREVER) - (other.seconds or FOREVER)) <= LEEWAY * (one.seconds or FOREVER)


def _item(effect: Effect, text: str, period: Period) -> Item:
    return Item(effect, "period", text, period.store or "", "", period.location)


def length(period: Period) -> str:
    """``30 days``."""
    if period.seconds is None:
        return "no time"
    days, rest = divmod(period.seconds, DAY)
    return f"{period.seconds} seconds" if rest else f"{days} day{'' if days == 1 else 's'}"
