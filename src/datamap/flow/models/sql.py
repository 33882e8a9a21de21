"""SQL text -> what each statement does to which table and columns. The only place that parses SQL for the models."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from datamap.flow.models.relations import Presence, Relations, Where
from datamap.flow.models.terms import PER_ROW, Bound

if TYPE_CHECKING:
    from collections.abc import Iterator

# A statement that the parser cannot read is left out; that is nothing to tell the user about.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
LONGEST = 20_000
COMMENTS = re.compile(r"\A(?:\s*(?:--[^\n]*(?:\n|\Z)|/\*.*?\*/))+", re.DOTALL)
"""What stands before a statement."""
DIALECTS = {
    "postgresql": "postgres",
    "mysql": "mysql",
    "sqlite": "sqlite",
    "oracle": "oracle",
    "mssql": "tsql",
    "duckdb": "duckdb",
    "supabase": "postgres",
}
STARTS = ("select", "insert", "update", "delete", "with", "merge", "replace", "upsert", "truncate", "copy")

# Without a handler, what sqlglot falls back on would be told on stderr.
logging.getLogger("sqlglot").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Output:
    """One column that comes back under ``name``: whose content it holds, by table (empty if not known) and column."""

    name: str
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: ``verb`` is write, update, delete or read; ``others`` are further tables that it reads."""

    verb: str
    table: str
    columns: dict[str, Bound] = field(default_factory=dict)
    tests: tuple[Where, ...] = ()
    selected: tuple[Output, ...] = ()
    presences: tuple[Presence, ...] = ()
    others: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def parse_sql(text: str, database: str = "") -> tuple[Statement, ...]:
    """Read the statements of ``text``; nothing if it is no SQL, or none that can be read."""
    plain = COMMENTS.sub("", text.strip()).strip()
    if len(plain) > LONGEST or not plain.lower().startswith(STARTS):
        return ()
    import sqlglot
    from sqlglot.errors import SqlglotError

    numbered = _numbered(plain)
    for dialect in dict.fromkeys((DIALECTS.get(database), "postgres", "sqlite", "mysql")):
        try:
            trees = sqlglot.parse(numbered, read=dialect)
        except (SqlglotError, RecursionError, ValueError):
            continue
        return tuple(statement for tree in trees if tree is not None for statement in _read(tree))
    return ()


def _numbered(text: str) -> str:
    """Give placeholders of every style a name that SQL parsers read: ``?``, ``%s``, ``$1``, ``%(x)s``, ``:x``, and ``{}`` of f-strings."""
    result: list[str] = []
    position, index, quoted = 0, 0, ""
    while index < len(text):
        sign = text[index]
        if quoted:
            quoted = "" if sign == quoted else quoted
        elif sign in "'\"":
            quoted = sign
        else:
            length, name = _placeholder(text, index)
            if length:
                result.append(f":{name or f'p{position}'}")
                position += 0 if name else 1
                index += length
                continue
        result.append(sign)
        index += 1
    return "".join(result)


def _placeholder(text: str, index: int) -> tuple[int, str]:
    """Length and name of the placeholder that starts at ``index``; 0 if there is none."""
    rest = text[index : index + 80]
    if rest.startswith(("%s", "{}")):
        return 2, ""
    if rest.startswith("%("):
        end = rest.find(")s")
        return (end + 2, f"n_{rest[2:end]}") if end > 0 else (0, "")
    if rest[0] == "?" and not rest.startswith(("?|", "?&")):
        return 1, ""
    if rest[0] == "$" and rest[1:2].isdigit():
        digits = _run(rest[1:], str.isdigit)
        return 1 + len(digits), f"p{int(digits) - 1}"
    if rest[0] == ":" and rest[1:2].isalpha() and text[index - 1 : index] != ":":
        word = _run(rest[1:], lambda letter: letter.isalnum() or letter == "_")
        return 1 + len(word), f"n_{word}"
    return 0, ""


def _run(text: str, test: Any) -> str:  # noqa: ANN401 - a predicate on one character
    end = next((place for place, letter in enumerate(text) if not test(letter)), len(text))
    return text[:end]


def _read(tree: Any) -> Iterator[Statement]:  # noqa: ANN401 - sqlglot's expressions are untyped
    from sqlglot import exp

    try:
        for inner in tree.find_all(exp.Insert, exp.Update, exp.Delete):
            if inner is not tree:
                yield from _read(inner)
        relations = Relations(tree)
        if isinstance(tree, exp.Insert):
            yield from _insert(tree, relations)
        elif isinstance(tree, exp.Update):
            columns = dict(_assigned(tree.expressions, relations))
            if columns:
                yield _statement("update", tree, relations, columns)
        elif isinstance(tree, exp.Delete):
            yield _statement("delete", tree, relations)
        elif isinstance(tree, exp.TruncateTable):
            yield Statement("delete", relations.base(tree))
        elif isinstance(tree, exp.Select):
            yield _statement("read", tree, relations)
        elif isinstance(tree, exp.Copy):
            yield from _copied(tree)
        elif isinstance(tree, exp.SetOperation):
            yield from (_statement("read", side, relations) for side in (tree.expression, tree.this) if isinstance(side, exp.Select))
    except RecursionError:
        return


