"""The border of the project: every use of something external, answered by declarations, the library, the models, or a cautious default."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.flow.application import add_record
from datamap.flow.calls import Arguments
from datamap.flow.construction import HOLDERS
from datamap.flow.container_methods import call_method
from datamap.flow.containers import read_item
from datamap.flow.context import Record
from datamap.flow.events import ExternalCall, ExternalRead, ExternalWrite, Operation, Outcome, Site
from datamap.flow.frame import present
from datamap.flow.guards import demanded_by
from datamap.flow.kept_keys import assumes_yes, given, kept_under
from datamap.flow.labels import labels_of
from datamap.flow.library import Invocation
from datamap.flow.lookup import constants, field
from datamap.flow.names import born_all, labelled_by_name, location
from datamap.flow.objects import ANY, KEYS, Container, External, Formal, Thing, class_of, external_of, item, kind_of
from datamap.flow.resources import is_lookup, is_mutator, put_into
from datamap.flow.scalars import BOOL, SCALAR_KINDS
from datamap.flow.scopes import BUILTINS, decides
from datamap.flow.strings import string_method
from datamap.flow.tags import Label, Symbol, merge_labels
from datamap.flow.text_methods import METHODS
from datamap.flow.uncertainty import is_credential, let_in, out_of, taint, uncertain
from datamap.flow.values import NO_CONDITIONS, NOTHING, UNKNOWN, Value, join_all, labelled, pointing, with_labels
from datamap.flow.world import FrameWorld

if TYPE_CHECKING:
    from collections.abc import Hashable

    from datamap.flow.events import Effect, ModelRegistry
    from datamap.flow.frame import Frame, Span
    from datamap.flow.solver import Solver
    from datamap.flow.tags import Labels
    from datamap.flow.values import Conditions
    from datamap.program.symbols import Class, Function

_MAX_PATH = 160
_TESTS = frozenset({"exists", "isfile", "isdir", "isdisjoint"})
_CLASSES = frozenset({"threading.local", "argparse.Namespace"})
_CONTENTS = frozenset({"read", "aread", "readall", "read_bytes", "read_text", "getvalue", "getbuffer", "tobytes", "to_bytes"})
"""Methods without arguments that give what a file, a body or a buffer holds, and nothing else."""
_CONTAINERS = frozenset({"list", "tuple", "dict", "set", "frozenset", "generator", "iterator", "deque", "range"})
GET = "get"
COLUMN = "datamap.column."
"""How what a column holds is called; it may be a mapping."""
_LOOKUPS = frozenset({"get", "pop", "getlist", "get_all", "getone", "__getitem__"})


class Outside:
    """See the module."""

    def __init__(self, solver: Solver, registry: ModelRegistry) -> None:
        self._solver, self._registry = solver, registry
        self._people = registry.people()
        self.resolved = self.unresolved = 0
        self.looking_on = False
        """Fields are read for models only, not by the program."""

    def call(
        self, frame: Frame, path: str, arguments: Arguments, at: Span, about: Class | None = None, receiver: Thing | None = None
    ) -> Value:
        """A call of an external thing."""
        if path.partition(".")[0] in BUILTINS and not path.startswith("builtins."):
            path = f"builtins.{path}"
        frame.solver.graph.external(frame, path, receiver, at)
        declared = frame.solver.declared
        if declared.calls:
            answer = declared.call(frame, path, arguments, at)
            if answer is not None:
                return answer
        answer = self._builtin_method(frame, _as_builtin(path) if receiver is not None else path, receiver, arguments, at)
        if answer is not None:
            return answer
        from datamap.flow.library import library_call

        result = library_call(frame, path, arguments, at, receiver)
        outcome = self._ask(frame, path, arguments, at, about, receiver)
        if outcome is not None:
            return self.apply(frame, outcome, at) if result is None else self.effects(frame, outcome, at, result)
        if result is not None:
            self.resolved += 1
            return result
        self.unresolved += 1
        return self._default(frame, path, arguments, at, about, receiver)

    def _builtin_method(self, frame: Frame, path: str, receiver: Thing | None, arguments: Arguments, at: Span) -> Value | None:
        if not path.startswith("builtins."):
            return None
        kind, _, name = path[9:].partition(".")
        if not name:
            return None
        if receiver is None:
            if kind in SCALAR_KINDS and arguments.positional:
                return string_method(frame, arguments.positional[0], name, Arguments(arguments.positional[1:], arguments.keywords), at)
            if arguments.positional and kind in ("list", "dict", "set", "tuple"):
                from datamap.flow.lookup import expand

                first = [thing for thing in expand(frame, arguments.positional[0]) if kind_of(thing) or class_of(thing)]
                if first:
                    return self._builtin_method(frame, path, first[0], Arguments(arguments.positional[1:], arguments.keywords), at)
            return None
        if kind_of(receiver) == "method":
            held = field(frame, receiver, "<value>")
            return string_method(frame, NOTHING if held is None else held, name, arguments, at)
        if kind in SCALAR_KINDS:
            return string_method(frame, pointing(receiver), name, arguments, at)
        mine = kind_of(receiver) or (kind if class_of(receiver) is not None else None)
        return call_method(frame, receiver, mine, name, arguments, at) if mine in _CONTAINERS else None

    def _ask(self, frame: Frame, path: str, arguments: Arguments, at: Span, about: Class | None, receiver: Thing | None) -> Outcome | None:
        event = ExternalCall(
            path,
            tuple(arguments.positional),
            arguments.keywords,
            self.site(frame, at),
            FrameWorld(frame, at),
            about,
            NOTHING if receiver is None else Value((receiver,), arguments.chosen),
            arguments.rest,
            arguments.extra,
            self._others(path, about),
        )
        return self._registry.call(event)

    @staticmethod
    def _others(path: str, about: Class | None) -> tuple[str, ...]:
        if about is None or len(about.external_bases) < 2:
            return ()
        first = about.external_bases[0]
        return tuple(base + path[len(first) :] for base in about.external_bases[1:]) if path.startswith(first) else ()

    def apply(self, frame: Frame, outcome: Outcome, at: Span) -> Value:
        """Take over what a model answered."""
        return self.effects(frame, outcome, at, outcome.result)

    def effects(self, frame: Frame, outcome: Outcome, at: Span, result: Value) -> Value:
        """What a model says happens, beside a result that is known otherwise."""
        self.resolved += 1
        for position, effect in enumerate(outcome.effects):
            self.effect(frame, effect, at, position)
        for value, labels in outcome.taints:
            taint(frame, value, labels)
        if outcome.demanded:
            frame.guards = frame.guards | demanded_by(frame, born_all(outcome.demanded), f"{outcome.demanded[0].source}", at)
        return result

    def inject(self, frame: Frame, path: str, provider: Value, at: Span) -> Value | None:
        """What a dependency gives to the parameter that is annotated with it."""
        outcome = self._registry.call(ExternalCall(path, (provider,), {}, self.site(frame, at), FrameWorld(frame, at)))
        return None if outcome is None else self.apply(frame, outcome, at)

    def asked(self, frame: Frame, function: Function, arguments: Arguments, result: Value, at: Span) -> Value:
        """What a function of the project that asks for consent by its name answers, where its body tells nothing."""
        known = [Value(constants=constants(frame, value)[0]) if value.objects else value for value in arguments.all()]
        event = ExternalCall(function.qualname, tuple(known), {}, self.site(frame, at), FrameWorld(frame, at))
        outcome = self._registry.asked(event)
        if outcome is None or (outcome.demanded and not decides(function)):
            return result
        told = born_all(tuple([given(one) for one in _origins(outcome.result)])) if assumes_yes(function) else outcome.result.labels
        return self.effects(frame, outcome, at, with_labels(result, told) if not result.exact else result)

    def way(self, effect: Effect) -> Hashable:
        """See ModelRegistry."""
        return self._registry.way(effect)

    @staticmethod
    def effect(frame: Frame, effect: Effect, at: Span, position: int = 0, given: Conditions = NO_CONDITIONS) -> None:
        """An effect happens here."""
        placed = effect if effect.location.line else replace(effect, location=location(frame, at), symbol=frame.function.qualname)
        symbolic = any(tag.origin.__class__ is Symbol for slot in placed.slots for tag in slot.labels)
        key = (placed.location, placed.kind, placed.target, placed.data, position)
        add_record(frame, key, Record(placed, frame.guards | placed.conditions | given, (), symbolic))

    @staticmethod
    def site(frame: Frame, at: Span) -> Site:
        """Where an event happens."""
        return Site(
            location(frame, at),
            frame.function.qualname,
            frame.function,
            frame.guards,
            bool(frame.loops or frame.comprehension),
            frame.withs,
        )

    def _default(self, frame: Frame, path: str, arguments: Arguments, at: Span, about: Class | None, receiver: Thing | None) -> Value:
        """Something that nothing knows: what goes in comes out."""
        holder, _, last = path.rpartition(".")
        if last == GET and (holder.endswith("[]") or holder.startswith(COLUMN)) and arguments.positional:
            return self._got(frame, holder, arguments, at, about)
        if last == GET and (kept := kept_under(frame, holder, arguments, at)) is not None:
            return kept
        labels: Labels = {} if receiver is None else let_in(labels_of(frame, pointing(receiver)))
        keywords = {name: value for name, value in arguments.keywords.items() if not self._opens(frame, name, at)}
        handed = Arguments(arguments.positional, keywords, arguments.rest, arguments.extra)
        for value in handed.all() if not is_lookup(last) else ():
            labels = merge_labels(labels, labels_of(frame, value))
        labels = uncertain(frame, labels, f"passed to {last}()", at)
        if receiver is not None and labels and is_mutator(last):
            call = Invocation(frame, path, arguments, at, receiver)
            for value in arguments.all():
                put_into(call, pointing(receiver), value)
        if last.startswith(("is_", "has_")) or last in _TESTS:
            return BOOL
        if last[:1].isupper() or path in _CLASSES:
            fields: dict[Hashable, Value] = dict(keywords)  # type: ignore[assignment]
            fields |= {item(position): value for position, value in enumerate(arguments.positional)}
            rest = let_in(merge_labels(labels_of(frame, arguments.rest), labels_of(frame, arguments.extra)))
            if rest:
                fields[ANY] = labelled(uncertain(frame, rest, f"passed to {last}()", at))
            return pointing(frame.make(External(path, about, frame.site(at)), fields))
        shown = f"{path}({_shown(arguments)})"
        thing = External(shown if len(shown) < _MAX_PATH else "unknown", about)
        if not labels:
            return Value((thing,), unknown=True)
        return Value((thing,), dict(labels), unknown=True)

    def _opens(self, frame: Frame, name: str, at: Span) -> bool:
        """Whether an argument is called a credential: it opens a door and is not what comes through it."""
        found = self._registry.name_labels(name, "", None, location(frame, at), frame.function.qualname)
        return any(is_credential(label) for label in found)

    def _got(self, frame: Frame, path: str, arguments: Arguments, at: Span, about: Class | None) -> Value:
        """``row.get("email")`` of a row that came from outside, or ``row.details.get("email")``: as ``row["email"]``, or the default."""
        keys, exact = constants(frame, arguments.positional[0])
        if not exact or len(keys) != 1:
            return UNKNOWN
        return join_all([self.item(frame, External(path, about), path, item(keys[0]), at, ""), *arguments.positional[1:2]])

    def call_unknown(self, frame: Frame, callee: Value, arguments: Arguments, at: Span, owner: str) -> Value:
        """A call of a value that nothing is known of: what goes in comes out, with less confidence."""
        declared = frame.solver.declared
        if declared.calls and owner:
            answer = declared.call(frame, f"?.{owner}", arguments, at)
            if answer is not None:
                return answer
        for thing in callee.objects:
            if thing.__class__ is Formal and thing.path and thing.path[-1] in _VIEWS and not arguments.all():
                return _view_of(frame, Formal(thing.root, thing.path[:-1]), thing.path[-1], at)
            if thing.__class__ is Formal and thing.path and thing.path[-1] in _LOOKUPS and arguments.positional:
                literals, exact = constants(frame, arguments.positional[0])
                if exact and len(literals) == 1:
                    inner = Formal(thing.root, thing.path[:-1])
                    return read_item(frame, pointing(inner), item(literals[0]), at)
            if thing.__class__ is Formal and thing.path and thing.path[-1] in METHODS:
                return string_method(frame, pointing(Formal(thing.root, thing.path[:-1])), thing.path[-1], arguments, at)
        self.unresolved += 1
        outcome = self._ask(frame, f"?.{owner}" if owner else "?", arguments, at, None, None)
        if outcome is not None:
            return self.apply(frame, outcome, at)
        holder, _, method = owner.rpartition(".")
        if method == GET and arguments.positional and not callee.objects:
            keys, exact = constants(frame, arguments.positional[0])
            if exact and len(keys) == 1 and isinstance(keys[0], str):
                return join_all([labelled_by_name(frame, keys[0], holder.rpartition(".")[2], at), *arguments.positional[1:2]])
        labels = labels_of(frame, callee)
        for value in arguments.all() if not is_lookup(method) else ():
            labels = merge_labels(labels, labels_of(frame, value))
        return out_of(frame, callee, labels, at, sure=method in _CONTENTS and not arguments.all()) if labels else UNKNOWN

    def read(self, frame: Frame, path: str, thing: Thing, about: Class | None, at: Span) -> Value | None:
        """An attribute of an external thing, as the models know it."""
        if path.partition(".")[0] in BUILTINS:
            return None
        return self._registry.attribute(ExternalRead(path, self.site(frame, at), FrameWorld(frame, at), pointing(thing), about))

    def imported(self, frame: Frame, path: str, at: Span) -> Value:
        """What a name that is imported from outside stands for: itself, or whoever is signed in."""
        thing = External(path)
        person = self.read(frame, path, thing, None, at) if path in self._people else None
        return pointing(thing) if person is None else person

    def read_field(self, frame: Frame, cls: Class, name: str, at: Span) -> None:
        """A declared field of an instance that came from outside is read."""
        if not self.looking_on:
            for position, effect in enumerate(self._registry.field_effects(cls, name)):
                self.effect(frame, effect, at, position)

    def item(self, frame: Frame, thing: Thing, path: str, key: tuple[object, ...], at: Span, owner: str) -> Value:
        """``thing[key]`` of an external thing."""
        name = "" if key == ANY else str(key[0])
        about = thing.about if thing.__class__ is External else None
        held = frame.fields(thing).get(key)
        if held is not None:
            return present(held)
        if path == "sys.modules" and isinstance(key[0], str):
            here, finder = frame.module, frame.solver.program.finder
            module = here if key[0] in ("__main__", here.name) else finder.absolute(here, key[0])
            if module is not None:
                return pointing(frame.solver.globals.module(module))
        read = ExternalRead(
            f"{path}[{key[0]!r}]" if key != ANY else f"{path}[]", self.site(frame, at), FrameWorld(frame, at), pointing(thing), about
        )
        answer = self._registry.attribute(read)
        if answer is not None:
            return answer
        if isinstance(key[0], str):
            return labelled_by_name(frame, name, owner or path.rpartition(".")[2], at)
        return Value((External(f"{path}[]", about),), unknown=True) if not path.endswith("[]") else UNKNOWN

    def iterate(self, frame: Frame, thing: External, at: Span) -> Value:
        """What iterating over an external thing gives."""
        held = frame.fields(thing).get(ANY)
        if held is not None:
            return present(held)
        return self.item(frame, thing, thing.path, ANY, at, "")

    def write_item(self, frame: Frame, thing: Thing, index: Value, new: Value, at: Span) -> None:
        """``thing[index] = new`` on an external thing."""
        literals, exact = constants(frame, index)
        key = item(literals[0]) if exact and len(literals) == 1 else ANY
        path, about = external_of(thing) or ("?", None)
        event = ExternalWrite(
            f"{path}[{literals[0]!r}]" if key != ANY else f"{path}[]",
            new,
            self.site(frame, at),
            FrameWorld(frame, at),
            pointing(thing),
            about,
            item=True,
        )
        self._write(frame, event, thing, key, at)

    def write_attribute(self, frame: Frame, thing: Thing, name: str, new: Value, at: Span) -> None:
        """``thing.name = new`` on an external thing."""
        path, about = external_of(thing) or ("?", None)
        event = ExternalWrite(f"{path}.{name}", new, self.site(frame, at), FrameWorld(frame, at), pointing(thing), about)
        self._write(frame, event, thing, name, at)

    def _write(self, frame: Frame, event: ExternalWrite, thing: Thing, key: Hashable, at: Span) -> None:
        outcome = self._registry.write(event)
        if outcome is not None:
            self.apply(frame, outcome, at)
        frame.put(thing, key, event.value)

    def wrote_instance(self, frame: Frame, thing: Thing, cls: Class, name: str, new: Value, at: Span) -> None:
        """``instance.name = new`` where the class has an external base."""
        path = f"{cls.external_bases[0]}.{name}"
        outcome = self._registry.write(ExternalWrite(path, new, self.site(frame, at), FrameWorld(frame, at), pointing(thing), cls))
        if outcome is not None:
            self.apply(frame, outcome, at)

    def constructed(self, frame: Frame, instance: Thing, cls: Class, arguments: Arguments, at: Span) -> None:
        """An instance of a class with an external base was made by the base's constructor."""
        outcome = self._ask(frame, cls.external_bases[0], arguments, at, cls, instance)
        if outcome is not None:
            self.apply(frame, outcome, at)

    def operation(self, frame: Frame, op: str, left: Value, right: Value, at: Span) -> Value:
        """An operator with an external thing on a side."""
        answer = self.joined(frame, op, left, right, at)
        if answer is not None:
            return answer
        if not any(thing.__class__ is External and thing.about is not None for thing in (*left.objects, *right.objects)):
            return NOTHING
        fields: dict[Hashable, Value] = {"left": left, "right": right, "op": Value(constants=(op,))}
        return pointing(frame.make(External("expression", None, frame.site(at)), fields))

    def joined(self, frame: Frame, op: str, left: Value, right: Value, at: Span) -> Value | None:
        """What the models know of an operator: conditions of queries that are put together, columns that are compared."""
        return self._registry.operation(Operation(op, left, right, self.site(frame, at), FrameWorld(frame, at)))


