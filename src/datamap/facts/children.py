"""A tree of facts walked in order of appearance, with a stack of its own, looking only where nodes can stand."""

from __future__ import annotations

import inspect
import re
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from datamap.facts import ir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NODES = re.compile(r"\b(?!Span\b|None\b)[A-Z]\w+")


def _fields(kind: type[Struct]) -> tuple[str, ...]:
    """The fields of a kind of node whose annotation names other nodes."""
    return tuple(name for name in kind.__struct_fields__ if _NODES.search(_annotations(kind).get(name, "")))


def _annotations(kind: type[Struct]) -> dict[str, str]:
    return {name: text for base in reversed(kind.__mro__) for name, text in inspect.get_annotations(base).items()}


def _getter(names: tuple[str, ...]) -> Callable[[Any], Any]:
    return attrgetter(*names)


_KINDS = [kind for kind in vars(ir).values() if isinstance(kind, type) and issubclass(kind, Struct) and kind is not Struct]
FIELDS: dict[type, tuple[str, ...]] = {kind: names for kind in _KINDS if (names := _fields(kind))}
_SINGLE = {kind: _getter(names) for kind, names in FIELDS.items() if len(names) == 1}
_SEVERAL = {kind: _getter(names[::-1]) for kind, names in FIELDS.items() if len(names) > 1}


def nodes_in(node: object, closed: frozenset[type] = frozenset()) -> Iterator[Any]:
    """Every node in a node or tuple of them, itself first, outer ones before inner ones, but for what is in one of a ``closed`` kind."""
    stack = [node]
    push, pop, extend = stack.append, stack.pop, stack.extend
    while stack:
        item = pop()
        kind = item.__class__
        if kind is tuple:
            extend(item[::-1])  # type: ignore[index]
        elif item is not None:
            yield item
            if kind in closed:
                continue
            if (several := _SEVERAL.get(kind)) is not None:
                extend(several(item))
            elif (single := _SINGLE.get(kind)) is not None:
                push(single(item))
