"""Which tables an SQL statement speaks of, whose its columns are, and what holds for the rows that it selects."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from datamap.flow.models.terms import Bound, bound_of

if TYPE_CHECKING:
    from collections.abc import Iterator

SWAPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
OUTER = ("LEFT", "RIGHT", "FULL")


@dataclass(frozen=True, slots=True)
class Where:
    """One comparison of a condition with a column of ``table``; ``either``: something else may hold in its place."""

    column: str
    op: str
    bound: Bound
    table: str = ""
    either: bool = False


@dataclass(frozen=True, slots=True)
class Presence:
    """Rows are selected only if ``table`` has (or, not ``holds``, has not) a row for them."""

    table: str
    holds: bool = True


class Relations:
    """The tables of one statement, by the names that it gives them."""

    def __init__(self, tree: Any) -> None:  # noqa: ANN401 - sqlglot's expressions are untyped
        from sqlglot import exp

        self._tree = tree
        self._derived: dict[str, str] = {}
        for inner in tree.find_all(exp.CTE):
            self._derived[inner.alias.lower()] = self.base(inner.this)

    def base(self, tree: Any) -> str:  # noqa: ANN401 - as above
        """The table that a statement writes to, or that it reads first."""
        from sqlglot import exp

        source = tree.args.get("from_") or tree.args.get("from") if isinstance(tree, exp.Select) else tree
        table = (source or tree).find(exp.Table)
        return self._name(table) if table is not None else ""

    def others(self, tree: Any) -> tuple[str, ...]:  # noqa: ANN401 - as above
        """Further tables that are read."""
        from sqlglot import exp

        first = self.base(tree)
        names = (self._name(table) for table in tree.find_all(exp.Table))
        return tuple(name for name in dict.fromkeys(names) if name and name != first)

    def table_of(self, column: Any) -> str:  # noqa: ANN401 - as above
        """Whose a column is: by the name before its dot, or because there is one table only. Empty if that does not tell."""
        scope = _scope(column)
        while scope is not None:
            sources = self._sources(scope)
            if not column.table:
                return next(iter(sources.values())) if len(set(sources.values())) == 1 else ""
            if column.table.lower() in sources:
                return sources[column.table.lower()]
            scope = _scope(scope)
        return ""

    def bound(self, value: Any) -> Bound:  # noqa: ANN401 - as above
        """What a column is given: also what another column holds."""
        from sqlglot import exp

        found = bound_of(value)
        column = value if isinstance(value, exp.Column) else value.find(exp.Column)
        if found == Bound() and column is not None and not isinstance(column.this, exp.Star):
            return replace(found, column=column.name, table=self.table_of(column))
        return found

    def conditions(self, tree: Any) -> tuple[Where, ...]:  # noqa: ANN401 - as above
        """All comparisons that hold for the rows of a statement."""
        return tuple(test for root in self._roots(tree) for test in self._tests(root, tree))

    def presences(self, tree: Any) -> tuple[Presence, ...]:  # noqa: ANN401 - as above
        """The tables that have to have, or must not have, a row for those of a statement: by joins and subqueries."""
        from sqlglot import exp

        found = [Presence(self._name(join.this)) for join in _inner_joins(tree)]
        for inner in tree.find_all(exp.Exists, exp.In):
            query = inner.this if isinstance(inner, exp.Exists) else inner.args.get("query")
            select = query.find(exp.Select) if query is not None else None
            if select is not None and not _in_alternative(inner) and inner.find_ancestor(exp.Where, exp.Join) is not None:
                found.append(Presence(self.base(select), holds=not _is_negated(inner, tree)))
        found += [Presence(name, holds=False) for name in self._missing(tree)]
        return tuple(dict.fromkeys(one for one in found if one.table))

    def _missing(self, tree: Any) -> Iterator[str]:  # noqa: ANN401 - as above
        """``LEFT JOIN suppressions s … WHERE s.email IS NULL``."""
        from sqlglot import exp

        outer = {join.this.alias_or_name.lower(): self._name(join.this) for join in tree.find_all(exp.Join) if _is_outer(join)}
        for test in tree.find_all(exp.Is):
            column = test.this
            if isinstance(column, exp.Column) and isinstance(test.expression, exp.Null) and not _is_negated(test, tree):
                name = outer.get(column.table.lower())
                if name and not _in_alternative(test):
                    yield name

    def _roots(self, tree: Any) -> Iterator[Any]:  # noqa: ANN401 - as above
        from sqlglot import exp

        yield from (where for where in tree.find_all(exp.Where) if where.find_ancestor(exp.Where) is None)
        yield from (join.args["on"] for join in _inner_joins(tree) if join.args.get("on") is not None)

    def _tests(self, root: Any, tree: Any) -> Iterator[Where]:  # noqa: ANN401 - as above
        from sqlglot import exp

        kinds: dict[Any, str] = {exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=", exp.EQ: "==", exp.NEQ: "!="}
        for node in root.find_all(*kinds):
            left, right, op = node.this, node.expression, kinds[type(node)]
            if isinstance(left, exp.Column) and not isinstance(right, exp.Column):
                yield self._test(left, op, bound_of(right), node, tree)
            elif isinstance(right, exp.Column) and not isinstance(left, exp.Column):
                yield self._test(right, SWAPPED.get(op, op), bound_of(left), node, tree)
        for node in root.find_all(exp.Is):
            if isinstance(node.this, exp.Column):
                yield self._test(node.this, "==", bound_of(node.expression), node, tree)
        for node in root.find_all(exp.In):
            if isinstance(node.this, exp.Column) and len(node.expressions) == 1:
                yield self._test(node.this, "==", bound_of(node.expressions[0]), node, tree)
        for column in root.find_all(exp.Column):
            if isinstance(column.parent, exp.Where | exp.And | exp.Or | exp.Not | exp.Paren | exp.Join):
                yield self._test(column, "==", Bound(literal=not _is_negated(column, tree)), None, tree)

    def _test(self, column: Any, op: str, bound: Bound, node: Any, tree: Any) -> Where:  # noqa: ANN401 - as above
        negated = node is not None and _is_negated(node, tree)
        return Where(column.name, NEGATED[op] if negated else op, bound, self.table_of(column), _in_alternative(node or column))

    def _sources(self, scope: Any) -> dict[str, str]:  # noqa: ANN401 - as above
        """The tables of one SELECT (or UPDATE, DELETE), by alias."""
        from sqlglot import exp

        tables = [scope.this] if isinstance(scope, exp.Update | exp.Delete) else []
        start = scope.args.get("from_") or scope.args.get("from")
        tables += [start.this] if start is not None else []
        tables += [join.this for join in scope.args.get("joins") or ()]
        tables += scope.args.get("using") or []
        return {table.alias_or_name.lower(): self._name(table) for table in tables if isinstance(table, exp.Table | exp.Subquery)}

    def _name(self, table: Any) -> str:  # noqa: ANN401 - as above
        from sqlglot import exp

        if isinstance(table, exp.Subquery):
            return self.base(table.this) if isinstance(table.this, exp.Select) else ""
        name = str(table.name)
        return self._derived.get(name.lower(), name)


def _scope(node: Any) -> Any:  # noqa: ANN401 - as above
    from sqlglot import exp

    return node.find_ancestor(exp.Select, exp.Update, exp.Delete)


def _inner_joins(tree: Any) -> list[Any]:  # noqa: ANN401 - as above
    """Joins that keep only rows with a partner."""
    from sqlglot import exp

    return [join for join in tree.find_all(exp.Join) if not _is_outer(join) and not _is_negated(join, tree)]


def _is_outer(join: Any) -> bool:  # noqa: ANN401 - as above
    return str(join.args.get("side") or "").upper() in OUTER


def _is_negated(node: Any, tree: Any) -> bool:  # noqa: ANN401 - as above
    """Whether an odd number of NOT stand around a node."""
    from sqlglot import exp

    count = 0
    while node is not None and node is not tree:
        node = node.parent
        count += isinstance(node, exp.Not)
    return count % 2 == 1


def _in_alternative(node: Any) -> bool:  # noqa: ANN401 - as above
    """Whether a node is one side of an OR."""
    from sqlglot import exp

    return node.find_ancestor(exp.Or) is not None
