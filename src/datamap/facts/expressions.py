"""``ast`` expressions -> ir expressions. Each function lowers one node type; ``EXPRESSIONS`` dispatches by exact type."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from typing import Any, TypeAlias

from datamap.facts import ir
from datamap.facts.restore import TemplateStr
from datamap.facts.scope import IDENTIFIER_LENGTH, Lowering

TEXT_LENGTH = 64 * 1024
_SURROGATES = re.compile("[\ud800-\udfff]")

Lower: TypeAlias = Callable[[Lowering, Any], ir.Expression]

OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.BitAnd: "&",
    ast.MatMult: "@",
    ast.Invert: "~",
    ast.Not: "not",
    ast.UAdd: "+",
    ast.USub: "-",
    ast.And: "and",
    ast.Or: "or",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}


def expression(state: Lowering, node: ast.expr) -> ir.Expression:
    """The expression as ir; binds names that it assigns."""
    return EXPRESSIONS[node.__class__](state, node)


def maybe(state: Lowering, node: ast.expr | None) -> ir.Expression | None:
    """The expression as ir, None for none."""
    return None if node is None else EXPRESSIONS[node.__class__](state, node)


def expressions(state: Lowering, nodes: list[ast.expr]) -> tuple[ir.Expression, ...]:
    """Several expressions as ir, in order."""
    return tuple([EXPRESSIONS[node.__class__](state, node) for node in nodes])


def target(state: Lowering, node: ast.expr) -> ir.Expression:
    """An assignment's left side: the names in it are bound."""
    if node.__class__ is ast.Name:
        state.bind(node.id)
    elif isinstance(node, (ast.Tuple, ast.List)):
        kind = "tuple" if node.__class__ is ast.Tuple else "list"
        return ir.Sequence(state.at(node), kind, tuple([target(state, item) for item in node.elts]))
    elif isinstance(node, ast.Starred):
        return ir.Starred(state.at(node), target(state, node.value))
    return EXPRESSIONS[node.__class__](state, node)


def _name(state: Lowering, node: ast.Name) -> ir.Expression:
    state.names.add(node.id)
    return ir.Name(state.at(node), node.id)


def _attribute(state: Lowering, node: ast.Attribute) -> ir.Expression:
    state.names.add(node.attr)
    value = node.value
    return ir.Attribute(state.at(node), EXPRESSIONS[value.__class__](state, value), node.attr)


def text(state: Lowering, value: str, line: int) -> str:
    """A string constant as it is kept: cut where it is huge, without lone surrogates, which no encoding carries."""
    if len(value) <= IDENTIFIER_LENGTH:
        state.texts.add(value)
    elif len(value) > TEXT_LENGTH:
        state.gaps.append((line, f"a string of {len(value):,} characters was read to its first {TEXT_LENGTH:,}"))
        value = value[:TEXT_LENGTH]
    return value if value.isascii() else _SURROGATES.sub("\ufffd", value)


def _constant(state: Lowering, node: ast.Constant) -> ir.Expression:
    value = node.value
    kind = value.__class__
    if kind is str:
        return ir.Constant(state.at(node), text(state, value, node.lineno))  # type: ignore[arg-type]
    if kind is bytes:
        return ir.Bytes(state.at(node), value[:TEXT_LENGTH])  # type: ignore[index, arg-type]
    if kind is complex or value is ... or (kind is int and value >= 1 << 63):  # type: ignore[operator]
        return ir.Opaque(state.at(node))
    return ir.Constant(state.at(node), value)  # type: ignore[arg-type]


def _subscript(state: Lowering, node: ast.Subscript) -> ir.Expression:
    return ir.Subscript(state.at(node), expression(state, node.value), expression(state, node.slice))


def _slice(state: Lowering, node: ast.Slice) -> ir.Expression:
    return ir.Slice(state.at(node), maybe(state, node.lower), maybe(state, node.upper), maybe(state, node.step))


def arguments(state: Lowering, positional: list[ast.expr], keywords: list[ast.keyword]) -> tuple[ir.Argument, ...]:
    """The arguments of a call or the bases of a class, positional ones first."""
    found = [_positional(state, node) for node in positional]
    for node in keywords:
        value = node.value
        lowered = EXPRESSIONS[value.__class__](state, value)
        if node.arg is None:
            found.append(ir.Argument(lowered, None, 2))
        else:
            state.names.add(node.arg)
            found.append(ir.Argument(lowered, node.arg))
    return tuple(found)


