"""Reading what this run did not write itself: the caller's values (lazily, as `Formal`), globals, and what they turn out to be.

A caller's value is followed by name (`Formal`, `Symbol`) as long as its nature does not matter. Where it decides what happens - a call, an
attribute, a test - `force` asks the caller, and the answer becomes part of what tells contexts of the function apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.context import CONST, KEYS_OF, KIND, NONENESS, NUMBER, TRUTH, Forced, Shape
from datamap.flow.frame import ABSENT, may_be_absent, present
from datamap.flow.objects import (
    ANY,
    ENV,
    KEYS,
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
    Mirror,
    ModuleObject,
    Scalar,
    Thing,
    class_of,
    is_code,
    is_item,
    is_one_name_for_many,
    is_unique,
)
from datamap.flow.values import NO_LABELS, NOTHING, UNKNOWN, Label, Symbol, Tag, Value, bounded, is_true, join_all, with_labels

if TYPE_CHECKING:
    from collections.abc import Hashable

    from datamap.flow.context import Request
    from datamap.flow.frame import Fields, Frame
    from datamap.flow.values import ConstantValue, Labels
    from datamap.program.symbols import Function

OPAQUE_SHAPE = Shape((OPAQUE,), (), unknown=True)
_LABEL_DEPTH = 6
CHOSEN_ELSEWHERE = frozenset({"gate", "setting"})
"""Kinds of labels of values that a person or a deployment decides: the literal that code gives them is only a default."""


def field(frame: Frame, thing: Thing, name: Hashable) -> Value | None:
    """What a field of an object holds now; None if it is known not to exist."""
    found = frame.fields(thing).get(name)
    return found if found is not None else initial(frame, thing, name)


def initial(frame: Frame, thing: Thing, name: Hashable) -> Value | None:
    """What a field of an object held when this run began."""
    if thing in frame.own:
        return None
    kind = thing.__class__
    if kind is Formal:
        return _initial_formal(thing, name, frame.solver.budget.longest_path)  # type: ignore[arg-type]
    if kind is Bound:
        return None
    if kind is Mirror:
        return field(frame, thing.of, name[0]) if name.__class__ is tuple and name != ANY else None  # type: ignore[attr-defined]
    return frame.solver.globals.field(frame, thing, name)


def _initial_formal(thing: Formal, name: Hashable, longest: int) -> Value | None:
    facet = thing.facet
    if facet is not None and facet.keys is not None and is_item(name) and name not in facet.keys:
        return None
    if len(thing.path) > 1 and thing.path[-1] == thing.path[-2] == name:
        return Value((thing,))
    if len(thing.path) >= longest and not _is_in_layers(thing.path, longest):
        return Value(labels={Tag(Symbol(thing.root, thing.path)): None}, unknown=True)
    return Value((Formal(thing.root, (*thing.path, name)),))


def _is_in_layers(path: tuple[Hashable, ...], longest: int) -> bool:
    """Whether a path is long only because it leads through the captured variables of closures that stand one in another."""
    return len(path) <= 2 * _MAX_LAYERS and len(path) - 2 * path.count(ENV) < longest


def expand(frame: Frame, value: Value) -> tuple[Thing, ...]:
    """The objects of a value, those of the caller asked for: each comes with its facet or as the code object that it is."""
    objects = value.objects
    for thing in objects:
        if thing.__class__ is Formal and thing.facet is None:
            break
    else:
        return objects
    result: list[Thing] = []
    for thing in objects:
        if thing.__class__ is Formal and thing.facet is None:
            result += [found for found in force(frame, thing, KIND).objects if found not in result]
        elif thing not in result:
            result.append(thing)
    return tuple(result)


def constants(frame: Frame, value: Value) -> tuple[tuple[ConstantValue, ...], bool]:
    """The literals that a value can be, and whether it can be nothing else."""
    found, exact = list(value.constants), not value.unknown
    for thing in value.objects:
        if thing.__class__ is Formal:
            answer = force(frame, thing, CONST)
            found += answer.constants
            exact = exact and not answer.unknown and not answer.objects
        elif is_unique(thing):
            found.append(literal_of(frame, thing))  # type: ignore[arg-type]
        elif (parts := _literal_tuple(frame, thing)) is not None:
            found.append(parts)  # type: ignore[arg-type]
        else:
            exact = False
    return tuple(found), exact and bool(found)


def _literal_tuple(frame: Frame, thing: Thing) -> tuple[object, ...] | None:
    """A tuple of which every part is one literal, as a key of a dict."""
    if thing.__class__ is not Container or thing.kind != "tuple" or thing not in frame.own:
        return None
    keys = exact_keys(frame, thing) or ()
    held = [frame.fields(thing)[key] for key in keys]
    if not held or any(not value.exact or len(value.constants) != 1 or value.labels for value in held):
        return None
    return tuple([value.constants[0] for value in held])


def literal_of(frame: Frame, thing: Thing) -> object:
    """What a unique thing is compared by: the literal of a member of a StrEnum, else itself."""
    from datamap.flow.construction import VALUE_ENUMS

    cls = class_of(thing)
    if cls is not None and any(base in VALUE_ENUMS for base in cls.external_bases):
        held = field(frame, thing, "value")
        if held is not None and len(held.constants) == 1 and not held.objects:
            return held.constants[0]
    return thing


def truths(frame: Frame, value: Value) -> tuple[bool, bool]:
    """Whether a value can be true, and whether it can be false."""
    if value.unknown or _is_chosen_elsewhere(value):
        return True, True
    can = {is_true(c) for c in value.constants}
    for thing in value.objects:
        if thing.__class__ is Formal:
            answer = force(frame, thing, TRUTH)
            can |= {True, False} if answer.unknown else {bool(c) for c in answer.constants}
        else:
            can |= _truths_of(frame, thing)
        if len(can) == 2:
            return True, True
    return True in can, False in can


def _is_chosen_elsewhere(value: Value) -> bool:
    """Whether people or a deployment decide: not where the code itself switches on what would be off."""
    chosen = [tag.origin for tag in value.labels if tag.origin.__class__ is Label and tag.origin.kind in CHOSEN_ELSEWHERE]
    if not chosen or value.objects or any(literal is not True for literal in value.constants):
        return bool(chosen)
    return not value.constants or any(label.kind == "setting" or _default(label) is True for label in chosen)


def _default(label: Label) -> object:
    return label.extra[1] if isinstance(label.extra, tuple) and len(label.extra) > 1 else None


def _truths_of(frame: Frame, thing: Thing) -> set[bool]:
    if thing.__class__ is Container:
        fields = frame.fields(thing) if thing in frame.own else None
        if fields is None or ANY in fields or thing.kind not in ("list", "tuple", "dict", "set", "deque"):
            return {True, False}
        items = [value for name, value in fields.items() if is_item(name)]
        if not items:
            return {False}
        return {True} if any(not may_be_absent(value) for value in items) else {True, False}
    if thing.__class__ is Instance:
        cls = thing.cls
        plain = not cls.external_bases and cls.method("__bool__") is None and cls.method("__len__") is None
        return {True} if plain else {True, False}
    if thing.__class__ is External:
        return {False} if thing.path in _NEVER else {True, False}
    if thing.__class__ is Scalar:
        return {True, False}
    return {True}


_NEVER = frozenset({"typing.TYPE_CHECKING", "typing_extensions.TYPE_CHECKING", "TYPE_CHECKING"})


def noneness(frame: Frame, value: Value) -> tuple[bool, bool]:
    """Whether a value can be None, and whether it can be anything else."""
    if value.unknown:
        return True, True
    none, some = None in value.constants, any(c is not None for c in value.constants)
    for thing in value.objects:
        if thing.__class__ is Formal:
            answer = force(frame, thing, NONENESS)
            none, some = none or answer.unknown or True in answer.constants, some or answer.unknown or False in answer.constants
        else:
            some = True
            none = none or (thing.__class__ is External and thing.site is not None)
    return none, some


def force(frame: Frame, formal: Formal, level: str) -> Forced:
    """Ask the caller what it has there."""
    context = frame.context
    key = (formal.root, formal.path, level)
    found = context.forced.get(key)
    if found is not None:
        return found
    state = frame.solver.state_of(context.function)
    if key in state.degraded:
        shape = OPAQUE_SHAPE
    else:
        shape = project(frame, _ask(frame, formal, level), level)
        context.shapes[key] = shape
        state.count(key, shape)
    if level == KIND and _tells_nothing(shape):
        shape = _declared(frame, formal, shape)
    found = Forced(tuple([_view(formal, facet) for facet in shape.facets]), shape.constants, shape.unknown)
    context.forced[key] = found
    return found


def _is_opaque(shape: Shape) -> bool:
    return not shape.facets or shape.facets == (OPAQUE,)


def _is_read(facet: Hashable) -> bool:
    """Whether nothing but the way to it through a library is known: ``request.auth``."""
    if facet.__class__ is not External or facet.about is not None:
        return facet is OPAQUE
    last = facet.path.rpartition(".")[2]
    return last != facet.path and not last.endswith((")", "]")) and last[:1].islower()


def _declared(frame: Frame, formal: Formal, shape: Shape) -> Shape:
    """What a parameter is declared to be, beside what little its callers tell."""
    declared = frame.solver.declared_shape(frame, formal)
    if declared is None or _is_opaque(shape):
        return declared or shape
    instances = [facet for facet in declared.facets if isinstance(facet, Facet) and facet.kind == "instance"]
    return Shape(tuple(dict.fromkeys([*shape.facets, *instances])), shape.constants, unknown=True) if instances else shape


def is_declared_only(frame: Frame, formal: Formal) -> bool:
    """Whether the callers know nothing of what they pass, and only the parameter's declaration says what it is."""
    shape = frame.context.shapes.get((formal.root, formal.path, KIND))
    return shape is not None and _tells_nothing(shape)


