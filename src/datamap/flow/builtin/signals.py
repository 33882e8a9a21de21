"""Signals of the project's own: who is connected is called with what is sent (Django's and blinker's)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.frame import present
from datamap.flow.lookup import expand, field
from datamap.flow.objects import ANY, ClassObject, External, item
from datamap.flow.values import NOTHING, UNKNOWN, Value, join, pointing

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from datamap.flow.library import Invocation
    from datamap.flow.objects import Thing

_KINDS = ("django.dispatch.Signal", "django.dispatch.dispatcher.Signal", "blinker.Signal", "blinker.signal", "blinker.NamedSignal")
_CONNECTED = "django.dispatch.receiver.connected"
_SIGNALS, _SENDER = "<signals>", "<sender>"


def _made(call: Invocation) -> Value:
    return pointing(call.frame.make(External(call.path, None, call.frame.site(call.at)), {}))


def _connect(call: Invocation) -> Value | None:
    """``signal.connect(function, sender=Kind)``, also as a decorator."""
    if call.receiver is None:
        return None
    function = call.arguments.get(0, "receiver")
    _add(call, call.receiver, function, call.arguments.get(1, "sender"))
    return function


def _add(call: Invocation, signal: Thing, function: Value, sender: Value) -> None:
    kinds = _senders(call, sender)
    for name in [item(kind) for kind in kinds] if kinds else [ANY]:
        before = field(call.frame, signal, name)
        call.frame.put(signal, name, function if before is None else join(present(before), function))


def _senders(call: Invocation, sender: Value) -> list[Thing]:
    """The classes that a sender is known to be; none if it may be any."""
    things = expand(call.frame, sender)
    return list(things) if things and not sender.unknown and all(thing.__class__ is ClassObject for thing in things) else []


def _receiver(call: Invocation) -> Value | None:
    """``@receiver(signal, sender=Kind)`` of signals that the project made."""
    given = [thing for value in call.arguments.positional for thing in expand(call.frame, value)]
    if not given or any(getattr(thing, "path", None) not in _KINDS for thing in given):
        return None
    fields: dict[Hashable, Value] = {_SIGNALS: pointing(*given), _SENDER: call.arguments.keywords.get("sender", NOTHING)}
    return pointing(call.frame.make(External(_CONNECTED, None, call.frame.site(call.at)), fields))


def _connected(call: Invocation) -> Value | None:
    if call.receiver is None:
        return None
    sender = field(call.frame, call.receiver, _SENDER)
    for signal in present(field(call.frame, call.receiver, _SIGNALS) or NOTHING).objects:
        _add(call, signal, call.first(), NOTHING if sender is None else sender)
    return call.first()


def _send(call: Invocation) -> Value | None:
    """``signal.send(sender, **what)``: each function that is connected for the sender, or for any, is called with it."""
    from datamap.flow.calls import Arguments
    from datamap.flow.calls import call as call_value

    if call.receiver is None:
        return None
    kinds = _senders(call, call.arguments.get(0, "sender"))
    names = [ANY, *[item(kind) for kind in kinds]]
    if not kinds:
        names += [name for name in call.frame.fields(call.receiver) if name.__class__ is tuple and name != ANY]
    held = [field(call.frame, call.receiver, name) for name in dict.fromkeys(names)]
    arguments = call.arguments
    passed = Arguments(list(arguments.positional), dict(arguments.keywords), arguments.rest, arguments.extra)
    for functions in held:
        if functions is not None and present(functions) is not NOTHING:
            call_value(call.frame, present(functions), passed, call.at)
    return UNKNOWN


FUNCTIONS: dict[str, Callable[[Invocation], Value | None]] = {
    **dict.fromkeys(_KINDS, _made),
    **{f"{kind}.connect": _connect for kind in _KINDS},
    **{f"{kind}.{name}": _send for kind in _KINDS for name in ("send", "send_robust", "asend", "asend_robust", "send_async")},
    "django.dispatch.receiver": _receiver,
    _CONNECTED: _connected,
}
