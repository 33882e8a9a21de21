"""What is known of classes that are tables, of what their methods do, and of records that describe data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.knowledge.loading import Entry

if TYPE_CHECKING:
    from datamap.knowledge.frameworks.file import FrameworkFile

Names = tuple[str, ...]


class InheritedFields(Entry, frozen=True):
    """Columns that a base class brings along; hashed: those that it fills with hashes by itself."""

    base: str
    fields: Names
    hashed: Names = ()


class Schema(Entry, frozen=True):
    """Classes that are tables, collections or indexes."""

    name: str
    kind: str
    bases: Names = ()
    decorators: Names = ()
    annotations: Names = ()
    annotated: bool = False
    table: Names = ()
    table_style: str = "snake"
    table_switch: str = ""
    abstract: Names = ()
    columns: Names = ()
    not_columns: Names = ()
    relationships: Names = ()
    foreign_keys: Names = ()
    foreign_key_argument: str = ""
    on_delete: Names = ()
    cascade: Names = ()
    inherited: tuple[InheritedFields, ...] = ()
    accessors: Names = ()
    own_class: Names = ()
    files: Names = ()
    processor: str | None = None


class Binding(Entry, frozen=True):
    """What turns values into what is stored.

    methods: those of a column type; validators: decorators of a class's methods that name the columns they are run for; listeners: what
    tells a function to be run for a class or column; of_value, of_row: the events before a value is set and before a row is kept;
    row: the keyword by which a listener gets the row, if it is none of its first arguments.
    """

    methods: Names = ()
    validators: Names = ()
    listeners: Names = ()
    of_value: Names = ()
    of_row: Names = ()
    row: str = ""


class Migration(Entry, frozen=True):
    """Calls that change tables."""

    create: Names = ()
    add: Names = ()
    execute: Names = ()
    columns: Names = ()


class Statement(Entry, frozen=True):
    """Calls that build a statement about a table."""

    calls: Names
    does: str


class Mapper(Entry, frozen=True):
    """What the methods of a mapped class, its query sets and its instances do, by family."""

    family: str
    create: Names = ()
    create_user: Names = ()
    create_many: Names = ()
    create_object: Names = ()
    update: Names = ()
    delete: Names = ()
    read_one: Names = ()
    read_many: Names = ()
    read_fields: Names = ()
    filter: Names = ()
    excludes: Names = ()
    aggregate: Names = ()
    values: Names = ()
    query: Names = ()
    save: Names = ()
    remove: Names = ()
    assign: Names = ()
    related: Names = ()
    defaults: Names = ()
    set_password: Names = ()
    shortcuts: Names = ()
    constructs: bool = False


class Record(Entry, frozen=True):
    """Classes that describe data without keeping it.

    like: bases of mapped classes that become dicts and back in the same way; fills: methods that set the fields of what they are given;
    shown: types and switches of fields that are only ever answered, never asked for.
    """

    name: str
    kind: str
    style: str
    bases: Names = ()
    like: Names = ()
    decorators: Names = ()
    fields: Names = ()
    dumps: Names = ()
    builds: Names = ()
    fills: Names = ()
    cleaned: Names = ()
    saves: Names = ()
    model: str = ""
    listed: str = ""
    shown: Names = ()
    secret_types: Names = ()


class ReadyForm(Entry, frozen=True):
    """Forms and sign-in views that a framework brings along: what they ask of people, though no class of the project says so."""

    paths: Names
    asks: Names


class Combining(Entry, frozen=True):
    """Calls that put conditions of queries together.

    conditions: those that make one of what they are told by keyword; any_of, all_of: those that hold where one, or each, of theirs does.
    """

    conditions: Names = ()
    any_of: Names = ()
    all_of: Names = ()


class SoftDelete(Entry, frozen=True):
    """Columns that mark a row as deleted while it stays."""

    columns: Names
    false_means_deleted: Names
    values: Names = ()


class Tables:
    """The entries together, in file order."""

    def __init__(self, files: tuple[FrameworkFile, ...]) -> None:
        self.schemas = tuple(entry for file in files for entry in file.schema)
        self.binders = tuple(method for file in files for entry in file.binding for method in entry.methods)
        self.bindings = tuple(entry for file in files for entry in file.binding)
        self.migrations = tuple(entry for file in files for entry in file.migration)
        self.statements = {call: entry.does for file in files for entry in file.statement for call in entry.calls}
        self.mappers = {entry.family: entry for file in files for entry in file.orm}
        self.records = tuple(entry for file in files for entry in file.record)
        self.ready_forms = {path: entry.asks for file in files for entry in file.ready_form for path in entry.paths}
        self.combining = tuple(entry for file in files for entry in file.combining)
        self.soft_deletes = tuple(entry for file in files for entry in file.soft_delete)
