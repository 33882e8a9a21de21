"""Arguments by the names that rules/ give them, and the slots that effects put them into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.events import Slot
from datamap.flow.objects import Container, External, Instance
from datamap.flow.values import NOTHING, Value, join_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from datamap.flow.events import ExternalCall, World
    from datamap.flow.values import ConstantValue

DEEPEST = 3


def named(event: ExternalCall, name: str) -> Iterator[tuple[str, Value]]:
    """Find the arguments that ``name`` stands for: a keyword, a position ``1``, all from a position on ``1+``, or ``*`` for every one."""
    if name == "*":
        yield from ((str(position), value) for position, value in enumerate(event.args))
        yield from event.kwargs.items()
        yield from ((label, value) for label, value in (("*", event.rest), ("**", event.extra)) if value is not NOTHING)
    elif name.endswith("+"):
        yield from ((str(position), value) for position, value in enumerate(event.args) if position >= int(name[:-1]))
        if event.rest is not NOTHING:
            yield "*", event.rest
    elif name.isdigit():
        if int(name) < len(event.args):
            yield name, event.args[int(name)]
        elif event.rest is not NOTHING and not event.args[int(name) :]:
            yield "*", event.rest
    elif name in event.kwargs:
        yield name, event.kwargs[name]


def one(event: ExternalCall, names: Iterable[str]) -> Value:
    """Give the first argument that one of ``names`` finds; NOTHING if none is given."""
    return next((value for name in names for _, value in named(event, name)), NOTHING)


def text(event: ExternalCall, names: Iterable[str]) -> str | None:
    """Give the one string that the argument is, if that is known."""
    value = one(event, names)
    return None if value is NOTHING else event.world.text(value)


def number(event: ExternalCall, names: Iterable[str]) -> float | None:
    """Give the number or length of time, in seconds, that the argument is."""
    value = one(event, names)
    return None if value is NOTHING else seconds_of(event.world, value)


def seconds_of(world: World, value: Value) -> float | None:
    """Give the one number or length of time that a value is."""
    amounts = {_amount(constant) for constant in world.constants(value)}
    return amounts.pop() if len(amounts) == 1 else None


def _amount(constant: object) -> float | None:
    seconds = getattr(constant, "seconds", constant)
    return float(seconds) if isinstance(seconds, int | float) and not isinstance(seconds, bool) else None


def is_open(value: Value) -> bool:
    """Tell whether what is inside of a value is known here, so that looking costs nothing."""
    return any(
        isinstance(thing, Container | Instance) or (isinstance(thing, External) and thing.site is not None) for thing in value.objects
    )


def slots(world: World, name: str, value: Value, depth: int = 0) -> Iterator[Slot]:
    """Spread a value over slots: one for each known key of a dict or field of a record, below ``name``; one for anything else."""
    fields = world.fields(value) if depth < DEEPEST and is_open(value) else {}
    if not fields:
        items = _items(world, value) if depth < DEEPEST and is_open(value) else ()
        if items:
            for item in items:
                yield from slots(world, name, item, depth + 1)
        else:
            yield Slot(name, world.labels(value))
        return
    for key, field in fields.items():
        yield from slots(world, f"{name}.{key}" if name else str(key), field, depth + 1)
    if (rest := world.rest(value)) is not NOTHING:
        yield Slot(name, world.labels(rest))


def _items(world: World, value: Value) -> list[Value]:
    if any(isinstance(thing, Container) and thing.kind in ("list", "tuple", "set") for thing in value.objects):
        return [item for item in world.items(value) if is_open(item)]
    return []


def held_by(world: World, value: Value) -> Value:
    """Give what stands in a file, where its path is handed over."""
    held = world.file_content(value)
    return value if held is NOTHING else held


def keyed(fields: Mapping[str, Value]) -> dict[ConstantValue, Value]:
    """Give named values the type of what a dict may hold."""
    return {name: value for name, value in fields.items()}  # noqa: C416 - the key's type grows


def merged(found: Iterable[Slot]) -> tuple[Slot, ...]:
    """Give one slot for each name."""
    result: dict[str, Slot] = {}
    for slot in found:
        known = result.get(slot.name)
        result[slot.name] = Slot(slot.name, {**known.labels, **slot.labels}) if known else slot
    return tuple(result.values())


def all_of(pairs: Iterable[tuple[str, Value]]) -> Value:
    """Give the join of the values of some arguments."""
    return join_all(value for _, value in pairs)
