"""Private names: ``__x`` of two classes of one family are two attributes."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.flow.scopes import walk_nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.frame import Frame
    from datamap.program.symbols import Class


def attribute_name(frame: Frame, name: str) -> str:
    """The name of the attribute that ``x.name`` means where the frame's code stands."""
    if name[:1] != "_" or "__" not in name or name.endswith("__"):
        return name
    if name.startswith("__"):
        owner = _class_around(frame)
        return name if owner is None or not _is_shared(owner, name) else f"_{owner.name.lstrip('_')}{name}"
    return _from_outside(frame, name)


def _from_outside(frame: Frame, name: str) -> str:
    """``_Class__x`` where it is just called ``__x`` here."""
    owner, _, rest = name[1:].partition("__")
    plain = f"__{rest}"
    for cls in frame.solver.program.classes.values():
        if cls.name.lstrip("_") == owner and plain in _used(cls):
            return name if _is_shared(cls, plain) else plain
    return name


def _class_around(frame: Frame) -> Class | None:
    if frame.scope:
        return frame.defining
    function = frame.function
    while function.owner is None and function.parent is not None:
        function = function.parent
    return function.owner


@lru_cache(maxsize=4096)
def _used(cls: Class) -> frozenset[str]:
    """The private names that a class uses."""
    attributes = (node.attr for node in walk_nodes(cls.node.body, into=True) if isinstance(node, ir.Attribute))
    fields = (name for name in (*cls.fields, *cls.methods) if name.startswith("__"))
    return frozenset(name for name in (*attributes, *fields) if name.startswith("__") and not name.endswith("__"))


@lru_cache(maxsize=4096)
def _is_shared(cls: Class, name: str) -> bool:
    """Whether an ancestor or a descendant has a private attribute of the same name."""
    return any(name in _used(one) for one in _family(cls))


def _family(cls: Class) -> Iterator[Class]:
    yield from cls.mro[1:]
    todo, seen = list(cls.subclasses), {cls}
    while todo:
        one = todo.pop()
        if one not in seen:
            seen.add(one)
            yield from (other for other in one.mro if other is not cls)
            todo += one.subclasses
