"""A summary put to use: symbols replaced by what the caller has, new objects made, writes and effects carried over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.flow.context import Edge, Record
from datamap.flow.events import Slot
from datamap.flow.frame import ABSENT
from datamap.flow.labels import labels_of, labels_without
from datamap.flow.lookup import field, walk
from datamap.flow.names import location
from datamap.flow.objects import Bound, ClassObject, Container, Formal, FunctionObject, Mirror, ModuleObject, SuperObject, Thing, moved
from datamap.flow.tags import NO_LABELS, Symbol, Trail, bounded, changing_step
from datamap.flow.values import NO_CONDITIONS, NOTHING, Condition, Facts, Value, join
from datamap.model import PLAIN, Confidence, Hop

if TYPE_CHECKING:
    from collections.abc import Hashable

    from datamap.flow.context import Context, Request, Summary
    from datamap.flow.frame import Fields, Frame, Span
    from datamap.flow.tags import Labels, Tag
    from datamap.flow.values import Conditions

_MAX_RECORDS = 48
_MAX_SYMBOLS = 24


class Application:
    """One use of one summary."""

    def __init__(self, request: Request, context: Context, at: Span) -> None:
        self._frame, self._context, self._request, self._at = request.frame, context, request, at
        self._symbols: dict[Symbol, Labels] = {}
        self._hops: dict[tuple[int, int], Trail] = {}
        self._steps: dict[tuple[int, int], Trail] = {}
        summary = context.summary
        self._made = summary.made if summary is not None else {}
        self._location = location(request.frame, at)
        self._place = (request.frame.module.path, *at) if request.frame.in_module else at
        """What modules make at the same line of each is not the same thing."""
        self._name = context.function.name
        self._vague = request.frame.solver.state_of(context.function).coarse
        self._returned, self._passed = f"returned by {self._name}()", f"through {self._name}()"
        self._known: dict[int, Value] = {}
        self._translations: dict[int, dict[Tag, Trail | None]] = {}

    def run(self) -> Value:
        """The call's result; the frame's state is that after the call."""
        summary = self._context.summary
        if summary is None:
            self._edge()
            return NOTHING
        self._frame.solver.budget.spend(self._size(summary), len(self._frame.solver.states))
        result = self.value(summary.result)
        raised = self.value(summary.raised)
        made = [(self._moved(thing), {name: self.value(value) for name, value in fields.items()}) for thing, fields in summary.made.items()]
        writes = [
            (self._targets(thing), {name: self.value(value) for name, value in fields.items()}) for thing, fields in summary.writes.items()
        ]
        self._records()
        self._edge()
        guards = self._conditions(summary.exit_guards)
        for thing, fields in made:
            self._make(thing, fields)
        for targets, fields in writes:
            self._write(targets, fields)
        if summary.raised is not NOTHING:
            self._frame.note_raise(raised)
        if not summary.returns:
            self._frame.dead = True
        if guards:
            self._frame.guards |= guards
        return result

    @staticmethod
    def _size(summary: Summary) -> int:
        if summary.size == 0:
            held = [value for fields in (*summary.made.values(), *summary.writes.values()) for value in fields.values()]
            summary.size = 1 + sum(1 + len(value.labels) for value in held)
        return summary.size

    def _make(self, thing: Thing, fields: Fields) -> None:
        """A new object of the callee is there; one that an inner run of the same function made is the same to us."""
        before = self._frame.heap.get(thing) if self._context.running else None
        if before is not None:
            fields = {**before, **{name: join(before[name], value) if name in before else value for name, value in fields.items()}}
        self._frame.make(thing, fields)

    def value(self, value: Value) -> Value:
        """A value of the callee in the caller's terms."""
        objects = value.objects
        if not objects and not value.labels and value.facts is None and not value.given:
            return value
        known = self._known.get(id(value))
        if known is None:
            known = self._known[id(value)] = self._translated(value, objects)
        return known

    def _translated(self, value: Value, objects: tuple[Thing, ...]) -> Value:
        result = Value((), self._of_value(value.labels), value.constants, unknown=value.unknown)
        if objects:
            result = self._with_objects(result, objects)
        if value.facts is not None:
            facts = Facts(self._maybe_conditions(value.facts.when_true), self._maybe_conditions(value.facts.when_false))
            result = Value(result.objects, result.labels, result.constants, unknown=result.unknown, facts=facts, given=result.given)
        if value.given:
            given = self._conditions(value.given)
            result = Value(result.objects, result.labels, result.constants, unknown=result.unknown, facts=result.facts, given=given)
        return result

    def _with_objects(self, result: Value, objects: tuple[Thing, ...]) -> Value:
        plain: list[Thing] = []
        for thing in objects:
            kind = thing.__class__
            if kind is Formal:
                result = join(result, self._walk(thing.root, thing.path))  # type: ignore[attr-defined]
            elif kind is Bound or kind is SuperObject or kind is Mirror:
                plain += self._composed(thing)
            else:
                plain.append(self._moved(thing))
        return join(result, Value(tuple(plain))) if plain else result

    def _composed(self, thing: Thing) -> list[Thing]:
        if thing.__class__ is Mirror:
            return [Mirror(one) for one in self._targets(thing.of)]
        if thing.__class__ is SuperObject:
            return [SuperObject(thing.cls, one) for one in self._targets(thing.receiver)]
        functions, receivers = self._targets(thing.function), self._targets(thing.receiver)  # type: ignore[attr-defined]
        return [Bound(function, receiver) for function in functions for receiver in receivers]

    def _moved(self, thing: Thing) -> Thing:
        kind = thing.__class__
        if thing in self._made and kind is not ClassObject:
            return thing if self._context.running else moved(thing, self._place)
        if kind is FunctionObject and thing.env is not None:  # type: ignore[attr-defined]
            return FunctionObject(thing.function, self._one(thing.env))  # type: ignore[attr-defined]
        if kind is ClassObject and thing.env is not None:  # type: ignore[attr-defined]
            return ClassObject(thing.cls, self._one(thing.env))  # type: ignore[attr-defined]
        return thing

    def _one(self, env: Thing) -> Thing:
        targets = self._targets(env)
        return targets[0] if targets else env

    def _targets(self, thing: Thing) -> list[Thing]:
        kind = thing.__class__
        if kind is Formal:
            return list(self._walk(thing.root, thing.path).objects)  # type: ignore[attr-defined]
        if kind is Bound or kind is SuperObject or kind is Mirror:
            return self._composed(thing)
        return [self._moved(thing)]

    def _walk(self, root: Hashable, path: tuple[Hashable, ...]) -> Value:
        known = self._request.walked.get((root, path))
        if known is not None:
            return known
        graph = self._frame.solver.graph
        before, graph.asker = graph.asker, graph.asker or self._context.function
        found = walk(self._request, root, path)
        graph.asker = before
        return found

    def symbol(self, symbol: Symbol) -> Labels:
        """The labels that the caller has for a symbol of the callee."""
        found = self._symbols.get(symbol)
        if found is None:
            asked, asking = (self._context, symbol), self._frame.solver.asking
            if asked in asking:
                return NO_LABELS
            asking.add(asked)
            value = self._walk(symbol.root, symbol.path)
            found = labels_without(self._frame, value, symbol.without) if symbol.without else labels_of(self._frame, value)
            self._symbols[symbol] = found
            asking.discard(asked)
        return found

    def _of_value(self, labels: dict[Tag, Trail | None]) -> dict[Tag, Trail | None]:
        """The same, once for all values that share them."""
        if not labels:
            return NO_LABELS
        found = self._translations.get(id(labels))
        if found is None:
            found = self._translations[id(labels)] = self.labels(labels)
        return found

    def labels(self, labels: Labels, *, symbols_only: bool = False) -> dict[Tag, Trail | None]:
        """Labels of the callee in the caller's terms."""
        if not labels:
            return NO_LABELS
        result: dict[Tag, Trail | None] = {}
        for tag, trail in labels.items():
            origin, form = tag.origin, tag.form
            if origin.__class__ is Symbol:
                for outer, before in self.symbol(origin).items():
                    outside = outer if form is PLAIN else outer.in_form(form)
                    if outside not in result:
                        result[outside] = self._through(before if form is PLAIN else self._changed(before, trail), trail)
            elif not symbols_only and tag not in result:
                result[tag] = self._hop(trail, self._returned)
        return bounded(result) if result else NO_LABELS

    def _through(self, before: Trail | None, inside: Trail | None) -> Trail | None:
        if before is None and inside is None:
            return None
        return self._hop(before, self._passed, inside)

    def _changed(self, before: Trail | None, inside: Trail | None) -> Trail | None:
        """The way so far, with the step inside of the callee that changed the form."""
        step = changing_step(inside)
        if step is None:
            return before
        key = (id(before), id(step))
        found = self._steps.get(key)
        if found is None:
            found = self._steps[key] = Trail(before, step.location, step.symbol, step.note)
        return found

    def _hop(self, before: Trail | None, note: str, inside: Trail | None = None) -> Trail:
        key = (id(before), id(inside))
        found = self._hops.get(key)
        if found is None:
            sure, doubts = (inside.confidence, inside.doubts) if inside else (Confidence.HIGH, 0)
            if self._vague:
                sure, doubts = sure.at_most(Confidence.MEDIUM), doubts + 1
            if self._request.borrowed:
                sure = Confidence.LOW
            found = self._hops[key] = Trail(before, self._location, self._frame.function.qualname, note, sure, doubts)
        return found

    def _maybe_conditions(self, conditions: Conditions | None) -> Conditions | None:
        return None if conditions is None else self._conditions(conditions)

    def _conditions(self, conditions: Conditions) -> Conditions:
        if not conditions:
            return conditions
        result: set[Condition] = set()
        for condition in conditions:
            if condition.origin.__class__ is Symbol:
                for tag in self.symbol(condition.origin):
                    result.add(Condition(tag.origin, condition.holds, condition.text, condition.location))
            else:
                result.add(condition)
        return frozenset(result)

    def _write(self, targets: list[Thing], fields: Fields) -> None:
        frame = self._frame
        for thing in targets:
            if thing.__class__ is ClassObject:
                frame.solver.class_writes.update([(thing, name) for name in fields])
            for name, value in fields.items():
                before = field(frame, thing, name) if len(targets) > 1 else None
                if value is ABSENT and before is None and thing in frame.own:
                    frame.put_all(thing, {other: held for other, held in frame.fields(thing).items() if other != name})
                else:
                    frame.put(thing, name, value if before is None else join(before, value))

    def _records(self) -> None:
        frame = self._frame
        mine = frame.context.records
        for key, record in list(self._context.records.items()):
            if not record.symbolic:
                continue
            slots, symbolic = [], False
            for slot in record.effect.slots:
                labels = self.labels(slot.labels, symbols_only=True)
                if labels:
                    slots.append(Slot(slot.name, labels))
                    symbolic = symbolic or any(tag.origin.__class__ is Symbol for tag in labels)
            if not slots:
                continue
            guards = self._conditions(record.guards) | frame.guards
            hop = Hop(self._location, frame.function.qualname, f"passed to {self._name}()")
            effect = record.effect
            # One by one as long as they are few, so that each has its own way; then one for each thing that is done.
            mine_key = (self._at, key) if len(mine) < _MAX_RECORDS else (effect.location, effect.kind, effect.target, effect.data)
            conditions = self._conditions(record.effect.conditions)
            add_record(
                frame,
                mine_key,
                Record(replace(record.effect, slots=tuple(slots), conditions=conditions), guards, (hop, *record.hops), symbolic),
            )

    def _edge(self) -> None:
        context, callee = self._frame.context, self._context
        key = (self._at, callee)
        callee.callers.add(context)
        if not callee.effectful and not callee.running:
            context.edges.setdefault(key, Edge(callee, self._location, NO_CONDITIONS))
            return
        context.effectful = True
        edge = context.edges.get(key)
        guards = self._frame.guards if edge is None else edge.guards & self._frame.guards
        edge = context.edges[key] = Edge(callee, self._location, guards, {} if edge is None else edge.symbols)
        for symbol in list(callee.guard_symbols):
            edge.symbols[symbol] = self.symbol(symbol)
        note_symbols(context, guards)
        for labels in edge.symbols.values():
            _note(context, [tag.origin for tag in labels if tag.origin.__class__ is Symbol])