def _tells_nothing(shape: Shape) -> bool:
    return _is_opaque(shape) or all(map(_is_read, shape.facets))


def _ask(frame: Frame, formal: Formal, level: str) -> Shape:
    request = frame.request
    if request is None:
        return frame.solver.root_shape(frame, formal, level)
    graph = request.frame.solver.graph
    before, graph.asker = graph.asker, graph.asker or frame.function
    value = walk(request, formal.root, formal.path)
    shape = shape_of(request.frame, value, level)
    graph.asker = before
    return shape


def _view(formal: Formal, facet: Hashable) -> Thing:
    return Formal(formal.root, formal.path, facet) if facet.__class__ is Facet else facet  # type: ignore[return-value]


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
        if one in inside or len(inside) == _MAX_LAYERS:
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


_MAX_LAYERS = 40


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


def exact_keys(frame: Frame, thing: Thing) -> tuple[Hashable, ...] | None:
    """All keys or positions of a container, if each is known and there."""
    if thing.__class__ is Formal:
        answer = force(frame, thing, KEYS_OF)
        facets = [found.facet for found in answer.objects if found.__class__ is Formal]
        given = facets[0].keys if len(facets) == 1 and len(answer.objects) == 1 and facets[0] is not None else None
        return given if given is None else _as_written(given, frame.fields(thing))
    if thing.__class__ is Mirror and thing.of not in frame.own:
        return None
    fields = frame.fields(thing)
    if thing not in frame.own and thing.__class__ is not Mirror:
        known = frame.solver.globals.known_fields(frame, thing)
        if known is None:
            return None
        fields = {**known, **fields}
    if ANY in fields:
        return None
    keys = tuple([name for name, value in fields.items() if is_item(name)])
    return keys if len(keys) <= _MAX_KEYS and not any(may_be_absent(fields[name]) for name in keys) else None


