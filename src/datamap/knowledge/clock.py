"""What rules/frameworks/ knows of time: the calls that give now, the lengths of time they make, and the units they count in."""

from __future__ import annotations

from functools import cache

from datamap.knowledge.frameworks import load_frameworks

POSITIONS = ("days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks")


class Clock:
    """Points and lengths of time by the calls that make them."""

    def __init__(self) -> None:
        frameworks = load_frameworks()
        self.now = frozenset(call for entry in frameworks.clocks for call in entry.now)
        self.durations = frozenset(call for entry in frameworks.clocks for call in entry.durations)
        self.forward = frozenset(method for entry in frameworks.clocks for method in entry.forward)
        self.backward = frozenset(method for entry in frameworks.clocks for method in entry.backward)
        self.units = {name: entry.seconds for entry in frameworks.units for name in entry.names}

    def seconds(self, amounts: dict[str, float]) -> float | None:
        """Add up ``{"days": 30, "hours": 12}``; None if a unit is not known."""
        if any(unit not in self.units for unit in amounts):
            return None
        return sum(self.units[unit] * amount for unit, amount in amounts.items())


@cache
def load_clock() -> Clock:
    """Read what rules/frameworks/ says of time. Raises KnowledgeError."""
    return Clock()
