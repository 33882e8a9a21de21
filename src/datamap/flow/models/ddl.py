"""Tables that SQL text declares: columns, references, row-level security; in .sql files and in strings of migrations."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from datamap.flow.models.literals import literals_of
from datamap.knowledge.names import split_words
from datamap.model import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.models.context import Context

CREATE = re.compile(r"\bcreate\s+(?:unlogged\s+)?table\b", re.IGNORECASE)
STATEMENT = re.compile(r"\b(?:create\s+(?:unlogged\s+)?table|alter\s+table|drop\s+table)\b", re.IGNORECASE)
DROP = re.compile(r"\bdrop\s+table\s+(?:if\s+exists\s+)?(?P<names>[\w.\", ]{1,300})", re.IGNORECASE)
CREATED = re.compile(r"\bcreate\s+table\s+(?:if\s+not\s+exists\s+)?(?:[\w\"]+\.)?\"?(\w+)")
BACK = frozenset({"down", "rollback", "downgrade", "revert", "undo"})
"""Words in the names of files that undo others."""
ADDS = re.compile(r"\badd\b", re.IGNORECASE)
LONGEST = 400_000
ACTIONS = {"cascade": "cascade", "set null": "set_null", "restrict": "restrict", "no action": "restrict", "set default": "set_null"}


@dataclass(frozen=True, slots=True)
class SqlColumn:
    """One column as SQL declares it."""

    name: str
    type: str | None
    location: Location
    reference: str | None = None
    on_delete: str | None = None
    default: str | None = None


@dataclass(frozen=True, slots=True)
class SqlTable:
    """One table as SQL declares it.

    secured: what SQL last said of row-level security; keys: column, table and action of references that are added later.
    """

    name: str
    store: str
    location: Location
    columns: tuple[SqlColumn, ...] = ()
    secured: bool = False
    keys: tuple[tuple[str, str, str | None], ...] = ()


def sql_tables(context: Context) -> tuple[SqlTable, ...]:
    """Every table that SQL of the service declares, by name, the later declarations adding to the first."""
    found: dict[str, SqlTable] = {}
    secured = context.row_security
    for path, first_line, text in _texts(context):
        if len(text) > LONGEST or not STATEMENT.search(text):
            continue
        for table in context.sql_reader.tables(text, path, first_line, context.database_at(path)):
            known = found.get(table.name)
            found[table.name] = _joined(known, table) if known else table
        for name in _dropped(text) if path.endswith(".sql") and BACK.isdisjoint(split_words(path)) else ():
            found.pop(name, None)
    return tuple(replace(table, secured=secured.of(name)) for name, table in found.items())


def _dropped(text: str) -> Iterator[str]:
    """The tables that a file drops, and does not make again further down."""
    for match in DROP.finditer(text):
        made = set(CREATED.findall(text[match.end() :].lower()))
        for named in match["names"].split(","):
            name = (named.split() or [""])[0].replace('"', "").rpartition(".")[2].lower()
            if name and name not in made:
                yield name


def _texts(context: Context) -> Iterator[tuple[str, int, str]]:
    """SQL files in path order, then strings of Python that declare tables."""
    for file in context.texts:
        if file.kind == "sql" and context.counts(file.path):
            yield file.path, 1, file.text
    for module in context.modules:
        for literal in literals_of(module):
            if isinstance(literal.value, str) and STATEMENT.search(literal.value):
                yield module.path, literal.location.line, literal.value


def tables_in(text: str, path: str, first_line: int, database: str) -> Iterator[SqlTable]:
    """The tables that a text declares or changes in a database of this kind."""
    for start, statement in _statements(text):
        if not CREATE.match(statement) and not ADDS.search(statement):
            continue
        tree = _parsed(statement)
        if tree is None:
            continue
        line = first_line + text.count("\n", 0, start)
        yield from _table(tree, statement, path, line, database)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each CREATE or ALTER TABLE with the offset at which it begins, up to its semicolon."""
    for match in STATEMENT.finditer(text):
        end = text.find(";", match.start())
        yield match.start(), text[match.start() : end if end >= 0 else len(text)]


def _parsed(statement: str) -> Any:  # noqa: ANN401 - sqlglot's expressions are untyped
    import sqlglot
    from sqlglot.errors import SqlglotError

    for dialect in ("postgres", "sqlite", "mysql"):
        try:
            return sqlglot.parse_one(statement, read=dialect)
        except (SqlglotError, RecursionError, ValueError):
            continue
    return None


def _table(tree: Any, statement: str, path: str, line: int, database: str) -> Iterator[SqlTable]:  # noqa: ANN401 - as above
    from sqlglot import exp

    target = tree.find(exp.Table)
    if target is None or (target.db and target.db.lower() in ("auth", "storage", "pg_catalog")):
        return
    references = dict(_table_constraints(tree))
    columns = tuple(_column(definition, statement, path, line, references) for definition in tree.find_all(exp.ColumnDef))
    if columns or references or isinstance(tree, exp.Create):
        name = target.name
        keys = tuple((column, table, action) for column, (table, action) in references.items())
        yield SqlTable(name.lower(), f"{database}:{name}" if name else database, Location(path, line), columns, keys=keys)


def _column(definition: Any, statement: str, path: str, line: int, references: dict[str, tuple[str, str | None]]) -> SqlColumn:  # noqa: ANN401 - as above
    from sqlglot import exp

    name = definition.name
    match = re.search(rf"(?m)^.*?\b{re.escape(name)}\b", statement[statement.find("(") + 1 :])
    offset = statement.find("(") + 1 + (match.end() if match else 0)
    reference = definition.find(exp.Reference)
    target, action = _reference(reference) if reference is not None else references.get(name, (None, None))
    kind = definition.args.get("kind")
    default = definition.find(exp.DefaultColumnConstraint)
    place = Location(path, line + statement.count("\n", 0, offset))
    return SqlColumn(
        name,
        str(kind.this.value if kind is not None and hasattr(kind.this, "value") else kind) if kind is not None else None,
        place,
        target,
        action,
        str(default.this) if default is not None else None,
    )


def _table_constraints(tree: Any) -> Iterator[tuple[str, tuple[str, str | None]]]:  # noqa: ANN401 - as above
    from sqlglot import exp

    for key in tree.find_all(exp.ForeignKey):
        reference = key.args.get("reference")
        if reference is not None:
            target, action = _reference(reference)
            deleted = key.args.get("delete")
            for column in key.expressions:
                yield column.name, (target or "", ACTIONS.get(str(deleted).lower(), action) if deleted else action)


def _reference(reference: Any) -> tuple[str | None, str | None]:  # noqa: ANN401 - as above
    from sqlglot import exp

    table = reference.find(exp.Table)
    options = " ".join(str(option) for option in reference.args.get("options") or ()).lower()
    action = next((effect for words, effect in ACTIONS.items() if f"on delete {words}" in options), None)
    name = f"{table.db}.{table.name}" if table is not None and table.db else table.name if table is not None else None
    return name, action


def _joined(first: SqlTable, second: SqlTable) -> SqlTable:
    """The table after a later statement: new columns are added, references replaced."""
    known = {column.name for column in first.columns}
    columns = (*first.columns, *(column for column in second.columns if column.name not in known))
    changed = {column: (table, action) for column, table, action in second.keys}
    return replace(first, columns=tuple(_pointing(column, changed, second.location) for column in columns))


def _pointing(column: SqlColumn, changed: dict[str, tuple[str, str | None]], place: Location) -> SqlColumn:
    if column.name not in changed:
        return column
    table, action = changed[column.name]
    return replace(column, reference=table, on_delete=action, location=place if column.reference else column.location)
