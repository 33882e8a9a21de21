"""What all models share: the program read statically, and what is known of libraries and names."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from datamap.flow.models import hashers
from datamap.flow.models.databases import database_of
from datamap.flow.models.ddl import sql_tables
from datamap.flow.models.hooks import Hooks
from datamap.flow.models.literals import literals_of
from datamap.flow.models.parsed import SqlReader
from datamap.flow.models.routing import Routing
from datamap.flow.models.row_security import RowSecurity, row_security
from datamap.flow.models.scope import Loci, is_outside
from datamap.flow.models.statics import Statics
from datamap.flow.models.tables import Tables
from datamap.flow.models.texts import texts_of
from datamap.knowledge.clock import load_clock
from datamap.knowledge.names import split_words
from datamap.knowledge.taxonomy import load_subjects
from datamap.knowledge.vendor_settings import vendor_of_setting
from datamap.model import Form, FormKind

if TYPE_CHECKING:
    from datamap.config import Config
    from datamap.flow.models.ddl import SqlTable
    from datamap.flow.models.forms import Form as DjangoForm
    from datamap.flow.models.texts import Source, TextFile
    from datamap.knowledge.clock import Clock
    from datamap.knowledge.everything import Knowledge
    from datamap.knowledge.forms import Forms
    from datamap.knowledge.frameworks import Frameworks
    from datamap.knowledge.gates import Gates
    from datamap.knowledge.processors import Processor, Processors
    from datamap.knowledge.recognise import Recognition
    from datamap.knowledge.stores import Stores
    from datamap.knowledge.taxonomy import Subjects
    from datamap.program.symbols import Module, Program

MAIL_SETTINGS = frozenset({"EMAIL_BACKEND", "EMAIL_HOST", "MAIL_SERVER", "SMTP_HOST", "SMTP_SERVER", "MAIL_HOST", "HOST", "HOSTNAME"})
MAILING = frozenset({"email", "marketing", "communications", "hosting", "productivity"})
CLEANERS = ("django_cleanup",)
MEDIA_SETTINGS = frozenset({"BACKEND", "DEFAULT_FILE_STORAGE"})
OWN_MAIL_SERVER = "smtp"
SQL_TRUTH = {"true": True, "1": True, "'t'": True, "false": False, "0": False, "'f'": False}
PLATFORM = "user.authorization.platform_credential"
OWN_KEYS = frozenset({"user.authorization.api_key", "user.authorization.token", "user.authorization.credentials"})
MAIL, POSTAL = "user.contact.email", "user.contact.address"
ADDRESS = ("address",)
MAIL_FIELDS = frozenset({"email", "mail", "email_address"})
PLACES = frozenset({"street", "city", "town", "postcode", "zip", "zipcode", "postal"})
KEYS = frozenset({"key", "token", "secret"})
MOST = 0.8
SHORTEST_NAME = 3


@dataclass
class Context:
    """One program and all that is known."""

    program: Program
    knowledge: Knowledge
    config: Config
    files: tuple[Source, ...] = ()
    sql_reader: SqlReader = field(default_factory=SqlReader)

    def __post_init__(self) -> None:
        self.forms: Forms = self.knowledge.forms
        self.gates: Gates = self.knowledge.gates
        self.stores: Stores = self.knowledge.stores
        self.frameworks: Frameworks = self.knowledge.frameworks
        self.clock: Clock = load_clock()
        self.statics = Statics(self.program)
        self.tables = Tables(self.statics, self.frameworks, self.forms)
        self.routing = Routing(self.statics, self.frameworks)
        self.known_settings: dict[str, Processor | None] = {}
        self.hooks = Hooks(self.statics, self.frameworks)
        self.known_forms: dict[str, DjangoForm | None] = {}

    def counts(self, path: str) -> bool:
        """Tell whether a file is part of the service, and no test or example."""
        return self.config.include_tests or not is_outside(path, self.frameworks.outside)

    @cached_property
    def modules(self) -> tuple[Module, ...]:
        """The modules that are part of the service."""
        return tuple(module for module in self.program.modules.values() if self.counts(module.path))

    @cached_property
    def settings_modules(self) -> tuple[Module, ...]:
        """The modules that configure the service, by their names."""
        return tuple(module for module in self.program.modules.values() if "settings" in module.name or "config" in module.name)

    @cached_property
    def texts(self) -> tuple[TextFile, ...]:
        """The files that are no Python."""
        return texts_of(self.files)

    @cached_property
    def statement_files(self) -> dict[str, tuple[TextFile, ...]]:
        """The files of SQL by their names."""
        found: dict[str, tuple[TextFile, ...]] = {}
        for file in self.texts:
            if file.kind == "sql":
                name = file.path.rpartition("/")[2]
                found[name] = (*found.get(name, ()), file)
        return found

    @cached_property
    def sql(self) -> tuple[SqlTable, ...]:
        """The tables that SQL declares."""
        return sql_tables(self)

    @cached_property
    def row_security(self) -> RowSecurity:
        """Which tables' rows are secured."""
        return row_security(self)

    @cached_property
    def declared_columns(self) -> dict[str, tuple[str, ...]]:
        """The columns of tables that only SQL declares, by table."""
        return {table.name: tuple(column.name for column in table.columns) for table in self.sql}

    @cached_property
    def declared_switches(self) -> dict[tuple[str, str], bool | None]:
        """The columns that only SQL declares and that are true or false, by table and name, and what they hold before anybody chose."""
        return {
            (table.name, column.name): SQL_TRUTH.get((column.default or "").lower())
            for table in self.sql
            for column in table.columns
            if (column.type or "").lower() in ("boolean", "bool", "tinyint(1)")
        }

    @cached_property
    def processors(self) -> Processors:
        """Third parties."""
        return self.knowledge.processors

    @cached_property
    def loci(self) -> Loci:
        """Which code runs on a server, and which on a person's own machine."""
        return Loci(self)

    @cached_property
    def database(self) -> str:
        """The kind of database that the program's tables are in, ``database`` if nothing says."""
        return database_of(self.program, self.frameworks.engines)

    def database_at(self, path: str, callee: str = "") -> str:
        """The kind of database that one place talks to: one in a file where the driver there says so, else the program's."""
        by_root = {root: engine for engine in self.frameworks.engines for root in engine.imports}
        called = by_root.get(callee.partition(".")[0])
        if called is not None:
            return called.name if called.in_file else self.database
        drivers = {by_root[root] for root in self._imports.get(path, ()) if root in by_root}
        return drivers.pop().name if len(drivers) == 1 and all(engine.in_file for engine in drivers) else self.database

    @cached_property
    def _imports(self) -> dict[str, frozenset[str]]:
        """What each file imports, by the first part of the name."""
        return {
            module.path: frozenset(
                bound.removeprefix("import ").partition(".")[0] for bound in module.bindings.values() if bound.startswith("import ")
            )
            for module in self.program.modules.values()
        }

    def store_id(self, entry_id: str, kind: str, name: str, path: str = "", callee: str = "") -> str:
        """Name a store: ``postgresql:users``, ``s3:media``, ``redis:sessions``; ``path`` and ``callee``: where SQL is run, by what."""
        is_sql = entry_id == "sql" or (kind == "database" and entry_id == "database")
        root = self.database_at(path, callee) if is_sql else entry_id
        return f"{root}:{name}" if name else root

    def recognise(
        self, name: str, owner: str | None = None, type_name: str | None = None, owner_kind: str | None = None
    ) -> Recognition | None:
        """Recognise personal data by its name; None for what policies alone speak of."""
        found = self.knowledge.recogniser.recognise(name, owner=owner, type_name=type_name, owner_kind=owner_kind)
        if found is None or not found.personal:
            return None
        if found.category in OWN_KEYS and owner is not None and (holder := owner.rpartition(".")[2].lower()) in self.connections:
            return replace(found, category=PLATFORM) if self.connections[holder] else None
        return replace(found, category=MAIL) if found.category == POSTAL and self.addresses_are_mail else found

    @cached_property
    def addresses_are_mail(self) -> bool:
        """Whether what is called an address is one for mail: the class of that name has an e-mail, and nothing has a street or a town."""
        classes = list(self.program.classes.values())
        mail = any(split_words(cls.name)[-1:] == ADDRESS and MAIL_FIELDS.intersection(cls.fields) for cls in classes)
        return mail and all(PLACES.isdisjoint(split_words(name)) for cls in classes for name in cls.fields)

    @cached_property
    def connections(self) -> dict[str, bool]:
        """Classes and tables, in lower case, that hold the address of somebody else's service beside its key, and whether for a person."""
        found = {
            cls.name.lower(): any(not self.frameworks.persons.isdisjoint(split_words(name)) for name in cls.fields)
            for cls in self.program.classes.values()
            if not KEYS.intersection(split_words(cls.name)[-1:]) and any(self.frameworks.is_endpoint(name) for name in cls.fields)
        }
        named = {table.name.lower(): table.cls.name.lower() for table in self.tables.all.values()}
        return found | {table: found[holder] for table, holder in named.items() if holder in found}

    @cached_property
    def subjects(self) -> Subjects:
        """Whose data tables hold."""
        return load_subjects()

    def is_own_host(self, host: str) -> bool:
        """Whether a host is the company's own: the team says so, or it is called like the package that the service is."""
        said = any(host == own or host.endswith(f".{own.removeprefix('*.')}") for own in self.config.own_hosts)
        return said or (bool(self.own_name) and _domain_name(host) == self.own_name and self.processors.by_host(host) is None)

    def vendor_of_setting(self, name: str) -> Processor | None:
        """Whose address a variable of this name holds."""
        if name not in self.known_settings:
            self.known_settings[name] = vendor_of_setting(name, self.frameworks.http_settings, self.processors)
        return self.known_settings[name]

    @cached_property
    def own_name(self) -> str:
        """The package that nearly all of the service's modules are in, as a domain would write it; empty where there is none."""
        roots = Counter(module.name.partition(".")[0] for module in self.modules)
        name, held = roots.most_common(1)[0] if roots else ("", 0)
        return name.replace("_", "").lower() if len(name) > SHORTEST_NAME and held > max(1, MOST * len(self.modules)) else ""

    @cached_property
    def media(self) -> tuple[str, str, str | None]:
        """Where files that belong to rows are kept by default: how such stores are called, their kind, and who runs them."""
        for module in self.modules:
            for literal in literals_of(module):
                if literal.name.rpartition(".")[2].upper() in MEDIA_SETTINGS and isinstance(literal.value, str):
                    found = self.processors.by_setting_value(literal.value)
                    if found is not None and found.store is not None:
                        return found.id.removeprefix("aws_"), found.store.kind, found.id
        return "media", "file", None

    @cached_property
    def password_form(self) -> Form:
        """How Django keeps passwords: as its settings say, else by its own choice."""
        return Form(FormKind.HASHED, hashers.of_django(self) or "pbkdf2", salted=True)

    @cached_property
    def keeps_files(self) -> bool:
        """Whether files stay when their rows go: always, unless an app sees to them."""
        named = (literal.value for module in self.modules for literal in literals_of(module))
        return not any(isinstance(value, str) and value.startswith(CLEANERS) for value in named)

    @cached_property
    def mail_server(self) -> tuple[str, str | None]:
        """Who carries the service's e-mail: the third party that its settings name, else a mail server of its own."""
        for module in self.program.modules.values():
            for literal in literals_of(module):
                if literal.name.rpartition(".")[2].upper() in MAIL_SETTINGS and isinstance(literal.value, str):
                    found = self.processors.by_setting_value(literal.value) or self.processors.by_url(literal.value)
                    if found is not None and found.third_party and not MAILING.isdisjoint(found.purposes):
                        return found.id, found.id
        return OWN_MAIL_SERVER, None


def _domain_name(host: str) -> str:
    """The label that is bought: ``acme`` of ``api.acme.co.uk``."""
    labels = host.lower().rstrip(".").split(".")
    name = next((label for label in reversed(labels[:-1]) if len(label) > SHORTEST_NAME), "")
    return name.replace("-", "")
