"""``match``: what each pattern takes and binds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.flow.container_writes import copy_of
from datamap.flow.containers import elements, read_item, sequence_items, unpack
from datamap.flow.expressions import evaluate
from datamap.flow.frame import may_be_absent
from datamap.flow.guards import branch, conditions_of, literal_matches, matches
from datamap.flow.lookup import constants, exact_keys, expand
from datamap.flow.objects import Container, Formal, class_of, is_unique, item, kind_of
from datamap.flow.scopes import write_name
from datamap.flow.statements import execute
from datamap.flow.values import NO_CONDITIONS, Value, pointing

if TYPE_CHECKING:
    from datamap.flow.frame import Frame
    from datamap.flow.values import Conditions


def match(frame: Frame, node: ir.Match) -> None:
    """Each case on the states that those before it left over."""
    exits = frame.kept_exits()
    subject = evaluate(frame, node.subject)
    outcome = frame.unreachable
    frame.branching += 1
    for case in node.cases:
        if frame.dead:
            break
        taken = possible(frame, case.pattern, subject)
        if taken is False:
            continue
        rest = frame.fork()
        rest.dead = taken is True
        known = _known(frame, case.pattern, node.subject, subject)
        if isinstance(case.pattern, ir.PatternValue) and case.guard is None:
            rest.guards = rest.guards | _known(frame, case.pattern, node.subject, subject, holds=False)
        frame.guards = frame.guards | known
        bind(frame, case.pattern, subject)
        if case.guard is not None:
            ways = branch(frame, case.guard)
            if rest.dead:
                rest = ways.when_false
            frame.resume(ways.when_true)
        execute(frame, case.body)
        after = frame.fork()
        frame.resume(outcome)
        frame.end_also([after], exits)
        outcome = frame.fork()
        frame.resume(rest)
    frame.branching -= 1
    frame.merge(outcome)


def _known(frame: Frame, pattern: ir.Pattern, node: ir.Expression, subject: Value, *, holds: bool = True) -> Conditions:
    """What is known of gates once a pattern with ``True`` or ``False`` in it took the subject (or did not)."""
    if isinstance(pattern, ir.PatternValue) and isinstance(pattern.value, ir.Constant) and isinstance(pattern.value.value, bool):
        return conditions_of(frame, node, subject, holds=pattern.value.value is holds)
    if isinstance(pattern, ir.PatternAs) and pattern.pattern is not None:
        return _known(frame, pattern.pattern, node, subject)
    parts: list[tuple[Value, ir.Pattern]] = []
    if isinstance(pattern, ir.PatternClass):
        from datamap.flow.attributes import get_attribute

        named = [(name, part) for name, part in _attributes(frame, pattern, subject) if name is not None]
        parts = [(get_attribute(frame, subject, name, pattern.at), part) for name, part in named]
    elif isinstance(pattern, ir.PatternSequence):
        items = sequence_items(frame, subject) or []
        parts = list(zip(items, pattern.patterns, strict=True)) if len(items) == len(pattern.patterns) else []
    return NO_CONDITIONS.union(*[_known(frame, part, node, value) for value, part in parts])


def possible(frame: Frame, pattern: ir.Pattern, subject: Value) -> bool | None:
    """Whether a pattern takes a value; None if that is not known."""
    if isinstance(pattern, ir.PatternAs):
        return True if pattern.pattern is None else possible(frame, pattern.pattern, subject)
    if isinstance(pattern, ir.PatternOr):
        answers = [possible(frame, part, subject) for part in pattern.patterns]
        return True if True in answers else None if None in answers else False
    if isinstance(pattern, ir.PatternValue):
        return _equal(frame, subject, evaluate(frame, pattern.value))
    if subject.unknown or subject.labels:
        return None
    things = expand(frame, subject)
    answers = []
    if isinstance(pattern, ir.PatternSequence):
        answers = [_sequence(frame, pattern, Value((thing,))) if kind_of(thing) in ("list", "tuple") else _other(thing) for thing in things]
    elif isinstance(pattern, ir.PatternMapping):
        answers = [_mapping(frame, pattern, thing) if kind_of(thing) == "dict" else _other(thing) for thing in things]
    elif isinstance(pattern, ir.PatternClass):
        classes = expand(frame, evaluate(frame, pattern.cls))
        answers = [_instance(frame, pattern, Value((thing,)), matches(thing, classes)) for thing in things]
        answers += [_instance(frame, pattern, Value(constants=(c,)), literal_matches(c, classes)) for c in subject.constants]
    else:
        return None
    answers += [False for _ in subject.constants if not isinstance(pattern, ir.PatternClass)]
    if not answers:
        return None
    return True if all(answer is True for answer in answers) else False if all(answer is False for answer in answers) else None


def _other(thing: object) -> bool | None:
    return False if kind_of(thing) is not None else None if class_of(thing) is None or class_of(thing).external_bases else False  # type: ignore[arg-type, union-attr]


def _equal(frame: Frame, subject: Value, wanted: Value) -> bool | None:
    ones, exact = constants(frame, subject) if subject.constants or subject.objects else ((), False)
    if not all(thing.__class__ is Formal or is_unique(thing) for thing in subject.objects):
        return None
    twos, fixed = constants(frame, wanted)
    if not exact or not fixed or len(twos) != 1:
        return None
    answers = {one == twos[0] and isinstance(one, bool) == isinstance(twos[0], bool) for one in ones}
    if subject.labels:
        return None
    return answers.pop() if len(answers) == 1 else None


def _all(answers: list[bool | None]) -> bool | None:
    return False if False in answers else None if None in answers else True


def _sequence(frame: Frame, pattern: ir.PatternSequence, subject: Value) -> bool | None:
    items = sequence_items(frame, subject)
    if items is None:
        return None
    star = _star(pattern)
    count = len(pattern.patterns)
    if (star is None and len(items) != count) or (star is not None and len(items) < count - 1):
        return False
    parts = unpack(frame, subject, count, star, pattern.at)
    pairs = zip(pattern.patterns, parts, strict=False)
    return _all([possible(frame, part, value) for part, value in pairs if not isinstance(part, ir.PatternStar)])


def _star(pattern: ir.PatternSequence) -> int | None:
    return next((index for index, part in enumerate(pattern.patterns) if isinstance(part, ir.PatternStar)), None)


def _mapping(frame: Frame, pattern: ir.PatternMapping, thing: object) -> bool | None:
    keys = exact_keys(frame, thing)  # type: ignore[arg-type]
    if keys is None:
        return None
    answers: list[bool | None] = []
    for key, part in zip(pattern.keys, pattern.patterns, strict=True):
        name = evaluate(frame, key)
        if not name.exact:
            return None
        there = item(name.constants[0]) in keys
        answers.append(possible(frame, part, read_item(frame, Value((thing,)), item(name.constants[0]))) if there else False)  # type: ignore[arg-type]
    return _all(answers)


def _instance(frame: Frame, pattern: ir.PatternClass, subject: Value, matched: bool | None) -> bool | None:
    if matched is False:
        return False
    from datamap.flow.attributes import get_attribute

    answers: list[bool | None] = [matched]
    for name, part in _attributes(frame, pattern, subject):
        value = subject if name is None else get_attribute(frame, subject, name, pattern.at)
        answers.append(possible(frame, part, value))
    return _all(answers)


def _attributes(frame: Frame, pattern: ir.PatternClass, subject: Value) -> list[tuple[str | None, ir.Pattern]]:
    """The attribute that each part of a class pattern is about; None for the whole value (``str(x)``)."""
    from datamap.flow.construction import match_names

    pairs: list[tuple[str | None, ir.Pattern]] = list(zip(pattern.names, pattern.named, strict=True))
    if pattern.patterns:
        names: list[str] = []
        for thing in expand(frame, subject):
            cls = class_of(thing)
            if cls is not None:
                names = match_names(frame, thing, cls)
        pairs += [(names[index] if index < len(names) else None, part) for index, part in enumerate(pattern.patterns)]
    return pairs


def bind(frame: Frame, pattern: ir.Pattern, subject: Value) -> None:  # noqa: C901, PLR0912 - one branch for each kind of pattern
    """Bind the names of a pattern that took ``subject``."""
    if isinstance(pattern, ir.PatternAs):
        if pattern.pattern is not None:
            bind(frame, pattern.pattern, subject)
        if pattern.name is not None:
            write_name(frame, pattern.name, _taken(frame, pattern.pattern, subject))
    elif isinstance(pattern, ir.PatternOr):
        for part in pattern.patterns:
            if possible(frame, part, subject) is not False:
                before = frame.fork()
                bind(frame, part, subject)
                if pattern.patterns[0] is not part:
                    frame.merge(before)
    elif isinstance(pattern, ir.PatternSequence):
        parts = unpack(frame, subject, len(pattern.patterns), _star(pattern), pattern.at)
        for part, value in zip(pattern.patterns, parts, strict=False):
            bind(frame, part, value)
    elif isinstance(pattern, ir.PatternStar):
        if pattern.name is not None:
            write_name(frame, pattern.name, subject)
    elif isinstance(pattern, ir.PatternMapping):
        _bind_mapping(frame, pattern, subject)
    elif isinstance(pattern, ir.PatternClass):
        from datamap.flow.attributes import get_attribute

        kept = _narrowed(frame, pattern, subject)
        for name, part in _attributes(frame, pattern, kept):
            bind(frame, part, kept if name is None else get_attribute(frame, kept, name, pattern.at))


def _narrowed(frame: Frame, pattern: ir.PatternClass, subject: Value) -> Value:
    classes = expand(frame, evaluate(frame, pattern.cls))
    kept = tuple([thing for thing in expand(frame, subject) if matches(thing, classes) is not False])
    literals = tuple([c for c in subject.constants if literal_matches(c, classes) is not False])
    return Value(kept, subject.labels, literals, unknown=subject.unknown, given=subject.given)


def _taken(frame: Frame, pattern: ir.Pattern | None, subject: Value) -> Value:
    if isinstance(pattern, ir.PatternClass):
        return _narrowed(frame, pattern, subject)
    if isinstance(pattern, ir.PatternValue):
        wanted = evaluate(frame, pattern.value)
        return wanted if wanted.exact and not subject.labels and not subject.objects else subject
    return subject


def _bind_mapping(frame: Frame, pattern: ir.PatternMapping, subject: Value) -> None:
    taken = []
    for key, part in zip(pattern.keys, pattern.patterns, strict=True):
        literals, exact = constants(frame, evaluate(frame, key))
        if exact:
            taken.append(item(literals[0]))
        bind(frame, part, read_item(frame, subject, item(literals[0]) if exact else (...,)))
    if pattern.rest is None:
        return
    made = []
    for thing in expand(frame, subject):
        if kind_of(thing) == "dict":
            copy = copy_of(frame, thing, frame.site(pattern.at), "dict")
            frame.put_all(copy, {name: value for name, value in frame.fields(copy).items() if name not in taken})
            made.append(copy)
    rest = Value(tuple(made), subject.labels, unknown=subject.unknown) if made else elements(frame, subject)
    write_name(frame, pattern.rest, rest)


__all__ = ["Container", "match", "may_be_absent", "pointing"]
