"""Forms and serialisers of mapped classes: what they read of a row, what came in through them, and what saving them writes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.flow.events import Effect, Outcome
from datamap.flow.models.arguments import keyed, one
from datamap.flow.models.queries import reading, row
from datamap.flow.models.writes import saved
from datamap.flow.values import NOTHING, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from datamap.flow.events import ExternalCall, ExternalRead, World
    from datamap.flow.models.context import Context
    from datamap.flow.models.tables import Table
    from datamap.flow.values import Value
    from datamap.knowledge.frameworks.tables import Record
    from datamap.program.symbols import Class

    Handler = Callable[[ExternalCall], Outcome | None]

ROW = "instance"
GIVEN = ("data", "initial", "files")
DEEPEST = 3


@dataclass(frozen=True)
class Form:
    """A form's class: the table it stands for, the columns it shows, its own fields, and the forms inside of it."""

    cls: Class
    record: Record
    table: Table | None
    columns: tuple[str, ...]
    own: tuple[str, ...]
    inner: tuple[tuple[str, Class], ...]


def find(spelled: tuple[str, ...], context: Context) -> Handler | None:
    """Find who answers for a path."""
    path = spelled[-1]
    base, _, name = path.rpartition(".")
    for record in context.frameworks.records:
        if record.model and path in record.bases:
            return partial(_made, context=context)
        if record.model and base in record.bases and name in record.saves:
            return partial(_saved, context=context)
    return None


def read(event: ExternalRead, context: Context) -> Value | None:
    """Answer for ``serializer.data`` and ``form.cleaned_data``."""
    form = form_of(event.about, context) if event.about is not None else None
    if form is None or event.name not in form.record.cleaned:
        return None
    held = event.world.fields(event.owner).get(ROW, NOTHING)
    return _shown(event.world, form, held, context)


def _made(event: ExternalCall, context: Context) -> Outcome | None:
    """``ProfileSerializer(user)`` reads the row and those of the forms inside."""
    form = form_of(event.about, context) if event.about is not None else None
    held = one(event, ("0", ROW))
    if form is None or held is NOTHING or event.receiver is NOTHING or any(name in event.kwargs for name in GIVEN):
        return None
    event.world.write(event.receiver, ROW, held)
    return Outcome(event.receiver, tuple(_readings(event, form, context, 0)))


def _readings(event: ExternalCall, form: Form, context: Context, depth: int) -> Iterator[Effect]:
    if form.table is not None:
        yield reading(context, event, form.table, NOTHING)
    for _, cls in form.inner if depth < DEEPEST else ():
        inside = form_of(cls, context)
        if inside is not None:
            yield from _readings(event, inside, context, depth + 1)


def _shown(world: World, form: Form, held: Value, context: Context, depth: int = 0) -> Value:
    """A dict of what the form shows of a row."""
    fields: dict[str, Value] = {}
    if form.table is not None:
        given = world.element(held) if world.items(held) else held
        shown = given if world.classes(given) else row(world, form.table, None, NOTHING)
        fields |= {name: world.read(shown, name) for name in form.columns}
    blank = world.instance(form.cls)
    fields |= {name: world.carrying(world.read(blank, name)) for name in form.own}
    for name, cls in form.inner if depth < DEEPEST else ():
        inside = form_of(cls, context)
        if inside is not None:
            fields[name] = world.list_of(_shown(world, inside, NOTHING, context, depth + 1))
    return world.dict_of(keyed(fields))


def _saved(event: ExternalCall, context: Context) -> Outcome | None:
    """``serializer.save(owner=request.user)`` runs the form's own ``create``, else writes its columns."""
    form = form_of(event.about, context) if event.about is not None else None
    if form is None:
        return None
    world = event.world
    came = {name: value for name, value in _came_in(world, form).items() if value is not NOTHING} | dict(event.kwargs)
    results = [
        world.call(world.read(event.receiver, name), (*row_first, world.dict_of(keyed(came))))
        for name, row_first in (("create", ()), ("update", (UNKNOWN,)))
        if form.cls.method(name) is not None
    ]
    if results:
        return Outcome(results[0])
    if form.table is None:
        return None
    made = world.instance(form.table.cls, came)
    return Outcome(made, (saved(context, event, form.table, came),))


def _came_in(world: World, form: Form) -> dict[str, Value]:
    """What people put into the form, by column and field."""
    blank = world.instance(form.cls)
    fields = {name: world.carrying(world.read(blank, name)) for name in form.own}
    if form.table is not None:
        empty = world.instance(form.table.cls)
        fields |= {name: world.read(empty, name) for name in form.columns}
    return fields


def form_of(cls: Class, context: Context) -> Form | None:
    """Read a form's class; None for any other class."""
    known = context.known_forms
    if cls.qualname not in known:
        known[cls.qualname] = None
        known[cls.qualname] = _read_class(cls, context)
    return known[cls.qualname]


def _read_class(cls: Class, context: Context) -> Form | None:
    record = next((each for each in context.frameworks.records if each.model and any(base in each.bases for base in cls.ancestors)), None)
    if record is None:
        return None
    table = _table(cls, record, context)
    inner = {
        name: made for each in reversed(cls.mro) for name, field in each.fields.items() if (made := _form_class(field.value, each, context))
    }
    declared = {name for each in cls.mro for name, field in each.fields.items() if isinstance(field.value, ir.Call)} - set(inner)
    listed = _listed(cls, record)
    columns = () if table is None else tuple(name for name in table.columns if listed is None or name in listed)
    own = tuple(sorted(declared - set(columns)))
    return Form(cls, record, table, columns, own, tuple(sorted(inner.items())))


def _form_class(value: ir.Expression | None, cls: Class, context: Context) -> Class | None:
    if not isinstance(value, ir.Call):
        return None
    made = context.program.classes.get(context.statics.path(value, cls.module) or "")
    return made if made is not None and made is not cls else None


def _meta(cls: Class, path: str) -> tuple[ir.Expression | None, Class] | None:
    owner, _, name = path.rpartition(".")
    for each in cls.mro:
        holder = each.inner_classes.get(owner)
        if holder is not None and name in holder.fields:
            return holder.fields[name].value, each
    return None


def _table(cls: Class, record: Record, context: Context) -> Table | None:
    found = _meta(cls, record.model)
    path = context.statics.path(found[0], found[1].module) if found else None
    if path and path.endswith("get_user_model"):
        return context.tables.account
    mapped = context.program.classes.get(path or "")
    return context.tables.of(mapped) if mapped is not None else None


def _listed(cls: Class, record: Record) -> frozenset[str] | None:
    """The columns that a form lists; None for all."""
    found = _meta(cls, record.listed)
    if found is None or not isinstance(found[0], ir.Sequence):
        return None
    return frozenset(item.value for item in found[0].items if isinstance(item, ir.Constant) and isinstance(item.value, str))
