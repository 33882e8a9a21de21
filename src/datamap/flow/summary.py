"""From the end of a run to its summary: what the caller can see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.context import Summary
from datamap.flow.objects import (
    ANY,
    CLASS,
    ENV,
    MADE_UNDER,
    Bound,
    Environment,
    External,
    FunctionObject,
    Instance,
    Mirror,
    SuperObject,
    Thing,
    is_item,
    is_result,
    item,
    kind_of,
)
from datamap.flow.values import NONE, NOTHING, Facts, Value, is_true, join, pointing, truth_facts
from datamap.flow.widening import Widening, most_telling

if TYPE_CHECKING:
    from collections.abc import Mapping

    from datamap.flow.frame import Fields, Frame, State
    from datamap.flow.values import Conditions

_MAX_RECURSIVE = 40


def summarise(frame: Frame) -> Summary:
    """The summary of a frame whose body has been run to its end."""
    exits = list(frame.returns)
    if not frame.dead:
        exits.append((NONE, frame.fork()))
    exits += [(NONE, state) for state in frame.suspended]
    raised = _joined([value for value, _ in frame.raises])
    raised = few(raised)
    result = _joined([with_facts(value, state.guards, never_false=_is_full(value, state)) for value, state in exits])
    returns = bool(exits) or frame.function.node.is_generator
    frame.resume(frame.unreachable)
    for state in [state for _, state in exits] if exits else [state for _, state in frame.raises]:
        frame.merge(state)
    for thing, fields in frame.thrown.items():
        frame.heap.setdefault(thing, fields)
    _hand_out(frame, exits)
    if frame.function.node.is_generator:
        result = _generator(frame, result)
    result = _own_results(frame, result)
    writes = {thing: fields for thing, fields in frame.heap.items() if thing not in frame.own and fields}
    writes = most_telling(writes, frame.solver.budget.made)
    made, whole = _reachable(frame, [result, raised, *[value for fields in writes.values() for value in fields.values()]])
    if not whole:
        widening = Widening(frame, made)
        result, raised = widening.value(result), widening.value(raised)
        writes = {thing: widening.fields(fields) for thing, fields in writes.items()}
        made = {thing: widening.fields(fields) for thing, fields in made.items()}
    return Summary(result, raised, writes, made, frame.guards if returns else frozenset(), returns)


def _own_results(frame: Frame, value: Value) -> Value:
    """What the outside gave and this run wrote to is this run's own: other results of the same call know nothing of it."""
    at = frame.function.node.at
    found = {one: External(one.path, one.about, frame.site(at, one.path)) for one in frame.heap if is_result(one)}  # type: ignore[attr-defined]
    if not found:
        return value
    for thing, own in found.items():
        frame.make(own, frame.heap.pop(thing))
    for thing, fields in list(frame.heap.items()):
        if any(one in found for held in fields.values() for one in held.objects):
            frame.heap[thing] = {name: _renamed(held, found) for name, held in fields.items()}
    return _renamed(value, found)


def _renamed(value: Value, names: Mapping[Thing, Thing]) -> Value:
    if not any(one in names for one in value.objects):
        return value
    objects = tuple([names.get(one, one) for one in value.objects])
    return Value(objects, value.labels, value.constants, unknown=value.unknown, facts=value.facts, given=value.given)


def _hand_out(frame: Frame, exits: list[tuple[Value, State]]) -> None:
    """New instances remember what held when they were returned."""
    held: dict[Thing, Conditions] = {}
    for value, state in exits:
        for thing in value.objects:
            if thing.__class__ is Instance and thing in frame.own:
                held[thing] = held[thing] & state.guards if thing in held else state.guards
    for thing, guards in held.items():
        if guards:
            before = frame.fields(thing).get(MADE_UNDER, NOTHING).given
            frame.put(thing, MADE_UNDER, Value(given=before | guards))


def few(value: Value) -> Value:
    """An exception that may be many: the first few stand for all."""
    return value if len(value.objects) <= _MAX_RAISED else Value(value.objects[:_MAX_RAISED], value.labels, value.constants, unknown=True)


_MAX_RAISED = 4


def _joined(values: list[Value]) -> Value:
    result = NOTHING
    for value in values:
        result = join(result, value)
    return result


