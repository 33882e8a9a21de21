"""The call graph: who calls what, by name, as ``datamap calls`` prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.objects import kind_of

if TYPE_CHECKING:
    from datamap.flow.frame import Frame, Span
    from datamap.flow.objects import Thing
    from datamap.program.symbols import Function

_KINDS = {"list": "PyList", "dict": "PyDict", "str": "PyStr", "set": "PySet", "tuple": "PyTuple", "bytes": "PyBytes", "frozenset": "PySet"}


class CallGraph:
    """Edges between functions, collected as they are met."""

    def __init__(self) -> None:
        self.edges: dict[Function, dict[str, None]] = {}
        self.asker: Function | None = None
        """While a caller looks for what a function asked of it, the function: it is what calls a property that is read meanwhile."""

    def internal(self, frame: Frame, callee: Function) -> None:
        """A call of a function of the project."""
        self._add(frame, callee.qualname)

    def external(self, frame: Frame, path: str, receiver: Thing | None, at: Span) -> None:
        """A call of anything else."""
        del at
        if path.startswith(("?", "builtins.function.", "functools.regist")):
            return
        name = _name(path, receiver)
        if name is not None:
            self._add(frame, name)

    def _add(self, frame: Frame, name: str) -> None:
        self.edges.setdefault(self.asker or frame.function, {})[name] = None


def _name(path: str, receiver: Thing | None) -> str | None:
    if not path.startswith("builtins."):
        return path
    rest = path.removeprefix("builtins.")
    kind, _, method = rest.partition(".")
    if not method:
        return f"<builtin>.{rest}"
    if receiver is not None and kind_of(receiver) in _KINDS:
        kind = kind_of(receiver) or kind
    if kind in _KINDS:
        return f"<**{_KINDS[kind]}**>.{method}"
    return f"collections.{rest}" if kind == "deque" else None
