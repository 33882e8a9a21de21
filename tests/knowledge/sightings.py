"""A small resolver for the examples of rules/processors: which third parties does a snippet talk to?

It knows imports, instances kept in variables and attributes, ``with … as``, constants in addresses and settings, and nothing else.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.knowledge.processors import Processors


def seen(code: str, known: Processors) -> set[str]:
    """The ids of the third parties that ``code`` calls, addresses or is configured for."""
    tree = ast.parse(code)
    names = dict(_imported(tree))
    found: set[str] = set()
    for node in ast.walk(tree):
        found.update(_kept(node, names))
    for node in ast.walk(tree):
        found.update(_shown(node, names, known))
    return found


def imported(code: str) -> list[str]:
    """Dotted paths of what ``code`` imports."""
    return [path for _, path in _imported(ast.parse(code))]


def _imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield (alias.asname, alias.name) if alias.asname else (alias.name.partition(".")[0], alias.name.partition(".")[0])
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _kept(node: ast.AST, names: dict[str, str]) -> tuple[()]:
    """Remembers what a variable or attribute holds."""
    pairs: list[tuple[ast.AST | None, ast.AST | None]] = []
    if isinstance(node, ast.Assign):
        pairs = [(target, node.value) for target in node.targets]
    elif isinstance(node, ast.AnnAssign):
        pairs = [(node.target, node.value)]
    elif isinstance(node, ast.withitem):
        pairs = [(node.optional_vars, node.context_expr)]
    for target, value in pairs:
        path = _path(value, names)
        if target is not None and path:
            names[ast.unparse(target)] = path
    return ()


def _path(node: ast.AST | None, names: dict[str, str]) -> str | None:
    if isinstance(node, ast.Await):
        return _path(node.value, names)
    if isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node) in names:
        return names[ast.unparse(node)]
    if isinstance(node, ast.Attribute):
        owner = _path(node.value, names)
        return f"{owner}.{node.attr}" if owner else None
    if isinstance(node, ast.Call):
        callee = _path(node.func, names)
        if callee is None or callee.rpartition(".")[2][:1].isupper():
            return callee
        constants = [
            repr(argument.value) for argument in node.args if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        ]
        return f"{callee}({', '.join(constants)})"
    return None


def _shown(node: ast.AST, names: dict[str, str], known: Processors) -> Iterator[str]:
    if isinstance(node, ast.Call):
        path = _path(node.func, names)
        match = known.call(path) if path else None
        if match:
            yield match.processor.id
            yield from (
                vendor.id for word in node.keywords if match.call and word.arg == match.call.model for vendor in _models(word.value, known)
            )
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from (entry.id for entry, _ in known.in_text(node.value))
        valued = known.by_setting_value(node.value)
        if valued:
            yield valued.id
    elif isinstance(node, ast.Assign):
        text = node.value.value if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str) else None
        for target in node.targets:
            entry = known.by_setting(target.id, text) if isinstance(target, ast.Name) else None
            if entry:
                yield entry.id


def _models(node: ast.AST, known: Processors) -> Iterator[object]:
    vendor = known.by_model(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
    if vendor:
        yield vendor
