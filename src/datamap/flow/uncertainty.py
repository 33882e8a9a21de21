"""What becomes of labels at a step of which nothing is sure: they go on with less confidence, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.names import location
from datamap.flow.objects import ANY, Container, External, Formal, Instance
from datamap.flow.tags import Label, Symbol, Trail
from datamap.flow.values import Value, join, labelled
from datamap.flow.wrappers import doubted
from datamap.model import Confidence

if TYPE_CHECKING:
    from datamap.flow.frame import Frame, Span
    from datamap.flow.tags import Labels, Origin


def out_of(frame: Frame, callee: Value, labels: Labels, at: Span, *, sure: bool) -> Value:
    """What an unknown call gives, for what went in; ``sure`` if it can be nothing else."""
    return labelled(dict(labels) if sure else uncertain(frame, labels, *doubted(frame, callee, at)))


def uncertain(frame: Frame, labels: Labels, note: str, at: Span, confidence: Confidence = Confidence.MEDIUM) -> Labels:
    """Labels after a step that is not certain."""
    if not labels:
        return labels
    place, symbol = location(frame, at), frame.function.qualname
    fresh = Trail(None, place, symbol, note, confidence, 1)
    return {tag: fresh if trail is None else Trail(trail, place, symbol, note, confidence, 1) for tag, trail in labels.items()}


_CREDENTIALS = "user.authorization"


def let_in(labels: Labels) -> Labels:
    """Labels of what a client gives or is made of: the credential that opens a door is not what comes through it."""
    if not labels:
        return labels
    return {tag: trail for tag, trail in labels.items() if tag.origin.__class__ is Symbol or not is_credential(tag.origin)}


def is_credential(origin: Origin) -> bool:
    """Whether it is a password, a key or a token."""
    return isinstance(origin, Label) and origin.kind == "data" and origin.name.startswith(_CREDENTIALS)


def taint(frame: Frame, value: Value, labels: Labels) -> None:
    """Labels flow into an object that is already there."""
    for thing in value.objects:
        if thing.__class__ in (Container, Instance, External, Formal):
            before = frame.fields(thing).get(ANY)
            more = labelled(labels)
            frame.put(thing, ANY, more if before is None else join(before, more))