def _positional(state: Lowering, node: ast.expr) -> ir.Argument:
    if node.__class__ is ast.Starred:
        return ir.Argument(expression(state, node.value), None, 1)
    return ir.Argument(EXPRESSIONS[node.__class__](state, node))


def _call(state: Lowering, node: ast.Call) -> ir.Expression:
    func = node.func
    return ir.Call(state.at(node), EXPRESSIONS[func.__class__](state, func), arguments(state, node.args, node.keywords))


def _binary(state: Lowering, node: ast.BinOp) -> ir.Expression:
    return ir.Binary(state.at(node), OPERATORS[node.op.__class__], expression(state, node.left), expression(state, node.right))


def _unary(state: Lowering, node: ast.UnaryOp) -> ir.Expression:
    return ir.Unary(state.at(node), OPERATORS[node.op.__class__], expression(state, node.operand))


def _boolean(state: Lowering, node: ast.BoolOp) -> ir.Expression:
    return ir.Boolean(state.at(node), OPERATORS[node.op.__class__], expressions(state, node.values))


def _compare(state: Lowering, node: ast.Compare) -> ir.Expression:
    ops = tuple([OPERATORS[op.__class__] for op in node.ops])
    return ir.Compare(state.at(node), expression(state, node.left), ops, expressions(state, node.comparators))


def _conditional(state: Lowering, node: ast.IfExp) -> ir.Expression:
    return ir.Conditional(state.at(node), expression(state, node.test), expression(state, node.body), expression(state, node.orelse))


def _tuple(state: Lowering, node: ast.Tuple) -> ir.Expression:
    return ir.Sequence(state.at(node), "tuple", expressions(state, node.elts))


def _list(state: Lowering, node: ast.List) -> ir.Expression:
    return ir.Sequence(state.at(node), "list", expressions(state, node.elts))


def _set(state: Lowering, node: ast.Set) -> ir.Expression:
    return ir.Sequence(state.at(node), "set", expressions(state, node.elts))


def _dict(state: Lowering, node: ast.Dict) -> ir.Expression:
    return ir.Dict(state.at(node), tuple([maybe(state, key) for key in node.keys]), expressions(state, node.values))


def _clauses(state: Lowering, nodes: list[ast.comprehension]) -> tuple[ir.Clause, ...]:
    clauses = []
    for node in nodes:
        with state.inner_scope():  # a comprehension's own names are no names of the function around it
            bound = target(state, node.target)
        clauses.append(ir.Clause(bound, expression(state, node.iter), expressions(state, node.ifs), bool(node.is_async)))
    return tuple(clauses)


