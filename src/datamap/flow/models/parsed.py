"""SQL that was read before, by its text: parsing it is slow, and a project's statements seldom change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from datamap.flow.models.ddl import SqlTable, tables_in
from datamap.flow.models.sql import Statement, parse_sql

if TYPE_CHECKING:
    from collections.abc import Iterator


class Parsed(msgspec.Struct):
    """What statements do, and what tables they declare, by kind of database, place and text."""

    statements: dict[str, tuple[Statement, ...]] = {}
    tables: dict[str, tuple[SqlTable, ...]] = {}


class SqlReader:
    """Reads SQL, what is known of it first; ``used`` is what is worth keeping for the next time."""

    def __init__(self, known: Parsed | None = None) -> None:
        self._known = known or Parsed()
        self.used = Parsed({}, {})

    @property
    def learned(self) -> bool:
        """Whether the next run would know more, or have less to carry."""
        return self.used.statements.keys() != self._known.statements.keys() or self.used.tables.keys() != self._known.tables.keys()

    def statements(self, text: str, database: str) -> tuple[Statement, ...]:
        """What the statements of a text do."""
        key = f"{database}\0{text}"
        found = self._known.statements.get(key)
        self.used.statements[key] = parse_sql(text, database) if found is None else found
        return self.used.statements[key]

    def tables(self, text: str, path: str, first_line: int, database: str) -> Iterator[SqlTable]:
        """The tables that a text declares or changes, statement by statement."""
        key = f"{database}\0{path}\0{first_line}\0{text}"
        found = self._known.tables.get(key)
        self.used.tables[key] = tuple(tables_in(text, path, first_line, database)) if found is None else found
        return iter(self.used.tables[key])
