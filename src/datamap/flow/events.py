"""The interface between the engine and the models of the outside world.

The engine interprets the project's own code. Whatever is not in the project is *external*, and has a dotted path:

- an imported thing by its import path: ``stripe.Customer.create``;
- an instance counts as its class: ``c = OpenAI(); c.chat.completions.create()`` is ``openai.OpenAI.chat.completions.create``;
- the result of another call keeps its brackets, with its constant string arguments: ``boto3.client('s3').put_object``,
  ``logging.getLogger('app').info``, ``sqlalchemy.select().where`` (`bare` empties the brackets);
- a project class that inherits from an external one: what the project does not define is looked up on the external base, *about* the
  project class: ``User.objects.filter(…)`` is ``django.db.models.Model.objects.filter`` about ``app.models.User``; ``user.save()`` is
  ``django.db.models.Model.save`` about ``app.models.User`` with the instance as receiver;
- a builtin is ``builtins.open``, a method of a string ``builtins.str.join``; a name that nothing defines is that name.

For every external call the engine asks ``ModelRegistry.call``; an `Outcome` decides what comes back and what it does. With None the
engine assumes a function without effects whose result carries what its receiver and arguments carry.

**Effects** are what a check is about: something is sent, stored, logged, deleted. An effect joins the summary of the function it is in.
Its ``slots`` carry labels by argument, column or key; what is symbolic in them (the caller's data) is replaced at every caller, so a model
never needs to know where a value came from. Guards that dominate the call are gathered by the engine, at every level.

**Need to know more?** Values that came in as parameters are symbolic. The questions of `World` (``constants``, ``classes``, ``fields`` …)
make the engine analyse the function separately for each answer, so ask only what decides: the URL of a request, the class of an
instance that is saved; not the data itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from datamap.flow.values import NOTHING, Conditions, ConstantValue, Value
from datamap.model import Confidence, Form, Hop, Location

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from datamap.flow.tags import Label, Labels
    from datamap.program.symbols import Class, Function, Module, Program

SDK_RESULTS = "datamap.answer"
_BRACKETS = re.compile(r"\([^()]*\)")


def bare(path: str) -> str:
    """A dotted path with the arguments of its calls removed: ``boto3.client('s3').put`` -> ``boto3.client().put``."""
    return _BRACKETS.sub("()", path)


class World(Protocol):
    """What a model may ask of the engine's memory, and what it can build there. Valid during the call that it is passed to."""

    @property
    def program(self) -> Program:
        """The whole program."""

    def labels(self, value: Value) -> Labels:
        """All labels that ``value`` carries, with those inside of containers and instances."""

    def fields(self, value: Value) -> Mapping[str, Value]:
        """Values by constant string key of a dict, or by attribute of an instance, as far as known."""

    def rest(self, value: Value) -> Value:
        """What a dict holds under keys that are not known; NOTHING if there is none."""

    def items(self, value: Value) -> list[Value]:
        """Elements of a list, tuple, set or generator (positions in order, then the joined rest)."""

    def element(self, value: Value) -> Value:
        """What iterating over ``value`` yields, joined."""

    def constants(self, value: Value) -> tuple[ConstantValue, ...]:
        """The literals it can be; empty if not known."""

    def text(self, value: Value) -> str | None:
        """The one string that it is, if that is known; parts of an f-string that are not known are ``{}``."""

    def classes(self, value: Value) -> tuple[Class, ...]:
        """Project classes that it can be an instance of."""

    def class_objects(self, value: Value) -> tuple[Class, ...]:
        """Project classes that it can be itself (``session.get(User, 1)``, ``select(User)``)."""

    def class_object(self, cls: Class) -> Value:
        """The class itself, to be called or asked."""

    def externals(self, value: Value) -> tuple[str, ...]:
        """Dotted paths of external things or instances that it can be."""

    def functions(self, value: Value) -> tuple[Function, ...]:
        """Project functions and methods that it can be."""

    def about(self, value: Value) -> tuple[Class, ...]:
        """Project classes that an external thing is about (those of a query set, for instance)."""

    def constant(self, value: ConstantValue) -> Value:
        """A literal."""

    def labelled(self, *labels: Label) -> Value:
        """An unknown value in which the labels are born here."""

    def instance(self, cls: Class, fields: Mapping[str, Value] | None = None) -> Value:
        """A new instance of a project class (its declared fields carry what their names and types say)."""

    def external(self, path: str, about: Class | None = None, fields: Mapping[str, Value] | None = None) -> Value:
        """An external thing, whose methods are then called as ``path.method``; ``fields`` are remembered on it."""

    def list_of(self, element: Value) -> Value:
        """A list (iterator, query result) with any number of such elements."""

    def dict_of(self, fields: Mapping[ConstantValue, Value], rest: Value = NOTHING) -> Value:
        """A dict with known keys, and ``rest`` under any other."""

    def tuple_of(self, *items: Value) -> Value:
        """A tuple."""

    def transformed(self, value: Value, form: Form) -> Value:
        """A new unknown value with all labels of ``value`` in the form that results."""

    def carrying(self, *values: Value) -> Value:
        """A new unknown value with all labels of ``values``."""

    def shown(self, value: Value) -> Value:
        """What text shows of a value: of an instance what its ``__str__`` or ``__repr__`` gives."""

    def read(self, value: Value, attribute: str) -> Value:
        """``value.attribute``."""

    def item(self, value: Value, key: ConstantValue) -> Value:
        """``value[key]``."""

    def write(self, value: Value, attribute: str, new: Value) -> None:
        """``value.attribute = new``."""

    def write_item(self, value: Value, key: ConstantValue, new: Value) -> None:
        """``value[key] = new``."""

    def file_content(self, path: Value) -> Value:
        """What the files at a path hold, as far as the code was seen to write them; NOTHING if none is known to be a path."""

    def write_file(self, path: Value, content: Value) -> bool:
        """The files at a path hold this too; False where it is no path."""

    def variable(self, module: Module, name: str) -> Value:
        """What a project module binds a name to; NOTHING if it does not."""

    def call(self, function: Value, args: tuple[Value, ...] = (), kwargs: Mapping[str, Value] | None = None) -> Value:
        """Call a value that came in (a callback, a task): project functions are analysed, external ones asked for."""


