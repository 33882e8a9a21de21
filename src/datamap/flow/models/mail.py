"""E-mail that the service sends itself: ``send_mail(…)``, ``smtp.send_message(msg)``; and which messages are marketing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from datamap.flow.events import Effect, Outcome
from datamap.flow.models.acts import Act
from datamap.flow.models.arguments import merged, named, slots
from datamap.flow.models.purposes import message_purposes
from datamap.flow.values import UNKNOWN
from datamap.model import SinkKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.events import ExternalCall
    from datamap.flow.models.context import Context

    Handler = Callable[[ExternalCall], Outcome | None]

OWN_SERVER = "smtp"


def find(spelled: tuple[str, ...], context: Context) -> Handler | None:
    """Find who answers for a path."""
    path = spelled[-1]
    for mail in context.frameworks.mail:
        if path in mail.makes:
            return _made
        if path in mail.sends:
            return partial(_sent, body={"message": ("*",)}, context=context, receiver=True)
        if path in mail.calls:
            return partial(_sent, body=mail.body, context=context, receiver=False)
    return None


def _made(event: ExternalCall) -> Outcome:
    """A message carries what it is made of until it is sent."""
    names = ("subject", "body", "from_email", "to")
    fields = {names[position] if position < len(names) else str(position): value for position, value in enumerate(event.args)}
    return Outcome(event.world.external(event.bare, fields={**fields, **event.kwargs}))


def _sent(event: ExternalCall, body: dict[str, tuple[str, ...]], context: Context, *, receiver: bool) -> Outcome:
    world = event.world
    given = [(name, value) for name, arguments in body.items() for argument in arguments for _, value in named(event, argument)]
    if receiver:
        given.append(("message", event.receiver))
    filled = merged(slot for name, value in given for slot in slots(world, name, value))
    target, vendor = context.mail_server
    act = Act(SinkKind.PROCESSOR, event.bare, "message", processor=vendor, purposes=message_purposes(event, context))
    return Outcome(UNKNOWN, (Effect("sink", target, act, filled),))
