"""Plain HTTP: the host that a URL names gets what the call carries."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from datamap.flow.events import SDK_RESULTS, Effect, Outcome, Slot
from datamap.flow.models.acts import Act
from datamap.flow.models.arguments import merged, named, one, slots
from datamap.flow.models.purposes import message_purposes
from datamap.flow.models.regions import asked_for
from datamap.flow.models.settings import SETTING
from datamap.flow.tags import Label, born
from datamap.flow.values import NOTHING, UNKNOWN
from datamap.knowledge.names import split_words
from datamap.model import Confidence, SinkKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from datamap.flow.events import ExternalCall
    from datamap.flow.models.context import Context
    from datamap.flow.values import Value
    from datamap.knowledge.frameworks.recipients import Http

    Handler = Callable[[ExternalCall], Outcome | None]

HOSTING = frozenset({"hosting", "storage", "database"})
WRITING = frozenset({"email", "sms", "push"})
SENDING = frozenset({"message", "messages", "send", "mail", "email", "emails", "sms", "smtp"})
RESPONSE = "datamap.response"
TRANSCRIPT = f"{SDK_RESULTS}.transcript"
MEDIA = ("video/", "image/", "audio/")
MEDIA_DATA = "user.content.media"
BODIES = ("content", "data", "files", "json", "body")
ADDRESS = "address"
"""A place that the service talks to and that is nobody else's: only how it is reached matters."""
PLAIN_SCHEMES = ("http://", "ws://")
WEB_SCHEMES = ("http://", "https://", "ws://", "wss://")


def find(spelled: tuple[str, ...], context: Context) -> Handler | None:
    """Find who answers for a path."""
    path = spelled[-1]
    if path.startswith(f"{RESPONSE}."):
        return _answer
    receiver, _, method = path.rpartition(".")
    for entry in context.frameworks.http:
        if receiver in entry.receivers and method in entry.methods:
            return partial(_requested, entry=entry, context=context, sure=True)
        if path in entry.receivers and entry.base:
            return partial(_client, entry=entry)
        if entry.words and method in entry.methods and " ".join(split_words(receiver.rpartition(".")[2])) in entry.words:
            return partial(_requested, entry=entry, context=context, sure=False)
    return None


def _client(event: ExternalCall, entry: Http) -> Outcome:
    base = one(event, entry.base)
    return Outcome(event.world.external(event.bare, fields={"base": base} if base is not NOTHING else {}))


def _answer(event: ExternalCall) -> Outcome:
    """What a host answers holds nothing of what was sent; ``.json()["email"]`` is recognised by its key."""
    del event
    return Outcome(UNKNOWN)


def _requested(event: ExternalCall, entry: Http, context: Context, *, sure: bool) -> Outcome | None:
    url = _url(event, entry)
    answer = event.world.external(RESPONSE)
    target, purposes = _target(url, context) if url is not None else _told_by_setting(event, entry, context)
    if url is None and target is None:
        return Outcome(answer) if sure else None
    url = url or ""
    if target is None:
        own = _host(url)
        plain = url.startswith(PLAIN_SCHEMES) and context.is_own_host(own)
        act = Act(SinkKind.DECLARED, event.bare, "send", url=url)
        return Outcome(answer, (Effect(ADDRESS, own, act, ()),) if plain else ())
    hears = _hears(url, purposes, context)
    if hears:
        answer = event.world.external(TRANSCRIPT)
    operation = _operation(event, url, purposes, context)
    said = message_purposes(event, context) if operation == "message" else ()
    act = Act(SinkKind.PROCESSOR, event.bare, operation, processor=target, url=url, purposes=(*purposes, *said))
    filled = merged([*_slots(event, entry, context), *(_recording(event) if hears else ())])
    kind = "delete" if act.operation == "delete" else "sink"
    sent = Effect(kind, target, act, filled, confidence=Confidence.HIGH if sure else Confidence.MEDIUM)
    places = () if HOSTING.isdisjoint(purposes) else asked_for(event, target, context)
    return Outcome(answer, (sent, *places))


def _hears(url: str, purposes: tuple[str, ...], context: Context) -> bool:
    """Whether a third party that knows speech is asked what is said in a recording."""
    steps = url.partition("://")[2].partition("?")[0].split("/")[1:]
    return any(context.frameworks.hearing.get(tuple(split_words(step))) in purposes for step in steps)


