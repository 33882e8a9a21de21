"""Which classes of a program are tables, collections or indexes: their names, columns and references."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.knowledge.names import split_words
from datamap.model import Form, FormKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.models.statics import Statics
    from datamap.flow.values import ConstantValue
    from datamap.knowledge.forms import Forms
    from datamap.knowledge.frameworks import Frameworks
    from datamap.knowledge.frameworks.tables import Schema
    from datamap.model import Location
    from datamap.program.symbols import Class, FieldDeclaration

ANNOTATIONS_OF_NOTHING = ("typing.ClassVar", "ClassVar", "beanie.Link", "beanie.BackLink")
WRAPPERS = frozenset(
    {
        "Mapped",
        "Optional",
        "Union",
        "Annotated",
        "list",
        "List",
        "set",
        "Set",
        "Sequence",
        "dict",
        "Dict",
        "tuple",
        "DynamicMapped",
        "WriteOnlyMapped",
    }
)
COLLECTIONS = frozenset(
    {"list", "List", "set", "Set", "Sequence", "Collection", "WriteOnlyMapped", "DynamicMapped", "AppenderQuery", "dict", "Dict"}
)
ACCOUNTS = ("AbstractUser", "AbstractBaseUser", "flask_login.UserMixin", "SQLAlchemyBaseUserTable", "SQLAlchemyBaseUserTableUUID")
"""Bases of the class whose rows are the people who sign in."""
ACCOUNT_NAMES = ("User", "Account", "Member", "Customer", "Person", "AppUser", "UserAccount")
ACCOUNT_COLUMNS = frozenset(
    {"email", "email_address", "mail", "username", "login", "password", "password_hash", "hashed_password", "phone"}
)
HASHED = Form(FormKind.HASHED)
CASCADES = {"delete": "cascade", "delete-orphan": "cascade", "all": "cascade"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``reference``: the class or table that it points to, ``on_delete``: what then happens with this row."""

    name: str
    type: str | None
    location: Location
    reference: str | None = None
    on_delete: str | None = None
    form: Form | None = None
    default: ConstantValue = None
    nullable: bool = False
    related_name: str | None = None
    folder: str | None = None
    """Where the files of a file column go, "" if nothing says; None for a column that holds its own data."""
    inherited: bool = False
    """Whether a class of the framework brings it, used or not."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """Rows of another class that an instance leads to; ``cascade`` says that they go when it goes, ``many`` that it lists them."""

    name: str
    target: str
    location: Location
    cascade: str | None = None
    many: bool | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table with the class that maps it."""

    name: str
    cls: Class
    schema: Schema
    columns: dict[str, Column]
    relationships: dict[str, Relationship]


