"""Functions that a project has run before a value is set or a row is written: validators of columns, listeners of mapped classes."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from datamap.facts import ir
from datamap.flow.values import UNKNOWN, Value
from datamap.model import PLAIN
from datamap.program.naming import dotted, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from datamap.flow.events import World
    from datamap.flow.models.statics import Statics
    from datamap.flow.models.tables import Table
    from datamap.knowledge.frameworks import Frameworks
    from datamap.knowledge.frameworks.tables import Binding
    from datamap.program.symbols import Class, Function, Module

CONNECT = ".connect"
SENDER = "sender"


class Hook(NamedTuple):
    """A function that is run before; ``column``: for which value, "" for the whole row; ``method``: whether it is the row's own."""

    function: Function
    entry: Binding
    column: str = ""
    method: bool = False


class Hooks:
    """The hooks of a program, by the class they are for."""

    def __init__(self, statics: Statics, frameworks: Frameworks) -> None:
        self._statics = statics
        self._validators = {path: entry for entry in frameworks.bindings for path in entry.validators}
        self._listeners = {path: entry for entry in frameworks.bindings for path in entry.listeners}

    @cached_property
    def _named(self) -> Mapping[str, Function]:
        return {function.qualname: function for function in self._statics.program.functions if function.owner is None}

    @cached_property
    def _by_class(self) -> Mapping[str, list[Hook]]:
        found: defaultdict[str, list[Hook]] = defaultdict(list)
        for cls in self._statics.program.classes.values():
            found[cls.qualname] += self._of_methods(cls)
        for function in self._statics.program.functions:
            for cls, hook in self._of_decorators(function):
                found[cls.qualname].append(hook)
        for module in self._statics.program.modules.values():
            if any(path.rpartition(".")[2] in module.facts.identifiers for path in self._listeners):
                for cls, hook in self._of_calls(module):
                    found[cls.qualname].append(hook)
        return found

    def of(self, cls: Class) -> Iterator[Hook]:
        """Those of a class and of what it extends."""
        for one in cls.mro:
            yield from self._by_class.get(one.qualname, ())

    def _of_methods(self, cls: Class) -> Iterator[Hook]:
        for method in cls.methods.values():
            for call, entry in self._calls_of(method, self._validators):
                names = (self._statics.literal(argument.value, cls.module) for argument in call.arguments if argument.keyword is None)
                yield from (Hook(method, entry, name, method=True) for name in names if isinstance(name, str))

    def _of_decorators(self, function: Function) -> Iterator[tuple[Class, Hook]]:
        for call, entry in self._calls_of(function, self._listeners):
            yield from self._told(call, function, entry, function.module)

    def _of_calls(self, module: Module) -> Iterator[tuple[Class, Hook]]:
        """``event.listen(User, "before_insert", hash_password)``, ``pre_save.connect(hash_password, sender=User)``."""
        for call, path in self._statics.calls(module):
            entry = self._listeners.get(path or "")
            for argument in call.arguments if entry is not None else ():
                function = self._named.get(self._statics.path(argument.value, module) or "")
                if entry is not None and function is not None:
                    yield from self._told(call, function, entry, module)

    def _calls_of(self, function: Function, known: Mapping[str, Binding]) -> Iterator[tuple[ir.Call, Binding]]:
        for decorator in function.node.decorators:
            if not isinstance(decorator, ir.Call):
                continue
            entry = known.get(self._statics.path(decorator.func, function.module) or "")
            if entry is not None:
                yield decorator, entry

    def _told(self, call: ir.Call, function: Function, entry: Binding, module: Module) -> Iterator[tuple[Class, Hook]]:
        """The classes that the arguments of a call name, where they or the callee name an event that counts."""
        events = {str(self._statics.literal(argument.value, module)) for argument in call.arguments}
        events |= {self._statics.path(argument.value, module) or "" for argument in call.arguments}
        events.add((self._statics.path(call.func, module) or "").removesuffix(CONNECT))
        for argument in call.arguments:
            named = resolve(self._statics.program, module, dotted(argument.value) or "")
            holder, _, column = named.rpartition(".")
            classes = self._statics.program.classes
            if named in classes and not events.isdisjoint(entry.of_row):
                yield classes[named], Hook(function, entry)
            elif holder in classes and column in classes[holder].fields and not events.isdisjoint(entry.of_value):
                yield classes[holder], Hook(function, entry, column)


def run_before(hooks: Hooks, world: World, table: Table, columns: Mapping[str, Value]) -> dict[str, Value]:
    """The values of a row's columns after everything that the project has run before it is kept."""
    kept = dict(columns)
    for hook in hooks.of(table.cls):
        if hook.column and hook.column in kept:
            kept[hook.column] = _of_value(hook, world, table, kept[hook.column])
        elif not hook.column:
            kept = _of_row(hook, world, table, kept)
    return kept


def _of_value(hook: Hook, world: World, table: Table, value: Value) -> Value:
    row = world.instance(table.cls)
    if hook.method:
        return _settled(world.call(world.read(row, hook.function.name), (world.constant(hook.column), value)))
    return _settled(world.call(world.variable(hook.function.module, hook.function.name), (row, value, UNKNOWN, UNKNOWN)))


def _settled(value: Value) -> Value:
    """What comes out: where one way changes a value and another leaves it, the other is for what was changed before."""
    changed = {tag.origin for tag in value.labels if tag.form != PLAIN}
    left = {tag: trail for tag, trail in value.labels.items() if tag.form != PLAIN or tag.origin not in changed}
    if len(left) == len(value.labels):
        return value
    return Value(value.objects, left, value.constants, unknown=value.unknown, facts=value.facts, given=value.given)


def _of_row(hook: Hook, world: World, table: Table, columns: dict[str, Value]) -> dict[str, Value]:
    row = world.instance(table.cls, columns)
    function = world.variable(hook.function.module, hook.function.name)
    if hook.entry.row:
        world.call(function, (), {hook.entry.row: row, SENDER: world.class_object(table.cls)})
    else:
        world.call(function, (UNKNOWN, UNKNOWN, row))
    return {name: _settled(world.read(row, name)) for name in columns}

