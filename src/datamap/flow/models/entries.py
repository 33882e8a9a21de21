"""Ways in from outside: routes, tasks, commands, signal handlers; by decorators, base classes and registration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.flow.events import Decoration, Effect
from datamap.flow.models.access import authenticated
from datamap.flow.models.acts import Act
from datamap.flow.models.forms import form_of
from datamap.knowledge.names import split_words
from datamap.model import SinkKind

if TYPE_CHECKING:
    from datamap.flow.events import World
    from datamap.flow.models.context import Context
    from datamap.flow.values import Value
    from datamap.knowledge.frameworks.entrances import Route
    from datamap.program.symbols import Class, Function

VERBS = frozenset({"get", "post", "put", "patch", "delete", "route", "api_route", "websocket", "head", "options"})
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
PASSES = frozenset({"dispatch", "__call__", "handle", "on_request"})
REQUESTS = frozenset({"request", "req"})
WEBHOOKS = frozenset({"webhook", "webhooks", "hook", "callback", "ipn"})


def entry(function: Function, world: World, context: Context) -> Decoration | None:
    """Tell how the outside calls a function; None if nothing says that it does."""
    return (
        _decorated(function, world, context)
        or _inherited(function, world, context)
        or _registered(function, world, context)
        or _on_the_way(function, world, context)
    )


def _on_the_way(function: Function, world: World, context: Context) -> Decoration | None:
    """A middleware or hook that every request goes through before a route gets it."""
    paths = {context.statics.path(decorator, function.module) or "" for decorator in function.node.decorators}
    bases = set(function.owner.ancestors) if function.owner is not None and function.name in PASSES else set()
    for route in context.frameworks.routes:
        if route.request_types and not (paths | bases).isdisjoint(route.middleware):
            typed = {each.name for each in function.node.parameters if each.name in REQUESTS and each.annotation is None}
            return Decoration("middleware", None, None, {name: world.external(route.request_types[0]) for name in typed})
    return None


def _decorated(function: Function, world: World, context: Context) -> Decoration | None:
    for decorator in function.node.decorators:
        path = context.statics.path(decorator, function.module) or ""
        route = context.routing.by_decorator.get(path)
        if route is not None or _looks_like_route(decorator, path):
            return _route(function, world, context, route, _address(decorator, route))
        kind = context.routing.kinds.get(path)
        if kind:
            return Decoration("schedule" if kind == "task" and _by_the_clock(decorator, context) else kind)
    return None


def _by_the_clock(decorator: ir.Expression, context: Context) -> bool:
    """``@actor(periodic=cron("0 3 * * *"))``: the decorator itself says when the task runs."""
    given = decorator.arguments if isinstance(decorator, ir.Call) else ()
    times = {name for schedule in context.frameworks.schedules for name in schedule.keywords}
    return any(argument.keyword in times for argument in given)


def _looks_like_route(decorator: ir.Expression, path: str) -> bool:
    """``@app.get("/users")`` on an application that a function was given, ``@route("GET", "/users")`` of a router of the project's own."""
    if not isinstance(decorator, ir.Call) or not decorator.arguments:
        return False
    if _own_address(decorator) is not None:
        return True
    first = decorator.arguments[0].value
    address = first.value if isinstance(first, ir.Constant) else None
    return path.rpartition(".")[2] in VERBS and isinstance(address, str) and address[:1] in ("/", "")


def _own_address(decorator: ir.Call) -> str | None:
    """The address of a decorator that is given a method of HTTP and an address, in either order."""
    given = [argument.value.value for argument in decorator.arguments[:2] if isinstance(argument.value, ir.Constant)]
    texts = [one for one in given if isinstance(one, str)]
    methods = [one for one in texts if one in METHODS]
    return next((one for one in texts if one.startswith("/")), None) if methods else None


def _address(decorator: ir.Expression, route: Route | None) -> str | None:
    """The address that a decorator names, below the prefix of what it is called on."""
    if not isinstance(decorator, ir.Call):
        return None
    if route is None and (own := _own_address(decorator)) is not None:
        return own
    for position, argument in enumerate(decorator.arguments):
        named = argument.keyword in ("path", "rule", "url_path") or (argument.keyword is None and position == 0)
        if named and isinstance(argument.value, ir.Constant) and isinstance(argument.value.value, str):
            return argument.value.value
    return "" if route else None


def _inherited(function: Function, world: World, context: Context) -> Decoration | None:
    cls = function.owner
    if cls is None:
        return None
    for route in context.frameworks.routes:
        if function.name in route.methods and any(base in route.bases for base in cls.ancestors):
            return _route(function, world, context, route, context.routing.addresses.get(cls.qualname))
    for command in context.frameworks.commands:
        if function.name in command.methods and any(base in command.bases for base in cls.ancestors):
            return Decoration("cli", function.module.name.rpartition(".")[2])
    return None


def _registered(function: Function, world: World, context: Context) -> Decoration | None:
    """``path("users/", views.users)``, ``app.add_api_route("/users", users)``."""
    cls = function.owner
    for view in (function.qualname, cls.qualname if cls is not None else ""):
        route = context.routing.registered(view)
        if route is not None and (view == function.qualname or (not route.bases and function.name in route.methods)):
            return _route(function, world, context, route, context.routing.addresses[view])
    return None


def _route(function: Function, world: World, context: Context, route: Route | None, address: str | None) -> Decoration:
    full = None if address is None else f"{context.routing.prefix(function)}{address}"
    known = authenticated(function, context)
    kind = "webhook" if WEBHOOKS & {word for text in (full or "", function.name) for word in split_words(text)} else "route"
    shown = Effect("sink", "response", Act(SinkKind.RESPONSE, function.qualname, "respond", name=full or "")) if known is False else None
    return Decoration(kind, full, known, _parameters(function, world, context, route), shown)


def _parameters(function: Function, world: World, context: Context, route: Route | None) -> dict[str, Value]:
    """What the framework passes in: requests, and what dependencies return."""
    found: dict[str, Value] = {}
    for parameter in function.node.parameters:
        dependency = _dependency(parameter, function, context)
        if dependency is not None:
            value = world.external(dependency)
            found[parameter.name] = value
        elif function.owner is not None and (form := _form(parameter, function.owner, context)) is not None:
            found[parameter.name] = world.instance(form)
        elif route is not None and parameter.name in route.request_parameters and route.request_types and parameter.annotation is None:
            found[parameter.name] = world.external(route.request_types[0])
    return found


def _form(parameter: ir.Parameter, cls: Class, context: Context) -> Class | None:
    """The class of ``serializer`` in ``perform_create(self, serializer)``: what the view names as its ``serializer_class``."""
    declared = next((each for each in cls.mro if f"{parameter.name}_class" in each.fields), None)
    if declared is None or parameter.annotation is not None:
        return None
    path = context.statics.path(declared.fields[f"{parameter.name}_class"].value, declared.module)
    made = context.program.classes.get(path or "")
    return made if made is not None and form_of(made, context) is not None else None


def _dependency(parameter: ir.Parameter, function: Function, context: Context) -> str | None:
    """The external type that a dependency is annotated with; project types and functions are the engine's."""
    del parameter, function, context
    return None
