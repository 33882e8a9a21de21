"""Which loops are run item by item: short ones, and longer ones over things of different kinds: models, repositories, names of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.lookup import constants, expand
from datamap.flow.objects import class_of, is_code, kind_of

if TYPE_CHECKING:
    from datamap.flow.frame import Frame
    from datamap.flow.values import Value

_SHORT = 8
_LONGEST = 40


def is_unrolled(frame: Frame, items: list[Value] | None) -> bool:
    """Whether a loop over these items, if they are known, is run once for each; joined, many things would no longer be told apart."""
    if items is None:
        return False
    if len(items) <= _SHORT:
        return True
    return len(items) <= _LONGEST and not frame.turns and all(_is_kind_of_its_own(frame, item) for item in items)


def _is_kind_of_its_own(frame: Frame, value: Value) -> bool:
    literals, exact = constants(frame, value)
    if exact:
        return len(literals) == 1 and not value.labels
    things = () if value.unknown else expand(frame, value)
    return bool(things) and all(is_code(thing) or class_of(thing) is not None or kind_of(thing) == "tuple" for thing in things)
