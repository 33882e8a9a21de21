"""All models together: which one answers for a dotted path is decided once per path."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from datamap.flow.models import (
    answers,
    combined,
    cursors,
    documents,
    elsewhere,
    entries,
    files,
    forms,
    http,
    injection,
    inputs,
    keyed,
    logs,
    machines,
    mail,
    mappers,
    moments,
    names,
    processors,
    programs,
    protection,
    records,
    schemas,
    sessions,
    settings,
    tasks,
    told,
    training,
    views,
    ways,
    writers,
)
from datamap.flow.models.context import Context
from datamap.flow.models.parsed import SqlReader
from datamap.flow.models.paths import spellings

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from datamap.config import Config
    from datamap.flow.events import Decoration, Effect, ExternalCall, ExternalRead, ExternalWrite, Operation, Outcome, Related, World
    from datamap.flow.models.texts import Source
    from datamap.flow.tags import Label
    from datamap.flow.values import Value
    from datamap.knowledge.everything import Knowledge
    from datamap.model import Location
    from datamap.program.symbols import Class, Function, Program

    Handler = Callable[[ExternalCall], Outcome | None]
    Reader = Callable[[ExternalRead, Context], Value | None]

# In this order: what knows a call best is asked first.
MODELS = (
    moments,
    settings,
    combined,
    schemas,
    files,
    protection,
    records,
    forms,
    views,
    mappers,
    sessions,
    cursors,
    documents,
    keyed,
    writers,
    programs,
    logs,
    tasks,
    injection,
    mail,
    told,
    inputs,
    training,
    machines,
    processors,
    http,
    answers,
)
_READERS: tuple[Reader, ...] = (
    settings.read,
    files.read,
    forms.read,
    schemas.read,
    cursors.read,
    documents.read,
    told.read,
    writers.read,
    inputs.read,
)


class Models:
    """Answers the engine's questions about the world outside."""

    def __init__(
        self, program: Program, knowledge: Knowledge, config: Config, files: tuple[Source, ...] = (), sql: SqlReader | None = None
    ) -> None:
        self.context = Context(program, knowledge, config, files, sql or SqlReader())
        self.names = names.Naming(self.context)
        self._handlers: dict[str, tuple[Handler, ...]] = {}
        self._related: dict[tuple[str, str], Related | None] = {}
        self._asking: dict[str, bool] = {}
        self._field_effects: dict[tuple[str, str], tuple[Effect, ...]] = {}

    def call(self, event: ExternalCall) -> Outcome | None:
        """What an external call returns and does."""
        for path in (event.callee, *event.others):
            for handler in self._handlers_of(path):
                outcome = handler(event)
                if outcome is not None:
                    return outcome
        return None

    def _handlers_of(self, path: str) -> tuple[Handler, ...]:
        found = self._handlers.get(path)
        if found is None:
            inner = elsewhere.path_of(path)
            found = self._handlers[path] = self._found(path) if inner is None else (self._moved(inner),)
        return found

    def _found(self, path: str) -> tuple[Handler, ...]:
        spelled = spellings(path)
        candidates = (model.find(spelled, self.context) for model in MODELS)
        return tuple(handler for handler in candidates if handler is not None)

    def _moved(self, path: str) -> Handler:
        far = processors.find_far(spellings(path)[0], self.context)
        return partial(elsewhere.told, handlers=(*((far,) if far else ()), *self._found(path)), context=self.context)

    def attribute(self, event: ExternalRead) -> Value | None:
        """What an attribute of an external thing is."""
        context = self.context
        for read in _READERS:
            value = read(event, context)
            if value is not None:
                return value
        return None

    def write(self, event: ExternalWrite) -> Outcome | None:
        """What writing an attribute or item of an external thing does."""
        return inputs.write(event, self.context) or mappers.write(event, self.context)

    def operation(self, event: Operation) -> Value | None:
        """What an operator on external things gives."""
        return writers.operation(event, self.context) or schemas.operation(event, self.context) or combined.operation(event, self.context)

    def name_labels(self, name: str, owner: str, type: str | None, location: Location, symbol: str) -> tuple[Label, ...]:  # noqa: A002 - the interface's word
        """Personal data or a gate recognised by a name."""
        return self.names.of_name(name, owner, type, location, symbol)

    def field_labels(self, cls: Class, name: str) -> tuple[Label, ...]:
        """What a declared field carries when its instance came from outside."""
        return self.names.of_field(cls, name)

    def field_effects(self, cls: Class, name: str) -> tuple[Effect, ...]:
        """What reading a declared field of such an instance does."""
        key = (cls.qualname, name)
        found = self._field_effects.get(key)
        if found is None:
            found = self._field_effects[key] = schemas.read_field(cls, name, self.context)
        return found

    def related(self, cls: Class, name: str) -> Related | None:
        """Which rows a declared relation of such an instance leads to."""
        key = (cls.qualname, name)
        if key not in self._related:
            self._related[key] = schemas.related(cls, name, self.context)
        return self._related[key]

    def file_of(self, cls: Class, name: str) -> str | None:
        """What a file column of a row is."""
        return files.path_of(cls, name, self.context)

    def entry(self, function: Function, world: World) -> Decoration | None:
        """How the outside calls a project function, if it does."""
        return entries.entry(function, world, self.context)

    def way(self, effect: Effect) -> Hashable:
        """What the functions on the way to an effect say of it."""
        return ways.way_of(effect, self.context)

    def asks(self, function: Function) -> bool:
        """Whether a project function asks, by its name, if a person agreed."""
        found = self._asking.get(function.qualname)
        if found is None:
            found = self._asking[function.qualname] = answers.asking(function.name, self.context)
        return found

    def asked(self, event: ExternalCall) -> Outcome | None:
        """What such a function answers."""
        handler = answers.find((event.callee,), self.context)
        return handler(event) if handler is not None else None

    def counts(self, path: str) -> bool:
        """Whether a file is part of the service, and no test or example."""
        return self.context.counts(path)

    def people(self) -> frozenset[str]:
        """Names to import that stand for whoever is signed in."""
        return self.context.frameworks.people