class Tables:
    """The tables of a program, by class and by name."""

    def __init__(self, statics: Statics, frameworks: Frameworks, forms: Forms) -> None:
        self.statics, self.frameworks, self.forms = statics, frameworks, forms
        self._of: dict[str, Table | None] = {}

    def of(self, cls: Class) -> Table | None:
        """Give the table that a class maps; None for any other class and for abstract ones."""
        if cls.qualname not in self._of:
            self._of[cls.qualname] = None
            self._of[cls.qualname] = self._read(cls)
        return self._of[cls.qualname]

    @cached_property
    def all(self) -> dict[str, Table]:
        """Every table by the name of its class, in program order."""
        return {name: table for name, cls in self.statics.program.classes.items() if (table := self.of(cls)) is not None}

    @cached_property
    def by_name(self) -> dict[str, Table]:
        """Every table by its name in the database, without schema, in lower case."""
        return {table.name.rpartition(".")[2].lower(): table for table in self.all.values()}

    @cached_property
    def by_class_name(self) -> dict[str, Table]:
        """Every table by the bare name of its class, the first one where there are several."""
        return {table.cls.name: table for table in reversed(self.all.values())}

    @cached_property
    def by_place(self) -> dict[tuple[str, int], tuple[Table, str]]:
        """Every column by the file and line that declares it."""
        return {
            (column.location.file, column.location.line): (table, name)
            for table in self.all.values()
            for name, column in table.columns.items()
        }

    @cached_property
    def account(self) -> Table | None:
        """The table of the people who sign in: its class says so, is called so and knows how to reach them, or alone has a password."""
        told = [table for table in self.all.values() if any(base.endswith(ACCOUNTS) for base in table.cls.ancestors)]
        called = (self.by_class_name[name] for name in ACCOUNT_NAMES if name in self.by_class_name)
        named = next((table for table in called if not ACCOUNT_COLUMNS.isdisjoint(table.columns)), None)
        locked = [table for table in self.all.values() if _is_signed_in_to(table)]
        return told[0] if told else named or (locked[0] if len(locked) == 1 else None)

    @cached_property
    def reverse(self) -> dict[str, dict[str, tuple[Table, bool]]]:
        """By class, the names that the foreign keys of other tables give to its rows, and whether one row is meant."""
        found: dict[str, dict[str, tuple[Table, bool]]] = {}
        for other in self.all.values():
            name = other.cls.name.lower()
            for column in other.columns.values():
                target = self.target(column.reference) if column.reference else None
                if target is not None:
                    names = found.setdefault(target.cls.qualname, {})
                    for many in filter(None, (column.related_name, f"{name}_set")):
                        names.setdefault(many, (other, False))
                    if column.type and "OneToOne" in column.type:
                        names.setdefault(name, (other, True))
        return found

    @cached_property
    def by_manager(self) -> dict[str, Table]:
        """The table that a manager's or query set's class is about, where it is about one."""
        found: dict[str, list[Table]] = {}
        for table in self.all.values():
            for name in table.schema.accessors:
                field = next((each.fields[name] for each in table.cls.mro or (table.cls,) if name in each.fields), None)
                for path in self._managers(field, table.cls) if field else ():
                    found.setdefault(path, []).append(table)
        return {path: tables[0] for path, tables in found.items() if len(tables) == 1}

    def _managers(self, field: FieldDeclaration, cls: Class) -> Iterator[str]:
        """Project classes that ``ClientManager()``, ``ClientQuerySet.as_manager()`` and ``Base.from_queryset(ClientQuerySet)()`` name."""
        expression = field.value
        while isinstance(expression, ir.Call | ir.Attribute):
            for argument in expression.arguments if isinstance(expression, ir.Call) else ():
                if (given := self.statics.path(argument.value, cls.module)) in self.statics.program.classes:
                    yield str(given)
            expression = expression.func if isinstance(expression, ir.Call) else expression.value
        path = self.statics.path(field.value, cls.module) or ""
        for candidate in (path, path.rpartition(".")[0]):
            if candidate in self.statics.program.classes:
                yield from (each.qualname for each in self.statics.program.classes[candidate].mro)

    def declares_columns(self, path: str) -> bool:
        """Tell whether a call of ``path`` declares a column."""
        return any(_matches(path, schema.columns) and path not in schema.not_columns for schema in self.frameworks.schemas)

    def target(self, reference: str) -> Table | None:
        """Give the table that a foreign key or relationship names: by class, by ``app.Class``, by ``table.column``."""
        if reference in self.all:
            return self.all[reference]
        if reference.endswith("auth.models.User") and self.account is not None:
            return self.account
        last = reference.rpartition(".")[2]
        return (
            self.by_class_name.get(last) or self.by_name.get(reference.split(".", maxsplit=1)[0].lower()) or self.by_name.get(last.lower())
        )

    def schema_of(self, cls: Class) -> Schema | None:
        """Give the framework's entry that makes a class a table, abstract ones too."""
        names = self._bases(cls)
        for schema in self.frameworks.schemas:
            if not names.isdisjoint(schema.bases) or not names.isdisjoint(schema.decorators):
                return schema
        return None

    def _bases(self, cls: Class) -> set[str]:
        expressions = [
            (base.value, ancestor.module) for ancestor in cls.mro or (cls,) for base in ancestor.node.bases if base.keyword is None
        ]
        expressions += [(decorator, cls.module) for decorator in cls.node.decorators]
        return {path for expression, module in expressions if (path := self.statics.path(expression, module))} | set(cls.ancestors)

    def _read(self, cls: Class) -> Table | None:
        schema = self.schema_of(cls)
        if schema is None or self._is_abstract(cls, schema):
            return None
        columns: dict[str, Column] = {}
        relationships: dict[str, Relationship] = {}
        for base in schema.inherited:
            if base.base in cls.ancestors:
                kept = (name for name in base.fields if not self._is_taken_out(cls, name))
                hashed = {name: HASHED if name in base.hashed else None for name in kept}
                columns |= {name: Column(name, None, cls.location, form=form, inherited=True) for name, form in hashed.items()}
        for field in cls.all_fields():
            relationship = self._relationship(field, cls, schema)
            if relationship is not None:
                relationships[field.name] = relationship
            elif (column := self._column(field, cls, schema)) is not None:
                columns[field.name] = column
        return Table(self._name(cls, schema), cls, schema, columns, relationships)

    def _is_taken_out(self, cls: Class, name: str) -> bool:
        """Whether a class takes an inherited column out: ``username = None``."""
        declared = next((each.fields[name] for each in cls.mro or (cls,) if name in each.fields), None)
        return declared is not None and isinstance(declared.value, ir.Constant) and declared.value.value is None

    def _is_abstract(self, cls: Class, schema: Schema) -> bool:
        if any(self._class_setting(cls, path) is True for path in schema.abstract):
            return True
        if any(base.base in cls.ancestors for base in schema.inherited):
            return False
        if schema.table_switch:
            return not any(base.keyword == schema.table_switch for base in cls.node.bases)
        declares_root = any(self.statics.path(base.value, cls.module) in schema.bases for base in cls.node.bases)
        return declares_root and not any(self._field_kind(field, cls, schema) for field in cls.fields.values()) and not cls.mro[1:]

    def _name(self, cls: Class, schema: Schema) -> str:
        for path in schema.table:
            given = self._class_setting(cls, path)
            if isinstance(given, str):
                return given
        match schema.table_style:
            case "lower":
                return cls.name.lower()
            case "snake":
                return "_".join(split_words(cls.name))
            case "django":
                return "_".join((*_app(cls), cls.name.lower()))
            case _:
                return cls.name

    def _class_setting(self, cls: Class, path: str) -> ConstantValue:
        """``Meta.db_table`` or ``__tablename__`` of a class, if it is a literal."""
        owner, _, name = path.rpartition(".")
        holder = cls.inner_classes.get(owner) if owner else cls
        field = holder.fields.get(name) if holder else None
        if field is None and owner and owner in cls.fields:
            return self._dict_entry(cls.fields[owner].value, name, cls)
        return self.statics.literal(field.value, cls.module) if field else None

    def _dict_entry(self, expression: ir.Expression | None, key: str, cls: Class) -> ConstantValue:
        if not isinstance(expression, ir.Dict):
            return None
        pairs = zip(expression.keys, expression.values, strict=True)
        return next(
            (self.statics.literal(value, cls.module) for name, value in pairs if isinstance(name, ir.Constant) and name.value == key), None
        )

    def _field_kind(self, field: FieldDeclaration, cls: Class, schema: Schema) -> str | None:
        """Tell whether a declaration is a ``column``, a ``key`` to another table, or neither."""
        path = self.statics.path(field.value, cls.module) if isinstance(field.value, ir.Call) else None
        if path is not None and _matches(path, schema.foreign_keys):
            return "key"
        if path is not None and _matches(path, schema.columns) and path not in schema.not_columns:
            return "column"
        own = self.statics.program.classes.get(path or "")
        if own is not None and any(_matches(base, schema.columns) for base in own.ancestors):
            return "column"
        annotation = self.statics.path(field.annotation, cls.module) if field.annotation is not None else None
        if annotation in schema.annotations:
            return "column"
        declared = field.annotation is not None and annotation not in ANNOTATIONS_OF_NOTHING
        return "column" if declared and (schema.annotated or schema.table_switch) and not field.name.startswith("model_config") else None

    def _column(self, field: FieldDeclaration, cls: Class, schema: Schema) -> Column | None:
        kind = self._field_kind(field, cls, schema)
        if kind is None:
            return None
        call = field.value if isinstance(field.value, ir.Call) else None
        key = self._key(call, cls, schema, is_key=kind == "key")
        types = self._types(field, call, cls)
        return Column(
            field.name,
            types[0] if types else None,
            field.location,
            reference=self._reference(key, cls) or self._keyword(call, schema.foreign_key_argument, cls),
            on_delete=self._on_delete(key or call, schema, cls),
            form=next((form for type_ in types if (form := self.forms.of_field(type_))), None),
            default=self._default(call, field, cls),
            nullable=self._keyword(call, "null", cls) == "True" or self._keyword(call, "nullable", cls) == "True",
            related_name=self._keyword(call, "related_name", cls),
            folder=self._folder(call, cls, schema),
        )

    def _folder(self, call: ir.Call | None, cls: Class, schema: Schema) -> str | None:
        """The first folder that ``upload_to="scans/%Y/"`` names."""
        if call is None or (self.statics.path(call, cls.module) or "") not in schema.files:
            return None
        return (self._keyword(call, "upload_to", cls) or "").strip("/").partition("/")[0].partition("{")[0].partition("%")[0]

    def _key(self, call: ir.Call | None, cls: Class, schema: Schema, *, is_key: bool) -> ir.Call | None:
        """Find the call that points to another table: the field itself, or ``ForeignKey(…)`` among a column's arguments."""
        if call is None or is_key:
            return call
        for argument in call.arguments:
            if isinstance(argument.value, ir.Call) and _matches(self.statics.path(argument.value, cls.module) or "", schema.foreign_keys):
                return argument.value
        return None

    def _reference(self, key: ir.Call | None, cls: Class) -> str | None:
        if key is None or not key.arguments:
            return None
        target = next(
            (argument.value for argument in key.arguments if argument.keyword in (None, "to", "model", "model_name", "column")), None
        )
        if isinstance(target, ir.Constant):
            return cls.qualname if target.value == "self" else str(target.value)
        path = self.statics.path(target, cls.module)
        return "django.contrib.auth.models.User" if path and path.endswith("AUTH_USER_MODEL") else path

    def _on_delete(self, call: ir.Call | None, schema: Schema, cls: Class) -> str | None:
        if call is None:
            return None
        for position, argument in enumerate(call.arguments):
            if argument.keyword in schema.on_delete or (argument.keyword is None and str(position) in schema.on_delete and position):
                value = self.statics.literal(argument.value, cls.module)
                text = value if isinstance(value, str) else self.statics.path(argument.value, cls.module) or ""
                return "_".join(split_words(text.rpartition(".")[2])) or None
        return None

    def _types(self, field: FieldDeclaration, call: ir.Call | None, cls: Class) -> list[str]:
        """List the declared types of a column: those of its arguments, its annotation, its constructor."""
        found = [path for argument in (call.arguments if call else ()) for path in self._type_paths(argument, cls)]
        annotated = [name for name in ((field.type, *field.inside) if field.annotation is not None else ()) if name]
        found += [name for name in annotated if name.rpartition(".")[2] not in WRAPPERS]
        constructor = self.statics.path(call, cls.module) if call else None
        return found + ([constructor] if constructor else [])

    def _type_paths(self, argument: ir.Argument, cls: Class) -> Iterator[str]:
        if argument.keyword in (None, "type_", "sa_type", "sa_column", "base_field", "engine"):
            path = self.statics.path(argument.value, cls.module)
            if path and not path.endswith("ForeignKey"):
                yield path
            if isinstance(argument.value, ir.Call) and path and path.endswith("Column"):
                yield from (inner for each in argument.value.arguments for inner in self._type_paths(each, cls))

    def _default(self, call: ir.Call | None, field: FieldDeclaration, cls: Class) -> ConstantValue:
        if call is None:
            return self.statics.literal(field.value, cls.module)
        named = {argument.keyword: argument.value for argument in call.arguments if argument.keyword}
        given = next((named[name] for name in ("default", "server_default") if name in named), None)
        value = self.statics.literal(given, cls.module)
        return {"true": True, "false": False, "1": True, "0": False}.get(value.lower(), value) if isinstance(value, str) else value

    def _keyword(self, call: ir.Call | None, name: str, cls: Class) -> str | None:
        if call is None or not name:
            return None
        value = next((self.statics.literal(argument.value, cls.module) for argument in call.arguments if argument.keyword == name), None)
        return None if value is None else str(value)

    def _relationship(self, field: FieldDeclaration, cls: Class, schema: Schema) -> Relationship | None:
        call = field.value
        if not isinstance(call, ir.Call) or not _matches(self.statics.path(call, cls.module) or "", schema.relationships):
            return None
        target = self._reference(call, cls) if call.arguments and call.arguments[0].keyword is None else None
        named = [name for name in field.inside if name.rpartition(".")[2] not in WRAPPERS]
        target = target or (named[-1] if named else field.type if field.annotation is not None else None)
        cascade = next((self._keyword(call, name, cls) for name in schema.cascade), None) or ""
        effect = next((CASCADES[word.strip()] for word in cascade.split(",") if word.strip() in CASCADES), None)
        return Relationship(
            field.name, target or field.name, field.location, "cascade" if cascade == "True" else effect, self._is_many(field, call, cls)
        )

    def _is_many(self, field: FieldDeclaration, call: ir.Call, cls: Class) -> bool | None:
        """Tell whether a relation lists rows, by its annotation or its ``uselist``."""
        if self._keyword(call, "uselist", cls) == "False":
            return False
        if field.annotation is None:
            return None
        words = [name.rpartition(".")[2] for name in (field.type or "", *field.inside)]
        return any(word in COLLECTIONS for word in words)


def _is_signed_in_to(table: Table) -> bool:
    """Whether its rows have a password, and a name or address to sign in with."""
    words = [split_words(name) for name in table.columns]
    others = {"_".join(one) for one in words if "password" not in one}
    return len(others) < len(words) and not ACCOUNT_COLUMNS.isdisjoint(others)


def _matches(path: str, known: tuple[str, ...]) -> bool:
    """Tell whether a path is one of ``known``, or lies below one that ends with a dot and is a class."""
    if path in known:
        return True
    if not path.rpartition(".")[2][:1].isupper():
        return False
    return any(name.endswith(".") and path.startswith(name) for name in known)


def _app(cls: Class) -> tuple[str, ...]:
    steps = [step for step in cls.module.name.split(".")[:-1] if step not in ("models", "apps", "src")]
    return tuple(steps[-1:])
