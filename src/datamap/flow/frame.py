"""One run of the interpreter over one function: its state, and how states fork and join.

``env`` maps local names to values, ``heap`` maps objects to their fields. Both are copied where control forks. Objects in ``own`` were made
in this run, so all of their fields are known; of any other object the heap holds only what this run wrote, and the rest is looked up
(`datamap.flow.lookup`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import is_
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from datamap.flow.objects import ANY, Environment, Formal, Mirror, Scalar, is_item
from datamap.flow.values import NO_CONDITIONS, NOTHING, UNKNOWN, Conditions, Value, join

if TYPE_CHECKING:
    from collections.abc import Hashable

    from datamap.flow.context import Context, Request
    from datamap.flow.coroutines import Coroutine
    from datamap.flow.objects import Site, Thing
    from datamap.flow.solver import Solver
    from datamap.flow.suspended import Leaving
    from datamap.program.symbols import Class, Function, Module

Fields: TypeAlias = "dict[Any, Value]"
"""Values by attribute name, by item (a tuple of one) or by mark."""
Span: TypeAlias = "tuple[int, int, int, int]"


@dataclass(slots=True)
class State:
    """What is known at one point of the program; ``dead`` if control cannot get there."""

    env: dict[str, Value]
    heap: dict[Thing, Fields]
    guards: Conditions
    dead: bool = False


@dataclass(slots=True)
class Loop:
    """The states that leave a loop early."""

    breaks: list[State] = field(default_factory=list)
    continues: list[State] = field(default_factory=list)


@dataclass(slots=True)
class Frame:
    """The interpreter's working memory for one context."""

    solver: Solver
    context: Context
    request: Request | None
    env: dict[str, Value] = field(default_factory=dict)
    heap: dict[Thing, Fields] = field(default_factory=dict)
    guards: Conditions = NO_CONDITIONS
    dead: bool = False
    own: set[Thing] = field(default_factory=set)
    returns: list[tuple[Value, State]] = field(default_factory=list)
    yields: Value = NOTHING
    ordered_yields: list[Value] | None = field(default_factory=list)
    raises: list[tuple[Value, State]] = field(default_factory=list)
    suspended: list[State] = field(default_factory=list)
    leaving: dict[Thing, Leaving] = field(default_factory=dict)
    coroutines: list[Coroutine] = field(default_factory=list)
    tasks: dict[Thing, Coroutine] = field(default_factory=dict)
    thrown: dict[Thing, Fields] = field(default_factory=dict)
    tries: list[list[tuple[Value, State]]] = field(default_factory=list)
    loops: list[Loop] = field(default_factory=list)
    handled: list[Value] = field(default_factory=list)
    branching: int = 0
    apart: int = 0
    decided: dict[int, bool] = field(default_factory=dict)
    exits: list[State] | None = None
    unrolled: int = 0
    scope: list[Thing] = field(default_factory=list)
    globals: set[str] = field(default_factory=set)
    nonlocals: set[str] = field(default_factory=set)
    comprehension: dict[str, int] = field(default_factory=dict)
    withs: tuple[str, ...] = ()
    unwrapping: tuple[Thing, ...] = ()
    self_env: Environment = field(init=False)
    function: Function = field(init=False)
    module: Module = field(init=False)
    self_module: Thing | None = field(init=False)
    turns: tuple[int, ...] = ()
    defining: Class | None = None

    def __post_init__(self) -> None:
        self.function = self.context.function
        self.module = self.function.module
        self.self_env = Environment(self.function, (self.function.qualname,))
        self.own.add(self.self_env)
        self.self_module = self.solver.globals.module(self.module) if self.in_module else None

    def site(self, at: Span, part: str = "") -> Site:
        """The name of what is made at a span of this function."""
        return (self.function.qualname, (*at, part) if part else at, *self.turns)

    def fork(self) -> State:
        """The present state, safe from what follows."""
        return State(dict(self.env), dict(self.heap), self.guards, self.dead)

    def resume(self, state: State) -> None:
        """Go on from a state (which is used up)."""
        self.env, self.heap, self.guards, self.dead = state.env, state.heap, state.guards, state.dead

    def merge(self, other: State) -> None:
        """Go on from the present state or ``other``, whichever it was."""
        if other.dead:
            return
        if self.dead:
            self.resume(State(dict(other.env), dict(other.heap), other.guards))
            return
        self.env = self._join_env(self.env, other.env)
        self.heap = self._join_heap(self.heap, other.heap)
        if self.guards is not other.guards:
            self.guards = self.guards & other.guards

    def kept_exits(self) -> list[State] | None:
        """Where the statement that begins now puts the states in which it can end, if they are to be kept apart."""
        exits, self.exits = self.exits, None
        return exits

    def end_also(self, states: list[State], exits: list[State] | None) -> None:
        """A statement can end in these states, too."""
        for state in states:
            if exits is None:
                self.merge(state)
            elif not state.dead:
                exits.append(state)

    def note_raise(self, value: Value, *, here: bool = False) -> None:
        """An exception leaves from the present state: to the innermost ``try``, or out of the function."""
        if self.tries:
            self.tries[-1].append((value, self.fork()))
        else:
            self.raises.append((value, self.fork() if here else self.unreachable))
            self._keep_thrown(value)

    def _keep_thrown(self, value: Value) -> None:
        """What an exception holds on its way out, which the states in which the function returns know nothing of."""
        todo = list(value.objects)
        while todo and len(self.thrown) < _MOST_THROWN:
            thing = todo.pop()
            if thing in self.own and thing in self.heap and thing not in self.thrown:
                fields = self.thrown[thing] = self.heap[thing]
                todo += [inner for held in fields.values() for inner in held.objects]

    @staticmethod
    def _join_env(first: dict[str, Value], second: dict[str, Value]) -> dict[str, Value]:
        result = dict(first)
        for name in [name for name, value in second.items() if first.get(name) is not value]:
            mine, value = first.get(name), second[name]
            result[name] = value if mine is None else join(mine, value)
        return result

    def _join_heap(self, first: dict[Thing, Fields], second: dict[Thing, Fields]) -> dict[Thing, Fields]:
        result = dict(first)
        for thing in [thing for thing, fields in second.items() if first.get(thing) is not fields]:
            mine, fields = first.get(thing), second[thing]
            if mine is None:
                result[thing] = fields if thing in self.own else self._join_fields(thing, {}, fields)
            else:
                result[thing] = self._join_fields(thing, mine, fields)
        if not first.keys() <= second.keys():
            for thing in [thing for thing in first if thing not in second and thing not in self.own]:
                result[thing] = self._join_fields(thing, first[thing], {})
        return result

    def _join_fields(self, thing: Thing, first: Fields, second: Fields) -> Fields:
        if thing in self.own:
            return _join_own(first, second)
        from datamap.flow.lookup import initial

        result: Fields = {}
        for name in [*first, *[name for name in second if name not in first]]:
            one, two = first.get(name), second.get(name)
            if one is None:
                one = initial(self, thing, name) or NOTHING
            if two is None:
                two = initial(self, thing, name) or NOTHING
            result[name] = one if one is two else join(one, two)
        return first if len(result) == len(first) and all(map(is_, result.values(), first.values())) else result

    def fields(self, thing: Thing) -> Fields:
        """What the heap holds of an object; never to be changed."""
        if thing.__class__ is Mirror:
            return {(name,): value for name, value in self.fields(thing.of).items() if name.__class__ is str}
        if thing.__class__ is Formal:
            thing = thing.base
        elif thing is self.self_env or thing is self.self_module:
            return self.env
        return self.heap.get(thing, _NO_FIELDS)

    def make(self, thing: Thing, fields: Fields | None = None) -> Thing:
        """A new object with fields."""
        self.own.add(thing)
        self.heap[thing] = fields if fields is not None else {}
        return thing

    def put(self, thing: Thing, name: Hashable, value: Value) -> None:
        """Write a field, ending what it held before."""
        if thing.__class__ is Mirror:
            thing, name = thing.of, name[0]  # type: ignore[index]
        if thing.__class__ is Formal:
            thing = thing.base
        elif thing is self.self_env or thing is self.self_module:
            self.env[name] = value  # type: ignore[index]
            return
        elif thing.__class__ is Scalar:
            return
        elif thing not in self.own:
            self.solver.globals.touch(thing, name)
        fields = self.heap.get(thing)
        self.heap[thing] = {name: value} if fields is None else {**fields, name: value}

    @staticmethod
    def state_copy(state: State) -> State:
        """Another copy of a state, to start from it again."""
        return State(dict(state.env), dict(state.heap), state.guards, state.dead)

    def put_all(self, thing: Thing, fields: Fields) -> None:
        """Replace all fields of an object."""
        self.heap[thing.base if thing.__class__ is Formal else thing] = fields

    @property
    def in_module(self) -> bool:
        """Whether a module's body is run."""
        return self.function.kind == "module"

    @property
    def nested_unrolling(self) -> bool:
        """Whether loops are unrolled so deep already that more would take too long."""
        return self.unrolled >= _MAX_UNROLLED

    @property
    def unreachable(self) -> State:
        """A state that nothing reaches."""
        return State({}, {}, NO_CONDITIONS, dead=True)


