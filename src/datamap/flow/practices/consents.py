"""Consents that people can give and not take back: columns that code only ever sets, in tables whose rows nothing deletes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.facts.children import nodes_in
from datamap.flow.models.acts import Act
from datamap.model import Setting, SinkKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.events import Effect
    from datamap.flow.models.acts import Cell
    from datamap.flow.practices.material import Material

    Spot = tuple[str, str, str]

GIVEN_ONLY = "consent_given_only"
ASKS = frozenset({"consent", "opt_in"})


def one_way_consents(material: Material) -> Iterator[Setting]:
    """Every place that gives a consent which nothing in the code takes back."""
    emptied = {effect.target for effect in material.effects if effect.kind == "delete"}
    given: dict[Spot, list[Effect]] = {}
    taken: set[Spot] = set()
    for effect, act in _writes(material):
        for cell, topic in _consents(act, material):
            spot = (effect.target, cell.column, topic)
            given.setdefault(spot, []).append(effect) if cell.known and cell.value is True else taken.add(spot)
    changed = _changed(material, {column for _, column, _ in given}) if given else frozenset()
    for (store, column, topic), effects in given.items():
        if store not in emptied and (store, column, topic) not in taken and column not in changed:
            first = min(effects, key=lambda effect: effect.location)
            yield Setting(GIVEN_ONLY, column, topic, first.location, first.symbol, store)


def _writes(material: Material) -> Iterator[tuple[Effect, Act]]:
    for effect in material.effects:
        if effect.kind == "sink" and isinstance(effect.data, Act) and effect.data.sink is SinkKind.STORE:
            yield effect, effect.data


def _consents(act: Act, material: Material) -> Iterator[tuple[Cell, str]]:
    """The columns of a write that hold a consent, with what it is about."""
    for cell in act.cells:
        gate = material.context.gates.of_fact(cell.column, act.owner)
        if gate is not None and gate.kind in ASKS and not gate.refuses:
            yield cell, gate.topic or ""


def _changed(material: Material, columns: set[str]) -> frozenset[str]:
    """Columns that are given something else than yes anywhere, if only by their name: ``request.user.consent = False``."""
    nodes = (node for module in material.modules for node in nodes_in(module.facts.body))
    return frozenset(name for node in nodes for name, value in _given(node) if name in columns and not _is_yes(value))


def _given(node: object) -> Iterator[tuple[str, object]]:
    match node:
        case ir.Assign(targets=targets, value=value):
            yield from ((target.attr, value) for target in targets if isinstance(target, ir.Attribute))
        case ir.Call(arguments=arguments):
            yield from ((argument.keyword, argument.value) for argument in arguments if argument.keyword)
        case ir.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            yield from ((key.value, value) for key, value in pairs if isinstance(key, ir.Constant) and isinstance(key.value, str))
        case _:
            pass


def _is_yes(value: object) -> bool:
    return isinstance(value, ir.Constant) and value.value is True
