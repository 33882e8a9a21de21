"""Reading what this run did not write itself: the caller's values (lazily, as `Formal`), globals, and what they turn out to be.

A caller's value is followed by name (`Formal`, `Symbol`) as long as its nature does not matter. Where it decides what happens - a call, an
attribute, a test - `force` asks the caller, and the answer becomes part of what tells contexts of the function apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.context import CONST, KEYS_OF, KIND, NONENESS, TRUTH, Forced, Shape
from datamap.flow.frame import ABSENT, may_be_absent, present
from datamap.flow.objects import (
    ANY,
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
    Mirror,
    Scalar,
    Thing,
    class_of,
    is_item,
    is_unique,
)
from datamap.flow.tags import Label, Symbol, Tag, Trail
from datamap.flow.values import NOTHING, UNKNOWN, Value, is_true, join_all, with_labels
from datamap.model import Confidence

if TYPE_CHECKING:
    from collections.abc import Hashable

    from datamap.flow.context import Request
    from datamap.flow.frame import Fields, Frame
    from datamap.flow.values import ConstantValue

OPAQUE_SHAPE = Shape((OPAQUE,), (), unknown=True)
OF = "<of>"
"""The field of a mirror, or of what wraps another thing, for that."""
WHOLE = "<value>"
"""The field of an encoded text for what it was made of: there, each part has its own labels."""
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
        return _initial_formal(frame, thing, name)  # type: ignore[arg-type]
    if kind is Bound:
        return None
    if kind is Mirror and name == OF:
        return Value((thing.of,))  # type: ignore[attr-defined]
    if kind is Mirror:
        return field(frame, thing.of, name[0]) if name.__class__ is tuple and name != ANY else None  # type: ignore[attr-defined]
    return frame.solver.globals.field(frame, thing, name)


def _initial_formal(frame: Frame, thing: Formal, name: Hashable) -> Value | None:
    facet, longest = thing.facet, frame.solver.budget.longest_path
    if facet is not None and facet.keys is not None and is_item(name) and name not in facet.keys:
        return None
    if len(thing.path) > 1 and thing.path[-1] == thing.path[-2] == name:
        return Value((thing,))
    if len(thing.path) >= longest and not _is_in_layers(thing.path, longest):
        return Value(labels={Tag(Symbol(thing.root, thing.path)): _from_inside(frame)}, unknown=True)
    return Value((Formal(thing.root, (*thing.path, name)),))


def _from_inside(frame: Frame) -> Trail:
    """The step out of what is too deep to be told apart from all else that stands around it: a guess where much does."""
    function = frame.function
    sure = Confidence.LOW if frame.solver.large else Confidence.MEDIUM
    return Trail(None, function.location, function.qualname, "from deep inside", sure, 1)


def _is_in_layers(path: tuple[Hashable, ...], longest: int) -> bool:
    """Whether a path is long only because it leads through the captured variables of closures that stand one in another."""
    return len(path) <= 2 * MAX_LAYERS and len(path) - 2 * path.count(ENV) < longest


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
    if thing.__class__ is not Container or thing.kind != "tuple":
        return None
    parts: list[object] = []
    for key in exact_keys(frame, thing) or ():
        value = field(frame, thing, key) or NOTHING
        found, exact = constants(frame, value) if not value.labels else ((), False)
        if not exact or len(found) != 1:
            return None
        parts.append(found[0])
    return tuple(parts) or None


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
    from datamap.flow.shapes import project

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
    from datamap.flow.shapes import root_shape, shape_of

    request = frame.request
    if request is None:
        return root_shape(frame, formal, level)
    graph = request.frame.solver.graph
    before, graph.asker = graph.asker, graph.asker or frame.function
    value = walk(request, formal.root, formal.path)
    shape = shape_of(request.frame, value, level)
    graph.asker = before
    return shape


def _view(formal: Formal, facet: Hashable) -> Thing:
    return Formal(formal.root, formal.path, facet) if facet.__class__ is Facet else facet  # type: ignore[return-value]


MAX_LAYERS = 40


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
        if name.__class__ is str or (name.__class__ is tuple and len(name) == 1 and name[0].__class__ is str):
            owner = name if name.__class__ is str else name[0]
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
    from datamap.flow.shapes import ONE_OF

    if step.__class__ is tuple or step is ...:
        return read_item(frame, value, step if step.__class__ is tuple else ANY, owner=owner)
    if step.__class__ is str and step.startswith(ONE_OF):
        if len(value.objects) == 1 and (outer := value.objects[0]).__class__ is Formal:
            return Value((Formal(outer.root, (*outer.path, step)),), value.labels, given=value.given)
        position = int(step[len(ONE_OF) :])
        return Value(value.objects[position : position + 1], value.labels, given=value.given)
    if step == ENV or (step.__class__ is str and step.startswith("<")):
        found = join_all([_inner(frame, thing, step) for thing in value.objects])
        return with_labels(found, value.labels) if value.labels and step != WHOLE else found
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
