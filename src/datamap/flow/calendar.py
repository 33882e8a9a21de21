"""Points in time relative to now, taken apart and put together again: ``today.replace(year=today.year - 7)``.

Years and months differ in length, so that now is taken to be one fixed day; what comes out is off by a day or two at most.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from datamap.flow.values import Duration, Moment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from datamap.flow.values import ConstantValue

NOW = datetime(2001, 7, 15, 12, tzinfo=UTC)
PARTS = frozenset({"year", "month", "day", "hour", "minute", "second", "microsecond"})
LENGTHS = frozenset({"days", "seconds"})
SAME = frozenset(
    {"isoformat", "date", "astimezone", "strftime", "to_pydatetime", "to_iso8601_string", "timestamp", "time", "normalize", "utcnow"}
)
PER_DAY = 86_400


def part_of(literal: ConstantValue, name: str) -> ConstantValue:
    """Give ``moment.year`` or ``duration.days``; None for what is no such part."""
    if isinstance(literal, Moment) and name in PARTS:
        when = _date(literal)
        return int(getattr(when, name)) if when else None
    if isinstance(literal, Duration) and name in LENGTHS:
        return int(literal.seconds // PER_DAY) if name == "days" else int(literal.seconds % PER_DAY)
    return None


def after(literal: ConstantValue, method: str, parts: Mapping[str, ConstantValue]) -> ConstantValue:
    """Give what a method makes of a time: the same in another dress, or with some parts replaced; None where that is not known."""
    if isinstance(literal, Duration):
        return literal.seconds if method == "total_seconds" else None
    if not isinstance(literal, Moment):
        return None
    if method in SAME:
        return literal
    return _replaced(literal, parts) if method == "replace" else None


def _replaced(moment: Moment, parts: Mapping[str, ConstantValue]) -> Moment | None:
    changes = {name: value for name, value in parts.items() if name in PARTS and isinstance(value, int)}
    when = _date(moment)
    if when is None or (not changes and set(parts) - {"tzinfo", "fold"}):
        return None
    try:
        return Moment((when.replace(**changes) - NOW).total_seconds())  # type: ignore[arg-type]
    except ValueError:
        return None


def _date(moment: Moment) -> datetime | None:
    try:
        return NOW + timedelta(seconds=moment.offset)
    except OverflowError:
        return None
