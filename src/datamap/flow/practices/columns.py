"""Data that is named only by the column or key it is written to: ``ApiKey(key=generate())``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from datamap.flow.models.objects import MEDIA
from datamap.flow.tags import Label
from datamap.knowledge.names import split_words
from datamap.model import PLAIN, Confidence, Form, FormKind, SinkKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.events import Slot
    from datamap.flow.models.acts import Act
    from datamap.flow.practices.material import Material
    from datamap.flow.tags import Trail

NOT_BY_NAME = ("user.unique_id", "user.device.cookie_id", "user.device.browser", "user.authorization.api_key")
"""An id or key that is given to a third party may be made by or for it alone, a User-Agent be the service's: names do not say whose."""
ENDINGS = frozenset({"json", "txt", "yaml", "yml", "toml", "ini", "cfg", "dat", "bin", "pickle", "pkl", "db"})
STORED = frozenset({"database", "object_storage", "cache", "file", "search", "session", "keychain", "queue", "cookie"})


class Held(NamedTuple):
    """What a slot holds by its name or meaning."""

    category: str
    subject: str
    form: Form
    source: str
    confidence: Confidence


def unlabelled(act: Act, slot: Slot, material: Material) -> Iterator[Held]:
    """Give what a slot that carries no known data holds by its name, if that is personal."""
    name = slot.name.rpartition(".")[2]
    if act.kind == "file" and not name:
        yield from _of_file(act, slot, material)
    if act.content and not _is_public(act, material):
        yield _of_type(act, slot)
        return
    if not _may_hold(act, slot) or not name or name.isdigit():
        return
    column = _column(act, name, material)
    owner = act.owner or None
    found = material.context.recognise(name, owner, column, None if act.sink is SinkKind.STORE else "call")
    if found is None or found.confidence is Confidence.LOW or (act.sink is SinkKind.PROCESSOR and found.category.startswith(NOT_BY_NAME)):
        return
    form, confidence = _form(slot)
    said = found.form if found.form.kind is not FormKind.PLAIN else material.context.forms.of_name(name) or PLAIN
    if said.kind is not FormKind.PLAIN and not is_informed(slot):
        return
    source = f"{act.owner}.{name}" if act.owner else name
    yield Held(found.category, found.subject, form, source, confidence.at_most(found.confidence))


def borne_out(label: Label, trail: Trail | None, act: Act, slot: Slot, material: Material) -> Confidence:
    """How sure it is what a value is: a parameter of which its name alone says little may be put into a column that says the same."""
    name, followed = slot.name.rpartition(".")[2], trail.confidence if trail else Confidence.HIGH
    if label.confidence is Confidence.LOW and act.sink is SinkKind.STORE and act.owner and name:
        found = material.context.recognise(name, act.owner, _column(act, name, material))
        if found is not None and found.category == label.name:
            return found.confidence.at_most(Confidence.MEDIUM if trail and trail.doubts else Confidence.HIGH)
    return label.confidence.at_most(followed)


def can_hold(act: Act, slot: Slot, label: Label, material: Material) -> bool:
    """Whether the column is of a type that the data can be kept in; what is counted or switched by data is not the data."""
    declared = _column(act, slot.name, material) if act.sink is SinkKind.STORE else None
    return declared is None or material.context.knowledge.recogniser.can_be_of(label.name, declared)


def _of_file(act: Act, slot: Slot, material: Material) -> Iterator[Held]:
    """What is written to ``token.json`` is a token."""
    words = tuple(act.name.split("_"))
    stem = " ".join(words[:-1] if words[-1] in ENDINGS else words)
    category = material.context.stores.secret_files.get(stem)
    if category is not None:
        form, confidence = _form(slot)
        yield Held(category, "customer", form, stem, confidence)


def _of_type(act: Act, slot: Slot) -> Held:
    """What is stored as ``image/jpeg`` is a picture."""
    form, confidence = _form(slot)
    return Held(MEDIA, "customer", form, f"{act.content} for {act.name or slot.name}", confidence.at_most(Confidence.MEDIUM))


def _is_public(act: Act, material: Material) -> bool:
    """Whether a bucket's name says that it holds what everybody gets: pictures of products."""
    return not material.context.stores.not_uploads.isdisjoint(split_words(act.name))


def _may_hold(act: Act, slot: Slot) -> bool:
    """A literal is no person's data; neither is what a log or a response has no label for."""
    if act.sink not in (SinkKind.STORE, SinkKind.PROCESSOR) or (act.sink is SinkKind.STORE and act.kind not in STORED):
        return False
    cell = next((cell for cell in act.cells if cell.column == slot.name), None)
    return cell is None or not cell.known


def _column(act: Act, name: str, material: Material) -> str | None:
    table = material.context.tables.all.get(act.model)
    column = table.columns.get(name) if table else None
    return column.type if column else None


def is_informed(slot: Slot) -> bool:
    """Tell whether something is known of how the value was made: it is a fresh secret, or went through a hash or cipher."""
    return any(isinstance(tag.origin, Label) and tag.origin.kind in ("secret", "form") for tag in slot.labels)


def _form(slot: Slot) -> tuple[Form, Confidence]:
    """The form that the value was seen to be put in; plain for certain where it is a fresh secret."""
    for tag in slot.labels:
        if isinstance(tag.origin, Label) and tag.origin.kind == "form":
            return tag.form, Confidence.HIGH
    secrets = [tag for tag in slot.labels if isinstance(tag.origin, Label) and tag.origin.kind == "secret"]
    if secrets:
        plain = next((tag.form for tag in secrets if tag.form.kind is FormKind.PLAIN), None)
        return plain or secrets[0].form, Confidence.HIGH
    return PLAIN, Confidence.MEDIUM
