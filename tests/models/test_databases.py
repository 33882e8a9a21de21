"""Object mappers and SQL: what is written, read and deleted, and in which form."""

from __future__ import annotations

import pytest
from harness import flows, practices

SQLALCHEMY = """
    import bcrypt, secrets, hashlib
    from sqlalchemy import create_engine, delete, insert, select, update
    from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

    engine = create_engine("postgresql://db/app")

    class Base(DeclarativeBase):
        pass

    class User(Base):
        __tablename__ = "users"
        id: Mapped[int] = mapped_column(primary_key=True)
        email: Mapped[str] = mapped_column()
        theme: Mapped[str] = mapped_column()

    class ApiKey(Base):
        __tablename__ = "api_keys"
        id: Mapped[int] = mapped_column(primary_key=True)
        api_key: Mapped[str] = mapped_column()
        key_hash: Mapped[str] = mapped_column()
"""


def sqlalchemy(code):
    from textwrap import dedent

    return dedent(SQLALCHEMY) + dedent(code)


@pytest.mark.parametrize(
    "code",
    [
        "def f(session: Session, email: str):\n    User(email=email)",
        "def f(session: Session, email: str):\n    session.add(User(theme='dark'))",
        "def f(cart, email: str):\n    cart.add(email)",
        "def f(session: Session, email: str):\n    return session.scalars(select(User).where(User.email == email)).first()",
    ],
)
def test_nothing_is_written_where_nothing_is_saved(code):
    assert flows(sqlalchemy(code)) == set()


@pytest.mark.parametrize(
    "code",
    [
        "def f(session: Session, email: str):\n    session.add(User(email=email))",
        "def f(session: Session, email: str):\n    user = User()\n    user.email = email\n    session.add(user)",
        "def f(session: Session, emails: list[str]):\n    session.add_all([User(email=email) for email in emails])",
        "def f(session: Session, email: str):\n    session.execute(insert(User).values(email=email))",
        "def f(session: Session, email: str):\n    session.execute(update(User).where(User.id == 1).values(email=email))",
        "def f(session: Session, email: str):\n    session.merge(User(email=email))",
        "def make(email: str) -> User:\n    return User(email=email)\n\ndef f(session: Session, email: str):\n    session.add(make(email))",
        "class Users:\n    def __init__(self, session: Session):\n        self.session = session\n    def save(self, user: User):\n        self.session.add(user)\n\ndef f(session: Session, email: str):\n    Users(session).save(User(email=email))",
    ],
)
def test_sqlalchemy_writes(code):
    assert ("user.contact.email", "postgresql:users", "plain") in flows(sqlalchemy(code))


def test_a_hash_made_in_a_helper_counts():
    code = """
    def make_hash(raw: str) -> str:
        return bcrypt.hashpw(raw.encode(), bcrypt.gensalt()).decode()

    def issue(session: Session) -> str:
        raw = secrets.token_urlsafe(32)
        session.add(ApiKey(api_key=make_hash(raw)))
        return raw
    """
    assert flows(sqlalchemy(code)) == {("user.authorization.api_key", "postgresql:api_keys", "hashed:bcrypt")}


def test_a_fresh_secret_kept_as_it_is_is_plain():
    code = """
    def issue(session: Session) -> str:
        raw = secrets.token_urlsafe(32)
        session.add(ApiKey(api_key=raw))
        return raw
    """
    assert flows(sqlalchemy(code)) == {("user.authorization.api_key", "postgresql:api_keys", "plain")}


def test_a_plain_key_in_a_hash_column_is_plain():
    code = """
    def issue(session: Session, api_key: str):
        session.add(ApiKey(key_hash=api_key))
    """
    assert flows(sqlalchemy(code)) == {("user.authorization.api_key", "postgresql:api_keys", "plain")}


DJANGO = """
    from django.db import models

    class User(models.Model):
        email = models.EmailField()
        theme = models.CharField(max_length=10)
        newsletter_opt_in = models.BooleanField(default=False)
"""


