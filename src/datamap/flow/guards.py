"""Conditions: where control forks, what each way knows, and what a test says about consent and settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from datamap.facts import ir
from datamap.flow.lookup import constants, expand, truths
from datamap.flow.names import location
from datamap.flow.objects import MADE_UNDER, ClassObject, External, Facet, Formal, Instance, class_of, kind_of, scalar_kind
from datamap.flow.tags import Label, Symbol
from datamap.flow.values import NO_CONDITIONS, NOTHING, Condition, Conditions, Value, is_true

if TYPE_CHECKING:
    from datamap.flow.frame import Frame, Span, State
    from datamap.flow.objects import Thing
    from datamap.flow.tags import Labels, Origin
    from datamap.flow.values import ConstantValue

_MAX_ORIGINS = 4
_CONTENT = frozenset({"data", "written"})
"""Kinds of labels that tell what a value holds, and nothing of what was asked."""


class Ways(NamedTuple):
    """The states in which a test was true and false; ``guards`` are those before it."""

    when_true: State
    when_false: State
    guards: Conditions


def branch(frame: Frame, test: ir.Expression) -> Ways:
    """Evaluate a test and fork."""
    from datamap.flow.expressions import evaluate

    guards = frame.guards
    value = truth_value(frame, evaluate(frame, test), test.at)
    if frame.dead:
        return Ways(frame.unreachable, frame.unreachable, guards)
    can_be_true, can_be_false = truths(frame, value)
    if frame.decided and (known := frame.decided.get(id(test))) is not None:
        can_be_true, can_be_false = can_be_true and known, can_be_false and not known
    return Ways(
        _way(frame, test, value, holds=True, possible=can_be_true), _way(frame, test, value, holds=False, possible=can_be_false), guards
    )


def truth_value(frame: Frame, value: Value, at: Span) -> Value:
    """What decides a test on a value: the answer of ``__bool__`` (or ``__len__``) of a class of the project, else the value itself."""
    for thing in value.objects:
        cls = class_of(thing)
        name = next((name for name in ("__bool__", "__len__") if cls.method(name) is not None), None) if cls is not None else None
        if name is not None:
            from datamap.flow.attributes import attribute_of
            from datamap.flow.calls import Arguments, call

            answer = call(frame, attribute_of(frame, thing, name, at), Arguments(), at)
            return value if len(value.objects) > 1 or value.constants else answer
    return value


def _way(frame: Frame, test: ir.Expression, value: Value, *, holds: bool, possible: bool) -> State:
    facts = value.facts
    if not possible or (facts is not None and (facts.when_true if holds else facts.when_false) is None):
        return frame.unreachable
    state = frame.fork()
    here = frame.fork()
    frame.resume(state)
    conditions = conditions_of(frame, test, value, holds=holds)
    if conditions:
        frame.guards = frame.guards | conditions
    narrow(frame, test, holds=holds)
    state = frame.fork()
    frame.resume(here)
    return state


def conditions_of(frame: Frame, node: ir.Expression, value: Value, *, holds: bool) -> Conditions:
    """What is known once a test came out ``holds``."""
    if value.facts is not None:
        return (value.facts.when_true if holds else value.facts.when_false) or NO_CONDITIONS
    origins = origins_of(value)
    if not origins or False in truths(frame, value):
        return NO_CONDITIONS
    text, place = describe(node), location(frame, node.at)
    return frozenset([Condition(origin, holds, text, place) for origin in origins])


def demanded_by(frame: Frame, labels: Labels, text: str, at: Span) -> Conditions:
    """The gates among labels, as passed."""
    place = location(frame, at)
    return frozenset(
        [
            Condition(tag.origin, not _refuses(tag.origin), text, place)
            for tag in labels
            if isinstance(tag.origin, Label) and tag.origin.kind == "gate"
        ]
    )


def _refuses(label: Label) -> bool:
    """Whether the way is open where what the gate tells is false."""
    return isinstance(label.extra, tuple) and bool(label.extra) and label.extra[0] is True


def origins_of(value: Value) -> list[Origin]:
    """What a tested value stands for: gates and settings, or the caller's values."""
    origins: list[Origin] = [
        tag.origin
        for tag in value.labels
        if tag.origin.__class__ is Symbol or (isinstance(tag.origin, Label) and tag.origin.kind not in _CONTENT)
    ]
    origins += [Symbol(thing.root, thing.path) for thing in value.objects if thing.__class__ is Formal]
    return origins if len(origins) <= _MAX_ORIGINS else []


