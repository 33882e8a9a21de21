"""Lifetimes that code gives to data: purges by age, expiries, time-to-live, lifecycle rules, and the constants behind them."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.facts.children import nodes_in
from datamap.flow.models.acts import Act
from datamap.flow.models.literals import literals_of
from datamap.flow.models.queries import WHERE
from datamap.flow.practices.amounts import whole_seconds
from datamap.flow.practices.caching import caches_of
from datamap.flow.practices.files_of_rows import FilesOfRows
from datamap.flow.practices.infrastructure import infrastructure_periods
from datamap.flow.practices.lifetimes import Lifetime, Lifetimes
from datamap.flow.practices.origins import Origin, Origins, distinct
from datamap.flow.practices.plans import Plans
from datamap.flow.practices.rotation import rotations
from datamap.flow.practices.schedules import Schedules
from datamap.flow.practices.sql_purges import sql_purges
from datamap.flow.tags import Label
from datamap.flow.values import Duration, Moment
from datamap.knowledge.names import split_words
from datamap.model import Hop, Period
from datamap.program.naming import dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.events import Effect
    from datamap.flow.practices.material import Material
    from datamap.program.symbols import Function

TRACED = frozenset({"purge", "expiry", "ttl"})
ACTING = frozenset({"delete", "expire", "lifecycle"})
OF_OBJECTS = frozenset({"object_storage", "file"})
LIMITS = frozenset({"max_age", "ttl", "expires_in", "expires", "expires_delta", "expiration", "lifetime", "valid_for", "timeout_seconds"})
"""Names of parameters by which a library refuses or drops what is older."""
LONGEST_KEY = 40
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
        self.plans = Plans(material)
        constants = Lifetimes(material)
        self.literals = tuple(dict.fromkeys([*constants.all(), *self.plans.lifetimes()]))
        self._files = FilesOfRows(material)
        self.origins = Origins(material, self.literals, constants.lengths())

    def all(self) -> list[Period]:
        placed: list[Period] = []
        used: set[Lifetime] = set()
        for effect in self.material.effects:
            for period in self._of_effect(effect):
                origins = distinct(self.origins.of(period.symbol, period.seconds)) if period.mechanism in TRACED and period.seconds else []
                origins = [origin for origin in origins if self._is_applied(period, origin)]
                used.update(origin.lifetime for origin in origins if origin.lifetime is not None)
                placed += [_at(period, origin) for origin in origins] or [period]
        told = {literal.name for literal in used if literal.tier is None}
        idle = [self._constant(literal, told) for literal in self.literals if literal not in used]
        elsewhere = (caches_of, sql_purges, infrastructure_periods, rotations)
        return [*placed, *idle, *self.plans.rooms(), *(period for told in elsewhere for period in told(self.material))]

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
        tests = [test for test in _tests(effect) if _is_own(test, effect)]
        if any(split_words(test.name) in self.material.context.frameworks.ends and test.detail in OLDER for test in tests):
            yield self._period(effect, 0, "expired", None)
        tiers: tuple[str | None, ...] = self._tiers(effect) or (None,)
        ages = sorted({age for test in tests if (age := _age(test)) is not None})
        if len(ages) > 1 and len(tiers) > 1:
            tiers = (" ".join(str(tier) for tier in tiers),)
        for age in ages:
            test = next(test for test in tests if _age(test) == age)
            said = Hop(test.location, test.symbol, "what is older goes")
            for tier in tiers:
                period = self._period(effect, age, "purge", tier, test.name)
                yield replace(period, path=(said, *period.path))

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
            whole_seconds(seconds),
            mechanism,
            effect.location,
            effect.symbol,
            effect.target,
            self._data(effect.target),
            tier,
            words,
            self._is_enforced(effect, mechanism),
            effect.hops,
            self._files.left_by(effect) if mechanism in ("purge", "expired") else (),
        )

    def _function_words(self, symbol: str) -> list[str]:
        """The words of a function's name and of its class's."""
        function = self.origins.functions.get(symbol)
        module = function.module.name if function else symbol
        return [word for name in symbol.removeprefix(f"{module}").split(".") for word in split_words(name)]

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
        outermost = effect.calls[0].symbol if effect.calls else effect.symbol
        return mechanism != "purge" or self.schedules.runs(outermost)

    def _constant(self, literal: Lifetime, told: set[str]) -> Period:
        """A constant that no seen deletion or expiry comes from; enforced with its siblings, or if what reads it deletes or refuses."""
        key = literal.words[len(split_words(literal.name)) :]
        if literal.name in self.material.context.frameworks.lifetime_settings:
            enforced = True
        elif key and literal.tier is None:
            enforced = any(self._acts(one) for one in self._naming.get(key, ()))
        else:
            readers = self.origins.readers(literal.name)
            enforced = (
                literal.name in told
                or any(self._acts(one) and self._is_about(one, literal) for one in readers)
                or any(_hands_over(one, literal.name) for one in readers)
            )
        return Period(
            literal.seconds, "setting", literal.location, literal.symbol, None, (), literal.tier, literal.words, enforced=enforced
        )

    @cached_property
    def _naming(self) -> dict[tuple[str, ...], list[Function]]:
        """The functions that hold a text, by its words: ``_before("messages")``."""
        found: dict[tuple[str, ...], list[Function]] = {}
        for module in self.material.modules:
            for literal in literals_of(module):
                function = self.origins.functions.get(literal.symbol)
                if function is not None and isinstance(literal.value, str) and len(literal.value) <= LONGEST_KEY:
                    found.setdefault(split_words(literal.value), []).append(function)
        return found

    def _is_applied(self, period: Period, origin: Origin) -> bool:
        function = self.origins.functions.get(period.symbol)
        return function is None or origin.lifetime is None or self._is_about(function, origin.lifetime)

    def _is_about(self, function: Function, literal: Lifetime) -> bool:
        """Whether a function that walks a list of plans walks the one of the constant, too."""
        walked = self.plans.walked(function)
        return literal.tier is None or not walked or literal.tier in walked

    def _acts(self, function: Function) -> bool:
        """Whether a function that something starts, or what it calls, deletes something or lets it expire."""
        acts = any(effect.kind in ACTING or self._ends_something(effect) for effect, _ in self.material.solution.reached(function))
        return acts and self.schedules.runs(function.qualname)

    def _ends_something(self, effect: Effect) -> bool:
        cells = effect.data.cells if isinstance(effect.data, Act) else ()
        return any(split_words(cell.column) in self.material.context.frameworks.ends for cell in cells)


def _hands_over(function: Function, name: str) -> bool:
    """``signer.loads(token, max_age=INVITATION_MAX_AGE)``: what is called refuses what is older."""
    handed = (argument for node in nodes_in(function.node.body) if isinstance(node, ir.Call) for argument in node.arguments)
    return any(argument.keyword in LIMITS and (dotted(argument.value) or "").rpartition(".")[2] == name for argument in handed)


def _tests(effect: Effect) -> list[Label]:
    origins = [tag.origin for slot in effect.slots if slot.name == WHERE for tag in slot.labels]
    return [origin for origin in origins if isinstance(origin, Label) and origin.kind == "test"]


def _is_own(test: Label, effect: Effect) -> bool:
    """Whether a condition is on the rows themselves, and not on those of the table that led to them; stored objects have no other."""
    act = effect.data
    return not isinstance(act, Act) or act.kind in OF_OBJECTS or not test.source or test.source in (act.owner, act.name)


def _age(test: Label) -> float | None:
    """The age beyond which a condition selects."""
    if isinstance(test.extra, Moment) and test.detail in OLDER and test.extra.offset < 0:
        return -test.extra.offset
    if isinstance(test.extra, Duration) and test.detail in (">", ">=", "<", "<="):
        return test.extra.seconds
    return None


def _at(period: Period, origin: Origin) -> Period:
    """The period at the literal that sets it, with the place that uses it at the end of its path."""
    use = Hop(period.location, period.symbol, f"applied here ({period.mechanism})")
    literal = origin.lifetime
    around = set() if period.mechanism == "purge" else set(split_words(period.symbol.rpartition(".")[2]))
    about = [word for word in period.words if word not in around]
    return replace(
        period,
        location=origin.location,
        symbol=origin.symbol,
        tier=literal.tier if literal is not None and literal.tier else period.tier,
        words=tuple(dict.fromkeys([*about, *(literal.words if literal is not None else split_words(origin.name))])),
        path=(Hop(origin.location, origin.symbol, origin.name or "the length"), origin.used, use),
    )
