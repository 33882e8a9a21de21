"""Lifetimes that code gives to data: purges by age, expiries, time-to-live, lifecycle rules, and the constants behind them."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from datamap.flow.models.acts import Act
from datamap.flow.models.queries import WHERE
from datamap.flow.practices.lifetimes import Lifetime, Lifetimes
from datamap.flow.practices.schedules import Schedules
from datamap.flow.practices.sql_purges import sql_purges
from datamap.flow.values import Duration, Label, Moment
from datamap.knowledge.names import split_words
from datamap.model import Hop, Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.flow.events import Effect
    from datamap.flow.practices.material import Material

OLDER = frozenset({"<", "<="})


def periods_of(material: Material) -> tuple[Period, ...]:
    """Give every period once, in order of place."""
    best: dict[tuple[object, ...], Period] = {}
    for period in _Finder(material).all():
        key = (period.location, period.mechanism, period.store or "", period.tier or "", period.seconds or 0, not period.enforced)
        if key not in best or len(period.path) < len(best[key].path):
            best[key] = period
    return tuple(best[key] for key in sorted(best))


class _Finder:
    def __init__(self, material: Material) -> None:
        self.material = material
        self.schedules = Schedules(material)
        self.literals = Lifetimes(material).all()

    def all(self) -> list[Period]:
        acted = [period for effect in self.material.effects for period in self._of_effect(effect)]
        placed: list[Period] = []
        used: set[Lifetime] = set()
        for period in acted:
            literals = self._behind(period)
            used.update(literals)
            placed += [_at(period, literal) for literal in literals] or [period]
        idle = [self._constant(literal, acted) for literal in self.literals if literal not in used]
        return [*placed, *idle, *sql_purges(self.material)]

    def _of_effect(self, effect: Effect) -> Iterator[Period]:
        act = effect.data
        if not isinstance(act, Act):
            return
        if effect.kind == "delete":
            yield from self._purges(effect)
        elif act.seconds is not None and (effect.kind == "expire" or (effect.kind == "sink" and act.expires)):
            yield self._period(effect, act.seconds, "cookie" if act.kind == "cookie" else "ttl", None)
        elif act.seconds is not None and effect.kind == "lifecycle":
            yield self._period(effect, act.seconds, "lifecycle", next(iter(self._tiers(effect)), None), column=act.owner)
        if effect.kind == "sink":
            for cell in act.cells:
                if (
                    isinstance(cell.value, Moment)
                    and cell.value.offset > 0
                    and split_words(cell.column) in self.material.context.frameworks.ends
                ):
                    yield self._period(effect, cell.value.offset, "expiry", None, column=cell.column)

    def _purges(self, effect: Effect) -> Iterator[Period]:
        """A deletion of what is older than some age, for each age and plan that the conditions name, or of what has expired."""
        tests = _tests(effect)
        if any(split_words(test.name) in self.material.context.frameworks.ends and test.detail in OLDER for test in tests):
            yield self._period(effect, 0, "expired", None)
        tiers: tuple[str | None, ...] = self._tiers(effect) or (None,)
        for age in sorted({age for test in tests if (age := _age(test)) is not None}):
            column = next((test.name for test in tests if _age(test) == age), "")
            yield from (self._period(effect, age, "purge", tier, column) for tier in tiers)

    def _tiers(self, effect: Effect) -> tuple[str, ...]:
        return tuple(sorted({str(test.extra).lower() for test in _tests(effect) if self._is_tier(test)}))

    def _is_tier(self, test: Label) -> bool:
        return (
            split_words(test.name) in self.material.context.frameworks.tier_columns
            and isinstance(test.extra, str)
            and test.detail in ("==", "in")
        )

    def _period(self, effect: Effect, seconds: float, mechanism: str, tier: str | None, column: str = "") -> Period:
        act = effect.data
        name = act.name if isinstance(act, Act) else ""
        words = tuple(dict.fromkeys([*split_words(name), *split_words(column), *self._function_words(effect.symbol)]))
        return Period(
            round(seconds),
            mechanism,
            effect.location,
            effect.symbol,
            effect.target,
            self._data(effect.target),
            tier,
            words,
            self._is_enforced(effect, mechanism),
            effect.hops,
        )

    def _function_words(self, symbol: str) -> list[str]:
        """The words of a function's name and of its class's."""
        module = next((name for name in self.material.context.program.modules if symbol.startswith(f"{name}.")), "")
        return [word for name in symbol.removeprefix(f"{module}.").split(".") for word in split_words(name)]

    def _data(self, store: str) -> tuple[str, ...]:
        return self._held.get(store, ())

    @cached_property
    def _held(self) -> dict[str, tuple[str, ...]]:
        """The categories that each table's columns are recognised as."""
        context = self.material.context
        from datamap.flow.models.queries import store_of

        found: dict[str, tuple[str, ...]] = {}
        for table in context.tables.all.values():
            known = (context.recognise(column.name, table.cls.name) for column in table.columns.values() if not column.reference)
            found[store_of(context, table)] = tuple(sorted({one.category for one in known if one}))
        return found

    def _is_enforced(self, effect: Effect, mechanism: str) -> bool:
        return mechanism != "purge" or self.schedules.runs(effect.symbol)

    def _behind(self, period: Period) -> list[Lifetime]:
        """The constants that a period comes from: the same length, named where the period is used."""
        same = [literal for literal in self.literals if literal.seconds == period.seconds and self._is_used(literal, period)]
        tiered = [literal for literal in same if literal.tier]
        return tiered or same[:1]

    def _is_used(self, literal: Lifetime, period: Period) -> bool:
        files = {period.location.file, *(hop.location.file for hop in period.path)}
        if literal.location.file == period.location.file and literal.symbol == period.symbol:
            return True
        return any(literal.name in self._identifiers.get(file, frozenset()) for file in files)

    @cached_property
    def _identifiers(self) -> dict[str, frozenset[str]]:
        return {facts.path: facts.identifiers for facts in self.material.facts}

    def _constant(self, literal: Lifetime, acted: Iterable[Period]) -> Period:
        """A constant that no seen deletion or expiry comes from; kept for ever if its plan is told apart by others."""
        sibling = any(
            other.name == literal.name and any(self._is_used(other, period) and period.seconds == other.seconds for period in acted)
            for other in self.literals
        ) or self._is_read_elsewhere(literal)
        return Period(literal.seconds, "setting", literal.location, literal.symbol, None, (), literal.tier, literal.words, enforced=sibling)

    def _is_read_elsewhere(self, literal: Lifetime) -> bool:
        """Whether another file names the constant: something is done by it, even if it can't be seen what."""
        return any(literal.name in names for file, names in self._identifiers.items() if file != literal.location.file)


def _tests(effect: Effect) -> list[Label]:
    origins = [tag.origin for slot in effect.slots if slot.name == WHERE for tag in slot.labels]
    return [origin for origin in origins if isinstance(origin, Label) and origin.kind == "test"]


def _age(test: Label) -> float | None:
    """The age beyond which a condition selects."""
    if isinstance(test.extra, Moment) and test.detail in OLDER and test.extra.offset < 0:
        return -test.extra.offset
    if isinstance(test.extra, Duration) and test.detail in (">", ">=", "<", "<="):
        return test.extra.seconds
    return None


def _at(period: Period, literal: Lifetime) -> Period:
    """The period at the literal that sets it, with the place that uses it at the end of its path."""
    use = Hop(period.location, period.symbol, f"used here ({period.mechanism})")
    return replace(
        period,
        location=literal.location,
        symbol=literal.symbol,
        tier=literal.tier or period.tier,
        words=tuple(dict.fromkeys([*period.words, *literal.words])),
        path=(Hop(literal.location, literal.symbol, literal.name), use),
    )
