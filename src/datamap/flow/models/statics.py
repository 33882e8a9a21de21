"""What an expression of a module's or class's body stands for, read without following any call: a dotted name, or a literal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.flow.models.arithmetic import calculate
from datamap.flow.models.walking import calls_of
from datamap.flow.values import Duration
from datamap.knowledge.clock import POSITIONS, load_clock
from datamap.knowledge.frameworks import load_frameworks
from datamap.program.naming import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from datamap.flow.values import ConstantValue
    from datamap.program.symbols import Module, Program

DEEPEST = 12


class Statics:
    """The top-level names of a program and what they are bound to."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.clock = load_clock()
        self.environment = load_frameworks().environment_calls
        self._bound: dict[str, dict[str, ir.Expression]] = {}
        self._calls: dict[str, tuple[tuple[ir.Call, str | None], ...]] = {}

    def bound(self, module: Module) -> Mapping[str, ir.Expression]:
        """Names that a module's body assigns, with the last expression each is given."""
        if module.name not in self._bound:
            self._bound[module.name] = dict(_assignments(module.facts.body))
        return self._bound[module.name]

    def calls(self, module: Module) -> tuple[tuple[ir.Call, str | None], ...]:
        """Every call of a module with the dotted path of what is called."""
        if module.name not in self._calls:
            self._calls[module.name] = tuple((call, self.path(call.func, module)) for call in calls_of(module))
        return self._calls[module.name]

    def path(self, expression: ir.Expression | None, module: Module, depth: int = 0) -> str | None:
        """Resolve a name, attribute or call to the dotted path of what it is; a call stands for what is called."""
        text = _dotted(expression)
        if text is None or depth > DEEPEST:
            return None
        first, _, rest = text.partition(".")
        if first not in module.bindings and first in self.bound(module):
            base = self.path(self.bound(module)[first], module, depth + 1)
            return f"{base}.{rest}" if base and rest else base
        return self._followed(resolve(self.program, module, text), depth + 1)

    def _followed(self, path: str, depth: int) -> str:
        """Replace a project's variable in a path by what it is bound to: ``app.db.session`` -> ``flask_sqlalchemy.SQLAlchemy.session``."""
        home = self._home(path)
        if home is None:
            return path
        module, names = home
        bound = self.bound(module).get(names[0])
        base = self.path(bound, module, depth + 1) if bound is not None and names[0] not in module.bindings else None
        return ".".join((self._library(base, names[1:]), *names[1:])) if base else path

    def _library(self, base: str, names: list[str]) -> str:
        """The library's class that an instance of the project's own extends, where an attribute is not the project's: ``db.Model``."""
        cls = self.program.classes.get(base) if names else None
        if cls is None or not cls.external_bases or cls.method(names[0]) is not None:
            return base
        own = any(one.fields[names[0]].value is not None for one in cls.mro if names[0] in one.fields)
        return base if own else cls.external_bases[0]

    def _home(self, path: str) -> tuple[Module, list[str]] | None:
        steps = path.split(".")
        for end in range(len(steps) - 1, 0, -1):
            module = self.program.modules.get(".".join(steps[:end]))
            if module is not None:
                return module, steps[end:]
        return None

    def definition(self, expression: ir.Expression, module: Module) -> tuple[ir.Expression, Module] | None:
        """Find what a name, ``module.NAME`` or ``Class.NAME`` is bound to, and in which module."""
        text = _dotted(expression)
        if text is None:
            return None
        if "." not in text and text not in module.bindings and text in self.bound(module):
            return self.bound(module)[text], module
        path = resolve(self.program, module, text)
        owner, _, name = path.rpartition(".")
        cls = self.program.classes.get(owner)
        if cls is not None:
            declared = cls.fields.get(name)
            return (declared.value, cls.module) if declared is not None and declared.value is not None else None
        home = self._home(path)
        if home is None or len(home[1]) != 1:
            return None
        bound = self.bound(home[0]).get(home[1][0])
        return (bound, home[0]) if bound is not None else None

    def literal(self, expression: ir.Expression | None, module: Module, depth: int = 0) -> ConstantValue:
        """Evaluate strings, numbers, their arithmetic, lengths of time, other modules' constants and defaults of variables; else None."""
        if depth > DEEPEST:
            return None
        match expression:
            case ir.Constant(value=value):
                return value
            case ir.Bytes(value=octets):
                return octets
            case ir.Name() | ir.Attribute():
                found = self.definition(expression, module)
                return self.literal(found[0], found[1], depth + 1) if found and found[0] is not expression else None
            case ir.Binary(op=op, left=left, right=right):
                return calculate(op, self.literal(left, module, depth + 1), self.literal(right, module, depth + 1))
            case ir.Unary(op="-", operand=operand):
                return calculate("-", 0, self.literal(operand, module, depth + 1))
            case ir.Boolean(op="or", values=values):
                known = (self.literal(item, module, depth + 1) for item in values)
                return next((value for value in known if value is not None), None)
            case ir.Joined(parts=parts):
                texts = [self.literal(part, module, depth + 1) for part in parts]
                return "".join("{}" if text is None else str(text) for text in texts)
            case ir.Call():
                return self._called(expression, module, depth + 1)
            case _:
                return None

    def _called(self, call: ir.Call, module: Module, depth: int) -> ConstantValue:
        path = self.path(call.func, module) or ""
        values = [
            self.literal(argument.value, module, depth) for argument in call.arguments if not argument.star and argument.keyword is None
        ]
        named = {argument.keyword: self.literal(argument.value, module, depth) for argument in call.arguments if argument.keyword}
        if path in self.environment:
            return named.get("default", values[1] if len(values) > 1 else None)
        if path in ("int", "float") and values:
            return _number(values[0], whole=path == "int")
        if path in self.clock.durations:
            return self._duration(dict(zip(POSITIONS, values, strict=False)) | named)
        return None

    def _duration(self, amounts: Mapping[str, ConstantValue]) -> ConstantValue:
        known = {unit: amount for unit, amount in amounts.items() if isinstance(amount, int | float)}
        seconds = self.clock.seconds(known) if len(known) == len(amounts) else None
        return None if seconds is None else Duration(seconds)


def _number(value: ConstantValue, *, whole: bool) -> ConstantValue:
    if not isinstance(value, int | float | str):
        return None
    try:
        return int(value) if whole else float(value)
    except (ValueError, OverflowError):
        return None


def _dotted(expression: ir.Expression | None) -> str | None:
    """Write a chain of names, attributes and calls as ``a.b.c``."""
    parts: list[str] = []
    while expression is not None:
        match expression:
            case ir.Attribute(value=value, attr=attr):
                parts.append(attr)
                expression = value
            case ir.Call(func=inner) | ir.Subscript(value=inner) | ir.Await(value=inner):
                expression = inner
            case ir.Name(id=name):
                return ".".join((name, *reversed(parts)))
            case _:
                return None
    return None


def _assignments(body: tuple[ir.Statement, ...]) -> Iterator[tuple[str, ir.Expression]]:
    for statement in body:
        match statement:
            case ir.Assign(targets=targets, value=value):
                yield from ((target.id, value) for target in targets if isinstance(target, ir.Name))
            case ir.Annotated(target=ir.Name(id=name), value=value) if value is not None:
                yield name, value
            case ir.If(body=inner, orelse=orelse):
                yield from _assignments(orelse)
                yield from _assignments(inner)
            case ir.Try(body=inner) | ir.With(body=inner):
                yield from _assignments(inner)
            case _:
                continue