def _recording(event: ExternalCall) -> Iterator[Slot]:
    for name in BODIES:
        if name in event.kwargs:
            label = Label("data", MEDIA_DATA, name, event.site.location, event.site.symbol, "customer")
            yield Slot(name, born(label))


def _operation(event: ExternalCall, url: str, purposes: tuple[str, ...], context: Context) -> str:
    """What a request does: one to the sending address of a service that writes to people is a message, one that asks to delete deletes."""
    steps = url.partition("://")[2].partition("?")[0].split("/")[1:]
    method = event.world.text(event.args[0]) if event.name == "request" and event.args else event.name
    if (method or "").lower() == "delete" or any(split_words(step) in context.frameworks.erasing_steps for step in steps):
        return "delete"
    sends = (
        event.name != "get"
        and not WRITING.isdisjoint(purposes)
        and not SENDING.isdisjoint(split_words(url.partition("://")[2].partition("/")[2]))
    )
    return "message" if sends else "send"


def _url(event: ExternalCall, entry: Http) -> str | None:
    """The address as far as it is known, behind the client's base address."""
    names = ("url", "1") if event.name in entry.url_second else entry.url
    value = one(event, names)
    text = event.world.text(value) if value is not NOTHING else None
    if text is not None and text.startswith(WEB_SCHEMES):
        return text
    base = event.world.fields(event.receiver).get("base", NOTHING) if event.receiver.objects else NOTHING
    start = event.world.text(base) if base is not NOTHING else None
    if start and "://" not in start and "." in start:
        start = f"https://{start}"
    return f"{start.rstrip('/')}/{(text or '').lstrip('/')}" if start and start.startswith(WEB_SCHEMES) else None


def _told_by_setting(event: ExternalCall, entry: Http, context: Context) -> tuple[str | None, tuple[str, ...]]:
    """Who answers at an address that only the deployment knows, by what the variable is called that holds it."""
    base = event.world.fields(event.receiver).get("base", NOTHING) if event.receiver.objects else NOTHING
    for value in (one(event, ("url", "1") if event.name in entry.url_second else entry.url), base):
        labels = [tag.origin for tag in event.world.labels(value)] if value is not NOTHING else []
        names = sorted(label.name for label in labels if isinstance(label, Label) and label.kind == SETTING)
        found = next((vendor for name in names if (vendor := context.vendor_of_setting(name)) is not None), None)
        if found is not None:
            return found.id, found.purposes
    return None, ()


def _host(url: str) -> str:
    return url.partition("://")[2].split("/")[0].split("?")[0].rpartition("@")[2].partition(":")[0]


def _target(url: str, context: Context) -> tuple[str | None, tuple[str, ...]]:
    """Who answers there: a known third party, else the host itself; nobody for what is local, our own or unknown."""
    host = _host(url)
    if not host or context.processors.is_local(host) or context.is_own_host(host):
        return None, ()
    found = context.processors.by_url(url.replace("{}", "x")) or context.processors.by_company(host.replace("{}", "x"))
    if found is not None:
        return (found.id, found.purposes) if found.third_party else (None, ())
    return (None, ()) if "{" in host else (host, ())


def _slots(event: ExternalCall, entry: Http, context: Context) -> Iterator[Slot]:
    names = ("url", "1") if event.name in entry.url_second else entry.url
    given = [("url", one(event, names))]
    given += [(label, value) for name in entry.data for label, value in named(event, name)]
    given += [("data", value) for name in entry.rest if event.name not in entry.url_second for _, value in named(event, name)]
    yield from _declared_media(event)
    own = context.frameworks.own_credentials
    for label, value in given:
        if value is not NOTHING:
            yield from (slot for slot in slots(event.world, label, value) if slot.name.lower() not in own)


def _declared_media(event: ExternalCall) -> Iterator[Slot]:
    """``files={"film": (name, handle, "video/mp4")}``: an upload says what kind of file it is."""
    for name, part in event.world.fields(event.kwargs.get("files", NOTHING)).items():
        kinds = {str(constant) for item in event.world.items(part) for constant in item.constants if isinstance(constant, str)}
        if any(kind.startswith(MEDIA) for kind in kinds):
            label = Label("data", MEDIA_DATA, f"files.{name}", event.site.location, event.site.symbol, "customer")
            yield Slot(f"files.{name}", born(label))


def text_of(event: ExternalCall, value: Value) -> str | None:
    """Give the string that a value is."""
    return event.world.text(value)
