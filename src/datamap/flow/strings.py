"""Text: methods are computed on literals; otherwise labels carry over, of those parts only that end up in the result."""

from __future__ import annotations

import re
from itertools import repeat
from string import Formatter
from typing import TYPE_CHECKING

from datamap.flow.calendar import SAME, after
from datamap.flow.labels import labels_of
from datamap.flow.lookup import constants, expand
from datamap.flow.objects import ANY, Container, Formal, item, kind_of
from datamap.flow.scalars import BOOL, BYTES, INT, STR
from datamap.flow.shown import shown, text_of
from datamap.flow.tags import Label, Tag, merge_labels, transform
from datamap.flow.text_methods import COMPUTED, NUMBERS, RECEIVER_ONLY, SPLITS, TESTS
from datamap.flow.values import MAX_CONSTANTS, NOTHING, Duration, Moment, Value, constant, join_all, labelled, pointing, with_labels
from datamap.model import Form, FormKind, Location

if TYPE_CHECKING:
    from datamap.facts import ir
    from datamap.flow.calls import Arguments
    from datamap.flow.frame import Frame, Span
    from datamap.flow.tags import Labels, Trail
    from datamap.flow.values import ConstantValue

_MAX_TEXT = 4000
TIME_METHODS = frozenset({*SAME, "replace", "total_seconds"})


def string_method(frame: Frame, receiver: Value, name: str, arguments: Arguments, at: Span) -> Value:
    """``receiver.name(…)`` for text or bytes."""
    computed = _in_time(frame, receiver, name, arguments) or _compute(frame, receiver, name, arguments, at)
    if computed is not None:
        return computed
    if name in TESTS:
        return BOOL
    if name in NUMBERS:
        return INT
    if name in ("format", "format_map"):
        return _format(frame, receiver, arguments)
    if name == "join":
        return text_of(frame, receiver, arguments.get(0))
    if name == "replace":
        result = text_of(frame, receiver, arguments.get(1))
    elif name in RECEIVER_ONLY:
        result = text_of(frame, receiver)
    elif name == "__getitem__":
        from datamap.flow.subscripts import read_subscript

        return read_subscript(frame, receiver, arguments.get(0), at)
    else:
        result = text_of(frame, receiver, *arguments.all())
    if name in SPLITS:
        result = _parted(frame, result, arguments)
        return pointing(frame.make(Container(SPLITS[name], frame.site(at)), {ANY: result}))
    return Value(BYTES.objects, result.labels, facts=None) if name == "encode" else result


def _parted(frame: Frame, value: Value, arguments: Arguments) -> Value:
    """What stands beside the ``@`` of an address or between the dots of an IP address is a part of it only."""
    literals, exact = constants(frame, arguments.get(0))
    if not exact or not literals or not PARTED_BY.issuperset(literals):
        return value
    return Value(value.objects, transform(value.labels, Form(FormKind.TRUNCATED)), value.constants, unknown=value.unknown)


def _in_time(frame: Frame, receiver: Value, name: str, arguments: Arguments) -> Value | None:
    """``cutoff.isoformat()``, ``today.replace(year=…)``: a point in time stays one."""
    if name not in TIME_METHODS:
        return None
    literals, exact = constants(frame, receiver)
    if not any(isinstance(literal, (Duration, Moment)) for literal in literals):
        return None
    parts = {
        word: found[0] if len(found) == 1 else None for word, value in arguments.keywords.items() for found in (constants(frame, value)[0],)
    }
    made = [result for literal in literals if (result := after(literal, name, parts)) is not None]
    return Value((), receiver.labels, tuple(made), unknown=not exact or len(made) < len(literals)) if made else None


def _compute(frame: Frame, receiver: Value, name: str, arguments: Arguments, at: Span) -> Value | None:
    if name in {"format", "join"} or name not in COMPUTED or arguments.rest is not NOTHING:
        return _compute_join(frame, receiver, arguments) if name == "join" else None
    if receiver.objects and all(thing.__class__ is Formal for thing in receiver.objects) and not receiver.unknown:
        known, exact = constants(frame, receiver)
        receiver = Value((), receiver.labels, known, unknown=not exact)
    if not receiver.exact:
        return None
    passed = [constants(frame, value) for value in arguments.positional]
    if arguments.keywords or not all(exact and len(found) == 1 for found, exact in passed):
        return None
    literals = [found[0] for found, _ in passed]
    results: list[object] = []
    for text in receiver.constants:
        try:
            results.append(getattr(text, name)(*literals))
        except (AttributeError, TypeError, ValueError, LookupError):
            return None
    if receiver.labels and name in (*TESTS, *NUMBERS):
        return BOOL if name in TESTS else INT
    return join_all([_literal(frame, found, receiver, at) for found in results])