def _as_builtin(path: str) -> str:
    """A method of a container of ``collections`` as that of the builtin one that it extends."""
    owner, _, name = path.rpartition(".")
    return f"builtins.{HOLDERS[owner]}.{name}" if owner in HOLDERS and owner.startswith("collections.") else path


def _origins(value: Value) -> list[Label]:
    return [tag.origin for tag in value.labels if isinstance(tag.origin, Label)]


_VIEWS = frozenset({"items", "keys", "values"})


def _view_of(frame: Frame, inner: Formal, name: str, at: Span) -> Value:
    """``x.items()`` of something unknown: as of a dict."""
    key = Value((Formal(inner.root, (*inner.path, KEYS)),))
    value = read_item(frame, pointing(inner), ANY)
    if name == "items":
        element = pointing(frame.make(Container("tuple", frame.site(at, "pair")), {item(0): key, item(1): value}))
    else:
        element = key if name == "keys" else value
    return pointing(frame.make(Container("list", frame.site(at)), {ANY: element}))


def _shown(arguments: Arguments) -> str:
    literals = [value.constants[0] for value in arguments.positional if value.exact and len(value.constants) == 1]
    if len(literals) != len(arguments.positional) or not all(isinstance(c, str) and len(c) < 40 for c in literals):
        return ""
    return ", ".join([repr(c) for c in literals])
