"""What runs by itself or is called from outside: a purge that nothing starts enforces nothing."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from datamap.flow.models.literals import literals_of

if TYPE_CHECKING:
    from datamap.flow.practices.material import Material
    from datamap.program.symbols import Function

MOST_STEPS = 200
NEED_A_START = frozenset({"task"})


class Schedules:
    """See the module."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self._entries = material.solution.entries

    @cached_property
    def _functions(self) -> dict[str, Function]:
        return {function.qualname: function for function in self.material.context.program.functions}

    @cached_property
    def _named(self) -> frozenset[str]:
        """Last words of every string: a schedule names its tasks."""
        texts = (
            literal.text
            for module in self.material.modules
            for literal in literals_of(module)
            if isinstance(literal.value, str) and len(literal.text) < 200
        )
        from_files = (
            word for file in self.material.texts if file.kind in ("yaml", "toml", "ini", "conf", "dockerfile") for word in file.text.split()
        )
        return frozenset(text.replace(":", ".").rpartition(".")[2] for text in (*texts, *from_files))

    def runs(self, symbol: str) -> bool:
        """Tell whether something starts the function: a schedule, a route, a command, a module that is run."""
        start = self._functions.get(symbol)
        if start is None:
            return True
        seen, pending = {start}, [start]
        while pending and len(seen) < MOST_STEPS:
            function = pending.pop()
            if self._starts(function):
                return True
            for caller, _ in self.material.solution.callers(function):
                if caller not in seen and self.material.counts(caller.module.path):
                    seen.add(caller)
                    pending.append(caller)
        return False

    def _starts(self, function: Function) -> bool:
        if function.kind == "module":
            return True
        entry = self._entries.get(function)
        if entry is None:
            return function.name in self._named or self._is_registered(function)
        return entry.kind not in NEED_A_START or function.name in self._named or self._is_registered(function)

    def _is_registered(self, function: Function) -> bool:
        """``scheduler.add_job(purge)``, ``cron(purge, hour=3)``: the function itself is handed over somewhere."""
        return function.name in self._handed_over

    @cached_property
    def _handed_over(self) -> frozenset[str]:
        from datamap.facts import ir
        from datamap.flow.models.walking import calls_of

        names: set[str] = set()
        for module in self.material.modules:
            for call in calls_of(module):
                for argument in call.arguments:
                    names.update(_function_names(argument.value))
                if isinstance(call.func, ir.Attribute) and isinstance(call.func.value, ir.Name | ir.Attribute):
                    names.add(call.func.value.id if isinstance(call.func.value, ir.Name) else call.func.value.attr)
        return frozenset(names)


def _function_names(expression: object) -> set[str]:
    from datamap.facts import ir

    if isinstance(expression, ir.Name):
        return {expression.id}
    if isinstance(expression, ir.Attribute):
        return {expression.attr}
    if isinstance(expression, ir.Sequence):
        return {name for item in expression.items for name in _function_names(item)}
    return set()
