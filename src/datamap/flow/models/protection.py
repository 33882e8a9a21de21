"""Hashing, encrypting, masking, counting: calls that change the form of what goes through them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from datamap.flow.events import Outcome
from datamap.flow.models.arguments import all_of, named, one
from datamap.flow.strings import KEY_LENGTHS, LENGTH
from datamap.flow.tags import BY, RESTORED, Label, Tag, Trail, transform
from datamap.flow.values import NOTHING, UNKNOWN, labelled
from datamap.knowledge.names import split_words
from datamap.model import Form, FormKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.events import ExternalCall, World
    from datamap.flow.models.context import Context
    from datamap.flow.values import Value
    from datamap.knowledge.forms import Random, Transform

    Handler = Callable[[ExternalCall], Outcome | None]

ARGUMENT_NAMES = {"sha-256": "sha256", "sha-512": "sha512", "sha-1": "sha1"}
BITS = 8
MIN_BITS = 128
KEY, HASHER = "key", "hasher"
WHOLE = ("/32", "/128")
"""How a network of one address ends."""


def find(spelled: tuple[str, ...], context: Context) -> Handler | None:
    """Find who answers for a path."""
    forms = context.forms
    for path in spelled:
        if path in forms.applied:
            return partial(_applied, kind=forms.applied[path][0], entry=forms.applied[path][1], context=context)
        if path in forms.updated:
            return partial(_updated, kind=forms.updated[path][0], entry=forms.updated[path][1], context=context)
        if path in forms.verified:
            return _verified
        if path in forms.undone:
            return _undone
        if path in forms.primitives:
            return partial(_primitive, entry=forms.primitives[path])
        if path in forms.random:
            return partial(_random, entry=forms.random[path])
        if path in forms.keyed:
            return partial(_built, entry=forms.keyed[path])
        if path in forms.told:
            return partial(_told, entry=forms.told[path])
    path = spelled[-1]
    if path.rpartition(".")[2] in ("hexdigest", "digest", "finalize", "derive", "encryptor", "decryptor", "decode", "encode", "hex"):
        return _passed_on
    form = forms.of_name(path.rpartition(".")[2])
    return partial(_named, form=form) if form is not None and _is_verb(path) else None


def _applied(event: ExternalCall, kind: FormKind, entry: Transform, context: Context) -> Outcome:
    names = entry.arguments or (("*",) if entry.arguments == () and not entry.updates else ("0", "data", "string", "message"))
    going_in = event.world.carrying(all_of(pair for name in names for pair in named(event, name)))
    if kind is FormKind.AGGREGATED:
        return Outcome(event.world.transformed(going_in, Form(kind)))
    if kind is FormKind.TRUNCATED and _cuts_nothing(event, names):
        return Outcome(going_in)
    form = Form(kind, _algorithm(event, entry, context), entry.salted)
    result = marked(event, event.world.labels(going_in), form)
    return Outcome(event.world.external(event.bare, fields={"form": result}) if entry.updates else result)


def _cuts_nothing(event: ExternalCall, names: tuple[str, ...]) -> bool:
    """A network of one address (``/32``, ``/128``) is the address."""
    given = [text for name in names for _, value in named(event, name) for text in event.world.constants(value) if isinstance(text, str)]
    return bool(given) and all(text.endswith(WHOLE) for text in given)


def marked(event: ExternalCall, labels: object, form: Form) -> Value:
    """Give the labels in their new form, and a mark that carries the form where nothing personal was recognised."""
    mark = Label("form", str(form), event.name, event.site.location, event.site.symbol)
    going = {tag: trail for tag, trail in labels.items() if getattr(tag.origin, "kind", "") != "form"}  # type: ignore[attr-defined]
    place, said = (event.site.location, event.site.symbol), f"{form}{BY}{event.name}"
    changed = {tag: Trail(trail, *place, said) for tag, trail in transform(going, form).items()}
    return labelled({**changed, Tag(mark, form): Trail(None, *place, said)})


def _updated(event: ExternalCall, kind: FormKind, entry: Transform, context: Context) -> Outcome:
    going_in = event.world.labels(event.world.carrying(*event.args, *event.kwargs.values()))
    form = Form(kind, _algorithm(event, entry, context), entry.salted)
    return Outcome(event.receiver, taints=((event.receiver, transform(going_in, form)),))


def _verified(event: ExternalCall) -> Outcome:
    del event
    return Outcome(UNKNOWN)


def _undone(event: ExternalCall) -> Outcome:
    return Outcome(event.world.transformed(event.world.carrying(*event.args, *event.kwargs.values()), RESTORED))


def _primitive(event: ExternalCall, entry: Transform) -> Outcome:
    name = _with_key(event, entry.name, entry.key) if entry.key else entry.name
    return Outcome(event.world.external(f"datamap.algorithm.{name}"))


def _built(event: ExternalCall, entry: Transform) -> Outcome | None:
    """``AESGCM(key)`` remembers the key that it encrypts with."""
    key = one(event, (entry.key, KEY))
    if key is NOTHING:
        return None
    path = event.callee if event.name[:1].isupper() else f"{event.callee}()"
    return Outcome(event.world.external(path, fields={KEY: key}))


def _told(event: ExternalCall, entry: Transform) -> Outcome | None:
    """``Cipher(algorithm, mode).encryptor()`` remembers the algorithm that it was made with."""
    held = event.world.fields(event.receiver).get(entry.from_, NOTHING) if event.receiver.objects else NOTHING
    named_by = event.argument(entry.from_position, entry.from_) if held is NOTHING else held
    if named_by is NOTHING:
        return None
    path = event.callee if event.name[:1].isupper() else f"{event.callee}()"
    return Outcome(event.world.external(path, fields={entry.from_: named_by}))


def _random(event: ExternalCall, entry: Random) -> Outcome:
    place = (event.name, event.site.location, event.site.symbol)
    sizes = [size for size in event.world.constants(one(event, entry.bytes or entry.bits)) if isinstance(size, int)]
    length = sizes[0] // (1 if entry.bytes else BITS) if len(sizes) == 1 else 0
    known = (Label(LENGTH, str(length), *place),) if length in KEY_LENGTHS else ()
    return Outcome(event.world.labelled(Label("secret", "random", *place), *known))


def _passed_on(event: ExternalCall) -> Outcome | None:
    """``hashlib.sha256(x).hexdigest()``: the form was given when the object was made."""
    made = event.world.fields(event.receiver).get("form") if event.receiver.objects else None
    if made is None:
        return None
    return Outcome(event.world.carrying(made, event.receiver))


def _named(event: ExternalCall, form: Form) -> Outcome | None:
    """A helper from elsewhere whose name says what it does."""
    if form.kind is FormKind.PLAIN:
        return _undone(event)
    value = event.world.carrying(*event.args, *event.kwargs.values(), event.rest, event.extra)
    return Outcome(event.world.transformed(value, form))


def _is_verb(path: str) -> bool:
    """Tell whether the last word of a path is something done (``mask_email``) rather than had (``hash_algorithm``)."""
    words = split_words(path.rpartition(".")[2])
    return bool(words) and "." in path and not path.startswith(("builtins.", "datamap."))


def _algorithm(event: ExternalCall, entry: Transform, context: Context) -> str:
    if entry.from_:
        source = (
            event.world.fields(event.receiver).get(entry.from_, NOTHING)
            if entry.from_receiver
            else event.argument(entry.from_position, entry.from_)
        )
        found = _named_algorithm(event.world, source, context)
        if not found and entry.from_ == HASHER:
            return context.password_form.algorithm or entry.name
        return f"{entry.prefix}{found}" if found else entry.name
    return _with_key(event, entry.name, entry.key) if entry.key else entry.name


def _named_algorithm(world: World, value: Value, context: Context) -> str | None:
    """Name an algorithm given as text, list of texts, function or class."""
    if value is NOTHING:
        return None
    items = world.items(value) if value.objects else []
    text = world.text(items[0]) if items else world.text(value)
    if text:
        word = text.lower().partition(":")[0].removesuffix("_hmac")
        return ARGUMENT_NAMES.get(word, word)
    for path in world.externals(value):
        plain = path.removeprefix("datamap.algorithm.")
        known = context.forms.applied.get(plain)
        return known[1].name if known else plain.rpartition(".")[2].lower()
    return None


def _with_key(event: ExternalCall, name: str, key: str) -> str:
    """Complete ``aes`` by the length of the key, where it is known."""
    built = event.world.fields(event.receiver).get(KEY, NOTHING) if event.receiver.objects else NOTHING
    value = built if built is not NOTHING else one(event, (key, KEY))
    sizes = [len(constant) * BITS for constant in value.constants if isinstance(constant, bytes)]
    sizes += [int(label.name) * BITS for label in _plain_labels(event.world, value) if label.kind == LENGTH]
    sizes += [size for path in event.world.externals(event.receiver) for size in _sizes(path)]
    bits = next((size for size in sizes if size >= MIN_BITS), None)
    return f"aes-{bits}" if bits and name.startswith("aes") and not any(sign.isdigit() for sign in name) else name


def _plain_labels(world: World, value: Value) -> list[Label]:
    tags = world.labels(value)
    return [tag.origin for tag in tags if isinstance(tag.origin, Label) and tag.form.kind is FormKind.PLAIN]


def _sizes(path: str) -> list[int]:
    return [int(part) for part in path.replace("(", ".").replace(")", ".").split(".") if part.isdigit()]
