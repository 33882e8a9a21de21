"""Column types of the project's own that encrypt: their names say so, what they do on the way to the database says how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.models.hashers import called_by
from datamap.model import FormKind

if TYPE_CHECKING:
    from datamap.flow.models.context import Context
    from datamap.program.symbols import Class

WRITING = ("get_prep_value", "get_db_prep_value", "get_db_prep_save", "pre_save", "process_bind_param", "db_value", "to_db_value")
"""Methods of column types that a value goes through before it is stored."""
MOST = 30


def cipher_of(cls: Class, context: Context) -> str | None:
    """The cipher that a column type uses when it writes, in its own methods or in functions that they call; None if there is none."""
    writing = [method for name in WRITING if (method := cls.method(name)) is not None]
    top_level = {f"{function.module.name}.{function.name}": function for function in context.program.functions if function.owner is None}
    todo, seen = writing or list(cls.methods.values()), set[str]()
    while todo and len(seen) < MOST:
        function = todo.pop()
        if function.qualname in seen:
            continue
        seen.add(function.qualname)
        for path in called_by(function, context):
            known = context.forms.applied.get(path) or context.forms.applied.get(f"{path}.encrypt")
            if known and known[0] is FormKind.ENCRYPTED:
                return known[1].name
            inner = top_level.get(path) or cls.methods.get(path.removeprefix("self."))
            if inner is not None:
                todo.append(inner)
    return None