def _comprehension(kind: str) -> Lower:
    def lower(state: Lowering, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> ir.Expression:
        clauses = _clauses(state, node.generators)
        return ir.Comprehension(state.at(node), kind, None, expression(state, node.elt), clauses)

    return lower


def _dict_comprehension(state: Lowering, node: ast.DictComp) -> ir.Expression:
    clauses = _clauses(state, node.generators)
    return ir.Comprehension(state.at(node), "dict", expression(state, node.key), expression(state, node.value), clauses)


def _joined(state: Lowering, node: ast.JoinedStr) -> ir.Expression:
    parts = _parts(state, node.values)
    shown = tuple([how for _, how in parts])
    return ir.Joined(state.at(node), tuple([part for part, _ in parts]), shown=shown if any(how != ":" for how in shown) else ())


def _template(state: Lowering, node: Any) -> ir.Expression:  # noqa: ANN401 - ast.TemplateStr exists from Python 3.14 on
    return ir.Joined(state.at(node), tuple([part for part, _ in _parts(state, node.values)]), template=True)


def _parts(state: Lowering, nodes: list[ast.expr]) -> list[tuple[ir.Expression, str]]:
    """The parts of an f-string, and how each is shown; what a format specification interpolates is a part as well."""
    parts: list[tuple[ir.Expression, str]] = []
    for node in nodes:
        if isinstance(node, ast.Constant):
            parts.append((expression(state, node), ":"))
            continue
        parts.append((expression(state, node.value), _shown(node)))  # type: ignore[attr-defined]
        specification = node.format_spec  # type: ignore[attr-defined]
        if specification is not None:
            inner = _parts(state, [part for part in specification.values if not isinstance(part, ast.Constant)])
            parts.extend([(part, ":") for part, _ in inner])
    return parts


def _shown(node: Any) -> str:  # noqa: ANN401 - ast.Interpolation exists from Python 3.14 on
    if node.conversion != -1:
        return f"!{chr(node.conversion)}"
    return ":" if node.format_spec is None else ":{}"


def parameters(state: Lowering, node: ast.arguments) -> tuple[ir.Parameter, ...]:
    """The parameters of a function in the order of its signature; their defaults belong to the scope around it."""
    plain = [*((arg, "positional") for arg in node.posonlyargs), *((arg, "any") for arg in node.args)]
    defaults: list[ast.expr | None] = [None] * (len(plain) - len(node.defaults)) + list(node.defaults)
    found = [_parameter(state, arg, kind, default) for (arg, kind), default in zip(plain, defaults, strict=True)]
    if node.vararg is not None:
        found.append(_parameter(state, node.vararg, "star", None))
    found.extend(_parameter(state, arg, "keyword", default) for arg, default in zip(node.kwonlyargs, node.kw_defaults, strict=True))
    if node.kwarg is not None:
        found.append(_parameter(state, node.kwarg, "double", None))
    return tuple(found)


def _parameter(state: Lowering, node: ast.arg, kind: str, default: ast.expr | None) -> ir.Parameter:
    state.names.add(node.arg)
    return ir.Parameter(node.arg, kind, maybe(state, node.annotation), maybe(state, default), state.at(node))


def _lambda(state: Lowering, node: ast.Lambda) -> ir.Expression:
    at = state.at(node)
    signature = parameters(state, node.args)
    with state.inner_scope() as scope:
        body = expression(state, node.body)
    returned = ir.Return(body.at, body)
    function = ir.Function(at, "<lambda>", signature, None, (), (returned,), scope.assigned(), is_generator=scope.yields)
    return ir.Lambda(at, function)


def _await(state: Lowering, node: ast.Await) -> ir.Expression:
    return ir.Await(state.at(node), expression(state, node.value))


def _yield(state: Lowering, node: ast.Yield) -> ir.Expression:
    state.scope.yields = True
    return ir.Yield(state.at(node), maybe(state, node.value))


def _yield_from(state: Lowering, node: ast.YieldFrom) -> ir.Expression:
    state.scope.yields = True
    return ir.Yield(state.at(node), expression(state, node.value), delegate=True)


def _walrus(state: Lowering, node: ast.NamedExpr) -> ir.Expression:
    state.bind(node.target.id)
    return ir.Assigned(state.at(node), ir.Name(state.at(node.target), node.target.id), expression(state, node.value))


def _starred(state: Lowering, node: ast.Starred) -> ir.Expression:
    return ir.Starred(state.at(node), expression(state, node.value))


def _opaque(state: Lowering, node: ast.expr) -> ir.Expression:
    return ir.Opaque(state.at(node))


EXPRESSIONS: dict[type[ast.AST], Lower] = {
    **dict.fromkeys(ast.expr.__subclasses__(), _opaque),
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Constant: _constant,
    ast.Call: _call,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.BoolOp: _boolean,
    ast.Compare: _compare,
    ast.IfExp: _conditional,
    ast.Tuple: _tuple,
    ast.List: _list,
    ast.Set: _set,
    ast.Dict: _dict,
    ast.ListComp: _comprehension("list"),
    ast.SetComp: _comprehension("set"),
    ast.GeneratorExp: _comprehension("generator"),
    ast.DictComp: _dict_comprehension,
    ast.JoinedStr: _joined,
    ast.Lambda: _lambda,
    ast.Await: _await,
    ast.Yield: _yield,
    ast.YieldFrom: _yield_from,
    ast.NamedExpr: _walrus,
    ast.Starred: _starred,
}
EXPRESSIONS[TemplateStr] = _template
