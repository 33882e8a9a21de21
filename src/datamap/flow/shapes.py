"""Shapes: what a value of one frame is, for a function that is called with it, no finer than what was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.context import CONST, KEYS_OF, KIND, NONENESS, NUMBER, TRUTH, Shape
from datamap.flow.objects import (
    ENV,
    OPAQUE,
    Bound,
    ClassObject,
    Container,
    Environment,
    External,
    Facet,
    Formal,
    FunctionObject,
    Instance,
    Scalar,
    Thing,
    is_code,
    is_unique,
)
from datamap.flow.values import NOTHING, Value, join_all, pointing

if TYPE_CHECKING:
    from collections.abc import Hashable

    from datamap.flow.frame import Frame
    from datamap.program.symbols import Function

from datamap.flow.lookup import MAX_LAYERS, exact_keys, force, literal_of, noneness, truths


def shape_of(frame: Frame, value: Value, level: str) -> Shape:
    """What a value of this frame is, for someone who is called with it."""
    facets: list[Hashable] = []
    literals, unknown = list(value.constants), value.unknown
    for thing in value.objects:
        if level != NUMBER and thing.__class__ is Formal and (thing.facet is None or level != KIND):
            answer = force(frame, thing, level)
            facets += [facet_of(frame, found, level) for found in answer.objects]
            literals += answer.constants
            unknown = unknown or answer.unknown
        else:
            facets.append(facet_of(frame, thing, level))
    if level == TRUTH:
        can = truths(frame, value)
        return Shape((), tuple(truth for truth, possible in zip((True, False), can, strict=True) if possible), can == (True, True))
    if level == NUMBER:
        return Shape((), (_number_of(frame, value),))
    if level == NONENESS:
        none, some = noneness(frame, value)
        return Shape((), tuple(truth for truth, possible in zip((True, False), (none, some), strict=True) if possible), none and some)
    return Shape(tuple(dict.fromkeys(facets)), tuple(literals), unknown)


def _number_of(frame: Frame, value: Value) -> int:
    """How many containers or instances a value may be; 1 where it is anything else, or where they are many."""
    things = value.objects
    if len(things) == 1 and things[0].__class__ is Formal:
        return int((force(frame, things[0].base, NUMBER).constants or (1,))[0])  # type: ignore[arg-type]
    apart = all(thing.__class__ in (Container, Instance) for thing in things)
    return len(things) if apart and 1 < len(things) <= MOST_APART and not value.unknown and not value.constants else 1


MOST_APART = 4
ONE_OF = "<one of"
"""Beginning of a step to one of the few things that a caller's value may be."""


def facet_of(frame: Frame, thing: Thing, level: str) -> Hashable:
    """What one object is, for someone who is called with it."""
    kind = thing.__class__
    if kind is Scalar:
        return Facet("scalar", thing.kind)  # type: ignore[attr-defined]
    if is_code(thing):
        return thing
    if kind is Formal:
        return thing.facet or OPAQUE  # type: ignore[attr-defined]
    if kind is Instance:
        return Facet("instance", thing.cls)  # type: ignore[attr-defined]
    if kind is Container:
        return Facet("container", thing.kind, exact_keys(frame, thing) if level == KEYS_OF else None)  # type: ignore[attr-defined]
    if kind is FunctionObject:
        return Facet("closure", thing.function, _layers(frame, thing))  # type: ignore[attr-defined, arg-type]
    if kind is ClassObject:
        return Facet("class", thing.cls)  # type: ignore[attr-defined]
    if kind is Bound:
        return _bound_facet(frame, thing, level)  # type: ignore[arg-type]
    if kind is External:
        names = tuple(
            [name for name in frame.solver.globals.everything(thing) if name.__class__ is str]
            if thing not in frame.own
            else frame.fields(thing)
        )
        return Facet("external", (thing.path, thing.about), names)  # type: ignore[attr-defined]
    return OPAQUE


def _layers(frame: Frame, thing: FunctionObject, inside: tuple[Thing, ...] = ()) -> tuple[int] | None:
    """How many closures stand one in another, as those of decorators that are worn together; None for just one, or a circle."""
    most = 0
    for one in _captured(frame, thing):
        if one in inside or len(inside) == MAX_LAYERS:
            return None
        if one.__class__ is FunctionObject and one.env is not None:
            most = max(most, 1 + layers_of(_layers(frame, one, (*inside, thing))))
        elif _is_closure(one):
            most = max(most, 1 + layers_of(one.facet.keys))  # type: ignore[attr-defined]
    return (most,) if most else None


