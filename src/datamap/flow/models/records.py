"""Records that become dicts and back, field by field: ``profile.model_dump()``, ``Profile.model_validate(row)``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from datamap.flow.events import Outcome
from datamap.flow.models.arguments import is_open, keyed
from datamap.flow.models.mappers import was_read
from datamap.flow.models.queries import reading
from datamap.flow.models.writes import saved
from datamap.flow.values import NOTHING, with_labels

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.events import Effect, ExternalCall, World
    from datamap.flow.models.context import Context
    from datamap.flow.values import Value
    from datamap.program.symbols import Class

    Handler = Callable[[ExternalCall], Outcome | None]

TEXTS = ("model_dump_json", "json", "dumps")
LIMITS = ("include", "exclude", "only")


def find(spelled: tuple[str, ...], context: Context) -> Handler | None:
    """Find who answers for a path."""
    base, _, name = spelled[-1].rpartition(".")
    for record in context.frameworks.records:
        if base not in (*record.bases, *record.like):
            continue
        if name in record.dumps:
            return partial(_dumped, context=context, copies="copy" in name)
        if name in record.builds:
            return partial(_built, context=context)
        if name in record.fills:
            return partial(_filled, context=context, shown=record.cleaned)
    return None


def _dumped(event: ExternalCall, context: Context, *, copies: bool) -> Outcome | None:
    """A dict of the fields; a copy with what ``update`` changes; a text that carries them."""
    if event.about is None or event.receiver is NOTHING:
        return None
    world = event.world
    fields = _chosen(event, {name: world.read(event.receiver, name) for name in _names(event.about)})
    if copies:
        changed = world.fields(event.kwargs["update"]) if "update" in event.kwargs else {}
        return Outcome(world.instance(event.about, {**fields, **changed}))
    read = _rows_read(event, context, event.about)
    if event.name in TEXTS:
        return Outcome(world.carrying(*fields.values()), read)
    return Outcome(world.dict_of(keyed(fields)), read)


def _filled(event: ExternalCall, context: Context, shown: tuple[str, ...]) -> Outcome | None:
    """``form.populate_obj(row)`` sets what the form and the row both have, and nothing else."""
    if event.about is None or event.receiver is NOTHING or not event.args:
        return None
    world, target = event.world, event.args[0]
    tables = [table for cls in world.classes(target) if (table := context.tables.of(cls)) is not None]
    fields = {name: _entered(world, world.read(event.receiver, name), shown) for name in _names(event.about)}
    if tables:
        fields = {name: value for name, value in fields.items() if any(name in table.columns for table in tables)}
    for name, value in fields.items():
        world.write(target, name, value)
    return Outcome(NOTHING, tuple(saved(context, event, table, fields) for table in tables if was_read(target)))


def _entered(world: World, field: Value, shown: tuple[str, ...]) -> Value:
    """What was put into a field of a form."""
    return world.read(field, shown[0]) if shown else field


def _rows_read(event: ExternalCall, context: Context, *classes: Class) -> tuple[Effect, ...]:
    """A row that is told field by field is read, whoever fetched it."""
    tables = (context.tables.of(cls) for cls in classes)
    return tuple(reading(context, event, table, NOTHING) for table in tables if table is not None)


def _names(cls: Class) -> list[str]:
    return [declaration.name for declaration in cls.all_fields() if not declaration.name.startswith(("_", "model_config"))]


def _chosen(event: ExternalCall, fields: dict[str, Value]) -> dict[str, Value]:
    """``include={"email"}`` and ``exclude={"password"}``."""
    for word, wanted in (("include", True), ("exclude", False)):
        given = event.kwargs.get(word, NOTHING)
        names = {text for item in event.world.items(given) if (text := event.world.text(item))} if given is not NOTHING else set()
        if names:
            fields = {name: value for name, value in fields.items() if (name in names) is wanted}
    return fields


def _built(event: ExternalCall, context: Context) -> Outcome | None:
    """An instance whose fields are those of the dict or record that is given."""
    if event.about is None or not event.args:
        return None
    world, given = event.world, event.args[0]
    read = _rows_read(event, context, *world.classes(given))
    known = {name: value for name, value in world.fields(given).items() if name in _names(event.about)} if is_open(given) else {}
    if known:
        return Outcome(world.instance(event.about, known), read)
    labels = world.labels(given)
    return Outcome(with_labels(world.instance(event.about), labels) if labels else world.instance(event.about), read)
