"""What an external thing of which nothing is known holds under a key: ``session.get("email")``, ``request.cookies.get("consent")``."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.flow.lookup import constants
from datamap.flow.names import from_labels, location
from datamap.flow.scopes import walk_nodes
from datamap.flow.values import join_all

if TYPE_CHECKING:
    from datamap.flow.calls import Arguments
    from datamap.flow.frame import Frame, Span
    from datamap.flow.tags import Label
    from datamap.flow.values import ConstantValue, Value
    from datamap.program.symbols import Function

MOST = 2
"""A key and a default."""
YES = frozenset({"yes", "true", "on", "1", "granted", "accepted", "all", "allow", "allowed"})


def kept_under(frame: Frame, holder: str, arguments: Arguments, at: Span) -> Value | None:
    """Give what the key tells, or the default; None where the key tells nothing."""
    if not 1 <= len(arguments.positional) <= MOST or arguments.keywords:
        return None
    keys, exact = constants(frame, arguments.positional[0])
    if not exact or len(keys) != 1 or not isinstance(keys[0], str):
        return None
    labels = frame.solver.registry.name_labels(keys[0], holder.rpartition(".")[2], None, location(frame, at), frame.function.qualname)
    default = arguments.positional[1:]
    if default and any(_agrees(literal) for literal in default[0].constants):
        labels = tuple([given(one) for one in labels])
    return join_all([from_labels(labels), *default]) if labels else None


def given(label: Label) -> Label:
    """A gate that is open before anybody chose."""
    return replace(label, extra=(label.extra[0], True)) if label.kind == "gate" and isinstance(label.extra, tuple) else label


def _agrees(literal: ConstantValue) -> bool:
    """Whether what is taken where nobody said anything lets it happen."""
    return literal is True or (isinstance(literal, str) and literal.lower() in YES)


@lru_cache(maxsize=4096)
def assumes_yes(function: Function) -> bool:
    """Whether a function that tells a choice says yes itself where nobody chose: ``get("analytics", True)``, or so if that fails."""
    nodes = list(walk_nodes(function.node.body, into=True))
    answers = [inner for node in nodes if isinstance(node, ir.Return) and node.value is not None for inner in walk_nodes(node.value)]
    lasts = [node.body[-1] for node in nodes if isinstance(node, ir.Handler) and node.body]
    return any(_says_yes(node) for node in answers) or any(isinstance(last, ir.Return) and _is_true(last.value) for last in lasts)


def _says_yes(node: object) -> bool:
    match node:
        case ir.Call(func=ir.Attribute(attr="get"), arguments=(_, ir.Argument(value=ir.Constant(value=default)))):
            return _agrees(default)
        case ir.Call(func=ir.Name(id="getattr"), arguments=(_, _, ir.Argument(value=default))):
            return _is_true(default)
        case _:
            return False


def _is_true(value: ir.Expression | None) -> bool:
    return isinstance(value, ir.Constant) and value.value is True
