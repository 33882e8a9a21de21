"""Which words a name can stand for where loops over written-out lists and calls of a helper give it its value."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from datamap.facts import ir
from datamap.facts.children import FIELDS
from datamap.flow.models.walking import once_a_module

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.flow.models.statics import Statics
    from datamap.program.symbols import Module

DEEPEST = 6
SAME_ITEMS = frozenset({"sorted", "list", "tuple", "set", "reversed", "frozenset"})


class Place(NamedTuple):
    """Where an expression stands: the module, the loops around it from the outermost on, and the function."""

    module: Module | None = None
    loops: tuple[ir.For | ir.Clause, ...] = ()
    function: ir.Function | None = None

    def within(self, node: object) -> Place:
        """The place of what is inside a node."""
        match node:
            case ir.For():
                return self._replace(loops=(*self.loops, node))
            case ir.Comprehension(clauses=clauses):
                return self._replace(loops=(*self.loops, *clauses))
            case ir.Function():
                return Place(self.module, (), node)
            case _:
                return self


def filled_in(expression: ir.Expression, place: Place, statics: Statics, depth: int = 0) -> tuple[str, ...] | None:
    """Every word that the expression can be; None where something else decides."""
    if place.module is None or depth > DEEPEST:
        return None
    known = statics.literal(expression, place.module)
    if isinstance(known, str):
        return (known,)
    if not isinstance(expression, ir.Name):
        return None
    for loop in reversed(place.loops):
        if (position := _position(loop.target, expression.id)) is not None:
            return _items(loop.iterable, position, place, statics, depth + 1)
    return _given(expression.id, place, statics, depth + 1)


def _position(target: ir.Expression, name: str) -> int | None:
    """Where a loop's target holds the name: -1 if it is the target itself."""
    if isinstance(target, ir.Name):
        return -1 if target.id == name else None
    names = [item.id if isinstance(item, ir.Name) else "" for item in target.items] if isinstance(target, ir.Sequence) else []
    return names.index(name) if name in names else None


def _items(expression: ir.Expression, position: int, place: Place, statics: Statics, depth: int) -> tuple[str, ...] | None:
    """The words of a list that is written out, or of one place in each of its tuples."""
    if depth > DEEPEST or place.module is None:
        return None
    match expression:
        case ir.Sequence(items=items):
            return _together(_item(item, position, place, statics, depth) for item in items)
        case ir.Dict(keys=keys) if position <= 0:
            return _together(filled_in(key, place, statics, depth) if key is not None else None for key in keys)
        case ir.Binary(op="+", left=left, right=right):
            return _together(_items(side, position, place, statics, depth + 1) for side in (left, right))
        case ir.Call(func=ir.Name(id=name), arguments=(first, *_)) if name in SAME_ITEMS:
            return _items(first.value, position, place, statics, depth + 1)
        case ir.Call(func=ir.Attribute(value=value, attr="items" | "keys")):
            return _items(value, position, place, statics, depth + 1)
        case ir.Name() | ir.Attribute():
            found = statics.definition(expression, place.module)
            return _items(found[0], position, Place(found[1]), statics, depth + 1) if found is not None else None
        case _:
            return None


def _item(item: ir.Expression, position: int, place: Place, statics: Statics, depth: int) -> tuple[str, ...] | None:
    if isinstance(item, ir.Starred):
        return _items(item.value, position, place, statics, depth + 1)
    if position < 0:
        return filled_in(item, place, statics, depth)
    inner = item.items if isinstance(item, ir.Sequence) else ()
    return filled_in(inner[position], place, statics, depth) if position < len(inner) else None


def _given(name: str, place: Place, statics: Statics, depth: int) -> tuple[str, ...] | None:
    """What the calls of the function pass for its parameter."""
    function = place.function
    names = [parameter.name for parameter in function.parameters] if function is not None else []
    if function is None or name not in names:
        return None
    found = []
    for module in statics.program.modules.values():
        for call, around in _calls(module) if function.name in module.facts.identifiers or module is place.module else ():
            func = call.func
            if (func.attr if isinstance(func, ir.Attribute) else func.id if isinstance(func, ir.Name) else "") == function.name:
                passed = _argument(call, name, names.index(name))
                found.append(filled_in(passed, around, statics, depth) if passed is not None else None)
    return _together(found) if found else None


def _argument(call: ir.Call, name: str, position: int) -> ir.Expression | None:
    free = [argument.value for argument in call.arguments if argument.keyword is None and not argument.star]
    named = next((argument.value for argument in call.arguments if argument.keyword == name), None)
    return named if named is not None else free[position] if position < len(free) else None


def _together(parts: Iterable[tuple[str, ...] | None]) -> tuple[str, ...] | None:
    words: list[str] = []
    for part in parts:
        if part is None:
            return None
        words.extend(part)
    return tuple(dict.fromkeys(words))


@once_a_module
def _calls(module: Module) -> tuple[tuple[ir.Call, Place], ...]:
    return tuple(_placed(module))


def _placed(module: Module) -> Iterator[tuple[ir.Call, Place]]:
    stack: list[tuple[object, Place]] = [(module.facts.body, Place(module))]
    while stack:
        node, place = stack.pop()
        kind = node.__class__
        if kind is tuple:
            stack.extend([(item, place) for item in node[::-1]])  # type: ignore[index]
            continue
        if isinstance(node, ir.Call):
            yield node, place
        inner = place.within(node)
        stack.extend([(getattr(node, field), inner) for field in FIELDS.get(kind, ())[::-1]])
