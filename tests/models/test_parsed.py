"""SQL that was read before is not parsed again, and what nobody asked for is forgotten."""

from __future__ import annotations

import msgspec
import pytest

from datamap.flow.models import parsed
from datamap.flow.models.parsed import Parsed, SqlReader

SELECT = "SELECT email FROM users WHERE created_at < now() - interval '30 days'"
CREATE = "create table letters (id int primary key, owner int references users on delete cascade);"


def read(reader: SqlReader) -> tuple[object, ...]:
    return reader.statements(SELECT, "postgresql"), tuple(reader.tables(CREATE, "a.sql", 1, "postgresql"))


def kept(reader: SqlReader) -> Parsed:
    return msgspec.msgpack.decode(msgspec.msgpack.encode(reader.used), type=Parsed)


def test_what_comes_back_is_what_was_read(monkeypatch):
    first = SqlReader()
    found = read(first)
    assert found[0]
    assert found[1]
    assert first.learned
    monkeypatch.setattr(parsed, "parse_sql", lambda *_: pytest.fail("parsed again"))
    monkeypatch.setattr(parsed, "tables_in", lambda *_: pytest.fail("parsed again"))
    second = SqlReader(kept(first))
    assert read(second) == found
    assert not second.learned


def test_what_nobody_asked_for_is_forgotten():
    first = SqlReader()
    read(first)
    second = SqlReader(kept(first))
    second.statements(SELECT, "postgresql")
    assert second.learned
    assert not second.used.tables


def test_place_and_kind_of_database_count():
    reader = SqlReader()
    one, other = (next(reader.tables(CREATE, "a.sql", line, kind)) for line, kind in ((1, "postgresql"), (7, "mysql")))
    assert (one.store, one.location.line) == ("postgresql:letters", 1)
    assert (other.store, other.location.line) == ("mysql:letters", 7)