def _as_written(given: tuple[Hashable, ...], written: Fields) -> tuple[Hashable, ...] | None:
    """The keys that a caller's container has after what this run wrote to it."""
    if not written:
        return given
    if ANY in written:
        return None
    mine = {name: value for name, value in written.items() if is_item(name)}
    gone = frozenset([name for name, value in mine.items() if value is ABSENT])
    if any(may_be_absent(value) for name, value in mine.items() if name not in gone):
        return None
    return tuple([name for name in dict.fromkeys((*given, *mine)) if name not in gone])


_MAX_KEYS = 64


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


def walk(request: Request, root: Hashable, path: tuple[Hashable, ...]) -> Value:
    """What a calling frame has at a path below a root that its callee names."""
    known = request.walked.get((root, path))
    if known is not None:
        return known
    if not path:
        return request.binding.get(root, NOTHING) if root.__class__ is str else Value((root,))  # type: ignore[arg-type]
    solver = request.frame.solver
    if solver.walking == 0:
        solver.budget.walked = 0
    if solver.walking > (_MAX_LAYERED_WALKS if root == ENV else _MAX_WALKS) or not solver.budget.walks_on:
        return UNKNOWN
    solver.walking += 1
    solver.budget.walk()
    owner = root if root.__class__ is str else ""
    for name in path[:-1]:
        if name.__class__ is str:
            owner = name
    value = step_into(request.frame, walk(request, root, path[:-1]), path[-1], owner)
    solver.walking -= 1
    request.walked[root, path] = value
    return value


_MAX_WALKS, _MAX_LAYERED_WALKS = 40, 400
"""Walks may call properties, whose calls walk again; those of captured variables only lead outwards."""


def step_into(frame: Frame, value: Value, step: Hashable, owner: str) -> Value:
    """One step of a path: an attribute, an item, or a part that only the engine names."""
    from datamap.flow.attributes import get_attribute
    from datamap.flow.containers import read_item

    if step.__class__ is tuple or step is ...:
        return read_item(frame, value, step if step.__class__ is tuple else ANY)
    if step.__class__ is str and step.startswith(ONE_OF):
        if len(value.objects) == 1 and (outer := value.objects[0]).__class__ is Formal:
            return Value((Formal(outer.root, (*outer.path, step)),), value.labels, given=value.given)
        position = int(step[len(ONE_OF) :])
        return Value(value.objects[position : position + 1], value.labels, given=value.given)
    if step == ENV or (step.__class__ is str and step.startswith("<")):
        found = join_all([_inner(frame, thing, step) for thing in value.objects])
        return with_labels(found, value.labels) if value.labels else found
    parts = [field(frame, thing, step) for thing in value.objects if _is_environment(thing)]
    if parts:
        return join_all([present(part) for part in parts if part is not None])
    return get_attribute(frame, value, step, owner=owner)  # type: ignore[arg-type]


