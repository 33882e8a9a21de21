"""What the team declared: sources, sinks, sanitizers and consent by dotted name, matched by suffix."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.flow.calls import Arguments
from datamap.flow.events import Effect, Slot
from datamap.flow.labels import labels_of
from datamap.flow.names import location
from datamap.flow.objects import External
from datamap.flow.scalars import STR
from datamap.flow.tags import Label, born, merge_labels, transform
from datamap.flow.values import NOTHING, UNKNOWN, Value, join, labelled, with_labels
from datamap.model import Form, Location

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.config import Config, Consent, Sanitizer, SinkSpec, Source
    from datamap.flow.frame import Frame, Span
    from datamap.flow.tags import Labels
    from datamap.program.symbols import Class, Function

KIND = "declared"
"""The kind of the effects of declared sinks; their target is the sink's id."""


@dataclass(frozen=True, slots=True)
class DeclaredSink:
    """The data of an effect of a declared sink."""

    id: str
    call: str


class Patterns:
    """Dotted names with ``*``, found by suffix of a dotted path."""

    def __init__(self, entries: Iterable[tuple[str, object]]) -> None:
        self._exact: dict[str, list[tuple[str, object]]] = {}
        self._globs: list[tuple[str, object]] = []
        for name, entry in entries:
            if "*" in name:
                self._globs.append((name, entry))
            else:
                self._exact.setdefault(name.rpartition(".")[2], []).append((name, entry))

    def __bool__(self) -> bool:
        return bool(self._exact or self._globs)

    def find(self, path: str) -> object | None:
        """The entry whose name is the path or the end of it; what code calls something unknown may be the end of the name."""
        path = _PLACES.sub("", path) if "(" in path else path
        for name, entry in self._exact.get(path.rpartition(".")[2], ()):
            if path == name or path.endswith(f".{name}") or _alike(path, name):
                return entry
        return next((entry for name, entry in self._globs if fnmatchcase(path, name) or fnmatchcase(path, f"*.{name}")), None)


_PLACES = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


def _alike(path: str, name: str) -> bool:
    """Whether ``cursor.execute`` of something unknown, or of what a module made, can be meant by ``sqlite3.Cursor.execute``."""
    told, meant = path.lower().split("."), name.lower().split(".")
    known_owner = len(told) > 1 and len(meant) > 1 and told[-2:] == meant[-2:]
    if told[0] == "?":
        return known_owner and len(told) > _OWNER_AND_NAME
    return known_owner and (len(meant) == _OWNER_AND_NAME or told[0] == meant[0])


_OWNER_AND_NAME = 2


