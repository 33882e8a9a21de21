"""Plans as code writes them down: ``{Tier.FREE: Plan(Tier.FREE, keep_for=timedelta(days=3), storage=5 * GB)}``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from datamap.facts import ir
from datamap.flow.models.walking import iterables_of
from datamap.flow.practices.amounts import whole_seconds
from datamap.flow.practices.lifetimes import Lifetime
from datamap.flow.values import Duration
from datamap.knowledge.names import split_words
from datamap.model import Location, Period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.practices.material import Material
    from datamap.program.symbols import Class, Function, Module

SIZES = {"kb": 1000, "mb": 1000**2, "gb": 1000**3, "tb": 1000**4, "kib": 1024, "mib": 1024**2, "gib": 1024**3, "tib": 1024**4}
LEAST_BYTES, MOST_BYTES = 10**6, 10**18
LONGEST_NAME = 40
DEEPEST = 5


class Fact(NamedTuple):
    """One field of one plan."""

    tier: str
    field: str
    value: ir.Expression
    module: Module
    symbol: str


class Plans:
    """Finds the records of plans, and what they say of lifetimes and room."""

    def __init__(self, material: Material) -> None:
        self.context = material.context
        self.units = self.context.clock.units
        self.facts = [fact for module in material.modules for fact in self._of_module(module)]

    def lifetimes(self) -> Iterator[Lifetime]:
        """How long each plan keeps; None where it keeps for ever."""
        for fact in self.facts:
            if self.context.frameworks.lifetimes.find(fact.field) is None:
                continue
            kept = isinstance(fact.value, ir.Constant) and fact.value.value is None
            seconds = self._seconds(fact)
            if kept or seconds is not None:
                place = Location(fact.module.path, *fact.value.at)
                yield Lifetime(fact.field, seconds, place, fact.symbol, fact.tier, (*split_words(fact.field), fact.tier))

    def rooms(self) -> Iterator[Period]:
        """How many bytes each plan has room for, as the length of a period of mechanism ``quota``."""
        for fact in self.facts:
            if self.context.frameworks.rooms.find(fact.field) is None:
                continue
            size = self._bytes(fact)
            if size is not None:
                place, words = Location(fact.module.path, *fact.value.at), split_words(fact.field)
                yield Period(size, "quota", place, fact.symbol, None, (), fact.tier, words)

    def walked(self, function: Function) -> frozenset[str]:
        """The plans of the list that a function walks, where it is a list of plans: ``for tier in (Tier.FREE, Tier.TRIAL)``."""
        found: set[str] = set()
        for iterable in iterables_of(function.node):
            bound = self.context.statics.definition(iterable, function.module)
            listed, module = bound if bound is not None else (iterable, function.module)
            items = listed.items if isinstance(listed, ir.Sequence) else ()
            tiers = [self._tier(self._text(item, module) or "") for item in items]
            if tiers and None not in tiers:
                found.update(tier for tier in tiers if tier)
        return frozenset(found)

    def _seconds(self, fact: Fact) -> int | None:
        literal = self.context.statics.literal(fact.value, fact.module)
        if isinstance(literal, Duration):
            return whole_seconds(literal.seconds)
        unit = next((self.units[word] for word in split_words(fact.field) if word in self.units and len(word) > 1), None)
        if unit is None or isinstance(literal, bool) or not isinstance(literal, int | float):
            return None
        return whole_seconds(literal, unit)

    def _bytes(self, fact: Fact) -> int | None:
        literal = self.context.statics.literal(fact.value, fact.module)
        if isinstance(literal, bool) or not isinstance(literal, int | float):
            return None
        unit = next((SIZES[word] for word in split_words(fact.field) if word in SIZES), 1)
        size = literal * unit
        return round(size) if LEAST_BYTES <= size <= MOST_BYTES else None

    def _of_module(self, module: Module) -> Iterator[Fact]:
        bodies: list[tuple[tuple[ir.Statement, ...], str]] = [(module.facts.body, module.name)]
        while bodies:
            body, symbol = bodies.pop()
            for node in body:
                match node:
                    case ir.Assign(targets=(ir.Name(id=name), *_), value=value):
                        yield from self._within(value, module, symbol, self._tier(name), DEEPEST)
                    case ir.Annotated(target=ir.Name(id=name), value=value) if value is not None:
                        yield from self._within(value, module, symbol, self._tier(name), DEEPEST)
                    case ir.Class(name=name, body=inner):
                        bodies.append((inner, f"{symbol}.{name}"))
                    case _:
                        continue

    def _within(self, value: ir.Expression, module: Module, symbol: str, tier: str | None, left: int) -> Iterator[Fact]:
        """The facts of every record in an expression; ``tier`` is what the way to it was called."""
        if not left:
            return
        match value:
            case ir.Dict(keys=keys, values=values):
                for key, item in zip(keys, values, strict=True):
                    text = self._text(key, module) or ""
                    if tier and text and not isinstance(item, ir.Dict | ir.Sequence):
                        yield Fact(tier, text, item, module, symbol)
                    yield from self._within(item, module, symbol, self._tier(text) or tier, left - 1)
            case ir.Sequence(items=items):
                for item in items:
                    yield from self._within(item, module, symbol, tier, left - 1)
            case ir.Call(arguments=arguments):
                cls = self.context.program.classes.get(self.context.statics.path(value, module) or "")
                fields = list(self._fields(cls, arguments))
                named = next((found for _, item in fields if (found := self._tier(self._text(item, module) or ""))), None)
                if tier or named:
                    yield from (Fact(tier or named or "", field, item, module, symbol) for field, item in fields)
                else:
                    for _, item in fields:
                        yield from self._within(item, module, symbol, None, left - 1)
            case _:
                return

    def _fields(self, cls: Class | None, arguments: tuple[ir.Argument, ...]) -> Iterator[tuple[str, ir.Expression]]:
        """Each argument under the name of the field that it fills."""
        names = [field.name for field in cls.all_fields()] if cls is not None else []
        for position, argument in enumerate(arguments):
            name = argument.keyword or (names[position] if position < len(names) else "")
            if name:
                yield name, argument.value

    def _text(self, expression: ir.Expression | None, module: Module) -> str | None:
        """A string, or the value or name of an enumeration's member."""
        if expression is None:
            return None
        literal = self.context.statics.literal(expression, module)
        if isinstance(literal, str):
            return literal
        return expression.attr.lower() if isinstance(expression, ir.Attribute) else None

    def _tier(self, name: str) -> str | None:
        words = split_words(name) if len(name) < LONGEST_NAME else ()
        return next((word for word in words if word in self.context.frameworks.tier_words), None)
