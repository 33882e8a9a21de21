"""A context: one function seen under one shape of its arguments, what was asked of the caller meanwhile, and the summary that came out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from datamap.flow.values import NO_CONDITIONS, NOTHING, Conditions, ConstantValue, Value

if TYPE_CHECKING:
    from collections.abc import Hashable

    from datamap.flow.events import Effect
    from datamap.flow.frame import Fields, Frame, Span
    from datamap.flow.objects import Thing
    from datamap.flow.tags import Labels, Symbol
    from datamap.model import Hop, Location
    from datamap.program.symbols import Function

KIND, CONST, KEYS_OF, TRUTH, NONENESS, NUMBER = "kind", "constant", "keys", "truth", "noneness", "number"
"""What can be asked of a caller's value: what it is, which literal, which exact keys, whether it is true, whether it is None, and how many
containers or instances it may be."""

Demand: TypeAlias = "tuple[Hashable, tuple[Hashable, ...], str]"


class Shape(NamedTuple):
    """The answer to a demand: facets and code objects, literals, and whether it may be something else."""

    facets: tuple[Hashable, ...] = ()
    constants: tuple[ConstantValue, ...] = ()
    unknown: bool = False


class Forced(NamedTuple):
    """A shape in terms of the asking frame."""

    objects: tuple[Thing, ...]
    constants: tuple[ConstantValue, ...]
    unknown: bool


@dataclass(slots=True)
class Request:
    """The call that a context is analysed for: the calling frame, as it is at the call, and what the roots are bound to there.

    ``walked``: what was found at paths below the roots so far; ``borrowed``: the context that answers stands for another function that
    the same decorator wraps.
    """

    frame: Frame
    binding: dict[str, Value]
    walked: dict[tuple[Hashable, tuple[Hashable, ...]], Value] = field(default_factory=dict)
    borrowed: bool = False


@dataclass(slots=True)
class Record:
    """An effect in a context, with the calls that lead from here down to it."""

    effect: Effect
    guards: Conditions = NO_CONDITIONS
    hops: tuple[Hop, ...] = ()
    symbolic: bool = False


@dataclass(slots=True)
class Edge:
    """A call from a context; ``symbols``: what symbols of the callee's guards are here."""

    callee: Context
    location: Location
    guards: Conditions
    symbols: dict[Symbol, Labels] = field(default_factory=dict)


@dataclass(slots=True)
class Summary:
    """What a call of a context does, in terms of its roots.

    ``writes``: fields of foreign objects; ``made``: new objects that the result or the writes can reach;
    ``exit_guards`` hold whenever it returns; ``returns``: it can return at all.
    """

    result: Value = NOTHING
    raised: Value = NOTHING
    writes: dict[Thing, Fields] = field(default_factory=dict)
    made: dict[Thing, Fields] = field(default_factory=dict)
    exit_guards: Conditions = NO_CONDITIONS
    returns: bool = True
    yields: Value | None = None
    size: int = 0


@dataclass(eq=False, slots=True)
class Context:
    """See the module. ``running`` while its analysis is under way; ``low``: the outermost running context that it depends on.

    ``layered``: of a closure in which others of its function stand, whose calls end by themselves.
    ``stale``: to be analysed when it is next used; ``outdated``: so too, but only in a later round than ``run_in``.
    """

    function: Function
    number: int
    shapes: dict[Demand, Shape] = field(default_factory=dict)
    forced: dict[Demand, Forced] = field(default_factory=dict)
    summary: Summary | None = None
    records: dict[Hashable, Record] = field(default_factory=dict)
    edges: dict[tuple[Span, Context], Edge] = field(default_factory=dict)
    callers: set[Context] = field(default_factory=set)
    guard_symbols: dict[Symbol, None] = field(default_factory=dict)
    effectful: bool = False
    is_root: bool = False
    layered: bool = False
    running: bool = False
    stale: bool = False
    outdated: bool = False
    run_in: int = 0
    depth: int = 0
    low: int = 0
    used_recursively: bool = False

    def __repr__(self) -> str:
        return f"Context({self.function.qualname} #{self.number})"
