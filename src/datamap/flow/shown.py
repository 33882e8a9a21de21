"""What text shows of a value: of an instance what its special method gives, of what a container holds its ``repr``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.frame import present
from datamap.flow.labels import labels_of
from datamap.flow.lookup import expand, field
from datamap.flow.objects import ANY, KEYS, Container, External, Formal, Thing, class_of, is_item, scalar_kind
from datamap.flow.scalars import STR
from datamap.flow.tags import merge_labels
from datamap.flow.values import UNKNOWN, Value, constant, join_all, labelled, with_labels

if TYPE_CHECKING:
    from datamap.flow.frame import Frame
    from datamap.flow.tags import Labels
    from datamap.program.symbols import Class

    _Known = dict[Thing, Value | None]
    """What each container that was met on the way shows."""

_NOWHERE = (0, 0, 0, 0)
_DEPTH, _MOST = 4, 64
AS_STR, AS_REPR = "!s", "!r"


def text_of(frame: Frame, *values: Value) -> Value:
    """A new text with the labels of all that it is made of."""
    labels: Labels = {}
    for value in values:
        found = labels_of(frame, shown(frame, value, AS_STR))
        labels = merge_labels(labels, found) if found and labels else found or labels
    return with_labels(STR, labels) if labels else STR


def displayed(frame: Frame, value: Value, how: str) -> Value:
    """The text that ``repr(value)`` or ``format(value, "…")`` gives."""
    text = shown(frame, value, how)
    done = text is not value and all(scalar_kind(thing) for thing in text.objects)
    return text if done else with_labels(STR, labels_of(frame, text))


def shown(frame: Frame, value: Value, how: str) -> Value:
    """``value`` with what is shown in place of objects. ``how``: ``!s``, ``!r`` or ``!a``, or a colon with a format specification."""
    return _shown(frame, value, how, {}, 0)


def _shown(frame: Frame, value: Value, how: str, known: _Known, depth: int) -> Value:
    things = expand(frame, value) if value.objects else ()
    texts = [_text_of_one(frame, thing, how, known, depth) for thing in things]
    if all(text is None for text in texts):
        return value
    kept = tuple([thing for thing, text in zip(things, texts, strict=True) if text is None])
    return join_all([Value(kept, value.labels, value.constants, unknown=value.unknown), *[text for text in texts if text is not None]])


def _text_of_one(frame: Frame, thing: Thing, how: str, known: _Known, depth: int) -> Value | None:
    """What is shown of one object; None where all that it holds is."""
    cls = class_of(thing)
    if cls is not None:
        return _of_instance(frame, thing, cls, how)
    if thing.__class__ is External and thing.site is not None and (held := frame.fields(thing).get("args")) is not None:
        return labelled(labels_of(frame, present(held)))  # an exception shows its arguments, not its cause
    if thing.__class__ is not Container or thing not in frame.own:
        return None
    if thing not in known and depth < _DEPTH and len(known) < _MOST:
        known[thing] = None  # what holds itself is shown once
        known[thing] = _of_items(frame, thing, known, depth)
    return known.get(thing)


def _of_items(frame: Frame, thing: Thing, known: _Known, depth: int) -> Value | None:
    """What a container shows, where it holds something that does not show all of itself."""
    held = [present(value) for name, value in frame.fields(thing).items() if is_item(name) or name in (ANY, KEYS)]
    texts = [_shown(frame, value, AS_REPR, known, depth + 1) for value in held]
    if all(text is value for text, value in zip(texts, held, strict=True)):
        return None
    labels: Labels = {}
    for text in texts:
        labels = merge_labels(labels, labels_of(frame, text))
    return labelled(labels)


def _of_instance(frame: Frame, thing: Thing, cls: Class, how: str) -> Value | None:
    from datamap.flow.construction import is_exception, shows_fields

    for name in _methods(cls, how):
        if cls.provides(name):
            return _called(frame, thing, name, how)
    if is_exception(cls):
        held = field(frame, thing, "args")
        return UNKNOWN if held is None else labelled(labels_of(frame, present(held)))
    return None if shows_fields(cls) else UNKNOWN


def _methods(cls: Class, how: str) -> tuple[str, ...]:
    """Which special methods give the text, the first that there is; the base of a library shows in ``repr`` what ``str`` shows."""
    if how[0] == ":":
        return "__format__", "__str__", "__repr__"
    if how == AS_STR:
        return "__str__", "__repr__"
    return ("__repr__", "__str__") if cls.external_bases else ("__repr__",)


def _called(frame: Frame, thing: Thing, name: str, how: str) -> Value | None:
    from datamap.flow.attributes import attribute_of
    from datamap.flow.calls import Arguments, call

    method = attribute_of(frame, thing, name, _NOWHERE)
    if any(one.__class__ is Formal and one.path[-1:] == (name,) for one in (*method.objects, *expand(frame, method))):
        return None  # something wrote it to the object, so what it would do is not known
    specification = [STR if "{" in how else constant(how[1:])] if name == "__format__" else []
    return call(frame, method, Arguments(specification), _NOWHERE)
