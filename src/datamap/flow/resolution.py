"""The end of symbols: what is left of them when no caller is left to ask, and which guards hold on every way in."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from datamap.flow.context import KIND
from datamap.flow.objects import ANY, class_of, is_item
from datamap.flow.tags import Label, Symbol, Tag, Trail
from datamap.flow.values import NO_CONDITIONS, Condition, Conditions
from datamap.model import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.flow.context import Context, Edge
    from datamap.flow.events import Effect
    from datamap.flow.objects import Thing
    from datamap.flow.solver import Solver
    from datamap.flow.tags import Labels
    from datamap.flow.values import Value
    from datamap.program.symbols import Function

_DEPTH = 6
_MANY_KEYS = 3
_DEEPEST = 100


def _guessed(labels: Labels, why: str) -> dict[Tag, Trail | None]:
    """Labels of which it is only a guess that they are there."""
    return {tag: trail and Trail(trail, trail.location, trail.symbol, why, Confidence.LOW) for tag, trail in labels.items()}


def _called_within(contexts: Iterable[Context]) -> set[Function]:
    return {context.function for context in contexts if not context.is_root and context.callers}


class Resolver:
    """See the module."""

    def __init__(self, solver: Solver) -> None:
        self._solver = solver
        self._entry: dict[Context, Conditions] = {}
        self._reached: list[Context] = []
        self._gates: dict[tuple[Context, Symbol], frozenset[Label] | None] = {}
        self._held: dict[tuple[object, ...], dict[Tag, Trail | None]] = {}
        self._incoming: dict[Context, list[tuple[Context, Edge]]] | None = None

    def reachable(self) -> list[Context]:
        """Contexts that count: those that module bodies and entry points lead to, and functions that nothing else calls."""
        kept: dict[Context, None] = {}
        waiting = []
        for root in self._solver.roots:
            if root.function.kind == "module" or root.function in self._solver.entries:
                self._follow(root, kept)
            else:
                waiting.append(root)
        called = {
            edge.callee.function
            for context in self._solver.contexts
            for edge in context.edges.values()
            if edge.callee.function is not context.function
        }
        waiting.sort(key=lambda root: root.function in called)
        entered = _called_within(kept)
        for root in waiting:
            if root.function not in entered:
                entered |= _called_within(self._follow(root, kept))
        self._reached = list(kept)
        self._entry_guards()
        return self._reached

    @staticmethod
    def _follow(root: Context, kept: dict[Context, None]) -> list[Context]:
        """Adds what a context leads to, and says what was new."""
        found: list[Context] = []
        todo = [root]
        while todo:
            here = todo.pop()
            if here in kept:
                continue
            kept[here] = None
            found.append(here)
            todo += [edge.callee for edge in here.edges.values()]
        return found

    def _entry_guards(self) -> None:
        """Guards that hold at every call of a context: an intersection over all callers, to a fixpoint."""
        top: dict[Context, Conditions | None] = dict.fromkeys(self._reached)
        onward = {
            context: [(edge.callee, self._concrete(context, edge.guards)) for edge in context.edges.values() if edge.callee in top]
            for context in self._reached
        }
        todo = deque(context for context in self._reached if context.is_root)
        top.update(dict.fromkeys(todo, NO_CONDITIONS))
        waiting = set(todo)
        while todo:
            context = todo.popleft()
            waiting.discard(context)
            base = top[context] or NO_CONDITIONS
            for callee, guards in onward[context]:
                through = base | guards if base and guards else base or guards
                before = top[callee]
                after = through if before is None else before & through
                if after != before:
                    top[callee] = after
                    if callee not in waiting:
                        waiting.add(callee)
                        todo.append(callee)
        self._entry = {context: found or NO_CONDITIONS for context, found in top.items()}

    def guards(self, context: Context, conditions: Conditions) -> Conditions:
        """Conditions on gates that hold in a context."""
        return self._concrete(context, conditions) | self._entry.get(context, NO_CONDITIONS)

    def _concrete(self, context: Context, conditions: Conditions) -> Conditions:
        if not conditions:
            return conditions
        found: set[Condition] = set()
        for condition in conditions:
            if isinstance(condition.origin, Label):
                found.add(condition)
                continue
            for label in self._origins(context, condition.origin, 0) or ():
                found.add(Condition(label, condition.holds, condition.text, condition.location))
        return frozenset(found)

    def _origins(self, context: Context, symbol: Symbol, depth: int) -> frozenset[Label] | None:
        """The gates that a symbol stands for at every caller, or by its name; None while that is being asked."""
        key = (context, symbol)
        if key in self._gates:
            return self._gates[key]
        if depth > _DEEPEST:
            return frozenset()
        self._gates[key] = None
        named = self._by_class(context, symbol) or self._by_name(context, symbol)
        found = self._gates[key] = frozenset(named) if named else self._at_callers(context, symbol, depth)
        return found

    def _at_callers(self, context: Context, symbol: Symbol, depth: int) -> frozenset[Label]:
        """What every caller passes; a caller that leads back here has no say of its own."""
        shared: frozenset[Label] | None = None
        for caller, edge in self._edges_to(context):
            if symbol not in edge.symbols:
                continue
            origins = [tag.origin for tag in edge.symbols[symbol]]
            asked = [self._origins(caller, origin, depth + 1) for origin in origins if not isinstance(origin, Label)]
            if asked and all(answer is None for answer in asked):
                continue
            here = {origin for origin in origins if isinstance(origin, Label)}.union(*(answer or () for answer in asked))
            gates = frozenset(label for label in here if label.kind != "data")
            shared = gates if shared is None else shared & gates
        return shared or frozenset()

    def _edges_to(self, context: Context) -> list[tuple[Context, Edge]]:
        """Calls of a context that tell what its symbols are."""
        if self._incoming is None:
            self._incoming = {}
            for caller in self._solver.contexts:
                for edge in caller.edges.values():
                    if edge.symbols:
                        self._incoming.setdefault(edge.callee, []).append((caller, edge))
        return self._incoming.get(context, [])

    def _by_class(self, context: Context, symbol: Symbol) -> set[Label]:
        """The gates of a field that the class of the caller's object declares."""
        forced = context.forced.get((symbol.root, symbol.path[:-1], KIND)) if symbol.path else None
        if forced is None or not isinstance(symbol.path[-1], str):
            return set()
        classes = [cls for thing in forced.objects if (cls := class_of(thing)) is not None]
        return {label for cls in classes for label in self._solver.registry.field_labels(cls, symbol.path[-1]) if label.kind != "data"}

    def _by_name(self, context: Context, symbol: Symbol) -> set[Label]:
        names = [step for step in (symbol.root, *symbol.path) if isinstance(step, str)]
        names += [step[0] for step in symbol.path[-1:] if isinstance(step, tuple) and isinstance(step[0], str)]
        if not names:
            return set()
        owner = names[-2] if len(names) > 1 else context.function.name
        function = context.function
        labels = self._solver.registry.name_labels(names[-1], owner, None, function.location, function.qualname)
        return {label for label in labels if label.kind != "data"}

    def labels(self, labels: Labels) -> dict[Tag, Trail | None]:
        """Labels with the symbols of shared objects replaced by what those finally hold."""
        found: dict[Tag, Trail | None] = {}
        for tag, trail in labels.items():
            if isinstance(tag.origin, Label):
                found[tag] = trail
            elif not isinstance(tag.origin.root, str):
                for inner, before in self._shared(tag.origin, 0).items():
                    found.setdefault(inner.in_form(tag.form), before or trail)
        return found

    def _shared(self, symbol: Symbol, depth: int) -> dict[Tag, Trail | None]:
        """What the shared object that a symbol names finally holds; asked once, and a cycle adds nothing."""
        from datamap.flow.values import pointing

        key = (symbol.root, symbol.path, symbol.without)
        if key in self._held:
            return self._held[key]
        if depth > _DEPTH:
            return {}
        self._held[key] = {}
        value, guessed = pointing(symbol.root), False  # type: ignore[arg-type]
        for step in symbol.path:
            guessed = guessed or (step == ANY and any(map(self._has_many_keys, value.objects)))
            value = self._step(value, step)
        found = self._deep(value, symbol.without, depth, set())
        self._held[key] = found = _guessed(found, "under some key") if guessed else found
        return found

    def _has_many_keys(self, thing: Thing) -> bool:
        """Whether a shared dict keeps different things under different names, so that one that is read by any key is any of them."""
        return sum(is_item(name) and isinstance(name[0], str) for name in self._solver.globals.everything(thing)) >= _MANY_KEYS

    def _step(self, value: Value, step: object) -> Value:
        from datamap.flow.values import NOTHING, join

        result = NOTHING
        for thing in value.objects:
            held = self._solver.globals.settled(thing, step)
            result = join(result, self._declared(thing, step) if held is NOTHING else held)
        return result

    def _declared(self, thing: Thing, step: object) -> Value:
        """What a field that nobody was seen to set holds, by its declaration."""
        from datamap.flow.names import born_all
        from datamap.flow.objects import class_of
        from datamap.flow.values import NOTHING, with_labels

        cls = class_of(thing)
        declaration = next((one.fields[step] for one in cls.mro if step in one.fields), None) if cls is not None else None
        if cls is None or declaration is None:
            return NOTHING
        return with_labels(
            self._solver.types.of_declaration(declaration), born_all(self._solver.registry.field_labels(cls, declaration.name))
        )

    def _deep(self, value: Value, without: frozenset[object], depth: int, seen: set[Thing]) -> dict[Tag, Trail | None]:
        found: dict[Tag, Trail | None] = {}
        for tag, trail in value.labels.items():
            if isinstance(tag.origin, Label):
                found.setdefault(tag, trail)
            elif not isinstance(tag.origin.root, str):
                for inner, before in self._shared(tag.origin, depth + 1).items():
                    found.setdefault(inner.in_form(tag.form), before or trail)
        for thing in value.objects:
            root = getattr(thing, "root", None)
            if root is not None and not isinstance(root, str):
                found.update(self._shared(Symbol(root, thing.path), depth + 1))  # type: ignore[attr-defined]
            elif thing not in seen and depth <= _DEPTH:
                seen.add(thing)
                for name, held in self._solver.globals.everything(thing).items():
                    if name not in without:
                        kept = self._deep(held, frozenset(), depth + 1, seen)
                        found.update(_guessed(kept, "kept with much else") if self._solver.large else kept)
        return found

    def function_at(self, effect: Effect) -> Function | None:
        """The function that an effect stands in."""
        if not hasattr(self, "_functions"):
            self._functions = {function.qualname: function for function in self._solver.program.functions}
            self._functions.update({module.body.qualname: module.body for module in self._solver.program.modules.values()})
        return self._functions.get(effect.symbol)