def _captured(frame: Frame, thing: FunctionObject) -> list[Thing]:
    """The objects that a closure's own parameters and variables lead to, but itself and its siblings."""
    if thing.env is None:
        return []
    fields = frame.fields(thing.env) or frame.solver.globals.stored.get(thing.env) or {}
    things = [one for name, value in fields.items() if name.__class__ is str and name[:1] != "<" for one in value.objects]
    return [one for one in things if getattr(one, "env", None) is not thing.env]


def layers_of(keys: tuple[Hashable, ...] | None) -> int:
    """How many layers the keys of a closure's facet tell of."""
    return keys[0] if keys else 0  # type: ignore[return-value]


def layers_below(frame: Frame, function: Function, env: Value) -> int:
    """How many closures of a function stand in the one that is called with these captured variables: calls of them end by themselves."""
    found = 0
    for thing in env.objects:
        if thing.__class__ is Environment:
            found = max(found, layers_of(_layers(frame, FunctionObject(function, thing))))
        elif thing.__class__ is Formal and thing.path[-1:] == (ENV,):
            asked = frame.context.forced.get((thing.root, thing.path[:-1], KIND))
            found = max([found, *[layers_of(one.facet.keys) for one in asked.objects if _is_closure(one)]]) if asked else found  # type: ignore[attr-defined]
    return found


def _is_closure(thing: Thing) -> bool:
    return thing.__class__ is Formal and thing.facet is not None and thing.facet.kind == "closure"


def _bound_facet(frame: Frame, thing: Bound, level: str) -> Facet:
    function, receiver = thing.function, thing.receiver
    if _nesting(function) + _nesting(receiver) > _MAX_NESTING:
        return OPAQUE
    return Facet("bound", (facet_of(frame, function, level), facet_of(frame, receiver, level)))


_MAX_NESTING = 3


def _nesting(thing: Thing) -> int:
    """How many bound functions are inside of each other."""
    if thing.__class__ is Bound:
        return 1 + max(_nesting(thing.function), _nesting(thing.receiver))
    facet = thing.facet if thing.__class__ is Formal else None
    return _facet_nesting(facet) if facet is not None else 0


def _facet_nesting(facet: Hashable) -> int:
    if facet.__class__ is not Facet or facet.kind != "bound":
        return 0
    return 1 + max([_facet_nesting(part) for part in facet.what])


_VAGUE = frozenset({"opaque", "scalar"})


def project(frame: Frame, shape: Shape, level: str) -> Shape:
    """A shape without what was not asked for."""
    if level == KIND:
        types = [Facet("scalar", c.__class__.__name__) for c in shape.constants]
        if not shape.unknown and OPAQUE not in shape.facets:
            return Shape(tuple(dict.fromkeys([*shape.facets, *types])))
        kept = [facet for facet in shape.facets if facet.__class__ is not Facet or facet.kind not in _VAGUE]
        return Shape((OPAQUE, *dict.fromkeys(kept)), (), unknown=True)
    if level == CONST:
        unique = [literal_of(frame, facet) for facet in shape.facets if isinstance(facet, Thing) and is_unique(facet)]
        vague = shape.unknown or len(unique) < len(shape.facets)
        return Shape((OPAQUE,) if vague else (), tuple(dict.fromkeys([*shape.constants, *unique])), vague)  # type: ignore[list-item]
    return shape


def root_shape(frame: Frame, formal: Formal, level: str) -> Shape:
    """What an outermost frame finds at a path below something shared."""
    unknown = Shape((), (), unknown=True)
    if isinstance(formal.root, str):
        return unknown
    value = pointing(formal.root)  # type: ignore[arg-type]
    for step in formal.path:
        value = join_all([frame.solver.globals.settled(thing, step) for thing in value.objects])
        if value is NOTHING:
            return unknown
    things = tuple([thing for thing in value.objects if thing.__class__ is not Formal])
    known = value if len(things) == len(value.objects) else Value(things, value.labels, value.constants, unknown=True)
    return shape_of(frame, known, level)
