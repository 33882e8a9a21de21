"""What SQL last said of each table's row-level security: in files, in migrations, and in loops and helpers that fill in the table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from datamap.facts import ir
from datamap.facts.children import FIELDS
from datamap.flow.models.filled import Place, filled_in
from datamap.flow.models.literals import literals_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.models.context import Context
    from datamap.flow.models.statics import Statics
    from datamap.program.symbols import Module

SECURITY = re.compile(
    r"alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?(?P<table>[\w.\"{}%()$]{1,150})\s+(?P<switch>enable|disable|force|no\s+force)"
    r"\s+row\s+level\s+security",
    re.IGNORECASE,
)
SPOKEN = "level security"
ON = frozenset({"enable", "force"})
HOLE = "{}"
FILLED = re.compile(r"[%${}()]")
BACK = frozenset({"downgrade", "backward", "backwards", "reverse", "revert", "rollback", "down"})
"""How the functions are called that undo a migration."""
UNDOING = frozenset({"RunSQL", "ReversibleOp", "RunPython"})
UNDOES = frozenset({"reverse_sql", "reverse_code"})


class Said(NamedTuple):
    """One statement: the table that it names, None where nothing tells, and whether it switches the security on."""

    table: str | None
    on: bool


@dataclass(frozen=True, slots=True)
class RowSecurity:
    """Tables by what was last said of them; ``everywhere`` where a statement goes over tables that the code doesn't name."""

    tables: dict[str, bool]
    everywhere: bool

    def of(self, table: str) -> bool:
        """Whether rows of the table are secured."""
        return self.tables.get(table.lower(), self.everywhere)


def row_security(context: Context) -> RowSecurity:
    """Read every statement: SQL files in path order, then the program's own."""
    tables: dict[str, bool] = {}
    everywhere = False
    for said in _statements(context):
        if said.table is not None:
            tables[said.table] = said.on
        everywhere = everywhere or (said.table is None and said.on)
    return RowSecurity(tables, everywhere)


def _statements(context: Context) -> Iterator[Said]:
    for file in context.texts:
        if file.kind == "sql" and context.counts(file.path):
            yield from _in_text(file.text, (), Place(), context.statics)
    for module in sorted(context.modules, key=lambda each: each.path):
        if any(SPOKEN in literal.text.lower() for literal in literals_of(module)):
            yield from _in_module(module, context.statics)


def _in_module(module: Module, statics: Statics) -> Iterator[Said]:
    """Each text of a module with the loops and the function that it stands in, except where it undoes a migration."""
    stack: list[tuple[object, Place]] = [(module.facts.body, Place(module))]
    while stack:
        node, place = stack.pop()
        kind = node.__class__
        if kind is tuple:
            stack.extend([(item, place) for item in node[::-1]])  # type: ignore[index]
            continue
        match node:
            case ir.Function(name=name) if name in BACK:
                continue
            case ir.Constant(value=str(text)):
                yield from _in_text(text, (), place, statics)
            case ir.Joined(parts=parts):
                holes = tuple(part for part in parts if not isinstance(part, ir.Constant))
                yield from _in_text("".join(str(p.value) if isinstance(p, ir.Constant) else HOLE for p in parts), holes, place, statics)
                continue
            case ir.Call(func=func, arguments=arguments) if _name(func) in UNDOING:
                forth = [a.value for position, a in enumerate(arguments) if a.keyword not in UNDOES and (a.keyword or position == 0)]
                stack.extend([(value, place) for value in forth[::-1]])
                continue
        inner = place.within(node)
        stack.extend([(getattr(node, field), inner) for field in FIELDS.get(kind, ())[::-1]])


def _in_text(text: str, holes: tuple[ir.Expression, ...], place: Place, statics: Statics) -> Iterator[Said]:
    for match in SECURITY.finditer(text):
        on = match["switch"].lower() in ON
        name = match["table"].replace('"', "").rpartition(".")[2].lower()
        if not FILLED.search(name):
            yield Said(name, on)
            continue
        before = text.count(HOLE, 0, match.start("table")) + match["table"].count(HOLE) - 1
        hole = holes[before] if name.count(HOLE) == 1 and before < len(holes) else None
        found = filled_in(hole, place, statics) if hole is not None else None
        for word in found if found is not None else (None,):
            yield Said(name.replace(HOLE, word.rpartition(".")[2].lower()) if word is not None else None, on)


def _name(func: ir.Expression) -> str:
    return func.attr if isinstance(func, ir.Attribute) else func.id if isinstance(func, ir.Name) else ""
