"""SQL text -> what each statement does to which table and columns. The only place that parses SQL for the models."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from datamap.flow.values import Moment
from datamap.knowledge.clock import load_clock

if TYPE_CHECKING:
    from collections.abc import Iterator

# A statement that the parser cannot read is left out; that is nothing to tell the user about.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
LONGEST = 20_000
DIALECTS = {
    "postgresql": "postgres",
    "mysql": "mysql",
    "sqlite": "sqlite",
    "oracle": "oracle",
    "mssql": "tsql",
    "duckdb": "duckdb",
    "supabase": "postgres",
}
STARTS = ("select", "insert", "update", "delete", "with", "merge", "replace", "upsert", "truncate")
SWAPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}

# Without a handler, what sqlglot falls back on would be told on stderr.
logging.getLogger("sqlglot").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Bound:
    """What a column is given or compared with: a placeholder by position or name, a literal, or a point in time."""

    position: int | None = None
    name: str = ""
    literal: str | float | bool | None = None
    moment: Moment | None = None
    form: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """One comparison of a condition."""

    column: str
    op: str
    bound: Bound


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: ``verb`` is write, update, delete or read; ``selected`` names the columns that come back."""

    verb: str
    table: str
    columns: dict[str, Bound] = field(default_factory=dict)
    tests: tuple[Where, ...] = ()
    selected: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def parse_sql(text: str, database: str = "") -> tuple[Statement, ...]:
    """Read the statements of ``text``; nothing if it is no SQL, or none that can be read."""
    plain = text.strip()
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
        if isinstance(tree, exp.Insert):
            yield _insert(tree)
        elif isinstance(tree, exp.Update):
            columns = {pair.this.name: _bound(pair.expression) for pair in tree.expressions if isinstance(pair, exp.EQ)}
            if columns:
                yield Statement("update", _table(tree), columns, _tests(tree.args.get("where")), _returning(tree))
        elif isinstance(tree, exp.Delete):
            yield Statement("delete", _table(tree), {}, _tests(tree.args.get("where")), _returning(tree))
        elif isinstance(tree, exp.TruncateTable):
            yield Statement("delete", _table(tree))
        elif isinstance(tree, exp.Select):
            yield Statement("read", _table(tree), {}, _tests(tree.args.get("where")), tuple(_selected(tree.expressions)))
        for inner in tree.find_all(exp.Insert, exp.Update, exp.Delete):
            if inner is not tree:
                yield from _read(inner)
    except RecursionError:
        return


def _insert(tree: Any) -> Statement:  # noqa: ANN401 - as above
    from sqlglot import exp

    target = tree.this
    names = [column.name for column in target.expressions] if isinstance(target, exp.Schema) else []
    source = tree.expression
    rows = source.expressions if isinstance(source, exp.Values) else []
    values = (
        list(rows[0].expressions)
        if rows and isinstance(rows[0], exp.Tuple)
        else list(source.expressions)
        if isinstance(source, exp.Select)
        else []
    )
    columns = {name: _bound(value) for name, value in zip(names, values, strict=False)}
    if not names:
        columns = {str(position): _bound(value) for position, value in enumerate(values)}
    return Statement("write", _table(tree), columns, (), _returning(tree))


def _table(tree: Any) -> str:  # noqa: ANN401 - as above
    from sqlglot import exp

    source = tree.args.get("from_") or tree.args.get("from") if isinstance(tree, exp.Select) else tree
    table = source.find(exp.Table) if source is not None else None
    return str(table.name) if table is not None else ""


def _returning(tree: Any) -> tuple[str, ...]:  # noqa: ANN401 - as above
    clause = tree.args.get("returning")
    return tuple(_selected(clause.expressions)) if clause is not None else ()


def _selected(expressions: list[Any]) -> Iterator[str]:
    from sqlglot import exp

    for expression in expressions:
        if isinstance(expression, exp.Star):
            yield "*"
        elif isinstance(expression, exp.Column):
            yield expression.name
        elif isinstance(expression, exp.Alias):
            column = expression.this if isinstance(expression.this, exp.Column) else None
            yield column.name if column is not None else f"<{expression.alias}>"
        else:
            yield f"<{expression.key}>"


