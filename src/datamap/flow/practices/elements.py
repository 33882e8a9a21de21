"""Declared fields that hold personal data: columns of tables, fields of records and forms, columns of SQL, keys of documents."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.flow.models.acts import Act
from datamap.flow.models.queries import WHERE, store_of
from datamap.flow.models.walking import names_in
from datamap.flow.practices.ready_forms import ready_forms
from datamap.flow.practices.sealed_types import cipher_of
from datamap.flow.tags import Label
from datamap.model import PLAIN, Confidence, Element, Form, FormKind, SinkKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.events import Slot
    from datamap.flow.models.ddl import SqlTable
    from datamap.flow.models.tables import Table
    from datamap.flow.practices.comments import Statements
    from datamap.flow.practices.material import Material
    from datamap.knowledge.frameworks.entrances import Route
    from datamap.knowledge.frameworks.tables import Record
    from datamap.knowledge.recognise import Recognition
    from datamap.model import Location
    from datamap.program.symbols import Class, FieldDeclaration, Function, Module

WITHOUT_SCHEMA = frozenset({"mongodb", "firestore", "dynamodb", "supabase", "redis", "elasticsearch"})
SAID_BY_NAMES = frozenset({FormKind.HASHED, FormKind.ENCRYPTED, FormKind.MASKED, FormKind.TRUNCATED, FormKind.ANONYMISED})
RESPONSE_WORDS = ("out", "read", "response", "public", "view", "result", "reply")
MIGRATIONS = frozenset({"migrations", "alembic"})
"""Folders of files that say how tables became what they are."""


class Elements:
    """Finds the elements of a program."""

    def __init__(self, material: Material, statements: Statements, sql: tuple[SqlTable, ...]) -> None:
        self.material, self.statements, self.sql = material, statements, sql
        self.context = material.context

    def all(self) -> tuple[Element, ...]:
        """Every element once, in order of place."""
        found = [*self._of_tables(), *self._of_sql()]
        known = {(element.store, element.name) for element in found}
        found += [element for element in self._of_documents() if (element.store, element.name) not in known]
        found += self._of_records()
        found += self._of_ready_forms()
        unique = {(element.owner, element.name, element.category, element.location): element for element in found}
        return tuple(sorted(unique.values(), key=lambda element: (element.location, element.owner, element.name)))

    def _of_tables(self) -> Iterator[Element]:
        for table in self.context.tables.all.values():
            if not self.material.counts(table.cls.module.path) or self._is_superseded(table):
                continue
            for column in table.columns.values():
                if column.reference:
                    continue
                found = self._recognised(column.name, table.cls.name, column.type, column.location)
                if found is not None:
                    said = self._handed_hashes.get((table.cls.qualname, column.name))
                    form = column.form or self._encrypting_type(column.type) or said or found.form
                    kind = "inherited" if column.inherited else "model"
                    yield self._element(found, column.name, table.cls.qualname, kind, column.location, store_of(self.context, table), form)

    def _is_superseded(self, table: Table) -> bool:
        """Whether a class of a migration shows how a table once was, which a class of the service shows as it is."""
        return _is_migration(table.cls.module.path) and table.name.lower() in self._present

    @cached_property
    def _present(self) -> frozenset[str]:
        """The tables of classes outside of migrations."""
        tables = self.context.tables.all.values()
        return frozenset(table.name.lower() for table in tables if not _is_migration(table.cls.module.path))

    @cached_property
    def _handed_hashes(self) -> dict[tuple[str, str], Form]:
        """Columns of classes that some code gives a hash, or what is called one: ``SessionToken(token=token_hash)``."""
        found: dict[tuple[str, str], Form] = {}
        for module in self.material.modules:
            for call, path in self.context.statics.calls(module):
                if path in self.context.program.classes:
                    for argument in call.arguments:
                        form = self._hash_in(argument.value, module) if argument.keyword else None
                        if form is not None:
                            found[path, str(argument.keyword)] = form
        return found

    def _hash_in(self, value: object, module: Module) -> Form | None:
        known = self.context.forms.applied.get(self.context.statics.path(value, module) or "") if isinstance(value, ir.Call) else None
        if known is not None and known[0] is FormKind.HASHED:
            return Form(FormKind.HASHED, known[1].name, known[1].salted)
        form = self.context.forms.of_name(_last_name(value))
        return form if form is not None and form.kind is FormKind.HASHED else None

    def _handed_to_namesake(self, table: str, column: str) -> Form | None:
        """The same for a table that SQL declares: a class of its name is given the hash."""
        name = table.lower().removesuffix("s")
        return next((form for (path, given), form in self._handed_hashes.items() if given == column and _bare(path) == name), None)

    def _encrypting_type(self, type_: str | None) -> Form | None:
        """A column type of the project's own that encrypts: its name says so, its body says how."""
        cls = self.context.program.classes.get(type_ or "")
        if cls is None:
            return None
        named = self.context.forms.of_name(cls.name)
        return Form(FormKind.ENCRYPTED, cipher_of(cls, self.context)) if named and named.kind is FormKind.ENCRYPTED else None

    def _of_sql(self) -> Iterator[Element]:
        mapped = {table.name.lower() for table in self.context.tables.all.values()}
        for table in self.sql:
            if table.name.lower() in mapped:
                continue
            for column in table.columns:
                found = self._recognised(column.name, table.name, column.type, column.location)
                if found is not None:
                    form = found.form if found.form is not PLAIN else self._handed_to_namesake(table.name, column.name) or found.form
                    yield self._element(found, column.name, table.name, "column", column.location, table.store, form)

    def _of_documents(self) -> Iterator[Element]:
        """Keys that are written to stores which have no schema."""
        declared = {table.store for table in self.sql} | {store_of(self.context, table) for table in self.context.tables.all.values()}
        for effect in self.material.effects:
            act = effect.data
            if effect.kind != "sink" or not isinstance(act, Act) or act.sink is not SinkKind.STORE or effect.target in declared:
                continue
            if act.kind not in ("database", "search", "cache", "index") or not act.name:
                continue
            for slot in effect.slots:
                name = slot.name.rpartition(".")[2]
                found = self._recognised(name, act.name, None, effect.location) if name and slot.name != WHERE else None
                if found is not None and found.confidence is not Confidence.LOW and not _is_something_else(found, slot):
                    form = found.form if found.form is not PLAIN else self._handed_to_namesake(act.name, name) or found.form
                    yield self._element(found, name, act.name, "column", effect.location, effect.target, form)

    def _of_records(self) -> Iterator[Element]:
        for cls in self.context.program.classes.values():
            record = self._record(cls)
            if (
                record is None
                or record.kind == "settings"
                or self.context.tables.schema_of(cls)
                or not self.material.counts(cls.module.path)
            ):
                continue
            kind = "form" if record.kind == "form" or self._is_body(cls) else "schema"
            for name, field in cls.fields.items():
                if (record.style == "annotation" and field.annotation is None) or _is_only_shown(field, record):
                    continue
                found = self._recognised(name, cls.name, field.type, field.location)
                if found is not None:
                    yield self._element(found, name, cls.qualname, kind, field.location, None, found.form)

    def _of_ready_forms(self) -> Iterator[Element]:
        for name, owner, place in ready_forms(self.material):
            found = self._recognised(name, owner.rpartition(".")[2], None, place)
            if found is not None:
                yield self._element(found, name, owner, "form", place, None, found.form)

    def _record(self, cls: Class) -> Record | None:
        for record in self.context.frameworks.records:
            if any(base in record.bases for base in cls.ancestors) or any(name in record.decorators for name in cls.decorators):
                return record
        return None

    def _is_body(self, cls: Class) -> bool:
        """Whether a route takes such a record from outside."""
        return cls.qualname in self._bodies and not cls.name.lower().endswith(RESPONSE_WORDS)

    @property
    def _bodies(self) -> frozenset[str]:
        if not hasattr(self, "_known_bodies"):
            names: set[str] = set()
            for function, decoration in self.material.solution.entries.items():
                if decoration.kind in ("route", "webhook"):
                    names.update(self._annotated(function))
            self._known_bodies = frozenset(names)
        return self._known_bodies

    def _annotated(self, function: Function) -> Iterator[str]:
        from datamap.program.naming import annotation_paths, resolve

        for parameter in function.node.parameters:
            if self._is_injected(parameter, function):
                continue
            for path in annotation_paths(parameter.annotation):
                yield resolve(self.context.program, function.module, path)

    def _is_injected(self, parameter: ir.Parameter, function: Function) -> bool:
        """Whether the framework makes the value itself, rather than reading it from the body."""
        bodies = {name for route in self._routes(function) for name in route.body}
        if bodies:
            return parameter.name not in bodies
        return any(name in ("Depends", "Security") for part in (parameter.default, parameter.annotation) for name in names_in(part))

    def _routes(self, function: Function) -> list[Route]:
        known = self.context.routing.by_decorator
        paths = [self.context.statics.path(decorator, function.module) for decorator in function.node.decorators]
        return [known[path] for path in paths if path in known]

    def _recognised(self, name: str, owner: str, type_: str | None, place: Location) -> Recognition | None:
        if self.statements.is_not_personal(place):
            return None
        return self.context.recognise(name, owner, type_.rpartition(".")[2] if type_ else None)

    def _element(self, found: Recognition, name: str, owner: str, kind: str, place: Location, store: str | None, form: Form) -> Element:
        category = self.statements.category(place) or found.category
        symbol = f"{owner}.{name}"
        return Element(
            category,
            found.subject,
            name,
            owner,
            kind,
            place,
            symbol,
            store,
            form if form.kind is not FormKind.PLAIN else PLAIN,
            found.why,
            found.confidence,
        )