class Declared:
    """See the module."""

    def __init__(self, config: Config | None) -> None:
        sources = config.source if config is not None else ()
        self._sources = Patterns([(one.call, one) for one in sources if one.call])
        self._parameters = Patterns([(one.parameter, one) for one in sources if one.parameter])
        self._attributes = Patterns([(one.attribute, one) for one in sources if one.attribute])
        self._variables = Patterns([(one.variable, one) for one in sources if one.variable])
        self._sinks = Patterns([(one.call, one) for one in (config.sink if config is not None else ())])
        self._sanitizers = Patterns([(one.call, one) for one in (config.sanitizer if config is not None else ())])
        consents = config.consent if config is not None else ()
        self._consent_calls = Patterns([(one.call, one) for one in consents if one.call])
        self._consent_attributes = Patterns([(one.attribute, one) for one in consents if one.attribute])
        self._consent_decorators = Patterns([(one.decorator, one) for one in consents if one.decorator])
        self.calls = bool(self._sources or self._sinks or self._sanitizers or self._consent_calls)
        self.attributes = bool(self._attributes or self._consent_attributes)
        self.variables = bool(self._variables)
        self.decorators = bool(self._consent_decorators)
        self.parameters = bool(self._parameters or self._variables)

    def call(self, frame: Frame, path: str, arguments: Arguments, at: Span, *, inside: bool = False) -> Value | None:
        """What a declaration says of a call; None if none is about it. ``inside``: the callee is in the project and runs as well."""
        sink = self._sinks.find(path)
        if sink is not None:
            self._sink(frame, sink, path, arguments, at)  # type: ignore[arg-type]
        source = self._sources.find(path)
        if source is not None:
            return _born(frame, source, f"{path.removeprefix('builtins.')}()", at)  # type: ignore[arg-type]
        sanitizer = self._sanitizers.find(path)
        if sanitizer is not None:
            return self._sanitized(frame, sanitizer, arguments)  # type: ignore[arg-type]
        consent = self._consent_calls.find(path)
        if consent is not None:
            return _gate(frame, consent, f"{path}()", at)  # type: ignore[arg-type]
        return UNKNOWN if sink is not None and not inside else None

    def written(self, frame: Frame, func: ir.Expression, callee: Value, arguments: Arguments, at: Span) -> Value | None:
        """What a declaration says of a call as it is written, where models know what is called under a name of their own."""
        if not any(isinstance(thing, External) and thing.path.startswith("datamap.") for thing in callee.objects):
            return None
        words = dotted(func)
        return self.call(frame, f"?.{words}", arguments, at) if words else None

    def _sink(self, frame: Frame, sink: SinkSpec, path: str, arguments: Arguments, at: Span, names: list[str] | None = None) -> None:
        slots: dict[str, Labels] = {}
        passed: list[tuple[int | str, Value]] = [*enumerate(arguments.positional), *arguments.keywords.items()]
        for name, value in passed:
            if not sink.arguments or name in sink.arguments or _other_name(name, names or []) in sink.arguments:
                slots[str(name)] = merge_labels(slots.get(str(name), {}), labels_of(frame, value))
        for value in (arguments.rest, arguments.extra):
            if value is not NOTHING:
                slots["*"] = merge_labels(slots.get("*", {}), labels_of(frame, value))
        found = tuple(Slot(name, labels) for name, labels in slots.items() if labels)
        if found:
            frame.solver.outside.effect(frame, Effect(KIND, sink.id or sink.call, DeclaredSink(sink.id or sink.call, path), found), at)

    @staticmethod
    def _sanitized(frame: Frame, sanitizer: Sanitizer, arguments: Arguments) -> Value:
        if sanitizer.form == "none":
            return UNKNOWN
        labels: Labels = {}
        for value in arguments.all():
            labels = merge_labels(labels, labels_of(frame, value))
        return labelled(transform(labels, Form.parse(sanitizer.form)))

    def returned(self, frame: Frame, made: Function | Class, result: Value, arguments: Arguments, at: Span) -> Value:
        """The result of a function of the project, or an instance of a class of it, as declared."""
        source = self._sources.find(made.qualname)
        if source is not None:
            return with_labels(result, _born(frame, source, f"{made.name}()", at).labels)  # type: ignore[arg-type]
        sanitizer = self._sanitizers.find(made.qualname)
        if sanitizer is not None:
            return self._sanitized(frame, sanitizer, arguments)  # type: ignore[arg-type]
        consent = self._consent_calls.find(made.qualname)
        if consent is not None:
            return _gate(frame, consent, f"{made.name}()", at)  # type: ignore[arg-type]
        return result

    def sink(self, frame: Frame, function: Function, arguments: Arguments, at: Span) -> None:
        """A function of the project that is a declared sink gets data."""
        found = self._sinks.find(function.qualname)
        if found is None and function.name == "__init__" and function.owner is not None:
            found = self._sinks.find(function.owner.qualname)
        if found is None:
            return
        names = [one.name for one in function.node.parameters if one.kind in ("positional", "any")]
        if function.owner is not None and "staticmethod" not in function.decorators:
            arguments = Arguments(arguments.positional[1:], arguments.keywords, arguments.rest, arguments.extra)
            names = names[1:]
        self._sink(frame, found, function.qualname, arguments, at, names)  # type: ignore[arg-type]

    def parameter(self, function: Function, parameter: ir.Parameter) -> Labels:
        """What a parameter holds whoever calls, as declared."""
        path = f"{function.qualname}.{parameter.name}"
        found = self._parameters.find(path) or self._variables.find(path)
        if found is None:
            return {}
        place = Location(function.module.path, *parameter.at)
        return born(Label("data", found.data, parameter.name, place, function.qualname, extra="declared"))  # type: ignore[attr-defined]

    def assigned(self, frame: Frame, name: str, value: Value, at: Span) -> Value:
        """What a variable gets, as declared: data, unless a literal ends what it held before."""
        if value.exact and not value.labels and (name in frame.globals or name in frame.env):
            return value
        owner = frame.defining.qualname if frame.scope and frame.defining is not None else frame.function.qualname
        owner = frame.module.name if name in frame.globals else owner
        path = f"{owner}.{name}"
        found = self._variables.find(path)
        return value if found is None else with_labels(value, _born(frame, found, name, at).labels)  # type: ignore[arg-type]

    def imported(self, frame: Frame, value: Value, at: Span) -> Value:
        """A variable of a library that is read, as declared."""
        for thing in value.objects:
            found = self._variables.find(thing.path) if isinstance(thing, External) else None
            if found is not None:
                return with_labels(value, _born(frame, found, thing.path, at).labels)  # type: ignore[arg-type, attr-defined]
        return value

    def attribute(self, frame: Frame, node: ir.Attribute, owner: Value, value: Value) -> Value:
        """An attribute that is read, as declared by its class or by the name before the dot."""
        from datamap.flow.expressions import name_of
        from datamap.flow.lookup import expand
        from datamap.flow.objects import class_of

        owners = [f"{one.qualname}.{node.attr}" for thing in expand(frame, owner) if (cls := class_of(thing)) for one in cls.mro]
        owners += [f"{thing.path}.{node.attr}" for thing in owner.objects if isinstance(thing, External)]
        for path in [*owners, f"{name_of(node.value)}.{node.attr}"]:
            found = self._attributes.find(path)
            if found is not None:
                return with_labels(value, _born(frame, found, path, node.at).labels)  # type: ignore[arg-type]
            consent = self._consent_attributes.find(path)
            if consent is not None:
                return join(value, _gate(frame, consent, path, node.at))  # type: ignore[arg-type]
        return value

    def decorator(self, frame: Frame, path: str, at: Span) -> Labels:
        """The gate that a decorator stands for, as declared."""
        found = self._consent_decorators.find(path)
        return {} if found is None else _gate(frame, found, f"@{path}", at).labels  # type: ignore[arg-type]


def dotted(node: ir.Expression) -> str:
    """A plain dotted expression as written; empty for any other."""
    if isinstance(node, ir.Name):
        return node.id
    if isinstance(node, ir.Attribute):
        owner = dotted(node.value)
        return owner and f"{owner}.{node.attr}"
    return ""


def _other_name(passed: int | str, names: list[str]) -> int | str | None:
    """The name of an argument that is passed by position, the position of one that is passed by name."""
    if isinstance(passed, int):
        return names[passed] if passed < len(names) else None
    return names.index(passed) if passed in names else None


def _born(frame: Frame, source: Source, words: str, at: Span) -> Value:
    label = Label("data", source.data, words, location(frame, at), frame.function.qualname, extra="declared")
    return Value(STR.objects, born(label))


def _gate(frame: Frame, consent: Consent, words: str, at: Span) -> Value:
    label = Label("gate", consent.gate, words, location(frame, at), frame.function.qualname, detail="consent")
    return labelled(born(label))