@dataclass(slots=True, eq=False)
class Site:
    """Where an event happens, in which function, and what dominates it."""

    location: Location
    symbol: str
    function: Function
    guards: Conditions = frozenset()
    in_loop: bool = False
    in_with: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class ExternalCall:
    """A call of something that is not in the project.

    ``callee``: the dotted path, see above; ``others``: further paths it may go by (other external bases of the class);
    ``about``: the project class that it is reached through; ``receiver``: the object before the last dot, NOTHING for a plain function;
    ``rest``: what ``*args`` adds at unknown positions; ``extra``: what ``**kwargs`` adds under unknown names;
    ``awaited`` and ``decorator`` say how it is called (a decorator gets the function as its only argument).
    """

    callee: str
    args: tuple[Value, ...]
    kwargs: Mapping[str, Value]
    site: Site
    world: World
    about: Class | None = None
    receiver: Value = NOTHING
    rest: Value = NOTHING
    extra: Value = NOTHING
    others: tuple[str, ...] = ()
    decorator: bool = False

    @property
    def bare(self) -> str:
        """The callee with empty brackets."""
        return bare(self.callee)

    @property
    def name(self) -> str:
        """The last word of the callee."""
        return self.callee.rpartition(".")[2]

    def argument(self, position: int, name: str) -> Value:
        """The argument at a position or under a name; NOTHING if it is not given."""
        if name in self.kwargs:
            return self.kwargs[name]
        return self.args[position] if 0 <= position < len(self.args) else NOTHING


@dataclass(slots=True, eq=False)
class ExternalRead:
    """An attribute of an external thing, or one of a project class's instance that the project does not define.

    ``request.POST``, ``settings.DEBUG``, ``user.pk``;
    ``path`` is the dotted path that is read; ``unknown`` owners have the name of the variable as path.
    """

    path: str
    site: Site
    world: World
    owner: Value = NOTHING
    about: Class | None = None

    @property
    def name(self) -> str:
        """The attribute."""
        return self.path.rpartition(".")[2]


