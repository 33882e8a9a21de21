"""Which kind of database a program uses: by the addresses it connects to, else by the drivers it imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.models.literals import literals_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.program.symbols import Program

SCHEMES = {
    "postgresql": "postgresql",
    "postgres": "postgresql",
    "mysql": "mysql",
    "mariadb": "mysql",
    "sqlite": "sqlite",
    "oracle": "oracle",
    "mssql": "mssql",
    "cockroachdb": "cockroachdb",
    "django.db.backends.postgresql": "postgresql",
    "django.db.backends.mysql": "mysql",
    "django.db.backends.sqlite3": "sqlite",
    "django.db.backends.oracle": "oracle",
    "tortoise.backends.asyncpg": "postgresql",
}
DRIVERS = {
    "asyncpg": "postgresql",
    "psycopg": "postgresql",
    "psycopg2": "postgresql",
    "psycopg_pool": "postgresql",
    "aiopg": "postgresql",
    "pymysql": "mysql",
    "aiomysql": "mysql",
    "MySQLdb": "mysql",
    "mysql": "mysql",
    "oracledb": "oracle",
    "pyodbc": "mssql",
    "pymssql": "mssql",
    "aiosqlite": "sqlite",
    "sqlite3": "sqlite",
    "duckdb": "duckdb",
    "supabase": "supabase",
}
OTHER = "database"


def database_of(program: Program) -> str:
    """Name the kind of database; a server's wins over a file's, since tests and tools like files."""
    named = list(_by_address(program)) or list(_by_driver(program))
    return next((kind for kind in named if kind != "sqlite"), named[0] if named else OTHER)


def _by_address(program: Program) -> Iterator[str]:
    for module in program.modules.values():
        for literal in literals_of(module):
            scheme = literal.text.partition("://")[0].partition("+")[0].lower() if "://" in literal.text else literal.text
            if scheme in SCHEMES and (scheme != literal.text or "." in scheme):
                yield SCHEMES[scheme]


def _by_driver(program: Program) -> Iterator[str]:
    for module in program.modules.values():
        for bound in module.bindings.values():
            root = bound.removeprefix("import ").partition(".")[0]
            if bound.startswith("import ") and root in DRIVERS:
                yield DRIVERS[root]
