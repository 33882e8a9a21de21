"""The tree of a rewritten text -> the tree that a newer interpreter gives for the original."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datamap.facts.newer import Markers


_PLACE = ("lineno", "col_offset", "end_lineno", "end_col_offset")


def _node(name: str, base: type[ast.AST], *fields: str) -> type[Any]:
    """The interpreter's own class of that name, else one like it."""
    own = getattr(ast, name, None)
    return own if own is not None else type(name, (base,), {"_fields": fields, "_attributes": _PLACE})


TemplateStr = _node("TemplateStr", ast.expr, "values")
TypeAlias = _node("TypeAlias", ast.stmt, "name", "type_params", "value")
_TYPE_PARAMETERS = {
    "": _node("TypeVar", ast.AST, "name", "bound", "default_value"),
    "*": _node("TypeVarTuple", ast.AST, "name", "default_value"),
    "**": _node("ParamSpec", ast.AST, "name", "default_value"),
}


def restore(tree: ast.Module, names: Markers) -> None:
    """Replaces the markers in the tree."""
    _Restoration(names).visit(tree)


class _Restoration(ast.NodeTransformer):
    def __init__(self, names: Markers) -> None:
        self._names = names

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if not isinstance(node.func, ast.Name):
            return node
        if node.func.id == self._names.joined:
            return ast.copy_location(ast.JoinedStr(_parts(node.args)), node)
        if node.func.id == self._names.template:
            template: ast.expr = TemplateStr(values=_parts(node.args))
            return ast.copy_location(template, node)
        return node

    def visit_FunctionDef(self, node: Any) -> Any:  # noqa: ANN401 - type_params is a field from 3.12 on
        self.generic_visit(node)
        for plain in (node.args.posonlyargs, node.args.args):
            if plain and plain[0].arg == self._names.parameter:
                node.type_params = self._type_parameters(plain.pop(0).annotation)
        return node

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 - NodeTransformer's name

    def visit_ClassDef(self, node: Any) -> Any:  # noqa: ANN401 - as above
        self.generic_visit(node)
        if node.bases and (parameters := self._type_parameters(node.bases[0])):
            del node.bases[0]
            node.type_params = parameters
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        self.generic_visit(node)
        parameters = self._type_parameters(node.annotation)
        if node.value is None or not (parameters or self._is_marker(node.annotation)):
            return node
        statement: ast.stmt = TypeAlias(name=node.target, type_params=parameters, value=node.value)
        return ast.copy_location(statement, node)

    def _is_marker(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id == self._names.parameter

    def _type_parameters(self, node: ast.expr | None) -> list[ast.AST]:
        calls = [item for item in node.elts if isinstance(item, ast.Call)] if isinstance(node, ast.List) else []
        return [self._type_parameter(call) for call in calls if self._is_marker(call.func)]

    def _type_parameter(self, call: ast.Call) -> ast.AST:
        name, bound, default = call.args
        written = name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else ""
        made = _TYPE_PARAMETERS["*" * written.count("*")](name=written.lstrip("*"))
        made.bound = None if self._is_marker(bound) else bound
        made.default_value = None if self._is_marker(default) else default
        placed: ast.AST = ast.copy_location(made, call)
        return placed


def _parts(arguments: list[ast.expr]) -> list[ast.expr]:
    """An f-string's values: adjacent constants are one."""
    parts: list[ast.expr] = []
    for argument in arguments:
        before = parts[-1] if parts else None
        if not isinstance(argument, ast.Constant):
            parts.append(ast.copy_location(ast.FormattedValue(argument, -1), argument))
        elif isinstance(before, ast.Constant) and isinstance(before.value, str) and isinstance(argument.value, str):
            before.value += argument.value
            before.end_lineno, before.end_col_offset = argument.end_lineno, argument.end_col_offset
        else:
            parts.append(argument)
    return parts