@dataclass(slots=True, eq=False)
class ExternalWrite:
    """``user.email = x`` on an instance with an external base or an external thing; with ``item`` ``session["email"] = x``."""

    path: str
    value: Value
    site: Site
    world: World
    owner: Value = NOTHING
    about: Class | None = None
    item: bool = False

    @property
    def bare(self) -> str:
        """The path with empty brackets."""
        return bare(self.path)


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator with an external thing on a side: ``User.created_at < cutoff``, ``q1 | q2``, ``not q``.

    ``op`` as written; ``right`` is NOTHING for a unary operator.
    Without an answer the engine makes an external thing with path ``expression`` and fields ``left``,
    ``op`` and ``right``, so that ``where(…)`` can look into it.
    """

    op: str
    left: Value
    right: Value
    site: Site
    world: World


@dataclass(frozen=True, slots=True)
class Slot:
    """One argument, column or key that an effect puts data into."""

    name: str
    labels: Labels


@dataclass(frozen=True, slots=True)
class Effect:
    """What a call does to the world outside.

    kind: ``sink`` (data is sent, stored, logged, shown), ``delete``, ``read``, ``expire``, ``init``, ``entry`` or another that the models
    and practices agree on; target: processor, store, log or sink id; data: a frozen struct of the models' own, opaque to the engine;
    slots: labels by argument, substituted at every caller; conditions: guards beyond those of the site (a filter of a query).
    The engine fills in ``location``, ``symbol``, ``guards``, ``hops`` (from the caller whose data it is down to the call)
    and ``calls`` (those of them that lead from the caller to the call, whatever data it passes).
    """

    kind: str
    target: str
    data: Hashable = None
    slots: tuple[Slot, ...] = ()
    conditions: Conditions = frozenset()
    confidence: Confidence = Confidence.HIGH
    location: Location = field(default=Location("", 0))
    symbol: str = ""
    guards: Conditions = frozenset()
    hops: tuple[Hop, ...] = ()
    calls: tuple[Hop, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call does: its result, its effects, and what its receiver and arguments carry afterwards.

    ``taints``: labels that flow into an argument or the receiver (``hasher.update(data)``): pairs of the value and its new labels.
    ``demanded``: gates that were passed if the call came back.
    """

    result: Value = NOTHING
    effects: tuple[Effect, ...] = ()
    taints: tuple[tuple[Value, Labels], ...] = ()
    demanded: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Decoration:
    """What decorators, base classes or registration make of a project function that nobody in the project calls (or also calls).

    kind: ``route``, ``task``, ``cli``, ``webhook``, ``signal`` …, as model.EntryPoint; path: the route's;
    parameters: values by name that the
    outside passes in (a request, a body, an injected dependency); returns: a sink for what it gives back.
    """

    kind: str
    path: str | None = None
    authenticated: bool | None = None
    parameters: Mapping[str, Value] = field(default_factory=dict)
    returns: Effect | None = None
    conditions: Conditions = frozenset()


@dataclass(frozen=True, slots=True)
class Related:
    """Where a relation leads: to one row, to a list of them (``many``), or nobody can tell (None)."""

    cls: Class
    many: bool | None = None