def _bound(value: Any) -> Bound:  # noqa: ANN401 - as above
    """What a value of a statement is, looking through casts and functions that protect it."""
    from sqlglot import exp

    form = _form(value)
    if form:
        inner = value.find(exp.Placeholder, exp.Parameter)
        return Bound(*_place(inner), form=form) if inner is not None else Bound(form=form)
    if isinstance(value, exp.Placeholder | exp.Parameter):
        position, name = _place(value)
        return Bound(position, name)
    if isinstance(value, exp.Boolean):
        return Bound(literal=bool(value.this))
    if isinstance(value, exp.Literal):
        return Bound(literal=str(value.this) if value.is_string else _number(str(value.this)))
    if isinstance(value, exp.Null):
        return Bound(literal="")
    moment = _moment(value)
    if moment is not None:
        return Bound(moment=moment)
    inner = value.find(exp.Placeholder, exp.Parameter)
    return Bound(*_place(inner)) if inner is not None else Bound()


def _place(value: Any) -> tuple[int | None, str]:  # noqa: ANN401 - as above
    name = str(value.name or value.this)
    if name.startswith("n_"):
        return None, name[2:]
    return (int(name[1:]), "") if name[:1] == "p" and name[1:].isdigit() else (None, name)


def _number(text: str) -> float:
    return int(text) if text.isdigit() else float(text)


def _form(value: Any) -> tuple[str, str] | None:  # noqa: ANN401 - as above
    from datamap.knowledge.forms import load_forms

    known = load_forms().sql
    for function in value.find_all(_functions()):
        name = str(function.name if function.key == "anonymous" else function.key).lower()
        if name in known and known[name][0].value in ("hashed", "encrypted"):
            return known[name][0].value, known[name][1].name
    return None


def _functions() -> Any:  # noqa: ANN401 - as above
    from sqlglot import exp

    return exp.Func


def _tests(where: Any) -> tuple[Where, ...]:  # noqa: ANN401 - as above
    from sqlglot import exp

    if where is None:
        return ()
    found: list[Where] = []
    kinds: dict[Any, str] = {exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=", exp.EQ: "==", exp.NEQ: "!="}
    for node in where.find_all(*kinds):
        left, right, op = node.this, node.expression, kinds[type(node)]
        if isinstance(left, exp.Column):
            found.append(Where(left.name, op, _bound(right)))
        elif isinstance(right, exp.Column):
            found.append(Where(right.name, SWAPPED.get(op, op), _bound(left)))
    for node in where.find_all(exp.Is):
        op = "!=" if isinstance(node.parent, exp.Not) else "=="
        found += [Where(node.this.name, op, _bound(node.expression))] if isinstance(node.this, exp.Column) else []
    for column in where.find_all(exp.Column):
        parent = column.parent
        if isinstance(parent, exp.Where | exp.And | exp.Or | exp.Not | exp.Paren):
            found.append(Where(column.name, "==", Bound(literal=not isinstance(parent, exp.Not))))
    return tuple(found)


def _moment(value: Any) -> Moment | None:  # noqa: ANN401 - as above
    """``now() - interval '30 days'``, ``datetime('now', '-30 days')``, ``DATE_SUB(NOW(), INTERVAL 30 DAY)``."""
    from sqlglot import exp

    now = value.find(exp.CurrentTimestamp, exp.CurrentDate, exp.CurrentDatetime)
    texts = [str(literal.this) for literal in value.find_all(exp.Literal) if literal.is_string]
    if value.find(exp.Placeholder, exp.Parameter) is not None:
        return None
    if (
        now is None
        and "now" not in texts
        and not any(str(f.name).lower() in ("now", "getdate", "sysdate") for f in value.find_all(exp.Anonymous))
    ):
        return None
    interval = value.find(exp.Interval)
    amounts = [_interval(interval)] if interval is not None else [_signed(text) for text in texts if text != "now"]
    seconds = sum(amount for amount in amounts if amount is not None)
    if interval is not None and value.find(exp.Sub, exp.DateSub, exp.TimestampSub, exp.DatetimeSub) is not None:
        seconds = -seconds
    return Moment(seconds)


def _interval(interval: Any) -> float | None:  # noqa: ANN401 - as above
    amount, unit = interval.this, interval.args.get("unit")
    text = f"{amount.name if amount is not None else ''} {unit.name if unit is not None else ''}"
    return _signed(text)


def _signed(text: str) -> float | None:
    """``-30 days`` in seconds."""
    words = text.lower().split()
    units = load_clock().units
    pairs = [(_amount(amount), unit) for amount, unit in pairwise(words)]
    known = [amount * units[unit] for amount, unit in pairs if amount is not None and unit in units]
    return sum(known) if known else None


def _amount(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
