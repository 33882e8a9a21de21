"""Which functions answer which addresses, and behind which doors: read from decorators, routers and URL tables."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.flow.models.walking import calls_of, names_in
from datamap.knowledge.names import WordIndex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.models.statics import Statics
    from datamap.knowledge.frameworks import Frameworks
    from datamap.knowledge.frameworks.entrances import Route
    from datamap.program.symbols import Function, Module

LOCKING_SETTINGS = "DEFAULT_PERMISSION_CLASSES"
OPEN = "AllowAny"
DEPENDENCY_ARGUMENTS = ("dependencies", "guards", "middleware", "decorators")
APPLICATION_ARGUMENTS = ("middleware", "guards", "on_app_init", "before_request")


class Routing:
    """Addresses, prefixes and dependencies of a program's routes."""

    def __init__(self, statics: Statics, frameworks: Frameworks) -> None:
        self.statics, self.frameworks = statics, frameworks
        self.by_decorator: dict[str, Route] = {path: route for route in frameworks.routes for path in route.decorators}
        self.kinds = dict(_kinds(frameworks))
        self.auth_names = frozenset(name for auth in frameworks.auths for name in (*auth.decorators, *auth.bases))
        self.open_names = frozenset(name.rpartition(".")[2] for auth in frameworks.auths for name in auth.open)
        self.user_attributes = frozenset(name for entry in frameworks.inputs for name in entry.user)
        self.caller_names = frozenset(name for auth in frameworks.auths for name in auth.parameters)
        self.auth_words = WordIndex((True, auth.words, auth.not_words) for auth in frameworks.auths)

    @cached_property
    def addresses(self) -> dict[str, str]:
        """The address of each function or class that a URL table names."""
        return {view: address for view, (address, _) in self._named.items()}

    def registered(self, view: str) -> Route | None:
        """The kind of route that a URL table makes of a function or class."""
        return self._named[view][1] if view in self._named else None

    @cached_property
    def _named(self) -> dict[str, tuple[str, Route]]:
        found: dict[str, tuple[str, Route]] = {}
        for module in self.statics.program.modules.values():
            if self._uses_tables(module):
                found.update(self._table(module))
        return found

    def _uses_tables(self, module: Module) -> bool:
        names = module.facts.identifiers
        return any(register.rpartition(".")[2] in names for route in self.frameworks.routes for register in route.registers)

    def _table(self, module: Module) -> Iterator[tuple[str, tuple[str, Route]]]:
        for call, path in self.statics.calls(module):
            for route in self.frameworks.routes:
                if path in route.registers:
                    view, address = _argument(call, route.view), _argument(call, route.path)
                    named = self.statics.path(view, module) if view is not None else None
                    text = self.statics.literal(address, module) if address is not None else None
                    if named:
                        yield named.removesuffix(".as_view"), (text if isinstance(text, str) else "", route)

    @cached_property
    def locked(self) -> bool:
        """Whether something asks every caller who they are unless a route says otherwise: settings, or a middleware of the application."""
        return self._locked_by_settings() or any(self._locked_by_middleware(module) for module in self.statics.program.modules.values())

    def _locked_by_middleware(self, module: Module) -> bool:
        for call in calls_of(module):
            name = call.func.attr if isinstance(call.func, ir.Attribute) else ""
            given = [a.value for a in call.arguments if a.keyword in APPLICATION_ARGUMENTS or name in ("add_middleware", "before_request")]
            if any(self.auth_words.find(text) for expression in given for text in names_in(expression)):
                return True
        return False

    def _locked_by_settings(self) -> bool:
        for module in self.statics.program.modules.values():
            for name, value in self.statics.bound(module).items():
                if name == "REST_FRAMEWORK" and isinstance(value, ir.Dict):
                    pairs = zip(value.keys, value.values, strict=True)
                    given = [inner for key, inner in pairs if isinstance(key, ir.Constant) and key.value == LOCKING_SETTINGS]
                    return bool(given) and OPEN not in str(given[0])
        return False

    def prefix(self, function: Function) -> str:
        """The prefix of the router that a route is declared on."""
        call = self._router(function)
        given = (
            next((a.value for a in call.arguments if a.keyword in ("prefix", "url_prefix")), None)
            if call
            else self._controller_path(function)
        )
        text = self.statics.literal(given, function.module) if given is not None else None
        return text if isinstance(text, str) else ""

    def _controller_path(self, function: Function) -> ir.Expression | None:
        """The address of the class whose method a route is."""
        if function.owner is None:
            return None
        names = {route.prefix for route in self.frameworks.routes if any(base in route.bases for base in function.owner.ancestors)}
        return next((function.owner.fields[name].value for name in sorted(names) if name in function.owner.fields), None)

    def dependencies(self, function: Function) -> Iterator[tuple[ir.Expression, Module]]:
        """What the router of a route demands of every caller."""
        call = self._router(function)
        for argument in call.arguments if call else ():
            if argument.keyword in DEPENDENCY_ARGUMENTS:
                yield argument.value, function.module

    def _router(self, function: Function) -> ir.Call | None:
        """The call that made the object whose method decorates the function."""
        for decorator in function.node.decorators:
            target = decorator.func if isinstance(decorator, ir.Call) else decorator
            if isinstance(target, ir.Attribute):
                found = self.statics.definition(target.value, function.module)
                if found is not None and isinstance(found[0], ir.Call):
                    return found[0]
        return None


def _kinds(frameworks: Frameworks) -> Iterator[tuple[str, str]]:
    for task in frameworks.tasks:
        yield from ((path, "task") for path in task.decorators)
    for schedule in frameworks.schedules:
        yield from ((path, "schedule") for path in schedule.decorators)
    for command in frameworks.commands:
        yield from ((path, "cli") for path in command.decorators)
    for signal in frameworks.signals:
        yield from ((path, "signal") for path in signal.decorators)


def _argument(call: ir.Call, name: str) -> ir.Expression | None:
    for position, argument in enumerate(call.arguments):
        if argument.keyword == name or (argument.keyword is None and name.isdigit() and position == int(name)):
            return argument.value
        if name == "1" and argument.keyword in ("view", "view_func", "endpoint", "handler"):
            return argument.value
    return None
