"""What a person's machine tells of itself, and what people type into it: ``uuid.getnode()``, ``getpass("Recovery phrase")``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from datamap.flow.events import Outcome
from datamap.flow.models.arguments import one
from datamap.flow.tags import Label
from datamap.flow.values import NOTHING
from datamap.knowledge.names import split_words
from datamap.model import Confidence

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.events import ExternalCall
    from datamap.flow.models.context import Context
    from datamap.knowledge.frameworks.entrances import Prompt

SECRET = "user.authorization.credentials"  # noqa: S105 - a category's key
QUESTION = ("0", "text", "prompt", "message", "title")


def find(spelled: tuple[str, ...], context: Context) -> Callable[[ExternalCall], Outcome | None] | None:
    """Find who answers for a path."""
    path = spelled[-1]
    if path in context.frameworks.device_facts:
        return partial(_told, category=context.frameworks.device_facts[path], context=context)
    if path in context.frameworks.prompts:
        return partial(_asked, entry=context.frameworks.prompts[path], context=context)
    return None


def _told(event: ExternalCall, category: str, context: Context) -> Outcome | None:
    if context.loci.of(event.site.location.file) != "device":
        return None
    return Outcome(event.world.labelled(_label(event, category, "customer", Confidence.HIGH)))


def _asked(event: ExternalCall, entry: Prompt, context: Context) -> Outcome | None:
    """The question names the data; a hidden answer is a secret whatever the question."""
    asked = one(event, QUESTION)
    text = event.world.text(asked) if asked is not NOTHING else None
    found = context.recognise("_".join(split_words(text or ""))) if text else None
    hides = any(True in event.kwargs[name].constants for name in entry.secret_arguments if name in event.kwargs)
    hidden = hides or event.bare in entry.secret_calls
    if found is None and not hidden:
        return None
    if found is None:
        return Outcome(event.world.labelled(_label(event, SECRET, "customer", Confidence.MEDIUM)))
    return Outcome(event.world.labelled(_label(event, found.category, found.subject, found.confidence)))


def _label(event: ExternalCall, category: str, subject: str, confidence: Confidence) -> Label:
    return Label("data", category, f"{event.name}()", event.site.location, event.site.symbol, subject, None, confidence)
