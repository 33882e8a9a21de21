"""Every string of a module with the name that it is given: a variable, keyword, key, or the call that it is passed to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.facts.children import FIELDS
from datamap.flow.models.walking import once_a_module
from datamap.model import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.program.symbols import Module

Context = tuple[str, str, str]
COMPARED = "=="
PARAMETER = "def"
DEFAULTS = ("default", "fallback", "initial")
_TELLING = frozenset({ir.Constant, ir.Joined, ir.Assign, ir.Annotated, ir.Call, ir.Dict, ir.Compare, ir.Subscript, ir.Function, ir.Class})
"""Kinds of nodes that are a literal, or name those in them."""


@dataclass(frozen=True, slots=True)
class Literal:
    """One literal.

    name: variable, keyword or key; call: the callee as written, COMPARED where the name is only compared with it, PARAMETER where it is
    what a parameter is by default; symbol: the function around it.
    """

    value: str | float | bool
    name: str
    call: str
    location: Location
    symbol: str
    templated: bool = False

    @property
    def text(self) -> str:
        """The value as text; what an f-string fills in is ``{}``."""
        return self.value if isinstance(self.value, str) else str(self.value)


@once_a_module
def literals_of(module: Module) -> tuple[Literal, ...]:
    """List the literals of a module in order of appearance."""
    return tuple(_Reader(module).read())


class _Reader:
    def __init__(self, module: Module) -> None:
        self.module = module
        self.found: list[Literal] = []

    def read(self) -> list[Literal]:
        """Walk the module once, with a stack of its own."""
        stack: list[tuple[object, Context]] = [(self.module.facts.body, ("", "", self.module.name))]
        while stack:
            node, context = stack.pop()
            kind = node.__class__
            if kind is tuple:
                stack.extend([(item, context) for item in node[::-1]])  # type: ignore[index]
            elif kind in _TELLING:
                stack.extend([*self._inside(node, context)][::-1])
            elif kind in FIELDS:
                stack.extend([(getattr(node, field), context) for field in FIELDS[kind][::-1]])
        return self.found

    def _inside(self, node: object, context: Context) -> Iterator[tuple[object, Context]]:  # noqa: C901, PLR0912 - a table of kinds of nodes
        name, call, symbol = context
        match node:
            case ir.Constant(value=value):
                if (value is not None and not isinstance(value, int)) or name:
                    self._add(value, context, node.at)
            case ir.Joined(parts=parts):
                self._add(
                    "".join(str(part.value) if isinstance(part, ir.Constant) else "{}" for part in parts), context, node.at, templated=True
                )
                yield from ((part, ("", "", symbol)) for part in parts if not isinstance(part, ir.Constant))
            case ir.Assign(targets=targets, value=value):
                yield value, (_written(targets[0]), "", symbol)
            case ir.Annotated(target=target, value=value):
                yield value, (_written(target), "", symbol)
            case ir.Call(func=func, arguments=arguments):
                yield func, ("", "", symbol)
                callee = _written(func)
                if (day := _day(callee, arguments)) is not None:
                    self._add(day, (name, callee, symbol), node.at)
                for position, argument in enumerate(arguments):
                    own = argument.keyword if argument.keyword not in DEFAULTS else name
                    given = name if position == 0 else _variable(arguments) if position == 1 else ""
                    yield argument.value, (own or given, callee, symbol)
            case ir.Subscript(value=value, index=index):
                yield value, context
                yield index, ("", "", symbol)
            case ir.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    yield value, (str(key.value) if isinstance(key, ir.Constant) else name, call, symbol)
            case ir.Compare():
                yield node.left, ((_written(node.comparators[0]), COMPARED, symbol) if _is_text(node.left) else ("", "", symbol))
                yield node.comparators, (_written(node.left), COMPARED, symbol)
            case ir.Function():
                inner = f"{symbol}.{node.name}"
                yield node.decorators, ("", "", inner)
                yield from ((parameter.default, (parameter.name, PARAMETER, inner)) for parameter in node.parameters)
                yield node.body, ("", "", inner)
            case ir.Class():
                yield (node.bases, node.decorators, node.body), ("", "", f"{symbol}.{node.name}")
            case _:
                return

    def _add(self, value: object, context: Context, at: ir.Span, *, templated: bool = False) -> None:
        if isinstance(value, str | int | float):
            name, call, symbol = context
            self.found.append(Literal(value, name, call, Location(self.module.path, *at), symbol, templated))


def _is_text(node: ir.Expression) -> bool:
    return isinstance(node, ir.Constant) and isinstance(node.value, str)


def _variable(arguments: tuple[ir.Argument, ...]) -> str:
    """The environment variable that a second argument stands in for: ``getenv("API_URL", "https://api.acme.com")``."""
    first = arguments[0].value
    name = first.value if isinstance(first, ir.Constant) else None
    return name if isinstance(name, str) and name.isupper() and "_" in name else ""


def _day(callee: str, arguments: tuple[ir.Argument, ...]) -> str | None:
    """``date(2026, 2, 18)`` as people and policies write it to machines: 2026-02-18."""
    values = [argument.value.value for argument in arguments[:3] if isinstance(argument.value, ir.Constant)]
    parts = [value for value in values if isinstance(value, int)]
    if callee.rpartition(".")[2] not in ("date", "datetime") or len(parts) < 3:
        return None
    return f"{parts[0]:04}-{parts[1]:02}-{parts[2]:02}"


def _written(node: object) -> str:
    """A name, attribute or subscript as written: ``settings.REGION``, ``config["region"]`` is ``region``."""
    parts: list[str] = []
    while True:
        match node:
            case ir.Attribute(value=value, attr=attr):
                parts.append(attr)
                node = value
            case ir.Subscript(index=ir.Constant(value=str(key))):
                parts.append(key)
                break
            case ir.Call(func=func):
                node = func
            case ir.Name(id=name):
                parts.append(name)
                break
            case _:
                break
    return ".".join(reversed(parts))