def _literal(frame: Frame, found: object, receiver: Value, at: Span) -> Value:
    if isinstance(found, (list, tuple)):
        fields = {item(position): Value((), receiver.labels, (part,)) for position, part in enumerate(found)}
        return pointing(frame.make(Container("list" if isinstance(found, list) else "tuple", frame.site(at)), fields))
    if isinstance(found, (str, bytes)) and len(found) > _MAX_TEXT:
        return with_labels(STR, receiver.labels)
    return Value((), receiver.labels, (found,))  # type: ignore[arg-type]


def _compute_join(frame: Frame, receiver: Value, arguments: Arguments) -> Value | None:
    from datamap.flow.containers import sequence_items

    items = sequence_items(frame, arguments.get(0)) if arguments.positional else None
    if items is None or len(receiver.constants) != 1 or not receiver.exact:
        return None
    if not all(value.exact and len(value.constants) == 1 and isinstance(value.constants[0], str) for value in items):
        return None
    labels: Labels = {}
    for value in items:
        labels = merge_labels(labels, value.labels)
    separator = receiver.constants[0]
    text = separator.join([value.constants[0] for value in items]) if isinstance(separator, str) else ""  # type: ignore[misc]
    return Value((), dict(labels), (text,)) if len(text) <= _MAX_TEXT else None


def _format(frame: Frame, receiver: Value, arguments: Arguments) -> Value:
    """Only what the template names gets into the text."""
    template = _template_of(frame, receiver)
    used = _fields_of(template) if template is not None and arguments.rest is NOTHING and arguments.extra is NOTHING else None
    if used is None:
        return text_of(frame, receiver, *arguments.all())
    parts = []
    automatic = 0
    for name, path, how in used:
        key = name
        if name == "":
            key, automatic = str(automatic), automatic + 1
        parts.append(shown(frame, _followed(frame, _named(frame, arguments, key), path), how))
    return _with_template(text_of(frame, receiver, *parts), _filled(frame, str(template), parts))


def _template_of(frame: Frame, receiver: Value) -> str | None:
    literals, exact = constants(frame, receiver)
    return literals[0] if exact and len(literals) == 1 and isinstance(literals[0], str) else None


def _named(frame: Frame, arguments: Arguments, key: str) -> Value:
    """What a field of a template stands for: an argument, or an item of the mapping that ``format_map`` is given."""
    if key.isdigit():
        return arguments.positional[int(key)] if int(key) < len(arguments.positional) else NOTHING
    found = arguments.keywords.get(key, NOTHING)
    if found is NOTHING and arguments.positional:
        from datamap.flow.containers import read_item

        return read_item(frame, arguments.positional[0], item(key))
    return found


def _filled(frame: Frame, template: str, parts: list[Value]) -> str:
    """The template with what is known for certain in its places, and ``{}`` in the others."""
    texts = iter([_known_text(frame, part) for part in parts])
    return "".join(
        [literal if name is None else literal + next(texts, UNKNOWN_PART) for literal, name, _, _ in Formatter().parse(template)]
    )


def _known_text(frame: Frame, part: Value) -> str:
    found, exact = constants(frame, part)
    return str(found[0]) if exact and len(found) == 1 else UNKNOWN_PART


def _with_template(text: Value, template: str) -> Value:
    """A text of which it is known how it was put together."""
    return Value(text.objects, text.labels, (template,), unknown=True) if len(template) <= _MAX_TEXT else text


def _fields_of(template: str) -> list[tuple[str, list[tuple[bool, object]], str]] | None:
    """The fields of a template: the argument's name, the way from it, and how it is shown."""
    from _string import formatter_field_name_split  # type: ignore[import-not-found]

    found = []
    try:
        for _, name, spec, conversion in Formatter().parse(template):
            if name is None:
                continue
            first, rest = formatter_field_name_split(name)
            found.append((str(first), list(rest), f"!{conversion}" if conversion else f":{spec}"))
            if spec and "{" in spec:
                found += _fields_of(spec) or []
    except ValueError:
        return None
    return found


def _followed(frame: Frame, value: Value, path: list[tuple[bool, object]]) -> Value:
    from datamap.flow.attributes import get_attribute
    from datamap.flow.containers import read_item

    for is_attribute, name in path:
        value = get_attribute(frame, value, str(name)) if is_attribute else read_item(frame, value, item(name))
    return value