def describe(node: ir.Expression) -> str:
    """A test in a few words, for people."""
    if isinstance(node, ir.Await):
        return describe(node.value)
    if isinstance(node, ir.Name):
        return node.id
    if isinstance(node, ir.Attribute):
        return f"{describe(node.value)}.{node.attr}"
    if isinstance(node, ir.Call):
        return f"{describe(node.func)}()"
    if isinstance(node, ir.Unary):
        return f"{node.op} {describe(node.operand)}"
    if isinstance(node, ir.Constant):
        return repr(node.value)
    if isinstance(node, ir.Subscript):
        return f"{describe(node.value)}[{describe(node.index)}]"
    if isinstance(node, ir.Compare):
        return " ".join([describe(node.left), *[f"{op} {describe(right)}" for op, right in zip(node.ops, node.comparators, strict=True)]])
    if isinstance(node, ir.Boolean):
        return f" {node.op} ".join([describe(value) for value in node.values])
    return "…"


def narrow(frame: Frame, test: ir.Expression, *, holds: bool) -> None:
    """Take from the tested names what the outcome of the test rules out."""
    if isinstance(test, ir.Unary) and test.op == "not":
        narrow(frame, test.operand, holds=not holds)
    elif isinstance(test, ir.Boolean):
        if holds == (test.op == "and"):
            for value in test.values:
                narrow(frame, value, holds=holds)
    elif isinstance(test, ir.Compare) and len(test.ops) == 1:
        _narrow_compare(frame, test, holds=holds)
    elif isinstance(test, ir.Call):
        _narrow_instance(frame, test, holds=holds)
    elif isinstance(test, ir.Assigned):
        narrow(frame, test.target, holds=holds)
    elif isinstance(test, ir.Name):
        _keep(frame, test, lambda c: is_true(c) == holds)
        if not holds:
            _replace(frame, test.id, (None, ""))


def _keep(frame: Frame, node: ir.Name, keep: object) -> None:
    value = frame.env.get(node.id)
    if value is None or not value.constants or frame.scope:
        return
    kept = tuple([c for c in value.constants if keep(c)])  # type: ignore[operator]
    if len(kept) != len(value.constants) and (kept or value.objects or value.unknown):
        frame.env[node.id] = Value(value.objects, value.labels, kept, unknown=value.unknown, facts=value.facts, given=value.given)


def _replace(frame: Frame, name: str, literals: tuple[ConstantValue, ...]) -> None:
    """Data that turned out to be one of some literals is no data any more."""
    value = frame.env.get(name)
    if value is None or frame.scope or not (value.labels or value.unknown or value.objects):
        return
    if all(thing.__class__ is Formal or scalar_kind(thing) is not None for thing in value.objects):
        known, exact = constants(frame, value) if value.objects and len(literals) > 1 else ((), False)
        frame.env[name] = Value(constants=tuple([one for one in known if one in literals]) if exact else literals)


def _narrow_compare(frame: Frame, test: ir.Compare, *, holds: bool) -> None:
    op, right = test.ops[0], test.comparators[0]
    if op in ("is not", "!=", "not in"):
        op, holds = {"is not": "is", "!=": "==", "not in": "in"}[op], not holds
    left = test.left.target if isinstance(test.left, ir.Assigned) else test.left
    if not isinstance(left, ir.Name):
        return
    literals: list[ConstantValue] = []
    if isinstance(right, ir.Constant) and op in ("is", "=="):
        literals = [right.value]
    elif op == "in":
        literals = _members(frame, right)
    if not literals:
        return
    _keep(frame, left, lambda c: (c in literals) == holds)
    value = frame.env.get(left.id)
    if holds and value is not None and literals == [None] and not frame.scope:
        frame.env[left.id] = Value(constants=(None,))
    elif holds:
        _replace(frame, left.id, tuple(literals))


def _members(frame: Frame, node: ir.Expression) -> list[ConstantValue]:
    """The literals of a container that holds nothing else."""
    if isinstance(node, ir.Sequence):
        return (
            [part.value for part in node.items if isinstance(part, ir.Constant)]
            if all(isinstance(p, ir.Constant) for p in node.items)
            else []
        )
    if not isinstance(node, ir.Name):
        return []
    from datamap.flow.containers import elements
    from datamap.flow.expressions import evaluate

    value = evaluate(frame, node)
    held = elements(frame, value) if any(kind_of(thing) for thing in expand(frame, value)) else NOTHING
    literals, exact = constants(frame, held) if held.constants or held.objects else ((), False)
    return list(literals) if exact and not held.labels else []


