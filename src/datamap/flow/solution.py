"""What the engine found: effects with concrete labels, who calls whom, what is reached from where."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from datamap.flow.events import Decoration, Effect, Slot
from datamap.flow.evidence import hops_of
from datamap.flow.resolution import Resolver
from datamap.flow.tags import Label
from datamap.model import Confidence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from datamap.flow.context import Context, Record
    from datamap.flow.solver import Solver
    from datamap.model import Hop, Location
    from datamap.program.symbols import Function, Program


@dataclass
class Findings:
    """See `datamap.flow.events.Solution`."""

    program: Program
    effects: tuple[Effect, ...] = ()
    entries: Mapping[Function, Decoration] = field(default_factory=dict)
    statistics: dict[str, int] = field(default_factory=dict)
    coarse: frozenset[str] = frozenset()
    _callers: dict[Function, list[tuple[Function, Location]]] = field(default_factory=dict)
    _contexts: dict[Function, list[Context]] = field(default_factory=dict)
    _local: dict[Context, list[Effect]] = field(default_factory=dict)

    def reached(self, function: Function) -> tuple[tuple[Effect, tuple[Hop, ...]], ...]:
        """Every effect in a function or in what it calls, however deep, with a shortest path of calls to it.

        What a shared function does for other callers does not count: each call leads to the context it was analysed for.
        """
        from datamap.model import Hop

        found: list[tuple[Effect, tuple[Hop, ...]]] = []
        todo = self._contexts.get(function, [])
        paths: dict[Context, tuple[Hop, ...]] = dict.fromkeys(todo, ())
        while todo:
            following = []
            for here in todo:
                found += [(effect, paths[here]) for effect in self._local.get(here, ())]
                for edge in here.edges.values():
                    if edge.callee not in paths:
                        hop = Hop(edge.location, here.function.qualname, f"calls {edge.callee.function.name}()")
                        paths[edge.callee] = (*paths[here], hop)
                        following.append(edge.callee)
            todo = following
        return tuple(found)

    def called(self, function: Function) -> frozenset[Function]:
        """A function and all that it calls, however deep."""
        seen = set(self._contexts.get(function, ()))
        todo = list(seen)
        while todo:
            for edge in todo.pop().edges.values():
                if edge.callee not in seen:
                    seen.add(edge.callee)
                    todo.append(edge.callee)
        return frozenset(context.function for context in seen) | {function}

    def callers(self, function: Function) -> tuple[tuple[Function, Location], ...]:
        """Who calls a function, and where."""
        return tuple(self._callers.get(function, ()))


def collect(solver: Solver) -> Findings:
    """The solution of a solver that has come to its end."""
    resolver = Resolver(solver)
    kept = resolver.reachable()
    effects: dict[object, Effect] = {}
    findings = Findings(solver.program, entries=solver.entries)
    for context in kept:
        findings._contexts.setdefault(context.function, []).append(context)  # noqa: SLF001 - filled by its builder
        for effect in _effects(resolver, context):
            if effect.symbol == context.function.qualname or _is_column_read(effect):
                findings._local.setdefault(context, []).append(effect)  # noqa: SLF001 - filled by its builder
            key = (
                effect.kind,
                effect.target,
                effect.data,
                effect.location,
                tuple((slot.name, frozenset(slot.labels)) for slot in effect.slots),
                effect.guards,
                solver.outside.way(effect),
            )
            before = effects.get(key)
            if before is None or len(effect.hops) < len(before.hops):
                effects[key] = effect
        _calls(findings, context)
    findings.effects = tuple(effects.values())
    findings.coarse = frozenset(function.qualname for function, state in solver.states.items() if state.coarse)
    findings.statistics = {
        "functions": len(solver.program.functions),
        "contexts": len(solver.contexts),
        "coarse": len(findings.coarse),
        "left_out": len(solver.left_out),
        "calls_resolved": solver.outside.resolved,
        "calls_unresolved": solver.outside.unresolved,
    }
    return findings


def _is_column_read(effect: Effect) -> bool:
    """A column is read wherever a row is at hand; it is told at its declaration, so that it is told once."""
    return effect.kind == "read" and not effect.slots


def _effects(resolver: Resolver, context: Context) -> list[Effect]:
    return [effect for record in context.records.values() if (effect := _concrete(resolver, context, record)) is not None]


def _concrete(resolver: Resolver, context: Context, record: Record) -> Effect | None:
    slots = [Slot(slot.name, resolver.labels(slot.labels)) for slot in record.effect.slots]
    if record.hops and not any(slot.labels for slot in slots):
        return None
    guards = resolver.guards(context, record.guards)
    return replace(record.effect, slots=tuple(slots), guards=guards, hops=hops_of(record, slots), calls=record.hops)


def _calls(findings: Findings, context: Context) -> None:
    for edge in context.edges.values():
        caller, callee = context.function, edge.callee.function
        if caller is callee and context.is_root:
            continue
        entry = (caller, edge.location)
        known = findings._callers.setdefault(callee, [])  # noqa: SLF001 - filled by its builder
        if entry not in known:
            known.append(entry)


__all__ = ["Confidence", "Findings", "Label", "collect"]
