"""The tree of a rewritten text -> the tree that a newer interpreter gives for the original."""

from __future__ import annotations

import ast
from bisect import bisect_left
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datamap.facts.edits import Edited
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


def restored(tree: ast.Module, names: Markers, edited: Edited) -> ast.Module:
    """The edited text's tree, changed in place: without markers."""
    return _Restoration(names, edited.lines).run(tree)


class _Restoration:
    def __init__(self, names: Markers, lines: list[int]) -> None:
        self._names = names
        self._lines = lines

    def run(self, tree: ast.Module) -> ast.Module:
        pending: list[ast.AST] = [tree]
        while pending:
            fields = pending.pop().__dict__
            for name, value in fields.items():
                if isinstance(value, list):
                    value[:] = [self._node(child) for child in value]
                    pending.extend(child for child in value if self._is_edited(child))
                elif isinstance(value, ast.AST):
                    fields[name] = child = self._node(value)
                    if self._is_edited(child):
                        pending.append(child)
        return tree

    def _is_edited(self, node: Any) -> bool:  # noqa: ANN401 - a field of ast may hold anything
        """Whether a marker may be at or below the node. Decorators stand before the line that their node begins on."""
        if not isinstance(node, (ast.expr, ast.stmt)) or hasattr(node, "decorator_list"):
            return isinstance(node, ast.AST) and not isinstance(node, (ast.expr_context, ast.operator))
        index = bisect_left(self._lines, node.lineno)
        return index < len(self._lines) and self._lines[index] <= (node.end_lineno or node.lineno)

    def _node(self, node: Any) -> Any:  # noqa: ANN401 - a field of ast may hold anything
        handle = _HANDLERS.get(node.__class__)
        return node if handle is None else handle(self, node)

    def call(self, node: ast.Call) -> ast.expr:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == self._names.joined:
            return ast.copy_location(ast.JoinedStr(_parts(node.args)), node)
        if name == self._names.template:
            template: ast.expr = TemplateStr(values=_parts(node.args))
            return ast.copy_location(template, node)
        return node

    def function(self, node: Any) -> Any:  # noqa: ANN401 - type_params is a field from 3.12 on
        for plain in (node.args.posonlyargs, node.args.args):
            if plain and plain[0].arg == self._names.parameter:
                node.type_params = self._type_parameters(plain.pop(0).annotation)
        return node

    def definition(self, node: Any) -> Any:  # noqa: ANN401 - as above
        if node.bases and (parameters := self._type_parameters(node.bases[0])):
            del node.bases[0]
            node.type_params = parameters
        return node

    def annotated(self, node: ast.AnnAssign) -> ast.stmt:
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


def _show(part: ast.FormattedValue, how: str) -> None:
    """Gives a part its conversion (``!r``) or a format specification."""
    if how[0] == "!":
        part.conversion = ord(how[1])
    else:
        part.format_spec = ast.copy_location(ast.JoinedStr([]), part)


def _parts(arguments: list[ast.expr]) -> list[ast.expr]:
    """An f-string's values: adjacent constants are one, empty ones none."""
    parts: list[ast.expr] = []
    for argument in arguments:
        before = parts[-1] if parts else None
        if isinstance(before, ast.FormattedValue) and isinstance(argument, ast.Constant) and isinstance(argument.value, bytes):
            _show(before, argument.value.decode())
        elif not isinstance(argument, ast.Constant):
            parts.append(ast.copy_location(ast.FormattedValue(argument, -1), argument))
        elif isinstance(before, ast.Constant) and isinstance(before.value, str) and isinstance(argument.value, str):
            before.value += argument.value
            before.end_lineno, before.end_col_offset = argument.end_lineno, argument.end_col_offset
        else:
            parts.append(argument)
    return [part for part in parts if not (isinstance(part, ast.Constant) and part.value == "")]


_HANDLERS: dict[type[ast.AST], Any] = {
    ast.Call: _Restoration.call,
    ast.FunctionDef: _Restoration.function,
    ast.AsyncFunctionDef: _Restoration.function,
    ast.ClassDef: _Restoration.definition,
    ast.AnnAssign: _Restoration.annotated,
}
