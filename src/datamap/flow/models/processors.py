"""Calls into the SDKs of third parties: what they send to whom (rules/processors)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from datamap.flow.events import SDK_RESULTS, Effect, Outcome
from datamap.flow.models.acts import Act
from datamap.flow.models.arguments import merged, named, slots
from datamap.flow.models.elsewhere import moved_to
from datamap.flow.models.purposes import message_purposes
from datamap.flow.models.regions import placed
from datamap.flow.tags import Label, born
from datamap.flow.values import NOTHING, UNKNOWN, with_labels
from datamap.knowledge.names import split_words
from datamap.model import SinkKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from datamap.flow.events import ExternalCall, Slot
    from datamap.flow.models.context import Context
    from datamap.knowledge.processor_paths import PathMatch
    from datamap.knowledge.processors import Processor

    Handler = Callable[[ExternalCall], Outcome | None]

MARKETING = "marketing"
ANSWERING = "ai"
TRAINING = frozenset({("fine", "tune"), ("finetune",), ("fine", "tuning"), ("training",), ("train",)})


def find(spelled: tuple[str, ...], context: Context) -> Handler | None:
    """Find who answers for a path."""
    path = spelled[0]
    owner = context.processors.owner(path)
    if owner is None:
        return None
    match = context.processors.call(path)
    handler: Handler = partial(_quiet, owner=owner)
    if match is not None:
        handler = partial(_called, match=match, context=context)
    elif owner.endpoint:
        handler = partial(_built, owner=owner, context=context)
    return partial(placed, handler=handler, owner=owner, context=context)


def _quiet(event: ExternalCall, owner: Processor) -> Outcome | None:
    """What is known to send nothing: a constructor, a helper. A message that is built to be sent later holds what it was given."""
    if not event.name[:1].isupper():
        return None
    given = {} if event.bare in owner.clients else {**{str(at): value for at, value in enumerate(event.args)}, **event.kwargs}
    return Outcome(event.world.external(event.callee, fields=given))


def _built(event: ExternalCall, owner: Processor, context: Context) -> Outcome | None:
    """A client may be told to talk to another host: ``OpenAI(base_url="http://localhost:11434/v1")``."""
    for name in owner.endpoint:
        url = event.world.text(event.kwargs[name]) if name in event.kwargs else None
        path = moved_to(url, _result_path(event), owner.id, context) if url else None
        if path:
            return Outcome(event.world.external(path))
    return _quiet(event, owner)


def find_far(path: str, context: Context) -> Handler | None:
    """Find who answers for a program of one's own machines whose client was told to talk to another host."""
    match = context.processors.call(path)
    own = match is not None and not match.processor.third_party and not match.processor.adapter
    return partial(_far, match=match, context=context) if own and match is not None else None


def _far(event: ExternalCall, match: PathMatch, context: Context) -> Outcome:
    return _sent(event, match, match.processor.id, match.processor.purposes, context)


def _result_path(event: ExternalCall) -> str:
    """An instance counts as its class; what a factory gives keeps the constant that it was asked for."""
    first = event.world.text(event.args[0]) if event.args else None
    return event.callee if event.name[:1].isupper() else f"{event.callee}('{first}')" if first else f"{event.callee}()"


def _called(event: ExternalCall, match: PathMatch, context: Context) -> Outcome | None:
    processor = match.processor
    if not processor.third_party and not processor.adapter:
        return Outcome(UNKNOWN)
    named_by_model = _by_model(event, match, context)
    if named_by_model is not None:
        processor = named_by_model
    if not processor.third_party:
        return Outcome(UNKNOWN)
    return _sent(event, match, processor.id, processor.purposes, context)


def _by_model(event: ExternalCall, match: PathMatch, context: Context) -> Processor | None:
    """An adapter reaches whichever vendor its model id names: ``litellm.completion(model="anthropic/claude-3")``."""
    if match.call is None or not match.call.model or not match.processor.adapter:
        return None
    value = next((value for _, value in named(event, match.call.model)), NOTHING)
    text = event.world.text(value) if value is not NOTHING else None
    return context.processors.by_model(text) if text else None


def _of_message(purposes: tuple[str, ...]) -> tuple[str, ...]:
    """What a message is for by who carries it: a service that sends mail of any kind does not make it marketing."""
    return purposes if purposes[:1] == (MARKETING,) else tuple(purpose for purpose in purposes if purpose != MARKETING)


def _sent(event: ExternalCall, match: PathMatch, vendor: str, purposes: tuple[str, ...], context: Context) -> Outcome:
    said = message_purposes(event, context) if match.operation == "message" else ()
    means = tuple((name, category) for name, category in match.sends.items() if category)
    act = Act(
        SinkKind.PROCESSOR,
        event.bare,
        "train" if _is_for_training(event) else match.operation,
        processor=vendor,
        purposes=(*(_of_message(purposes) if match.operation == "message" else purposes), *said),
        means=means,
        owner=_owner(match.path),
    )
    kind = {"delete": "delete", "init": "init"}.get(match.operation, "sink")
    filled = merged(_slots(event, match, context))
    given = match.call.gives if match.call is not None else ""
    answer = event.world.external(f"{SDK_RESULTS}.{given}" if given else SDK_RESULTS)
    if ANSWERING in purposes and not given and filled:
        written = Label("written", vendor, f"answer of {vendor}", event.site.location, event.site.symbol)
        answer = with_labels(answer, born(written))
    return Outcome(answer, (Effect(kind, vendor, act, filled),))


def _is_for_training(event: ExternalCall) -> bool:
    """A file that is handed over ``purpose="fine-tune"`` is trained on."""
    texts = (text for value in event.kwargs.values() for text in value.constants if isinstance(text, str))
    return any(split_words(text) in TRAINING for text in texts)


def _owner(path: str) -> str:
    """What the call is about: the ``Customer`` of ``stripe.Customer.create``."""
    steps = path.split(".")
    return steps[-2] if len(steps) > 1 else ""


def _slots(event: ExternalCall, match: PathMatch, context: Context) -> Iterator[Slot]:
    own = context.frameworks.own_credentials
    for argument in match.sends:
        for label, value in named(event, argument):
            yield from (slot for slot in slots(event.world, label, value) if slot.name.lower() not in own)
    if match.sends and "*" not in match.sends and event.extra is not NOTHING:
        yield from slots(event.world, "**", event.extra)
