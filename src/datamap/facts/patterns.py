"""``match`` patterns -> ir patterns. A capture binds its name in the function around it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from datamap.facts import ir
from datamap.facts.expressions import expression, expressions

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.facts.scope import Lowering


def pattern(state: Lowering, node: ast.pattern) -> ir.Pattern:
    """The pattern as ir; binds the names it captures."""
    return _PATTERNS[node.__class__](state, node)


def _all(state: Lowering, nodes: list[ast.pattern]) -> tuple[ir.Pattern, ...]:
    return tuple([pattern(state, node) for node in nodes])


def _captured(state: Lowering, name: str | None) -> str | None:
    if name is not None:
        state.bind(name)
    return name


def _value(state: Lowering, node: ast.MatchValue) -> ir.Pattern:
    return ir.PatternValue(state.at(node), expression(state, node.value))


def _singleton(state: Lowering, node: ast.MatchSingleton) -> ir.Pattern:
    at = state.at(node)
    return ir.PatternValue(at, ir.Constant(at, node.value))


def _sequence(state: Lowering, node: ast.MatchSequence) -> ir.Pattern:
    return ir.PatternSequence(state.at(node), _all(state, node.patterns))


def _mapping(state: Lowering, node: ast.MatchMapping) -> ir.Pattern:
    patterns = _all(state, node.patterns)
    return ir.PatternMapping(state.at(node), expressions(state, node.keys), patterns, _captured(state, node.rest))


def _class(state: Lowering, node: ast.MatchClass) -> ir.Pattern:
    state.names.update(node.kwd_attrs)
    named = _all(state, node.kwd_patterns)
    return ir.PatternClass(state.at(node), expression(state, node.cls), _all(state, node.patterns), tuple(node.kwd_attrs), named)


def _star(state: Lowering, node: ast.MatchStar) -> ir.Pattern:
    return ir.PatternStar(state.at(node), _captured(state, node.name))


def _as(state: Lowering, node: ast.MatchAs) -> ir.Pattern:
    inner = None if node.pattern is None else pattern(state, node.pattern)
    return ir.PatternAs(state.at(node), inner, _captured(state, node.name))


def _or(state: Lowering, node: ast.MatchOr) -> ir.Pattern:
    return ir.PatternOr(state.at(node), _all(state, node.patterns))


_PATTERNS: dict[type[ast.AST], Callable[[Lowering, Any], ir.Pattern]] = {
    ast.MatchValue: _value,
    ast.MatchSingleton: _singleton,
    ast.MatchSequence: _sequence,
    ast.MatchMapping: _mapping,
    ast.MatchClass: _class,
    ast.MatchStar: _star,
    ast.MatchAs: _as,
    ast.MatchOr: _or,
}
