"""What an effect is about, in the models' own words; `practices` turns acts into flows, periods and what a handler reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datamap.flow.values import ConstantValue
    from datamap.model import SinkKind


@dataclass(frozen=True, slots=True)
class Test:
    """A condition that selects rows: ``last_login < now - 30 days``, ``plan == "free"``."""

    column: str
    op: str
    value: ConstantValue = None


@dataclass(frozen=True, slots=True)
class Cell:
    """What a write puts into one column, as far as the text of the code says: a literal, or just some ``value``.

    handed: it came from a caller, who may have given anything.
    """

    column: str
    known: bool = False
    value: ConstantValue = None
    handed: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that is done to a processor, store, log or response.

    call: the dotted callee; kind: of a store (``database``, ``cache`` …); name: of the table, bucket or key space; owner: words for what
    the slots' names belong to (a table's or class's name); model: qualname of the mapped class; seconds: a lifetime that is set, None for
    none; expires: a lifetime is spoken of at all; protect: a cipher that the store is told to use; redacted: categories that a log filter
    takes out, None for all of them; purposes: what a message is for; soft: a deletion that only marks; content: the kind of media
    that is put there (``image``), by its declared type.
    """

    sink: SinkKind
    call: str
    operation: str = "write"
    kind: str = ""
    name: str = ""
    owner: str = ""
    model: str = ""
    processor: str | None = None
    url: str | None = None
    purposes: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()
    tests: tuple[Test, ...] = ()
    seconds: float | None = None
    expires: bool = False
    protect: str | None = None
    means: tuple[tuple[str, str], ...] = ()
    content: str = ""
