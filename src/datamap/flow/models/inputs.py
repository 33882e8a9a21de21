"""What comes in with a request: bodies, headers, addresses; and what is kept in sessions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from datamap.flow.events import Effect, Outcome, Slot
from datamap.flow.models.acts import Act
from datamap.flow.models.paths import accessed
from datamap.flow.models.queries import row
from datamap.flow.models.walking import keys_of
from datamap.flow.tags import Label
from datamap.flow.values import NONE, NOTHING, UNKNOWN, join
from datamap.knowledge.names import split_words
from datamap.model import Confidence, SinkKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.events import ExternalCall, ExternalRead, ExternalWrite, Site, World
    from datamap.flow.models.context import Context
    from datamap.flow.values import Value
    from datamap.knowledge.frameworks.entrances import Input
    from datamap.program.symbols import Class

    Handler = Callable[[ExternalCall], Outcome | None]

BODY = "datamap.request"
FORM = "Form"
"""What a field that somebody sends belongs to, as names are read."""
COOKIES = "datamap.request.cookies"
HEADERS = "datamap.headers"
ADDRESS = "user.device.ip_address"
BROWSER = "user.device.browser"
MEDIA = "user.content.media"
TOKEN = "user.authorization.token"  # noqa: S105 - a category
SIGNED_IN = frozenset({"session", "sessionid", "sid", "sessid", "auth", "login", "jwt"})
"""Last words of names of cookies that open an account to whoever shows them: ``shop_session``."""
REQUEST = "request"
BINARY = "BINARY"
SESSIONS = ("flask.session", "session", "request.session", "quart.session")
GETTERS = frozenset({"get", "getlist", "pop", "setdefault", "get_list", "__getitem__", "getall", "getone"})


def find(spelled: tuple[str, ...], context: Context) -> Handler | None:
    """Find who answers for a path."""
    path = spelled[-1]
    receiver, _, name = path.rpartition(".")
    if path == BODY:
        return partial(_asked, context=context)
    if receiver.startswith(BODY):
        return partial(_body_method, context=context)
    if receiver.startswith(HEADERS) and name in GETTERS:
        return partial(_header, context=context)
    for entry in context.frameworks.inputs:
        if receiver in entry.objects and name in (*entry.body, *entry.headers, *entry.address, *entry.files):
            return partial(_method, entry=entry, context=context)
        if path in entry.callers:
            return partial(_signed_in, context=context)
        if path in entry.accounts:
            return partial(_account_class, context=context)
    return None


def _account_class(event: ExternalCall, context: Context) -> Outcome | None:
    """``get_user_model()``."""
    table = context.tables.account
    return Outcome(event.world.class_object(table.cls)) if table is not None else None


def _signed_in(event: ExternalCall, context: Context) -> Outcome | None:
    """``authenticate(request, username=name, password=secret)``: whoever it is, nothing of what was shown is in the answer."""
    caller = _caller(event.world, context)
    return Outcome(join(caller, NONE) if caller is not None else UNKNOWN)


# Where an application keeps what it likes: what is read there is only known by its declared type, or by the name of who calls.
BAGS = frozenset({"flask.g", "quart.g", "flask.current_app.extensions"})
BAG_ENDINGS = (".state", ".ctx")
CALLERS = frozenset({"user", "current_user", "account", "member", "customer", "viewer"})


def read(event: ExternalRead, context: Context) -> Value | None:
    """Answer for an attribute of a request, or a key of its headers or body."""
    if event.path in context.frameworks.people:
        return _caller(event.world, context) or UNKNOWN
    owner, name = accessed(event.path)
    if name is None:
        return None
    if owner in BAGS or owner.endswith(BAG_ENDINGS):
        return (_caller(event.world, context) if name in CALLERS else None) or UNKNOWN
    if owner.startswith(HEADERS):
        return None if name in GETTERS else _header_value(event.world, event.site, name, context)
    if event.about is not None and name == REQUEST:
        return _request_of(event.world, event.about, context)
    if owner.startswith(BODY) and event.path.endswith("]"):
        return _part_of_form(event, name, context)
    path = f"{owner}.{name}"
    for entry in context.frameworks.inputs_by_head.get(owner.partition(".")[0], ()):
        if owner in entry.objects:
            if name in entry.binary and BINARY in event.site.function.module.facts.identifiers:
                return _labelled(event.world, event.site, MEDIA, "a binary message")
            return (_caller(event.world, context) or UNKNOWN) if name in entry.user else _part(event.world, event.site, entry, name)
        for root in entry.objects:
            if path.startswith(f"{root}.") and path.removeprefix(f"{root}.") in entry.address:
                return _labelled(event.world, event.site, ADDRESS, path)
    return None


def _part_of_form(event: ExternalRead, name: str, context: Context) -> Value | None:
    """``form["recording"]``: a file by what it is called."""
    if event.path.startswith(COOKIES):
        return _cookie(event.world, event.site, name, context)
    words = split_words(name)
    called = any(" ".join(words[start:]) in context.frameworks.parts for start in range(len(words)))
    plain = context.recognise(name)
    if called and plain is None:
        return _labelled(event.world, event.site, MEDIA, f"request.{name}")
    asked = context.recognise(name, FORM) if plain is None or plain.confidence is Confidence.LOW else None
    if asked is None:
        return None
    place, symbol = event.site.location, event.site.symbol
    return event.world.labelled(Label("data", asked.category, f"form.{name}", place, symbol, asked.subject, None, asked.confidence))


def _cookie(world: World, site: Site, name: str, context: Context) -> Value | None:
    """``request.cookies["shop_session"]``."""
    if SIGNED_IN.intersection(split_words(name)[-1:]) and context.recognise(name) is None:
        return _labelled(world, site, TOKEN, f"cookie {name}")
    return None


def _request_of(world: World, cls: Class, context: Context) -> Value | None:
    """``self.request`` in a view that is a class."""
    bases = set(cls.ancestors)
    route = next((each for each in context.frameworks.routes if each.request_attribute and bases & set(each.bases)), None)
    return world.external(route.request_types[0]) if route is not None else None


def whole(event: ExternalCall, value: Value, context: Context) -> Value:
    """A body that is handed on as it came in: what the function reads of it by name is in it."""
    if not any(path.startswith(BODY) and path.count(".") == BODY.count(".") for path in event.world.externals(value)):
        return value
    labels = []
    for key in keys_of(event.site.function.node):
        found = context.recognise(key)
        if found is not None:
            source = f"request.{key}"
            place = event.site.location
            labels.append(Label("data", found.category, source, place, event.site.symbol, found.subject, None, found.confidence))
    return event.world.labelled(*labels) if labels else value


def all_headers(event: ExternalCall, value: Value) -> bool:
    """Whether a value is the headers of a request as they came in, or a copy of all of them."""
    world = event.world
    paths = (*world.externals(value), *(world.externals(world.rest(value)) if value.objects else ()))
    return any(path in (HEADERS, f"{HEADERS}[]") for path in paths)


def header_label(event: ExternalCall) -> Label:
    """What is in all headers: whoever reads them can sign in as the person."""
    return Label("data", TOKEN, "request.headers", event.site.location, event.site.symbol, "customer")


def _caller(world: World, context: Context) -> Value | None:
    """``request.user`` is a row of the table of those who sign in."""
    table = context.tables.account
    return row(world, table, None, NOTHING) if table is not None else None


def _part(world: World, site: Site, entry: Input, name: str) -> Value | None:
    if name in entry.headers:
        return _labelled(world, site, BROWSER, "request.user_agent") if name == "user_agent" else world.external(HEADERS)
    if name in entry.address:
        return _labelled(world, site, ADDRESS, f"request.{name}")
    if name in entry.files:
        return _labelled(world, site, MEDIA, f"request.{name}")
    return world.external(COOKIES if name == "cookies" else BODY) if name in entry.body else None


def _labelled(world: World, site: Site, category: str, source: str) -> Value:
    return world.labelled(Label("data", category, source, site.location, site.symbol, "customer"))


def _method(event: ExternalCall, entry: Input, context: Context) -> Outcome | None:
    """``await request.json()``, ``request.get_header("User-Agent")``."""
    name = event.world.text(event.args[0]) if event.args else None
    if name and event.name in entry.headers:
        return Outcome(_header_value(event.world, event.site, name, context))
    if name and event.name in entry.body:
        return Outcome(_field(event.world, event.site, name, context))
    part = _part(event.world, event.site, entry, event.name)
    return Outcome(part) if part is not None else None


def _field(world: World, site: Site, name: str, context: Context) -> Value:
    found = context.recognise(name)
    return (
        UNKNOWN
        if found is None
        else world.labelled(
            Label("data", found.category, f"request.{name}", site.location, site.symbol, found.subject, None, found.confidence)
        )
    )


def _asked(event: ExternalCall, context: Context) -> Outcome | None:
    """``self.get_argument("email")`` of a handler that inherits it."""
    key = event.world.text(event.args[0]) if event.args else None
    return Outcome(_field(event.world, event.site, key, context)) if key and context.recognise(key) else None


def _body_method(event: ExternalCall, context: Context) -> Outcome | None:
    """``request.form.get("email")``: recognised by its key, as an item is."""
    if event.name in GETTERS and event.args:
        key = event.world.text(event.args[0])
        if key and event.bare.startswith(COOKIES) and (cookie := _cookie(event.world, event.site, key, context)) is not None:
            return Outcome(cookie)
        if key and context.gates.of_fact(key) is not None:
            return None
        return Outcome(_field(event.world, event.site, key, context)) if key and context.recognise(key) else None
    return Outcome(event.receiver if event.name in ("copy", "dict", "items", "values", "to_dict") else UNKNOWN)


def _header(event: ExternalCall, context: Context) -> Outcome | None:
    name = event.world.text(event.args[0]) if event.args else None
    return Outcome(_header_value(event.world, event.site, name, context)) if name else Outcome(UNKNOWN)


def _header_value(world: World, site: Site, name: str, context: Context) -> Value:
    gate = context.gates.of_signal(name)
    if gate is not None:
        return world.labelled(
            Label("gate", gate.topic or "", f"header {name}", site.location, site.symbol, gate.kind, (gate.refuses, None))
        )
    category = context.frameworks.headers.get(split_words(name))
    return _labelled(world, site, category, f"header {name}") if category else UNKNOWN


def write(event: ExternalWrite, context: Context) -> Outcome | None:
    """``session["email"] = x`` keeps it in the session."""
    if not event.item:
        return None
    owner, key = accessed(event.path)
    if key is None or (owner not in SESSIONS and not owner.endswith(".session")):
        return None
    act = Act(SinkKind.STORE, "session.__setitem__", "write", kind="session", name=key, owner="session")
    return Outcome(
        UNKNOWN, (Effect("sink", context.store_id("session", "session", ""), act, (Slot(key, event.world.labels(event.value)),)),)
    )
