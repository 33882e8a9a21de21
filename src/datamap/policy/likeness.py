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
def _weights() -> dict[str, tuple[float, dict[str, float]]]:
    """For each kind where a statement starts, and what each trait adds."""
    (file,) = load("policy/likeness.toml", _File)
    return {
        name: (kind.base, {trait: weight for weight, names in kind.weights for trait in names.split(" ")})
        for name, kind in sorted(file.kind.items())
    }


@cache
def _known() -> frozenset[str]:
    return frozenset(trait for _, weights in _weights().values() for trait in weights)


def likely(statement: Statement) -> Iterator[str]:
    """The kinds that a statement most likely claims, the likeliest first."""
    names = [name for name in traits(statement) if name in _known()]
    if not names:
        return
    part = 1 / math.sqrt(len(names))
    odds = {kind: base + part * sum(weights.get(name, 0.0) for name in names) for kind, (base, weights) in _weights().items()}
    sure = math.log(_SURE / (1 - _SURE))
    yield from sorted((kind for kind, value in odds.items() if value >= sure), key=lambda kind: (-odds[kind], kind))
