"""``ast`` statements -> ir statements. Each function lowers one node type; ``_STATEMENTS`` dispatches by exact type.

``pass`` and docstrings leave no statement behind.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from datamap.facts import ir
from datamap.facts.expressions import OPERATORS, arguments, expression, expressions, maybe, parameters, target
from datamap.facts.patterns import pattern
from datamap.facts.restore import TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.facts.scope import Lowering


def lower(state: Lowering, tree: ast.Module) -> tuple[str | None, tuple[ir.Statement, ...]]:
    """A module's docstring and statements."""
    return _documented(state, tree.body)


def _block(state: Lowering, nodes: list[ast.stmt]) -> tuple[ir.Statement, ...]:
    return tuple([_STATEMENTS[node.__class__](state, node) for node in nodes if node.__class__ is not ast.Pass])


def _documented(state: Lowering, nodes: list[ast.stmt]) -> tuple[str | None, tuple[ir.Statement, ...]]:
    first = nodes[0] if nodes else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        # Lowered like any constant, so that a docstring obeys the same limits.
        docstring = expression(state, first.value)
        return docstring.value, _block(state, nodes[1:])  # type: ignore[union-attr, return-value]
    return None, _block(state, nodes)


def _evaluate(state: Lowering, node: ast.Expr) -> ir.Statement:
    return ir.Evaluate(state.at(node), expression(state, node.value))


def _assign(state: Lowering, node: ast.Assign) -> ir.Statement:
    value = expression(state, node.value)
    return ir.Assign(state.at(node), tuple([target(state, left) for left in node.targets]), value)


def _augmented(state: Lowering, node: ast.AugAssign) -> ir.Statement:
    value = expression(state, node.value)
    return ir.Augmented(state.at(node), target(state, node.target), OPERATORS[node.op.__class__], value)


def _annotated(state: Lowering, node: ast.AnnAssign) -> ir.Statement:
    annotation, value = expression(state, node.annotation), maybe(state, node.value)
    return ir.Annotated(state.at(node), target(state, node.target), annotation, value)


def _return(state: Lowering, node: ast.Return) -> ir.Statement:
    return ir.Return(state.at(node), maybe(state, node.value))


def _raise(state: Lowering, node: ast.Raise) -> ir.Statement:
    return ir.Raise(state.at(node), maybe(state, node.exc), maybe(state, node.cause))


def _assert(state: Lowering, node: ast.Assert) -> ir.Statement:
    return ir.Assert(state.at(node), expression(state, node.test), maybe(state, node.msg))


def _delete(state: Lowering, node: ast.Delete) -> ir.Statement:
    return ir.Delete(state.at(node), tuple([target(state, left) for left in node.targets]))


def _if(state: Lowering, node: ast.If) -> ir.Statement:
    return ir.If(state.at(node), expression(state, node.test), _block(state, node.body), _block(state, node.orelse))


def _while(state: Lowering, node: ast.While) -> ir.Statement:
    return ir.While(state.at(node), expression(state, node.test), _block(state, node.body), _block(state, node.orelse))


def _for(state: Lowering, node: ast.For | ast.AsyncFor) -> ir.Statement:
    iterable, bound = expression(state, node.iter), target(state, node.target)
    body, orelse = _block(state, node.body), _block(state, node.orelse)
    return ir.For(state.at(node), bound, iterable, body, orelse, node.__class__ is ast.AsyncFor)


def _handler(state: Lowering, node: ast.ExceptHandler) -> ir.Handler:
    caught = maybe(state, node.type)
    if node.name is not None:
        state.bind(node.name)
    return ir.Handler(caught, node.name, _block(state, node.body))


def _try(state: Lowering, node: ast.Try) -> ir.Statement:
    body = _block(state, node.body)
    handlers = tuple([_handler(state, handler) for handler in node.handlers])
    return ir.Try(state.at(node), body, handlers, _block(state, node.orelse), _block(state, node.finalbody))


def _with(state: Lowering, node: ast.With | ast.AsyncWith) -> ir.Statement:
    items = tuple([_with_item(state, item) for item in node.items])
    return ir.With(state.at(node), items, _block(state, node.body), node.__class__ is ast.AsyncWith)


