"""Ways through functions that were told less apart, in a program that took more work than its size lets expect."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.model import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.model import Flow, Hop

_FEW = 1
"""Through so many of them a way is still worth telling; after that, what goes in comes out anywhere."""


def as_sure_as_its_way(flow: Flow, coarse: frozenset[str]) -> Flow:
    """A flow with the confidence that its way deserves; ``coarse``: the functions that were told less apart."""
    if not coarse:
        return flow
    crossed = _crossed(flow.path, coarse - {flow.sink.symbol})
    if not crossed:
        return flow
    most = Confidence.MEDIUM if crossed <= _FEW else Confidence.LOW
    return replace(flow, confidence=flow.confidence.at_most(most))


def _crossed(path: Iterable[Hop], coarse: frozenset[str]) -> int:
    return len({hop.symbol for hop in path} & coarse)
