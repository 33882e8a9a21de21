"""What every drawing is made from: a data-flow diagram in the convention that privacy engineers use, without positions.

People and third parties are external entities, code is a process, tables, files, caches and logs are stores, a trust boundary is a box
around them. Each element has an id that does not move when others come or go, so that an assessment can speak of "F-K3QZ".
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.model import Finding, Flow

SHORTEST_ID = 4


class Detail(StrEnum):
    """How far the code's own parts are told apart."""

    SERVICE = "service"
    MODULE = "module"
    FUNCTION = "function"


class Kind(StrEnum):
    """What an element of the diagram is."""

    PERSON = "person"
    PROCESS = "process"
    STORE = "store"
    LOG = "log"
    PROCESSOR = "processor"


class Boundary(StrEnum):
    """On whose ground an element stands."""

    OUTSIDE = "outside"
    DEVICE = "device"
    OWN = "own"
    HOSTED = "hosted"
    THIRD = "third"


PREFIXES = {Kind.PERSON: "E", Kind.PROCESSOR: "E", Kind.PROCESS: "P", Kind.STORE: "D", Kind.LOG: "D"}
BOUNDARY_NAMES = {
    Boundary.DEVICE: "the person's device",
    Boundary.OWN: "this service",
    Boundary.HOSTED: "stores that a third party runs",
    Boundary.THIRD: "third parties",
}


@dataclass(frozen=True, slots=True)
class Node:
    """An element; ``key`` identifies it within the run, ``id`` is what people call it.

    data: categories that it holds or gathers by itself; members: the labels of what was folded into it; group: what it would be
    folded into (its engine, its purpose).
    """

    key: str
    kind: Kind
    label: str
    boundary: Boundary
    id: str = ""
    group: str = ""
    data: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Datum:
    """A data category on an arrow, with every form that it was seen in."""

    category: str
    name: str
    forms: tuple[str, ...]

    def __str__(self) -> str:
        return self.name if self.forms in {(), ("plain",)} else f"{self.name} ({', '.join(self.forms)})"


@dataclass(frozen=True, slots=True)
class Arrow:
    """Data on its way from one element to another.

    guards hold on every way, ``loose`` ones only on some; declared: no way was seen, only a field or a vendor that implies one.
    """

    start: str
    end: str
    data: tuple[Datum, ...] = ()
    guards: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    flows: tuple[Flow, ...] = ()
    findings: tuple[Finding, ...] = ()
    declared: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class Diagram:
    """Elements and arrows, in the order of their keys."""

    detail: Detail
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    notes: tuple[str, ...] = ()

    def node(self, key: str) -> Node:
        """The element with this key."""
        return next(node for node in self.nodes if node.key == key)


def codes(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The rules that findings speak of."""
    return tuple(sorted({finding.rule for finding in findings}))


def identify(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """An id by name, from (prefix, name): short, made from the name alone, longer only where two would be the same."""
    pairs = sorted(set(names))
    found: dict[str, str] = {}
    length = SHORTEST_ID
    while pairs:
        short = {name: f"{prefix}-{_digest(name)[:length]}" for prefix, name in pairs}
        taken = Counter(short.values())
        pairs = [(prefix, name) for prefix, name in pairs if taken[short[name]] > 1]
        clashing = {name for _, name in pairs}
        found |= {name: code for name, code in short.items() if name not in clashing}
        length += 2
    return found


def _digest(name: str) -> str:
    return base64.b32encode(hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()).decode().rstrip("=")
