"""SQL text that code runs: what each statement does to which table and columns."""

from __future__ import annotations

import pytest
from harness import flows, practices

from datamap.flow.models.sql import parse_sql
from datamap.flow.values import Moment

DAY = 86_400


def one(text, database="postgresql"):
    (statement,) = parse_sql(text, database)
    return statement


@pytest.mark.parametrize("text", ["", "hello", "selected files", "update available", "delete", "SELECT FROM WHERE", "select " + "(" * 3000])
def test_what_is_no_sql_says_nothing(text):
    assert parse_sql(text) == ()


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("INSERT INTO users (email, name) VALUES ($1, $2)", {"email": 0, "name": 1}),
        ("INSERT INTO users (email, name) VALUES (?, ?)", {"email": 0, "name": 1}),
        ("INSERT INTO users (email, name) VALUES (%s, lower(%s))", {"email": 0, "name": 1}),
        ("UPDATE users SET email = $2 WHERE id = $1", {"email": 1}),
        ("INSERT INTO users (email) VALUES ($1) ON CONFLICT (email) DO NOTHING RETURNING id", {"email": 0}),
    ],
)
def test_placeholders_are_tied_to_columns_by_position(text, places):
    assert {column: bound.position for column, bound in one(text).columns.items()} == places


@pytest.mark.parametrize("text", ["INSERT INTO users (email) VALUES (:mail)", "INSERT INTO users (email) VALUES (%(mail)s)"])
def test_placeholders_are_tied_to_columns_by_name(text):
    assert one(text).columns["email"].name == "mail"


def test_a_hash_of_the_database_is_seen():
    assert one("INSERT INTO api_keys (key) VALUES (crypt($1, gen_salt('bf')))").columns["key"].form == ("hashed", "bcrypt")


def shown(text):
    return {output.name: [f"{table}.{column}" for table, column in output.columns] for output in one(text).selected}


def test_a_cast_is_no_placeholder():
    assert shown("SELECT id::text, email FROM users WHERE id = $1") == {"id": ["users.id"], "email": ["users.email"]}


def test_counts_are_no_columns():
    assert shown("SELECT count(*), avg(age) FROM users") == {"<count>": [], "<avg>": []}


def test_columns_come_back_as_they_are_called():
    assert shown("SELECT u.email AS address, lower(u.name) AS who, count(o.id) AS orders FROM users u JOIN orders o ON o.user_id = u.id") == {
        "address": ["users.email"],
        "who": ["users.name"],
        "orders": [],
    }


def test_columns_are_followed_through_what_a_query_derives():
    assert shown("WITH recent AS (SELECT email FROM users) SELECT r.email FROM recent r") == {"email": ["users.email"]}
    assert shown("SELECT x.email FROM (SELECT email FROM users) x") == {"email": ["users.email"]}


def test_what_another_column_holds_is_written():
    *_, insert = parse_sql("INSERT INTO archive (mail) SELECT email FROM users WHERE id = $1", "postgresql")
    assert (insert.columns["mail"].table, insert.columns["mail"].column) == ("users", "email")
    update = one("UPDATE letters SET mail = u.email FROM users u WHERE u.id = letters.user_id")
    assert (update.columns["mail"].table, update.columns["mail"].column) == ("users", "email")


def test_an_upsert_writes_what_it_inserts_and_what_it_changes():
    columns = one("INSERT INTO t (id, a) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET a = excluded.a, b = $3").columns
    assert {name: bound.position for name, bound in columns.items()} == {"id": 0, "a": 1, "b": 2}


@pytest.mark.parametrize(
    ("text", "present"),
    [
        ("SELECT u.email FROM users u JOIN consents c ON c.user_id = u.id", {"consents": True}),
        ("SELECT u.email FROM users u, consents c WHERE c.user_id = u.id", {"consents": True}),
        ("SELECT email FROM users u WHERE EXISTS (SELECT 1 FROM consents c WHERE c.user_id = u.id)", {"consents": True}),
        ("SELECT email FROM users WHERE id NOT IN (SELECT user_id FROM refusals)", {"refusals": False}),
        ("SELECT email FROM users u WHERE NOT EXISTS (SELECT 1 FROM refusals r WHERE r.user_id = u.id)", {"refusals": False}),
        ("SELECT u.email FROM users u LEFT JOIN refusals r ON r.user_id = u.id WHERE r.user_id IS NULL", {"refusals": False}),
        ("SELECT u.email FROM users u LEFT JOIN consents c ON c.user_id = u.id", {}),
        ("SELECT email FROM users u WHERE admin OR EXISTS (SELECT 1 FROM consents c WHERE c.user_id = u.id)", {}),
    ],
)
def test_rows_that_have_to_be_there_are_told(text, present):
    assert {one.table: one.holds for one in one(text).presences} == present


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("DELETE FROM logs WHERE created_at < now() - interval '30 days'", 30),
        ("DELETE FROM logs WHERE now() - interval '30 days' > created_at", 30),
        ("DELETE FROM logs WHERE created_at < datetime('now', '-7 days')", 7),
        ("DELETE FROM logs WHERE created_at < DATE_SUB(NOW(), INTERVAL 90 DAY)", 90),
        ("DELETE FROM logs WHERE created_at < CURRENT_TIMESTAMP - INTERVAL '2 weeks'", 14),
    ],
)
def test_an_age_is_read_in_every_dialect(text, days):
    (where,) = one(text).tests
    assert (where.column, where.op, where.bound.moment) == ("created_at", "<", Moment(-days * DAY))


def test_an_age_that_is_passed_in_stays_open():
    (where,) = one("DELETE FROM logs WHERE created_at < now() - $1::interval").tests
    assert where.bound.moment is None
    assert where.bound.position == 0


def test_a_bare_column_is_a_condition():
    tests = {
        where.column: where.bound.literal for where in one("SELECT email FROM users WHERE newsletter_opt_in AND NOT unsubscribed").tests
    }
    assert tests == {"newsletter_opt_in": True, "unsubscribed": False}


def test_several_statements_are_read():
    assert [statement.verb for statement in parse_sql("DELETE FROM a WHERE id = 1; DELETE FROM b WHERE id = 1")] == ["delete", "delete"]


def test_a_row_unpacks_by_position():
    found = flows("""
        import sqlite3

        import requests


        def send(key):
            with sqlite3.connect("app.db") as db:
                email, version = db.execute("select email, version from people where id = ?", (key,)).fetchone()
            requests.post("https://mail.letterbox.io/a", json={"to": email})
            requests.post("https://ping.letterbox.io/b", json={"v": version})
    """)
    assert ("user.contact.email", "mail.letterbox.io", "plain") in found
    assert not any(host == "ping.letterbox.io" for _, host, _ in found)


def test_a_dict_of_numbers_unpacks_into_its_keys():
    found = flows("""
        import requests


        def send(email, phone):
            first, second = {1: email, 2: phone}
            requests.post("https://ping.letterbox.io", json=[first, second])
    """)
    assert found == set()


def test_nothing_is_said_about_sql_that_is_not_understood(capfd):
    parse_sql("SELECT email FROM users; CREATE POLICY p ON users USING (true); ALTER TABLE users REPLICA IDENTITY FULL")
    assert capfd.readouterr() == ("", "")


def test_copied_records_are_rows():
    found = practices("""
        async def load(pool, people):
            await pool.copy_records_to_table("people", records=[(p["email"], p["colour"]) for p in people], columns=["email", "colour"])
    """).flows
    assert {(flow.data, flow.sink.argument) for flow in found} == {("user.contact.email", "email")}
