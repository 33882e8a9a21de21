"""Classes that a call makes.

``User = namedtuple("User", "mail plan")`` is read as a ``NamedTuple`` with these fields, what ``type()`` makes as written, and SQLAlchemy's
``users = Table("users", metadata, Column("mail", String))`` as a mapped class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from datamap.facts import ir
from datamap.program.naming import dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAKERS = frozenset({"namedtuple", "NamedTuple"})


def made_class(statement: ir.Assign) -> ir.Class | None:
    """The class that an assigned call makes, named as the variable."""
    target, call = statement.targets[0], statement.value
    if not isinstance(target, ir.Name) or not isinstance(call, ir.Call):
        return None
    if isinstance(call.func, ir.Name) and call.func.id == "type":
        return _of_namespace(target.id, call)
    if (dotted(call.func) or "").rpartition(".")[2] == "Table":
        return _of_table(target.id, call)
    fields = _fields(call)
    return ir.Class(call.at, target.id, (_base(call),), (), fields) if fields else None


def _of_namespace(name: str, call: ir.Call) -> ir.Class | None:
    """``type("Name", (Base,), {"key": value})``."""
    given = [argument.value for argument in call.arguments]
    if len(given) != len(("name", "bases", "namespace")) or not isinstance(given[1], ir.Sequence) or not isinstance(given[2], ir.Dict):
        return None
    keys = [key.value if isinstance(key, ir.Constant) else None for key in given[2].keys]
    if not all(isinstance(key, str) and key.isidentifier() for key in keys):
        return None
    body = [ir.Assign(value.at, (ir.Name(value.at, str(key)),), value) for key, value in zip(keys, given[2].values, strict=True)]
    return ir.Class(call.at, name, tuple([ir.Argument(base) for base in given[1].items]), (), tuple(body))


def _of_table(name: str, call: ir.Call) -> ir.Class | None:
    """``users = Table("users", metadata, Column("mail", String))``: a mapped class with these columns."""
    given = [argument.value for argument in call.arguments if argument.keyword is None and not argument.star]
    if not given or not isinstance(given[0], ir.Constant) or not isinstance(given[0].value, str):
        return None
    columns = [(column, _column_name(column)) for column in given[1:] if isinstance(column, ir.Call)]
    body = [ir.Assign(column.at, (ir.Name(column.at, called),), column) for column, called in columns if called is not None]
    if not body:
        return None
    table = ir.Assign(given[0].at, (ir.Name(given[0].at, "__tablename__"),), given[0])
    base = ir.Argument(ir.Attribute(call.at, ir.Name(call.at, "sqlalchemy"), "Table"))
    return ir.Class(call.at, name, (base,), (), (table, *body))


def _column_name(call: ir.Call) -> str | None:
    first = call.arguments[0].value if call.arguments else None
    named = isinstance(first, ir.Constant) and isinstance(first.value, str) and first.value.isidentifier()
    is_column = (dotted(call.func) or "").rpartition(".")[2] == "Column"
    return first.value if is_column and named else None  # type: ignore[union-attr, return-value]


def with_fields(node: ir.Class) -> ir.Class:
    """``class User(namedtuple("User", "mail plan"))`` with the fields in its body."""
    for position, base in enumerate(node.bases):
        fields = _fields(base.value) if isinstance(base.value, ir.Call) else ()
        if fields:
            bases = (*node.bases[:position], _base(base.value), *node.bases[position + 1 :])
            return msgspec.structs.replace(node, bases=bases, body=(*fields, *node.body))
    return node


def _base(call: ir.Expression) -> ir.Argument:
    return ir.Argument(ir.Attribute(call.at, ir.Name(call.at, "typing"), "NamedTuple"))


def _fields(call: ir.Call) -> tuple[ir.Annotated, ...]:
    path = dotted(call.func)
    if path is None or path.rpartition(".")[2] not in _MAKERS:
        return ()
    given = [argument.value for argument in call.arguments if argument.keyword in (None, "field_names", "fields") and not argument.star]
    if len(given) < len(("name", "fields")):
        return ()
    return tuple([ir.Annotated(call.at, ir.Name(call.at, name), ir.Name(call.at, "object"), None) for name in _names(given[1])])


def _names(node: ir.Expression) -> Iterator[str]:
    if isinstance(node, ir.Constant) and isinstance(node.value, str):
        yield from node.value.replace(",", " ").split()
    elif isinstance(node, ir.Sequence):
        for item in node.items:
            first = item.items[0] if isinstance(item, ir.Sequence) and item.items else item
            if isinstance(first, ir.Constant) and isinstance(first.value, str):
                yield first.value
