"""Constants and settings that hold a lifetime: ``FREE_RETENTION_DAYS = 3``, ``{"free": timedelta(days=3), "pro": None}``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.flow.practices.amounts import number_in, whole_seconds
from datamap.flow.values import Duration
from datamap.knowledge.clock import load_clock
from datamap.knowledge.names import split_words
from datamap.model import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.models.texts import TextFile
    from datamap.flow.practices.material import Material
    from datamap.program.symbols import Module

    Definition = tuple[str, ir.Expression, Module, str]
    """A name, what it is bound to, in which module and where there."""

PER_DAY = 86_400
YEAR_IN_SECONDS = 3_153_600_000
LEAST_BARE = 60


@dataclass(frozen=True, slots=True)
class Lifetime:
    """One literal: ``name`` as code calls it, ``words`` around it, ``tier`` where it is one plan's."""

    name: str
    seconds: int | None
    location: Location
    symbol: str
    tier: str | None = None
    words: tuple[str, ...] = ()


def _place(one: Lifetime) -> tuple[Location, str, str]:
    return one.location, one.name, one.tier or ""


class Lifetimes:
    """Finds the constants of a program."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.context = material.context
        self.units = load_clock().units

    def all(self) -> tuple[Lifetime, ...]:
        """Every constant that is called like a lifetime, in order of place."""
        found = [lifetime for named in self._definitions for lifetime in self._named(*named)]
        found += [lifetime for file in self.material.texts for lifetime in self._of_file(file)]
        return tuple(sorted(set(found), key=_place))

    def lengths(self) -> tuple[Lifetime, ...]:
        """Every other constant that is a length of time: a lifetime only if something goes by it."""
        found = (length for named in self._definitions if not self._is_told(named[0], named[3]) for length in self._length(*named))
        return tuple(sorted(set(found), key=_place))

    @cached_property
    def _definitions(self) -> list[Definition]:
        return [definition for module in self.material.modules for definition in self._of_module(module)]

    def _of_module(self, module: Module) -> Iterator[Definition]:
        """Every name of a module, its classes and functions that is bound to an expression, defaults of parameters too."""
        stack: list[tuple[object, str]] = [(module.facts.body, module.name)]
        while stack:
            node, symbol = stack.pop()
            if isinstance(node, tuple):
                stack.extend((item, symbol) for item in reversed(node))
                continue
            match node:
                case ir.Assign(targets=(ir.Name(id=name) | ir.Attribute(attr=name), *_), value=value):
                    yield name, value, module, symbol
                case ir.Assign(targets=(ir.Subscript(index=ir.Constant(value=str(name))), *_), value=value):
                    if name in self.context.frameworks.lifetime_settings:
                        yield name, value, module, symbol
                case ir.Annotated(target=ir.Name(id=name) | ir.Attribute(attr=name), value=value) if value is not None:
                    yield name, self._default(value), module, symbol
                case ir.Class(name=name, body=body):
                    stack.append((body, f"{symbol}.{name}"))
                case ir.Function(name=name, body=body, parameters=parameters):
                    for parameter in parameters:
                        if parameter.default is not None:
                            yield parameter.name, parameter.default, module, f"{symbol}.{name}"
                    stack.append((body, f"{symbol}.{name}"))
                case ir.If() | ir.Try() | ir.With() | ir.For() | ir.While():
                    stack.extend((getattr(node, part), symbol) for part in ("body", "orelse") if hasattr(node, part))
                case _:
                    continue

    def _default(self, value: ir.Expression) -> ir.Expression:
        """``field(default=timedelta(days=7))`` is what it stands for."""
        given = value.arguments if isinstance(value, ir.Call) else ()
        return next((argument.value for argument in given if argument.keyword == "default"), value)

    def _is_told(self, name: str, symbol: str) -> bool:
        """Whether a name, or that of its class, says that it is a lifetime."""
        lifetimes = self.context.frameworks.lifetimes
        owner = symbol.rpartition(".")[2]
        told = owner[:1].isupper() and lifetimes.find(owner) is not None and self._unit(name) is not None
        return told or name in self.context.frameworks.lifetime_settings or lifetimes.find(name) is not None

    def _length(self, name: str, value: ir.Expression, module: Module, symbol: str) -> Iterator[Lifetime]:
        """``audio = timedelta(days=7)``, ``bin_days = 30``, and such values of a dict."""
        pairs = zip(value.keys, value.values, strict=True) if isinstance(value, ir.Dict) else [(None, value)]
        for key, item in pairs:
            literal = self.context.statics.literal(item, module) if isinstance(item, ir.Call | ir.Constant | ir.Binary) else None
            text = self._key(key, module) or ""
            counted = literal.seconds if isinstance(literal, Duration) else self._counted(name, text, literal)
            seconds = whole_seconds(counted)
            if seconds is not None and seconds > 0:
                place = Location(module.path, *item.at)
                yield Lifetime(name, seconds, place, symbol, None, (*split_words(name), *split_words(text)))

    def _counted(self, name: str, key: str, literal: object) -> float:
        unit = self._unit(key) or self._unit(name)
        if unit is None or isinstance(literal, bool) or not isinstance(literal, int | float):
            return 0
        return whole_seconds(literal, unit) or 0

    def _named(self, name: str, value: ir.Expression, module: Module, symbol: str) -> Iterator[Lifetime]:
        if not self._is_told(name, symbol):
            return
        if isinstance(value, ir.Dict):
            yield from self._by_tier(name, value, module, symbol)
            return
        seconds = self._seconds(name, value, module)
        if seconds is not None:
            yield Lifetime(name, seconds, Location(module.path, *value.at), symbol, self._tier(name), split_words(name))

    def _by_tier(self, name: str, value: ir.Dict, module: Module, symbol: str) -> Iterator[Lifetime]:
        """A table by plan, or by kind of data; None in it means that it is kept."""
        for key, item in zip(value.keys, value.values, strict=True):
            text = self._key(key, module)
            if text is None:
                continue
            kept = isinstance(item, ir.Constant) and item.value is None
            seconds = None if kept else self._seconds(f"{name}_{text}", item, module, unit_from=name)
            if kept or seconds is not None:
                tier = self._tier(text) or (text if self._tier_like(name) else None)
                yield Lifetime(name, seconds, Location(module.path, *item.at), symbol, tier, (*split_words(name), *split_words(text)))

    def _key(self, key: ir.Expression | None, module: Module) -> str | None:
        """The text of a key: a string, or the name of an enumeration's member."""
        if isinstance(key, ir.Constant):
            return str(key.value)
        if isinstance(key, ir.Attribute):
            value = self.context.statics.literal(key, module)
            return value if isinstance(value, str) else key.attr.lower()
        return None

    def _tier_like(self, name: str) -> bool:
        return bool({"plan", "plans", "tier", "tiers", "subscription"} & set(split_words(name)))

    def _tier(self, name: str) -> str | None:
        return next((word for word in split_words(name) if word in self.context.frameworks.tier_words), None)

    def _seconds(self, name: str, value: ir.Expression, module: Module, unit_from: str = "") -> int | None:
        literal = self.context.statics.literal(value, module)
        if isinstance(literal, Duration):
            return whole_seconds(literal.seconds)
        if isinstance(literal, str):
            literal = number_in(literal.strip())
        if isinstance(literal, bool) or not isinstance(literal, int | float):
            return None
        unit = self._unit(name) or self._unit(unit_from)
        if unit is None and (literal < LEAST_BARE or not self._is_in_seconds(name)):
            return None
        seconds = whole_seconds(literal, unit or 1)
        return seconds if seconds is not None and 0 < seconds <= YEAR_IN_SECONDS else None

    def _unit(self, name: str) -> float | None:
        """The unit that a name ends with, or holds: ``RETENTION_DAYS``, ``days_to_keep``."""
        long_words = [word for word in reversed(split_words(name)) if len(word) > 2]
        return next((self.units[word] for word in long_words if word in self.units), None)

    def _is_in_seconds(self, name: str) -> bool:
        return bool({"ttl", "age", "timeout", "lifetime", "expiry", "expires", "expire"} & set(split_words(name)))

    def _of_file(self, file: TextFile) -> Iterator[Lifetime]:
        """``RETENTION_DAYS=30`` in settings that are no Python; lifecycle rules of infrastructure."""
        if file.kind not in ("env", "yaml", "toml", "ini", "terraform"):
            return
        for position, line in enumerate(file.text.splitlines(), 1):
            name, sign, value = line.partition("=" if "=" in line else ":")
            key, amount = name.strip().strip("\"'- "), value.strip().strip("\"', ")
            number, unit = number_in(amount), self._unit(key)
            if not sign or number is None or not key or " " in key or unit is None:
                continue
            seconds = whole_seconds(number, unit)
            if seconds is not None and self.context.frameworks.lifetimes.find(key) is not None:
                yield Lifetime(key, seconds, Location(file.path, position), file.path, self._tier(key), split_words(key))