@pytest.mark.parametrize(
    "code",
    [
        "def f(email):\n    User.objects.create(email=email)",
        "def f(email):\n    User(email=email).save()",
        "def f(email):\n    user = User.objects.get(pk=1)\n    user.email = email\n    user.save()",
        "def f(email):\n    User.objects.filter(pk=1).update(email=email)",
        "def f(email):\n    User.objects.update_or_create(pk=1, defaults={'email': email})",
        "def f(emails):\n    User.objects.bulk_create([User(email=email) for email in emails])",
    ],
)
def test_django_writes(code):
    from textwrap import dedent

    found = flows(dedent(DJANGO) + code)
    assert {flow[0] for flow in found} == {"user.contact.email"}


RAW = """
    import asyncpg
    async def f(pool: asyncpg.Pool, email: str, raw_key: str):
        async with pool.acquire() as conn:
            {statement}
"""


@pytest.mark.parametrize(
    "statement",
    [
        'await conn.execute("INSERT INTO users (email) VALUES ($1)", email)',
        'await conn.execute("UPDATE users SET email = $2 WHERE id = $1", 1, email)',
        'await conn.executemany("INSERT INTO users (email) VALUES ($1)", [(email,)])',
        'sql = "INSERT INTO users (email) VALUES ($1)"\n            await conn.execute(sql, email)',
    ],
)
def test_raw_sql_writes(statement):
    assert ("user.contact.email", "postgresql:users", "plain") in flows(RAW.format(statement=statement))


def test_raw_sql_reads_carry_what_the_columns_hold():
    code = """
    import logging, sqlite3
    def f():
        cursor = sqlite3.connect("app.db").cursor()
        cursor.execute("SELECT id, email FROM users WHERE id = ?", (1,))
        row = cursor.fetchone()
        logging.info("%s", row[0])
        logging.warning("%s", row[1])
    """
    found = practices(code).flows
    assert [(flow.data, flow.sink.location.line) for flow in found if flow.sink.kind == "log"] == [("user.contact.email", 8)]


def test_supabase_writes_and_deletes():
    code = """
    from supabase import create_client
    client = create_client("https://x.supabase.co", "k")
    def f(email: str):
        client.table("profiles").insert({"email": email, "theme": "dark"}).execute()
    """
    assert ("user.contact.email", "supabase:profiles", "plain") in flows(code)


SELECTED = (
    SQLALCHEMY
    + """
    import requests
    from sqlalchemy import func

    def f(session):
        {body}
"""
)


@pytest.mark.parametrize(
    "body",
    [
        "for email, theme in session.execute(select(User.email, User.theme)):\n            requests.post('https://hooks.partner.io', json={'e': email})",
        "for email in session.scalars(select(User.email)):\n            requests.post('https://hooks.partner.io', json={'e': email})",
        "for row, count in session.execute(select(User, func.count()).group_by(User.id)):\n            requests.post('https://hooks.partner.io', json={'e': row.email})",
    ],
)
def test_selected_columns_are_read_by_position(body):
    assert {data for data, _, _ in flows(SELECTED.format(body=body))} == {"user.contact.email"}


@pytest.mark.parametrize(
    "body",
    [
        "for theme, email in session.execute(select(User.theme, User.email)):\n            requests.post('https://hooks.partner.io', json={'t': theme})",
        (
            "for theme, n in session.execute(select(User.theme, func.count(User.email)).group_by(User.theme)):\n"
            "            requests.post('https://hooks.partner.io', json={'t': theme, 'n': n})"
        ),
    ],
)
def test_what_is_not_selected_or_only_counted_is_not_sent(body):
    assert "user.contact.email" not in {data for data, _, _ in flows(SELECTED.format(body=body))}


def test_collections_by_key():
    code = """
    from pymongo import MongoClient
    client = MongoClient("mongodb://db")
    def f(email: str, name):
        client["shop"]["customers"].insert_one({"email": email})
        client.get_database("shop")
    """
    assert ("user.contact.email", "mongodb:customers", "plain") in flows(code)


def test_a_row_that_is_looked_for_may_be_missing():
    found = flows("""
        import logging

        from sqlalchemy import select
        from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

        log = logging.getLogger(__name__)


        class Base(DeclarativeBase):
            pass


        class Ban(Base):
            __tablename__ = "bans"
            id: Mapped[int] = mapped_column(primary_key=True)


        def join(session: Session, key: int, email: str):
            if session.get(Ban, key):
                raise PermissionError
            if session.scalar(select(Ban).where(Ban.id == key)) is None:
                log.info("welcome %s", email)
    """)
    assert ("user.contact.email", "logging", "plain") in found
