"""Where the length of a period is written: the constant, setting or literal in the code that leads to the deletion or expiry."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from datamap.facts import ir
from datamap.facts.children import nodes_in
from datamap.flow.models.literals import literals_of
from datamap.flow.values import Duration
from datamap.knowledge.names import split_words
from datamap.model import Hop, Location

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.flow.models.literals import Literal
    from datamap.flow.practices.lifetimes import Lifetime
    from datamap.flow.practices.material import Material
    from datamap.program.symbols import Function, Module

FARTHEST = 6
MOST_FUNCTIONS = 80
CLOSE_ENOUGH = 0.02
TWO_DAYS = 172_800
PER_DAY = 86_400
SHORTEST = 60


class Origin(NamedTuple):
    """One place that sets a period; ``lifetime`` where it is a constant named as one; ``used`` is where the code reads it."""

    location: Location
    symbol: str
    name: str
    used: Hop
    lifetime: Lifetime | None = None


class Origins:
    """Looks for the literals behind periods, in the function that acts and in those that call it, the nearest first."""

    def __init__(self, material: Material, lifetimes: tuple[Lifetime, ...], lengths: tuple[Lifetime, ...] = ()) -> None:
        self.material = material
        self.statics = material.context.statics
        self.units = material.context.clock.units
        self.functions = {function.qualname: function for function in material.context.program.functions}
        self.top_level = {f"{one.module.name}.{one.name}": one for one in self.functions.values() if one.owner is None}
        self.lifetimes: dict[str, list[Lifetime]] = {}
        for lifetime in lifetimes:
            self.lifetimes.setdefault(lifetime.name, []).append(lifetime)
        self.lengths: dict[str, list[Lifetime]] = {}
        for length in lengths:
            self.lengths.setdefault(length.name, []).append(length)

    def of(self, symbol: str, seconds: float) -> list[Origin]:
        """Give the places that set a period of this length for the function ``symbol``; those of the nearest function that has any."""
        for functions in self._rings(symbol):
            found = [origin for function in functions for origin in self._in(function, seconds)]
            named = [origin for origin in found if origin.lifetime is not None] or [origin for origin in found if origin.name]
            if named or found:
                return self._of_key(symbol, named) or named or found[:1]
        return []

    def _of_key(self, symbol: str, origins: list[Origin]) -> list[Origin]:
        """Those rows of a table of lengths that the function names: ``before("messages")``."""
        function = self.functions.get(symbol)
        literals = literals_of(function.module) if function is not None and len(origins) > 1 else ()
        said = {split_words(literal.value) for literal in literals if literal.symbol == symbol and isinstance(literal.value, str)}
        return [origin for origin in origins if origin.lifetime is not None and any(_ends(origin.lifetime.words, words) for words in said)]

    def readers(self, name: str) -> list[Function]:
        """Give the functions that read a constant."""
        there = (function for function in self.functions.values() if name in function.module.facts.identifiers)
        return [function for function in there if name in names_read(function.node)]

    def _rings(self, symbol: str) -> Iterator[list[Function]]:
        """The function itself, then its callers, then theirs."""
        start = self.functions.get(symbol)
        ring = [start] if start else []
        seen = set(ring)
        for _ in range(FARTHEST):
            if not ring or len(seen) > MOST_FUNCTIONS:
                return
            yield ring
            if helpers := [helper for function in ring for helper in self._helpers(function)]:
                yield helpers
            callers = [caller for function in ring for caller in (*self._makers(function), *self._callers(function))]
            ring = [caller for caller in dict.fromkeys(callers) if caller not in seen and self.material.counts(caller.module.path)]
            seen.update(ring)

    def _helpers(self, function: Function) -> Iterator[Function]:
        """Functions of the program that a function calls for a moment in time: ``_before("messages")``."""
        for node in nodes_in(function.node.body):
            if isinstance(node, ir.Call):
                path = self.statics.path(node.func, function.module)
                helper = self.top_level.get(path or "")
                if helper is not None and helper.node.body and isinstance(helper.node.body[-1], ir.Return):
                    yield helper

    def _callers(self, function: Function) -> Iterator[Function]:
        yield from (caller for caller, _ in self.material.solution.callers(function))

    def _makers(self, function: Function) -> Iterator[Function]:
        """The constructor of the function's class: what it keeps is used here."""
        maker = function.owner.methods.get("__init__") if function.owner else None
        if maker is not None and maker is not function:
            yield maker

    def _in(self, function: Function, seconds: float) -> Iterator[Origin]:
        for literal in literals_of(function.module):
            if literal.symbol == function.qualname and self._amounts_to(literal, seconds):
                yield Origin(literal.location, function.qualname, "", Hop(literal.location, function.qualname, "used here"))
        for node in (*_name_nodes(function.node), *self._listed(function)):
            used = Hop(Location(function.module.path, *node.at), function.qualname, "used here")
            name = node.id if isinstance(node, ir.Name) else node.attr
            for lifetime in self.lifetimes.get(name, ()):
                if lifetime.seconds is not None and close(lifetime.seconds, seconds):
                    yield Origin(lifetime.location, lifetime.symbol, name, used, lifetime)
            for length in self.lengths.get(name, ()):
                if length.seconds is not None and close(length.seconds, seconds):
                    yield Origin(length.location, length.symbol, name, used)
            yield from self._constant(node, name, function.module, seconds, used)

    def _listed(self, function: Function) -> Iterator[ir.Name | ir.Attribute]:
        """The names in a list of the module that the function goes through: ``for statement, period in RULES``."""
        for node in _name_nodes(function.node):
            found = self.statics.definition(node, function.module) if isinstance(node, ir.Name) and node.id.isupper() else None
            if found is not None and found[1] is function.module and isinstance(found[0], ir.Sequence | ir.Dict):
                yield from (inner for inner in nodes_in(found[0]) if isinstance(inner, ir.Name | ir.Attribute))

    def _amounts_to(self, literal: Literal, seconds: float) -> bool:
        """Tell whether a number is the length: in seconds, or in the unit that its keyword or the function it is passed to names."""
        value = literal.value
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            return False
        words = (*split_words(literal.name), *split_words(literal.call.rpartition(".")[2]))
        unit = next((self.units[word] for word in words if word in self.units), PER_DAY if words == ("timedelta",) else None)
        return close(value * unit, seconds) if unit else value >= SHORTEST and close(value, seconds)

    def _constant(self, node: ir.Name | ir.Attribute, name: str, module: Module, seconds: float, used: Hop) -> Iterator[Origin]:
        """A constant that is not named as a lifetime: ``LEDGER_SECONDS = 10 * YEAR``."""
        if name in self.lifetimes:
            return
        found = self.statics.definition(node, module)
        if found is None:
            return
        value = self.statics.literal(found[0], found[1])
        length = (
            value.seconds if isinstance(value, Duration) else value if isinstance(value, int | float) and not isinstance(value, bool) else 0
        )
        if length and close(length, seconds):
            yield Origin(Location(found[1].path, *found[0].at), found[1].name, name, used)


def _ends(words: tuple[str, ...], ending: tuple[str, ...]) -> bool:
    return bool(ending) and words[-len(ending) :] == ending


def close(first: float, second: float) -> bool:
    """Tell whether two lengths are the same in somebody's calendar."""
    return abs(first - second) <= max(TWO_DAYS if second > 20 * 86_400 else 1, CLOSE_ENOUGH * second)


@lru_cache(maxsize=4096)
def _name_nodes(function: ir.Function) -> tuple[ir.Name | ir.Attribute, ...]:
    """Names and attributes in a function's body, in order of appearance."""
    defaults = tuple(parameter.default for parameter in function.parameters)
    return tuple(node for node in nodes_in((function.body, defaults)) if node.__class__ in (ir.Name, ir.Attribute))


@lru_cache(maxsize=4096)
def names_read(function: ir.Function) -> frozenset[str]:
    """Names and attributes that a function's body mentions."""
    return frozenset(node.id if isinstance(node, ir.Name) else node.attr for node in _name_nodes(function))


def distinct(origins: Iterable[Origin]) -> list[Origin]:
    """Give each place once, with its first use."""
    seen: dict[Location, Origin] = {}
    for origin in origins:
        seen.setdefault(origin.location, origin)
    return list(seen.values())