_NO_FIELDS: Fields = {}
_MAX_UNROLLED = 3
_MOST_THROWN = 20


def _join_own(first: Fields, second: Fields) -> Fields:
    """Fields of an object that is wholly known: what only one side has may be absent, or under any key."""
    changed: Fields = {}
    rest_one, rest_two = first.get(ANY), second.get(ANY)
    for name, value in second.items():
        mine = first.get(name)
        if mine is value:
            continue
        if mine is None:
            mine = rest_one if is_item(name) and rest_one is not None else ABSENT
            changed[name] = join(mine, value)
        elif (joined := join(mine, value)) is not mine:
            changed[name] = joined
    if not first.keys() <= second.keys():
        for name, value in first.items():
            if name not in second:
                joined = join(value, rest_two if is_item(name) and rest_two is not None else ABSENT)
                if joined is not value:
                    changed[name] = joined
    return {**first, **changed} if changed else first


class _Absent:
    """The literal of a field that may be missing."""

    def __repr__(self) -> str:
        return "absent"


MISSING: Final[Any] = _Absent()
ABSENT = Value(constants=(MISSING,))


def present(value: Value) -> Value:
    """A field's value without the chance that it is missing."""
    if MISSING in value.constants:
        rest = tuple([c for c in value.constants if c is not MISSING])
        return Value(value.objects, value.labels, rest, unknown=value.unknown, facts=value.facts, given=value.given)
    return value


def may_be_absent(value: Value) -> bool:
    """Whether a field may be missing."""
    return MISSING in value.constants


__all__ = ["ABSENT", "MISSING", "UNKNOWN", "Fields", "Frame", "Loop", "Span", "State", "may_be_absent", "present"]