def _with_item(state: Lowering, node: ast.withitem) -> ir.WithItem:
    context = expression(state, node.context_expr)
    return ir.WithItem(context, None if node.optional_vars is None else target(state, node.optional_vars))


def _match(state: Lowering, node: ast.Match) -> ir.Statement:
    return ir.Match(state.at(node), expression(state, node.subject), tuple([_case(state, case) for case in node.cases]))


def _case(state: Lowering, node: ast.match_case) -> ir.Case:
    return ir.Case(pattern(state, node.pattern), maybe(state, node.guard), _block(state, node.body))


def _import(state: Lowering, node: ast.Import) -> ir.Statement:
    for alias in node.names:
        state.bind(alias.asname or alias.name.partition(".")[0])
    return ir.Import(state.at(node), tuple([ir.Alias(alias.name, alias.asname) for alias in node.names]))


def _import_from(state: Lowering, node: ast.ImportFrom) -> ir.Statement:
    for alias in node.names:
        if alias.name != "*":
            state.bind(alias.asname or alias.name)
    names = tuple([ir.Alias(alias.name, alias.asname) for alias in node.names])
    return ir.ImportFrom(state.at(node), node.module or "", names, node.level)


def _names(kind: str) -> Callable[[Lowering, Any], ir.Statement]:
    def declare(state: Lowering, node: ast.Global | ast.Nonlocal) -> ir.Statement:
        state.scope.declared.update(node.names)
        return ir.Scope(state.at(node), kind, tuple(node.names))

    return declare


def _break(state: Lowering, node: ast.Break) -> ir.Statement:
    return ir.Break(state.at(node))


def _continue(state: Lowering, node: ast.Continue) -> ir.Statement:
    return ir.Continue(state.at(node))


def _function(state: Lowering, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ir.Statement:
    decorators, generic = expressions(state, node.decorator_list), _type_parameters(state, node)
    signature, returns = parameters(state, node.args), maybe(state, node.returns)
    state.bind(node.name)
    with state.inner_scope() as scope:
        docstring, body = _documented(state, node.body)
    is_async = node.__class__ is ast.AsyncFunctionDef
    return ir.Function(
        state.at(node), node.name, signature, returns, decorators, body, scope.assigned(), is_async, scope.yields, docstring, generic
    )


def _class(state: Lowering, node: ast.ClassDef) -> ir.Statement:
    decorators, generic = expressions(state, node.decorator_list), _type_parameters(state, node)
    bases = arguments(state, node.bases, node.keywords)
    state.bind(node.name)
    with state.inner_scope():
        docstring, body = _documented(state, node.body)
    return ir.Class(state.at(node), node.name, bases, decorators, body, docstring, generic)


def _type_name(state: Lowering, node: Any) -> ir.Statement:  # noqa: ANN401 - ast.TypeAlias exists from Python 3.12 on
    state.bind(node.name.id)
    generic = _type_parameters(state, node)
    return ir.TypeName(state.at(node), node.name.id, expression(state, node.value), generic)


def _type_parameters(state: Lowering, node: Any) -> tuple[ir.Parameter, ...]:  # noqa: ANN401 - fields of 3.12, nodes of 3.13
    """The type parameters of PEP 695 and 696, from a newer interpreter's nodes or from those of ``restore``."""
    return tuple(
        ir.Parameter(
            parameter.name,
            _TYPE_PARAMETERS[parameter.__class__.__name__],
            maybe(state, getattr(parameter, "bound", None)),
            maybe(state, getattr(parameter, "default_value", None)),
            state.at(parameter),
        )
        for parameter in getattr(node, "type_params", ())
    )


_TYPE_PARAMETERS = {"TypeVar": "any", "TypeVarTuple": "star", "ParamSpec": "double"}


_STATEMENTS: dict[type[ast.AST], Callable[[Lowering, Any], ir.Statement]] = {
    ast.Expr: _evaluate,
    ast.Assign: _assign,
    ast.AugAssign: _augmented,
    ast.AnnAssign: _annotated,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Assert: _assert,
    ast.Delete: _delete,
    ast.If: _if,
    ast.While: _while,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Match: _match,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.Global: _names("global"),
    ast.Nonlocal: _names("nonlocal"),
    ast.Break: _break,
    ast.Continue: _continue,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
}
_STATEMENTS[TypeAlias] = _type_name