def add_record(frame: Frame, key: Hashable, record: Record) -> None:
    """Remember an effect; met again (a loop, a second pass), its labels add up and only guards of both times hold."""
    records = frame.context.records
    frame.context.effectful = True
    before = records.get(key)
    if before is not None:
        record = _merged(before, record)
    records[key] = record
    note_symbols(frame.context, record.guards)


def _merged(first: Record, second: Record) -> Record:
    labels: dict[str, dict[Tag, Trail | None]] = {}
    for slot in (*first.effect.slots, *second.effect.slots):
        labels[slot.name] = {**slot.labels, **labels.get(slot.name, {})}
    slots = tuple(Slot(name, found) for name, found in labels.items())
    hops = first.hops if len(first.hops) <= len(second.hops) else second.hops
    return Record(replace(second.effect, slots=slots), first.guards & second.guards, hops, first.symbolic or second.symbolic)


def note_symbols(context: Context, guards: Conditions) -> None:
    """Remember which symbols guards are about: callers will be asked for them."""
    _note(context, [condition.origin for condition in guards if condition.origin.__class__ is Symbol])


def _note(context: Context, symbols: list[Symbol]) -> None:
    if symbols and len(context.guard_symbols) < _MAX_SYMBOLS:
        context.guard_symbols.update(dict.fromkeys(sorted(symbols, key=repr)))


__all__ = ["Application", "Container", "ModuleObject", "add_record"]