def _is_something_else(found: Recognition, slot: Slot) -> bool:
    """Whether the value that a key is given is known to be other data than its name says: ``{"address": request.remote_addr}``."""
    known = {tag.origin.name for tag in slot.labels if isinstance(tag.origin, Label) and tag.origin.kind == "data"}
    return len(known) == 1 and not any(one.startswith(found.category) or found.category.startswith(one) for one in known)


def _is_migration(path: str) -> bool:
    return not MIGRATIONS.isdisjoint(path.split("/")[:-1])


def _bare(path: str) -> str:
    return path.rpartition(".")[2].lower()


def _last_name(value: object) -> str:
    """``token_hash`` of ``made.token_hash`` and of ``get_token_hash(token)``."""
    if isinstance(value, ir.Call):
        value = value.func
    return value.attr if isinstance(value, ir.Attribute) else value.id if isinstance(value, ir.Name) else ""


def _is_only_shown(field: FieldDeclaration, record: Record) -> bool:
    """Whether a form or serialiser computes or answers a field and never asks for it: ``SerializerMethodField()``, ``read_only=True``."""
    if (field.type or "").rpartition(".")[2] in record.shown:
        return True
    given = field.value.arguments if isinstance(field.value, ir.Call) else ()
    return any(each.keyword in record.shown and isinstance(each.value, ir.Constant) and each.value.value is True for each in given)
