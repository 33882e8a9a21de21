"""Trees too deep for Python's stack: read with a big one, then made shallow enough for everybody after.

``deeply`` runs a function where the stack is big and the recursion limit known; ``flatten`` bounds a tree, so that what is
lowered from it can be encoded, compared, walked and freed by recursion.
"""

from __future__ import annotations

import ast
import sys
import threading
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

DEEPEST = 200
UNLIMITED = 100_000
_STACK_BYTES = 512 * 1024 * 1024
_LONG_CHAIN = 50

Answer = TypeVar("Answer")


def deeply(function: Callable[[], Answer], recursion_limit: int = UNLIMITED) -> Answer:
    """The function's answer, or its exception, from a thread with a stack of 512 MB, of which only what is used is ever taken."""
    answers: list[Answer] = []
    failures: list[BaseException] = []

    def run() -> None:
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(recursion_limit)
        try:
            answers.append(function())
        except BaseException as error:  # noqa: BLE001 - raised again where the answer is awaited
            failures.append(error)
        finally:
            sys.setrecursionlimit(limit)

    size = threading.stack_size(_STACK_BYTES)
    try:
        thread = threading.Thread(target=run)
        thread.start()
    finally:
        threading.stack_size(size)
    thread.join()
    if failures:
        raise failures[0]
    return answers[0]


def flatten(tree: ast.Module) -> list[int]:
    """Bounds the tree's depth; returns the lines where something too deep was cut off.

    A long ``a + b + c …`` leans to the left by one level an operand: it is balanced, which for following data is the same.
    """
    cut: set[int] = set()
    pending: list[tuple[ast.AST, int]] = [(tree, 0)]
    while pending:
        node, depth = pending.pop()
        if isinstance(node, ast.BinOp):
            _balance(node)
        if depth >= DEEPEST - 2:
            cut.update(_cut_below(node))
        pending.extend((child, depth + 1) for child in ast.iter_child_nodes(node))
    return sorted(cut)


def _balance(root: ast.BinOp) -> None:
    operands: list[ast.expr] = [root.right]
    node = root.left
    while isinstance(node, ast.BinOp) and type(node.op) is type(root.op):
        operands.append(node.right)
        node = node.left
    operands.append(node)
    if len(operands) > _LONG_CHAIN:
        operands.reverse()
        middle = len(operands) // 2
        root.left, root.right = _balanced(operands[:middle], root.op), _balanced(operands[middle:], root.op)


def _balanced(operands: list[ast.expr], op: ast.operator) -> ast.expr:
    if len(operands) == 1:
        return operands[0]
    middle = len(operands) // 2
    left, right = _balanced(operands[:middle], op), _balanced(operands[middle:], op)
    whole = ast.copy_location(ast.BinOp(left, op, right), left)
    whole.end_lineno, whole.end_col_offset = right.end_lineno, right.end_col_offset
    return whole


def _cut_below(node: ast.AST) -> list[int]:
    """Replaces the node's children that go deeper by stumps of their kind; the lines of those that were cut."""
    lines: list[int] = []
    for name, value in list(ast.iter_fields(node)):
        if isinstance(value, list):
            lines.extend(child.lineno for child in value if _goes_deeper(child))
            setattr(node, name, [stump for child in value if (stump := _stump(child)) is not None or child is None])
        elif _goes_deeper(value):
            lines.append(value.lineno)
            setattr(node, name, None if name == "format_spec" else _stump(value))
    return lines


def _goes_deeper(child: Any) -> bool:  # noqa: ANN401 - a field of ast may hold anything
    """Whether the child may have a tree below it. Arguments, clauses and the like are left: their own children get cut."""
    return isinstance(child, (ast.expr, ast.stmt, ast.pattern, ast.excepthandler)) and not isinstance(child, (ast.Name, ast.Constant))


def _stump(child: Any) -> Any:  # noqa: ANN401 - as above
    if not _goes_deeper(child):
        return child
    if isinstance(child, ast.expr):
        return ast.copy_location(ast.Constant(...), child)
    return ast.copy_location(ast.MatchAs(), child) if isinstance(child, ast.pattern) else None