class ModelRegistry(Protocol):
    """The models, asked by the engine. Every answer may be None: no opinion."""

    def call(self, event: ExternalCall) -> Outcome | None:
        """What an external call returns and does."""

    def attribute(self, event: ExternalRead) -> Value | None:
        """What an attribute of an external thing is."""

    def write(self, event: ExternalWrite) -> Outcome | None:
        """What writing an attribute or item of an external thing does."""

    def operation(self, event: Operation) -> Value | None:
        """What an operator on external things gives (query conditions)."""

    def name_labels(self, name: str, owner: str, type: str | None, location: Location, symbol: str) -> tuple[Label, ...]:  # noqa: A002
        """Personal data or a gate recognised by the name of a parameter, field, column or key that nothing else is known of.

        ``owner``: words for what it belongs to (a class, the variable before the dot, the function of a parameter); ``type``: its dotted
        annotation. Asked only where the value would otherwise be unknown, for a whole program many times: answers must be cached.
        """

    def field_labels(self, cls: Class, name: str) -> tuple[Label, ...]:
        """What a declared field of a project class carries when it is read from an instance that came from outside (a query, a body)."""

    def field_effects(self, cls: Class, name: str) -> tuple[Effect, ...]:
        """What reading a declared field of such an instance does: a relation reads rows of another table."""

    def related(self, cls: Class, name: str) -> Related | None:
        """Which rows a declared relation of such an instance leads to."""

    def file_of(self, cls: Class, name: str) -> str | None:
        """The path of the external thing that a declared file of such an instance is."""

    def entry(self, function: Function, world: World) -> Decoration | None:
        """How the outside calls a project function, if it does."""

    def way(self, effect: Effect) -> Hashable:
        """What the functions on the way to an effect say of it: ways that differ in this are told one by one."""

    def asks(self, function: Function) -> bool:
        """Whether a project function asks, by its name, if a person agreed."""

    def asked(self, event: ExternalCall) -> Outcome | None:
        """What such a function answers."""

    def counts(self, path: str) -> bool:
        """Whether a file is part of the service, and no test or example."""

    def people(self) -> frozenset[str]:
        """Names to import that stand for whoever is signed in."""


class NoModels:
    """Answers nothing; the engine alone."""

    def call(self, event: ExternalCall) -> Outcome | None:  # noqa: ARG002, D102
        return None

    def attribute(self, event: ExternalRead) -> Value | None:  # noqa: ARG002, D102
        return None

    def write(self, event: ExternalWrite) -> Outcome | None:  # noqa: ARG002, D102
        return None

    def operation(self, event: Operation) -> Value | None:  # noqa: ARG002, D102
        return None

    def name_labels(self, name: str, owner: str, type: str | None, location: Location, symbol: str) -> tuple[Label, ...]:  # noqa: A002, ARG002, D102
        return ()

    def field_labels(self, cls: Class, name: str) -> tuple[Label, ...]:  # noqa: ARG002, D102
        return ()

    def field_effects(self, cls: Class, name: str) -> tuple[Effect, ...]:  # noqa: ARG002, D102
        return ()

    def related(self, cls: Class, name: str) -> Related | None:  # noqa: ARG002, D102
        return None

    def file_of(self, cls: Class, name: str) -> str | None:  # noqa: ARG002, D102
        return None

    def entry(self, function: Function, world: World) -> Decoration | None:  # noqa: ARG002, D102
        return None

    def way(self, effect: Effect) -> Hashable:  # noqa: ARG002, D102
        return None

    def asks(self, function: Function) -> bool:  # noqa: ARG002, D102
        return False

    def asked(self, event: ExternalCall) -> Outcome | None:  # noqa: ARG002, D102
        return None

    def counts(self, path: str) -> bool:  # noqa: ARG002, D102
        return True

    def people(self) -> frozenset[str]:  # noqa: D102
        return frozenset()


class Solution(Protocol):
    """What the engine found, for `practices.gather`.

    ``effects``: every effect once per place and set of concrete labels: slots hold `Label` origins only (turn `Condition` origins of kind
    ``gate`` into guards), ``hops`` run from where the data enters (or the outermost caller) to the call;
    ``entries``: functions that the outside calls; ``statistics``: counts of resolved and unresolved calls, contexts, widened values.
    """

    program: Program
    effects: tuple[Effect, ...]
    entries: Mapping[Function, Decoration]
    statistics: dict[str, int]
    coarse: frozenset[str]
    """The functions that were told less apart, by their dotted names."""

    def reached(self, function: Function) -> tuple[tuple[Effect, tuple[Hop, ...]], ...]:
        """Every effect in a function or in what it calls, however deep, with a shortest path of calls to it."""

    def called(self, function: Function) -> frozenset[Function]:
        """A function and all that it calls, however deep."""

    def callers(self, function: Function) -> tuple[tuple[Function, Location], ...]:
        """Who calls a function, and where."""