def _statement(verb: str, tree: Any, relations: Relations, columns: dict[str, Bound] | None = None) -> Statement:  # noqa: ANN401 - as above
    returning = tree.args.get("returning")
    selected = tree.expressions if verb == "read" else returning.expressions if returning is not None else []
    return Statement(
        verb,
        relations.base(tree),
        columns or {},
        relations.conditions(tree),
        tuple(_output(one, relations) for one in selected),
        relations.presences(tree),
        relations.others(tree),
    )


def _insert(tree: Any, relations: Relations) -> Iterator[Statement]:  # noqa: ANN401 - as above
    from sqlglot import exp

    target, source = tree.this, tree.expression
    if isinstance(source, exp.Select):
        yield _statement("read", source, relations)
    names = [column.name for column in target.expressions] if isinstance(target, exp.Schema) else []
    values = _values(source)
    columns = dict(zip(names, values, strict=False)) if names else {str(position): value for position, value in enumerate(values)}
    conflict = tree.args.get("conflict")
    found = {name: relations.bound(value) for name, value in columns.items()}
    changed = dict(_assigned(conflict.expressions, relations)) if conflict is not None else {}
    found |= {name: bound for name, bound in changed.items() if name not in found and bound.table.lower() != PER_ROW}
    returning = tree.args.get("returning")
    selected = tuple(_output(one, relations) for one in returning.expressions) if returning is not None else ()
    yield Statement("write", relations.base(tree), found, (), selected)


def _copied(tree: Any) -> Iterator[Statement]:  # noqa: ANN401 - as above
    """``COPY users (name, email) FROM STDIN`` fills columns in their order, ``COPY (SELECT …) TO STDOUT`` and ``COPY users TO …`` read."""
    from sqlglot import exp

    target = tree.this
    if isinstance(target, exp.Subquery | exp.Select):
        yield from _read(target.unnest() if isinstance(target, exp.Subquery) else target)
        return
    names = [column.name for column in target.expressions] if isinstance(target, exp.Schema) else []
    table = target.this.name if isinstance(target, exp.Schema) else target.name
    if tree.args.get("kind"):
        yield Statement("write", table, {name: Bound(position=position) for position, name in enumerate(names)})
    else:
        yield Statement("read", table, selected=tuple(Output(name, ((table, name),) if name != "*" else ()) for name in names or ["*"]))


def _values(source: Any) -> list[Any]:  # noqa: ANN401 - as above
    """What the first row of an INSERT holds."""
    from sqlglot import exp

    if isinstance(source, exp.Select):
        return list(source.expressions)
    rows = source.expressions if isinstance(source, exp.Values) else []
    return list(rows[0].expressions) if rows and isinstance(rows[0], exp.Tuple) else []


def _assigned(pairs: list[Any], relations: Relations) -> Iterator[tuple[str, Bound]]:
    """``a = x``, ``(a, b) = (x, y)``."""
    from sqlglot import exp

    for pair in pairs:
        if isinstance(pair, exp.EQ):
            several = isinstance(pair.this, exp.Tuple) and isinstance(pair.expression, exp.Tuple)
            names, values = (pair.this.expressions, pair.expression.expressions) if several else ([pair.this], [pair.expression])
            yield from ((name.name, relations.bound(value)) for name, value in zip(names, values, strict=False))


def _output(expression: Any, relations: Relations) -> Output:  # noqa: ANN401 - as above
    from sqlglot import exp

    inner = expression.unalias()
    while isinstance(inner, exp.Cast | exp.Paren):
        inner = inner.this
    if isinstance(inner, exp.Star):
        return Output("*")
    if isinstance(inner, exp.Column):
        starred = isinstance(inner.this, exp.Star)
        name = "*" if starred else inner.name
        return Output(name if starred else expression.alias or name, ((relations.table_of(inner), name),))
    name = expression.alias or f"<{inner.key}>"
    return Output(
        name, tuple((relations.table_of(column), column.name) for column in inner.find_all(exp.Column) if _is_shown(column, inner))
    )


def _is_shown(column: Any, root: Any) -> bool:  # noqa: ANN401 - as above
    """Whether what a column holds is in what an expression gives: not if it is only counted, compared or measured."""
    from sqlglot import exp

    hidden = (
        exp.Count,
        exp.Avg,
        exp.Sum,
        exp.Length,
        exp.Predicate,
        exp.Exists,
        exp.Where,
        exp.Order,
        exp.Extract,
        exp.TimestampTrunc,
        exp.DateTrunc,
    )
    node = column
    while node is not root:
        node = node.parent
        if isinstance(node, hidden):
            return False
    return not isinstance(root, hidden)