def _is_environment(thing: Thing) -> bool:
    return thing.__class__ is Environment or (
        thing.__class__ is Formal and bool(thing.path or thing.root == ENV) and (thing.path or (thing.root,))[-1] in (ENV, "<parent>")
    )


def _inner(frame: Frame, thing: Thing, step: Hashable) -> Value:
    if thing.__class__ is FunctionObject or thing.__class__ is ClassObject:
        if step == ENV:
            return Value((thing.env,)) if thing.env is not None else NOTHING
    elif thing.__class__ is Bound and step == "<self>":
        return Value((thing.receiver,))
    elif thing.__class__ is Bound and step == "<func>":
        return Value((thing.function,))
    found = field(frame, thing, step)
    return NOTHING if found is None else present(found)


def labels_of(frame: Frame, value: Value) -> Labels:
    """All labels of a value, those inside of it too."""
    if not value.objects:
        return value.labels
    collected = dict(value.labels)
    _collect(frame, value.objects, collected, set(), 0)  # type: ignore[arg-type]
    return bounded(collected)


def _collect(frame: Frame, objects: tuple[Thing, ...], into: dict[Tag, object], seen: set[Thing], depth: int) -> None:
    for one in objects:
        kind = one.__class__
        thing = one.base if kind is Formal else one  # type: ignore[attr-defined]
        if thing in seen or depth > _LABEL_DEPTH:
            continue
        seen.add(thing)
        if kind is not Formal and (kind not in _DATA_HOLDERS or _is_shared(thing)):
            continue
        inner = _all_fields(frame, thing, into)
        for name, value in inner.items():
            if name.__class__ is str and name[:1] in "<_" and (name in _BESIDE or (name[0] == "<" and name not in _CONTENT)):
                continue
            for tag, trail in value.labels.items():
                into.setdefault(tag, trail)
            if value.objects:
                _collect(frame, value.objects, into, seen, depth + 1)


def _is_shared(thing: Thing) -> bool:
    """Whether it is one object of a library for all: whoever is handed ``request`` or ``g`` is not handed all that was ever put there."""
    return thing.__class__ is External and thing.site is None and not is_one_name_for_many(thing)


def labels_without(frame: Frame, value: Value, without: frozenset[Hashable]) -> Labels:
    """All labels of a value but those inside of some of its fields."""
    collected = dict(value.labels)
    for thing in value.objects:
        inner: dict[Hashable, Value] = {}
        if thing.__class__ is Formal:
            written = frame.fields(thing)
            gone = frozenset([name for name in written if name != ANY]) | without
            collected.setdefault(Tag(Symbol(thing.root, thing.path, gone)), None)
            inner = written
        elif thing.__class__ in _DATA_HOLDERS:
            inner = _all_fields(frame, thing, collected)  # type: ignore[arg-type]
        for name, held in inner.items():
            if name not in without:
                for tag, trail in labels_of(frame, held).items():
                    collected.setdefault(tag, trail)
    return bounded(collected)


_BESIDE = frozenset({"__cause__", "__context__"})
"""What an exception came from is no part of it."""
_CONTENT = frozenset({KEYS, "<result>", "<value>", "<return>"})
"""Fields of the engine's own whose content counts as the object's."""
_DATA_HOLDERS = (Instance, Container, External, Mirror)


def _all_fields(frame: Frame, thing: Thing, into: dict[Tag, object]) -> dict[Hashable, Value]:
    """The fields of an object that this run knows; what it does not know goes into ``into`` by name."""
    written = frame.fields(thing)
    if thing.__class__ is Mirror:
        return _all_fields(frame, thing.of, into)
    if thing.__class__ is Formal or (thing not in frame.own and not (thing.__class__ is External and thing.site is None)):
        known = None if thing.__class__ is Formal else frame.solver.globals.known_fields(frame, thing)
        if known is not None:
            return {**known, **written}
        root, path = (thing.root, thing.path) if thing.__class__ is Formal else (thing, ())
        into.setdefault(Tag(Symbol(root, path, frozenset([name for name in written if name != ANY]))), None)
    return written


__all__ = [
    "KEYS",
    "NO_LABELS",
    "UNKNOWN",
    "ModuleObject",
    "constants",
    "expand",
    "field",
    "force",
    "initial",
    "labels_of",
    "noneness",
    "shape_of",
    "truths",
    "walk",
]
