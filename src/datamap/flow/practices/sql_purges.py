"""Deletions by age that SQL itself does: in .sql files, in jobs of the database."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datamap.knowledge.names import split_words
from datamap.model import Location, Period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.practices.material import Material

DELETE = re.compile(r"\bdelete\s+from\b", re.IGNORECASE)


def sql_purges(material: Material) -> Iterator[Period]:
    """Give the purges in SQL files."""
    read = material.context.sql_reader.statements
    for file in material.texts:
        if file.kind != "sql":
            continue
        for match in DELETE.finditer(file.text):
            end = min((place for mark in (";", "$$") if (place := file.text.find(mark, match.start())) >= 0), default=len(file.text))
            text = file.text[match.start() : end]
            for statement in read(text, material.context.database) or read(text.rstrip("'"), material.context.database):
                line = file.text.count("\n", 0, match.start()) + 1
                for test in statement.tests:
                    moment = test.bound.moment
                    if moment is not None and moment.offset < 0 and test.op in ("<", "<="):
                        store = material.context.store_id("sql", "database", statement.table)
                        yield Period(
                            round(-moment.offset), "purge", Location(file.path, line), file.path, store, words=split_words(statement.table)
                        )