def percent(frame: Frame, left: Value, right: Value) -> Value:
    """``left % right`` for text."""
    from datamap.flow.containers import read_item, sequence_items

    template = _template_of(frame, left)
    if template is None:
        return text_of(frame, left, *_filling(frame, right))
    wanted = [(found["name"], "!r" if found["kind"] in "ra" else "!s") for found in PERCENT.finditer(template) if found["kind"] != "%"]
    if any(name for name, _ in wanted):
        return text_of(frame, left, *[shown(frame, read_item(frame, right, item(name)), how) for name, how in wanted if name])
    items = sequence_items(frame, right) if _is_tuple(frame, right) else [right]
    if items is None or len(items) != len(wanted):
        return _with_template(text_of(frame, left, *_filling(frame, right)), PERCENT.sub(UNKNOWN_PART, template))
    parts = [shown(frame, value, how) for value, (_, how) in zip(items, wanted, strict=True)]
    return _with_template(text_of(frame, left, *parts), PERCENT.sub(UNKNOWN_PART, template))


def _is_tuple(frame: Frame, value: Value) -> bool:
    return any(kind_of(thing) == "tuple" for thing in expand(frame, value))


def _filling(frame: Frame, right: Value) -> list[Value]:
    """What fills the places of a text that is not known: a tuple's items one by one, anything else as it is."""
    from datamap.flow.containers import spread

    if not _is_tuple(frame, right):
        return [right]
    items, rest = spread(frame, right)
    return [*items, rest]


def joined(frame: Frame, node: ir.Joined) -> Value:
    """An f-string."""
    from datamap.flow.expressions import evaluate

    values = [evaluate(frame, part) for part in node.parts]
    if node.template:
        fields = {item(position): value for position, value in enumerate(values)}
        return pointing(frame.make(Container("tuple", frame.site(node.at)), fields))
    texts: list[ConstantValue] = [""]
    whole = True
    for value in values:
        found, exact = constants(frame, value) if whole and (value.constants or value.objects) else (value.constants, value.exact)
        if not exact or len(found) * len(texts) > MAX_CONSTANTS:
            whole, found = False, (_host(texts, found) or UNKNOWN_PART,)
        texts = [f"{before}{part}" for before in texts for part in found]  # type: ignore[str-bytes-safe]
    if not whole:
        text = text_of(frame, *[shown(frame, value, how) for value, how in zip(values, node.shown or repeat(":"), strict=False)])
        return Value(text.objects, text.labels, tuple(texts), unknown=True)
    labels: Labels = {}
    for value in values:
        labels = merge_labels(labels, value.labels) if value.labels else labels
    return Value((), dict(labels), tuple(texts))


def _host(before: list[ConstantValue], found: tuple[ConstantValue, ...]) -> str | None:
    """Where an address leads if nobody sets the variable at its beginning: ``f"{API_URL}/v1"``, ``f"https://{API_HOST}/v1"``."""
    only = found[0] if len(found) == len(before) == 1 else None
    if not isinstance(only, str):
        return None
    return only if (not before[0] and "://" in only) or (str(before[0]).endswith("://") and "." in only) else None


UNKNOWN_PART = "{}"
PERCENT = re.compile(r"%(?:\((?P<name>[^)]*)\))?[-#0+ ]*[\d.*]*(?P<kind>[a-zA-Z%])")


def _leaves_much(cut: slice | None) -> bool:
    """Whether a cut leaves most of a short text, and a good part of a long one: ``prompt[:100]``."""
    if cut is None:
        return False
    bounds = [abs(bound) for bound in (cut.start, cut.stop) if isinstance(bound, int)]
    kept = (
        bounds[1] - bounds[0]
        if len(bounds) == PAIR
        else bounds[0]
        if bounds and (cut.stop is not None or (cut.start or 0) < 0)
        else READABLE
    )
    return kept >= READABLE


READABLE = 17
PARTED_BY = frozenset({"@", ".", ":"})
PAIR = 2
KEY_LENGTHS = (8, 16, 24, 32)
LENGTH = "length"
NOWHERE = Location("", 0)


def sliced_text(frame: Frame, value: Value, cut: slice | None) -> Value:
    """``text[a:b]``."""
    if value.exact and cut is not None:
        try:
            return Value((), value.labels, tuple([c[cut] for c in value.constants]))  # type: ignore[index]
        except (TypeError, ValueError):
            return NOTHING
    form = Form() if _leaves_much(cut) else Form(FormKind.TRUNCATED)
    labels = {tag.in_form(form): trail for tag, trail in labels_of(frame, value).items()} | _length(cut)
    return labelled(labels) if labels else constant("") if value is NOTHING else STR


def _length(cut: slice | None) -> dict[Tag, Trail | None]:
    """The length of ``digest[:16]``, for those who take it for a key."""
    if cut is None or cut.start or cut.step not in (None, 1) or cut.stop not in KEY_LENGTHS:
        return {}
    return {Tag(Label(LENGTH, str(cut.stop), "slice", NOWHERE)): None}