def _is_full(value: Value, state: State) -> bool:
    """Whether a value is a tuple with something in it for certain: ``return "no", 403``."""
    if not value.objects or value.constants or value.unknown or any(kind_of(one) != "tuple" for one in value.objects):
        return False
    return all(any(is_item(name) and name != ANY for name in state.heap.get(one, ())) for one in value.objects)


def with_facts(value: Value, guards: Conditions, *, never_false: bool = False) -> Value:
    """A returned value: if the caller finds it true, the guards of this return held (unless it can't be true), and so for false."""
    if not guards and value.facts is None and not value.constants and not never_false:
        return value
    own = Facts(truth_facts(value).when_true, None) if never_false else truth_facts(value)
    if value.constants and not value.unknown and not value.objects:
        can = {is_true(c) for c in value.constants}
        own = Facts(own.when_true if True in can else None, own.when_false if False in can else None)
    when_true = None if own.when_true is None else own.when_true | guards
    when_false = None if own.when_false is None else own.when_false | guards
    if not when_true and when_true is not None and not when_false and when_false is not None:
        return value
    return Value(value.objects, value.labels, value.constants, unknown=value.unknown, facts=Facts(when_true, when_false), given=value.given)


def _generator(frame: Frame, returned: Value) -> Value:
    from datamap.flow.objects import Container

    thing = Container("generator", frame.site(frame.function.node.at))
    fields: Fields = {"<return>": returned}
    if frame.ordered_yields is not None:
        fields.update({item(position): value for position, value in enumerate(frame.ordered_yields)})
    elif frame.yields is not NOTHING:
        fields[ANY] = frame.yields
    return pointing(frame.make(thing, fields))


def _reachable(frame: Frame, values: list[Value]) -> tuple[dict[Thing, Fields], bool]:
    """The objects made in the run that values can reach, with their fields, the nearest first; whether these are all."""
    made: dict[Thing, Fields] = {}
    whole = True
    most = frame.solver.budget.made
    if frame.context.used_recursively or frame.context.low < frame.context.depth:
        most = min(most, _MAX_RECURSIVE)
    todo = values
    while todo:
        rest: list[Value] = []
        for value in todo:
            for thing in value.objects:
                if thing in made:
                    continue
                rest += _inside_of(thing)
                if thing in frame.own:
                    if len(made) >= most and thing.__class__ is not Environment:
                        whole = False
                        continue
                    fields = made[thing] = _kept_fields(frame, thing)
                    rest += fields.values()
        todo = rest
    return made, whole


def _inside_of(thing: Thing) -> list[Value]:
    """What an object is composed of."""
    kind = thing.__class__
    if kind is Bound:
        return [pointing(thing.function), pointing(thing.receiver)]  # type: ignore[attr-defined]
    if kind is SuperObject:
        return [pointing(thing.receiver)]  # type: ignore[attr-defined]
    if kind is Mirror:
        return [pointing(thing.of)]  # type: ignore[attr-defined]
    env = getattr(thing, "env", None)
    return [] if env is None else [pointing(env)]


def _kept_fields(frame: Frame, thing: Thing) -> Fields:
    fields = frame.fields(thing)
    return _captured(frame, fields) if thing.__class__ is Environment else dict(fields)


def _captured(frame: Frame, fields: Fields) -> Fields:
    """The variables that inner functions can use."""
    from datamap.flow.scopes import free_names

    used = free_names(frame.function)
    return {name: value for name, value in fields.items() if name in used or name.__class__ is not str or name.startswith("<")}


def exit_state(states: list[State]) -> bool:
    """Whether any state gets out."""
    return any(not state.dead for state in states)


def same_summary(first: Summary, second: Summary) -> bool:
    """Whether two summaries say the same, but for evidence."""
    return (
        first.returns == second.returns
        and first.result.same(second.result)
        and first.raised.same(second.raised)
        and first.exit_guards == second.exit_guards
        and _same_heaps(first.writes, second.writes)
        and _same_heaps(first.made, second.made)
    )


def _same_heaps(first: dict[Thing, Fields], second: dict[Thing, Fields]) -> bool:
    return first.keys() == second.keys() and all(
        fields.keys() == second[thing].keys() and all(value.same(second[thing][name]) for name, value in fields.items())
        for thing, fields in first.items()
    )


__all__ = ["CLASS", "ENV", "FunctionObject", "same_summary", "summarise"]
