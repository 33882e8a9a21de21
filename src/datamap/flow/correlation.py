"""Which tests of a block answer each other: what `datamap.flow.apart` has to know before it runs anything."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import msgspec

from datamap.facts import ir
from datamap.facts.children import nodes_in
from datamap.flow.text_methods import TESTS

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

Block: TypeAlias = "tuple[ir.Statement, ...]"
_OPPOSITES = {"!=": "==", "is not": "is", "not in": "in", ">=": "<", "<=": ">"}
_ASKING = frozenset({"isinstance", "len", "bool", "callable", "hasattr", "issubclass"})
_CLOSED = frozenset({ir.Function, ir.Class, ir.Lambda})
_ENDS = (ir.Return, ir.Raise, ir.Continue, ir.Break)
_MOST_FOLLOWING, _MOST_IN_LARGE = 40, 10
"""How many statements may be run twice, in small programs and in large ones."""
_MOST_NODES, _NODES_IN_LARGE = 400, 150
FORKS = (ir.If, ir.For, ir.While, ir.Try, ir.Match)
"""Statements that can end in several states."""


class Plan(NamedTuple):
    """How a statement and the rest of its block are run: ``answers`` are the later tests (by address) that each outcome answers.

    ``flags``: variables that an outcome sets to a literal, or that hold one before, and that are tested later.
    """

    node: ir.Statement
    rest: Block
    answers: dict[bool, dict[int, bool]]
    literal_flags: bool
    flags: tuple[str, ...]
    ends: bool
    ways: dict[bool, Block]


class Outline(NamedTuple):
    """What a statement has to do with tests: how long it is, the tests in it, what they are about, and the variables that it sets.

    ``deciding``: variables that tests name or that are called.
    """

    size: int
    tests: tuple[ir.Expression, ...]
    terms: frozenset[str]
    bound: frozenset[str]
    deciding: frozenset[str]
    called: frozenset[str]


class Outlines:
    """The outlines of statements, each made once."""

    def __init__(self, *, large: bool) -> None:
        self.most_following = _MOST_IN_LARGE if large else _MOST_FOLLOWING
        self.most_nodes = _NODES_IN_LARGE if large else _MOST_NODES
        self._known: dict[int, Outline] = {}
        self.plans: dict[tuple[int, int, int], Plan | None] = {}
        self._dependent: dict[tuple[int, int, int], bool] = {}

    def depend_on(self, statements: Block, target: ir.Expression) -> bool:
        """Whether a test or a call in a few statements is about what a target is bound to."""
        if not 0 < len(statements) <= self.most_following:
            return False
        key = (id(target), id(statements[-1]), len(statements))
        found = self._dependent.get(key)
        if found is None:
            names = frozenset(_names_in(target))
            outlines = [self.of(statement) for statement in statements]
            short = sum(one.size for one in outlines) < self.most_nodes
            found = self._dependent[key] = short and any(not names.isdisjoint(one.deciding) for one in outlines)
        return found

    def of(self, statement: ir.Statement) -> Outline:
        """The outline of a statement."""
        found = self._known.get(id(statement))
        if found is None:
            found = self._known[id(statement)] = _outlined(statement, self.most_nodes)
        return found


def _outlined(statement: ir.Statement, most: int) -> Outline:
    nodes = list(islice(_nodes(statement), most))
    tests = tuple(_tests(nodes)) if len(nodes) < most else ()
    targets = [node.targets[0] for node in nodes if isinstance(node, ir.Assign)]
    bound = frozenset(target.id for target in targets if isinstance(target, ir.Name))
    called = [node.func.id for node in nodes if isinstance(node, ir.Call) and isinstance(node.func, ir.Name)]
    named = [node.id for test in tests for node in _nodes(test) if isinstance(node, ir.Name)]
    terms = frozenset(term for test in tests for term in _terms(test))
    return Outline(len(nodes), tests, terms, bound, frozenset((*called, *named)), frozenset(called))


def _names_in(target: ir.Expression) -> Iterator[str]:
    if isinstance(target, ir.Name):
        yield target.id
    elif isinstance(target, (ir.Sequence, ir.Starred)):
        for part in target.items if isinstance(target, ir.Sequence) else (target.value,):
            yield from _names_in(part)


def _terms(node: object) -> Iterator[str]:
    """The variables and attributes that a test is about, ``.name`` for an attribute."""
    if isinstance(node, ir.Attribute):
        yield f".{node.attr}"
        if not isinstance(node.value, ir.Name):
            yield from _terms(node.value)
    elif isinstance(node, ir.Name):
        yield node.id
    elif isinstance(node, msgspec.Struct):
        for name in node.__struct_fields__:
            yield from _terms(getattr(node, name))
    elif isinstance(node, tuple):
        for part in node:
            yield from _terms(part)


def planned(node: ir.Statement, rest: Block, outlines: Outlines) -> Plan | None:
    """How a statement and what follows it are run; None if they are run one after the other."""
    own, following = outlines.of(node), [outlines.of(statement) for statement in rest]
    if isinstance(node, ir.Assign) and own.size + sum(one.size for one in following) < outlines.most_nodes:
        called = own.bound & {name for one in following for name in one.called}
        if called:
            return _planned_choice(node, rest, tuple(sorted(called)))
    asked = own.bound | own.terms
    if all(asked.isdisjoint(one.terms) for one in following) or own.size + sum(one.size for one in following) >= outlines.most_nodes:
        return None
    tests = [test for one in following for test in one.tests]
    if isinstance(node, ir.Assign) and isinstance(value := node.value, ir.Conditional):
        sides = [(ir.Assign(node.at, node.targets, side),) for side in (value.body, value.orelse)]
        node = ir.If(node.at, value.test, *sides)
    return _planned_if(node, rest, tests, outlines) if isinstance(node, ir.If) else _planned_exits(node, rest, tests)


def _planned_choice(node: ir.Assign, rest: Block, called: tuple[str, ...]) -> Plan | None:
    """``act = send if agreed else skip``: what is called later is called on one of two ways."""
    value = node.value
    if not isinstance(value, ir.Conditional):
        return None
    one, two = [(ir.Assign(node.at, node.targets, side),) for side in (value.body, value.orelse)]
    ways = {True: (*one, *rest), False: (*two, *rest)}
    either = ir.If(node.at, value.test, one, two)
    return Plan(either, rest, {True: {}, False: {}}, literal_flags=True, flags=called, ends=False, ways=ways)


def _planned_exits(node: ir.Statement, rest: Block, tests: list[ir.Expression]) -> Plan | None:
    if isinstance(node, ir.Try) and node.final:
        return None
    tested = {part.id for test in tests for part in _nodes(test) if isinstance(part, ir.Name)}
    flags = [
        target.id
        for part in _nodes(node)
        if isinstance(part, ir.Assign) and isinstance(part.value, ir.Constant)
        for target in part.targets
        if isinstance(target, ir.Name) and target.id in tested
    ]
    return Plan(node, rest, {True: {}, False: {}}, literal_flags=True, flags=tuple(flags), ends=False, ways={}) if flags else None


def _planned_if(node: ir.If, rest: Block, tests: list[ir.Expression], outlines: Outlines) -> Plan | None:
    changed = _Changes((node.body, node.orelse, rest))
    answers = {holds: dict(_answered(node.test, tests, changed, holds=holds)) for holds in (True, False)}
    literals, flags = _flags(node, tests)
    chained = len(node.orelse) == 1 and isinstance(node.orelse[0], ir.If) and planned(node.orelse[0], rest, outlines) is not None
    literals = literals or chained
    ends = _ending(node.body) or _ending(node.orelse)
    if not answers[True] and not answers[False] and (ends or not (flags or chained)):
        return None
    ways = {True: (*node.body, *rest), False: (*node.orelse, *rest)}
    return Plan(node, rest, answers, literals, flags, ends, ways)


def _ending(block: Block) -> bool:
    return bool(block) and isinstance(block[-1], _ENDS)


def _nodes(node: object) -> Iterator[Any]:
    """Every node below one, but for what functions and classes inside hold."""
    return nodes_in(node, _CLOSED)


def _tests(nodes: list[object]) -> Iterator[ir.Expression]:
    """The tests among nodes and the parts of them that are tests, too."""
    for node in nodes:
        if isinstance(node, (ir.If, ir.While, ir.Conditional, ir.Assert)):
            yield from _parts(node.test)
        elif isinstance(node, ir.Clause):
            for condition in node.conditions:
                yield from _parts(condition)


def _parts(test: ir.Expression) -> Iterator[ir.Expression]:
    yield test
    if isinstance(test, ir.Unary) and test.op == "not":
        yield from _parts(test.operand)
    elif isinstance(test, ir.Boolean):
        for value in test.values:
            yield from _parts(value)


def _spelled(node: object) -> Hashable:
    """A test without the places where it stands."""
    if isinstance(node, tuple):
        return tuple([_spelled(part) for part in node])
    if not isinstance(node, msgspec.Struct):
        return (node.__class__, node)
    return (node.__class__, *[_spelled(getattr(node, name)) for name in node.__struct_fields__ if name != "at"])


def _normal(test: ir.Expression, *, holds: bool) -> tuple[ir.Expression, Hashable, bool]:
    """A test without ``not``, its spelling, and whether it is true where the whole ``holds``."""
    while isinstance(test, ir.Unary) and test.op == "not":
        test, holds = test.operand, not holds
    if isinstance(test, ir.Compare) and len(test.ops) == 1 and test.ops[0] in _OPPOSITES:
        test, holds = ir.Compare(test.at, test.left, (_OPPOSITES[test.ops[0]],), test.comparators), not holds
    return test, _spelled(test), holds


def _follows(test: ir.Expression, *, holds: bool) -> Iterator[tuple[ir.Expression, Hashable, bool]]:
    """What is known of a test and its parts once it came out ``holds``."""
    test, key, holds = _normal(test, holds=holds)
    yield test, key, holds
    if isinstance(test, ir.Boolean) and holds == (test.op == "and"):
        for value in test.values:
            yield from _follows(value, holds=holds)


def _answered(test: ir.Expression, tests: list[ir.Expression], changed: _Changes, *, holds: bool) -> Iterator[tuple[int, bool]]:
    for known, key, truth in _follows(test, holds=holds):
        if not changed.keeps(known):
            continue
        for later in tests:
            other, spelling, sign = _normal(later, holds=True)
            if spelling == key:
                yield id(later), truth == sign
            elif truth and _excludes(known, other):
                yield id(later), not sign


def _excludes(known: ir.Expression, other: ir.Expression) -> bool:
    """Whether ``x == "a"`` rules out ``x == "b"``."""
    if not isinstance(known, ir.Compare) or not isinstance(other, ir.Compare) or known.ops != ("==",) or other.ops != ("==",):
        return False
    one, two = known.comparators[0], other.comparators[0]
    literals = isinstance(one, ir.Constant) and isinstance(two, ir.Constant) and type(one.value) is type(two.value)
    return literals and one.value != two.value and _spelled(known.left) == _spelled(other.left)  # type: ignore[union-attr]


class _Changes:
    """What statements may change: names that they bind, attributes that they set, objects whose methods they call or that they pass on."""

    def __init__(self, blocks: object) -> None:
        self._names: set[str] = set()
        self._attributes: set[str] = set()
        self._called: set[str] = set()
        self._passed: set[str] = set()
        for node in _nodes(blocks):
            self._note(node)

    def _note(self, node: object) -> None:
        if isinstance(node, (ir.Assign, ir.Delete)):
            self._bind(node.targets)
        elif isinstance(node, (ir.Augmented, ir.Annotated, ir.For, ir.Assigned, ir.Clause, ir.WithItem)):
            self._bind(() if node.target is None else (node.target,))
        elif isinstance(node, (ir.PatternAs, ir.PatternStar, ir.Handler)) and node.name is not None:
            self._names.add(node.name)
        elif isinstance(node, ir.Call):
            if isinstance(node.func, ir.Attribute) and node.func.attr not in TESTS:
                self._called |= _roots(node.func.value)
            if not (isinstance(node.func, ir.Name) and node.func.id in _ASKING):
                self._passed |= {root for argument in node.arguments for root in _roots(argument.value)}

    def _bind(self, targets: tuple[ir.Expression, ...]) -> None:
        for target in targets:
            if isinstance(target, ir.Name):
                self._names.add(target.id)
            elif isinstance(target, ir.Attribute):
                self._attributes.add(target.attr)
            elif isinstance(target, ir.Subscript):
                self._called |= _roots(target.value)
            elif isinstance(target, ir.Sequence):
                self._bind(target.items)
            elif isinstance(target, ir.Starred):
                self._bind((target.value,))

    def keeps(self, test: ir.Expression) -> bool:
        """Whether the answer of a test stays as it was."""
        deep = any(isinstance(node, (ir.Attribute, ir.Subscript)) for node in _nodes(test) if not _is_method(node, test))
        names = [node.id for node in _nodes(test) if isinstance(node, ir.Name) and node.id not in _ASKING]
        if not names or not all(self._steady(node) for node in _nodes(test)):
            return False
        return not any(name in self._names or name in self._called or (deep and name in self._passed) for name in names)

    def _steady(self, node: object) -> bool:
        if isinstance(node, ir.Call):
            asks = isinstance(node.func, ir.Name) and node.func.id in _ASKING
            return asks or (isinstance(node.func, ir.Attribute) and node.func.attr in TESTS)
        if isinstance(node, ir.Attribute):
            return node.attr not in self._attributes
        return isinstance(node, (ir.Name, ir.Constant, ir.Compare, ir.Unary, ir.Boolean, ir.Subscript, ir.Sequence, ir.Argument))


def _is_method(node: object, test: ir.Expression) -> bool:
    """Whether it names the method of a call in a test."""
    return any(isinstance(call, ir.Call) and call.func is node for call in _nodes(test))


def _roots(node: object) -> set[str]:
    while isinstance(node, (ir.Attribute, ir.Subscript)):
        node = node.value
    return {node.id} if isinstance(node, ir.Name) else set()


def _flags(node: ir.If, tests: list[ir.Expression]) -> tuple[bool, tuple[str, ...]]:
    """The variables that a branch sets and a later test is about, and whether a branch sets one of them to a literal."""
    tested = {part.id for test in tests for part in _nodes(test) if isinstance(part, ir.Name)}
    flags: dict[str, bool] = {}
    for statement in (*node.body, *node.orelse):
        if isinstance(statement, ir.Assign) and isinstance(target := statement.targets[0], ir.Name) and target.id in tested:
            flags[target.id] = flags.get(target.id, False) or isinstance(statement.value, ir.Constant)
    return any(flags.values()), tuple(flags)
