"""Names for types: ``Database = Annotated[AsyncClient, Depends(connect)]``, ``type Row = dict[str, str]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir

if TYPE_CHECKING:
    from datamap.program.symbols import Module, Program


def alias_of(program: Program, name: str) -> tuple[Module, ir.Expression] | None:
    """The module and expression that the dotted ``name`` of a project variable stands for; None if it is no such name."""
    owner, _, last = name.rpartition(".")
    module = program.modules.get(owner)
    if module is None:
        return None
    for statement in module.facts.body:
        value = _bound(statement, last)
        if value is not None:
            return module, value
    return None


def alias_in(program: Program, module: Module, name: str) -> tuple[Module, ir.Expression] | None:
    """What a ``name`` that is resolved in ``module`` stands for, the module's own names too."""
    return alias_of(program, name if "." in name else f"{module.name}.{name}")


def _bound(statement: ir.Statement, name: str) -> ir.Expression | None:
    """What a statement binds the name to, if that can be a type."""
    if isinstance(statement, ir.TypeName):
        return statement.value if statement.name == name else None
    if isinstance(statement, ir.Assign) and isinstance(statement.value, ir.Name | ir.Attribute | ir.Subscript | ir.Binary):
        return statement.value if any(isinstance(target, ir.Name) and target.id == name for target in statement.targets) else None
    if isinstance(statement, ir.Annotated) and isinstance(statement.target, ir.Name) and statement.target.id == name:
        return statement.value
    return None
