"""What a statement is most like, of all that we have labelled: the kinds of claims that its traits speak for, where no reader knew it."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

from datamap.knowledge.loading import Entry, load
from datamap.policy.traits import traits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.policy.statement import Statement

_SURE = 0.6


class _Kind(Entry, frozen=True):
    base: float
    weights: list[tuple[float, str]]


class _File(Entry, frozen=True):
    kind: dict[str, _Kind]


@cache
def _bases() -> dict[str, float]:
    """Where a statement starts, for each kind."""
    (file,) = load("policy/likeness.toml", _File)
    return {name: kind.base for name, kind in sorted(file.kind.items())}


@cache
def _weights() -> dict[str, list[tuple[str, float]]]:
    """What each trait adds to each kind that it speaks for or against."""
    (file,) = load("policy/likeness.toml", _File)
    added: dict[str, list[tuple[str, float]]] = {}
    for name, kind in sorted(file.kind.items()):
        for weight, names in kind.weights:
            for trait in names.split(" "):
                added.setdefault(trait, []).append((name, weight))
    return added


def likely(statement: Statement) -> Iterator[str]:
    """The kinds that a statement most likely claims, the likeliest first."""
    names = [name for name in traits(statement) if name in _weights()]
    if not names:
        return
    sums = dict.fromkeys(_bases(), 0.0)
    for name in names:
        for kind, weight in _weights()[name]:
            sums[kind] += weight
    part, sure = 1 / math.sqrt(len(names)), math.log(_SURE / (1 - _SURE))
    odds = {kind: _bases()[kind] + part * total for kind, total in sums.items()}
    yield from sorted((kind for kind, value in odds.items() if value >= sure), key=lambda kind: (-odds[kind], kind))