def _narrow_instance(frame: Frame, test: ir.Call, *, holds: bool) -> None:
    if not (isinstance(test.func, ir.Name) and test.func.id == "isinstance" and len(test.arguments) == 2):
        return
    name = test.arguments[0].value
    if not isinstance(name, ir.Name) or name.id not in frame.env:
        return
    from datamap.flow.expressions import evaluate

    classes = expand(frame, evaluate(frame, test.arguments[1].value))
    if len(classes) == 1 and kind_of(classes[0]) == "tuple":
        from datamap.flow.containers import elements

        classes = expand(frame, elements(frame, Value(classes)))
    value = frame.env[name.id]
    kept = [thing for thing in expand(frame, value) if matches(thing, classes) in (holds, None)]
    if holds:
        kept = _typed(frame, kept, value, classes)
    literals = tuple([c for c in value.constants if literal_matches(c, classes) in (holds, None)])
    if kept or literals or value.unknown or value.labels:
        sure = holds and any(class_of(thing) is not None for thing in kept)
        frame.env[name.id] = Value(
            tuple(kept), value.labels, literals, unknown=value.unknown and not sure, facts=value.facts, given=value.given
        )


def _typed(frame: Frame, kept: list[Thing], value: Value, classes: tuple[Thing, ...]) -> list[Thing]:
    """What nothing was known of is an instance of the class that it was found to be one of."""
    wanted = [cls.cls for cls in classes if cls.__class__ is ClassObject]
    if len(wanted) != len(classes) or not wanted:
        return kept
    result: list[Thing] = []
    for thing in kept:
        vague = thing.__class__ is Formal and thing.facet is not None and thing.facet.kind == "opaque"
        result += [Formal(thing.root, thing.path, Facet("instance", cls)) for cls in wanted] if vague else [thing]  # type: ignore[attr-defined]
    if not kept and value.unknown:
        result = [frame.solver.typical(cls) for cls in wanted]
    return result


def matches(thing: Thing, classes: tuple[Thing, ...]) -> bool | None:
    """Whether an object is an instance of one of the classes; None if that is not known."""
    answers = [_matches(thing, cls) for cls in classes]
    return True if True in answers else None if None in answers or not answers else False


def _matches(thing: Thing, cls: Thing) -> bool | None:
    mine = class_of(thing)
    if cls.__class__ is ClassObject:
        if mine is not None:
            return cls.cls in mine.mro or (None if mine.external_bases and _abstract(cls.cls) else False)
        return False if kind_of(thing) or scalar_kind(thing) else None
    if cls.__class__ is External and cls.path.startswith("builtins."):
        wanted = cls.path.removeprefix("builtins.")
        if wanted == "object":
            return True
        kind = kind_of(thing)
        if kind is not None:
            return kind == wanted
        if mine is not None:
            return True if cls.path in mine.ancestors or wanted in mine.ancestors else False if not mine.external_bases else None
        scalar = scalar_kind(thing)
        if scalar is not None:
            return scalar == wanted or (scalar == "bool" and wanted == "int")
    return None


def _abstract(cls: object) -> bool:
    return bool(getattr(cls, "external_bases", ()))


def literal_matches(literal: ConstantValue, classes: tuple[Thing, ...]) -> bool | None:
    """Whether a literal is an instance of one of the classes; None if that is not known."""
    answers: list[bool | None] = []
    for cls in classes:
        if cls.__class__ is not External:
            answers.append(False)
        elif not cls.path.startswith("builtins."):
            answers.append(None)
        else:
            names = {base.__name__ for base in literal.__class__.__mro__}
            answers.append(cls.path.removeprefix("builtins.") in names)
    return True if True in answers else None if None in answers or not answers else False


def known_by_holding(frame: Frame, value: Value) -> Conditions:
    """The conditions under which every object that a value can be was made."""
    if not value.objects or value.constants or value.unknown:
        return NO_CONDITIONS
    found: Conditions | None = None
    for thing in value.objects:
        made = frame.heap.get(thing, {}).get(MADE_UNDER) if thing.__class__ is Instance else None
        if made is None:
            return NO_CONDITIONS
        found = made.given if found is None else found & made.given
    return found or NO_CONDITIONS
