"""The account class of a Django project, which its files may name in three ways.

A project that has no account class of its own takes over Django's. It is then read as an empty subclass of ``AbstractUser``, which has the
same columns, declared where the first file imports it. ``User = get_user_model()`` is read as the import of the account class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from datamap.facts import ir
from datamap.program.naming import dotted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

AUTH = "django.contrib.auth.models"
READY = "User"
BASES = frozenset({"AbstractUser", "AbstractBaseUser"})
BASE = "AbstractUser"
ASKED = "get_user_model"
_HIDDEN = "_DjangoAbstractUser"


def with_account(facts: Sequence[ir.ModuleFacts]) -> list[ir.ModuleFacts]:
    """The facts of all files, in path order, with one account class that all of them name by an import."""
    own = _own(facts)
    if own is not None:
        return [_importing(entry, *own) if entry.path != own[0] else entry for entry in facts]
    place = next((entry.path for entry in _product_first(facts) if any(map(_takes_over, entry.body))), None)
    if place is None:
        return list(facts)
    return [_declaring(entry) if entry.path == place else _importing(entry, place, READY) for entry in facts]


def _own(facts: Sequence[ir.ModuleFacts]) -> tuple[str, str] | None:
    """The file and the name of the project's own account class; None where it has none, or has several."""
    found = [
        (entry.path, node.name)
        for entry in facts
        for node in entry.body
        if isinstance(node, ir.Class) and not BASES.isdisjoint((dotted(base.value) or "").rpartition(".")[2] for base in node.bases)
    ]
    return found[0] if len(found) == 1 else None


def _product_first(facts: Sequence[ir.ModuleFacts]) -> Iterator[ir.ModuleFacts]:
    yield from sorted(facts, key=lambda entry: ("test" in entry.path, entry.path))


def _takes_over(node: ir.Statement) -> bool:
    return isinstance(node, ir.ImportFrom) and node.module == AUTH and any(alias.name == READY and not alias.asname for alias in node.names)


def _declaring(entry: ir.ModuleFacts) -> ir.ModuleFacts:
    body: list[ir.Statement] = []
    for node in entry.body:
        if isinstance(node, ir.ImportFrom) and _takes_over(node):
            others = tuple([alias for alias in node.names if alias.name != READY])
            base = ir.Argument(ir.Name(node.at, _HIDDEN))
            body.append(msgspec.structs.replace(node, names=(*others, ir.Alias(BASE, _HIDDEN))))
            body.append(ir.Class(node.at, READY, (base,), (), ()))
        else:
            body.append(node)
    return msgspec.structs.replace(entry, body=tuple(body))


def _importing(entry: ir.ModuleFacts, place: str, name: str) -> ir.ModuleFacts:
    """A file that takes the account class from where it is declared."""
    if not any(_takes_over(node) or _asks(node) for node in entry.body):
        return entry
    module = place.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    body: list[ir.Statement] = []
    for node in entry.body:
        if isinstance(node, ir.ImportFrom) and _takes_over(node):
            others = tuple([alias for alias in node.names if alias.name != READY])
            body += [msgspec.structs.replace(node, names=others)] if others else []
            body.append(ir.ImportFrom(node.at, module, (ir.Alias(name, READY),)))
        elif (bound := _asks(node)) is not None:
            body.append(ir.ImportFrom(node.at, module, (ir.Alias(name, bound),)))
        else:
            body.append(node)
    return msgspec.structs.replace(entry, body=tuple(body))


def _asks(node: ir.Statement) -> str | None:
    """The name that ``User = get_user_model()`` binds."""
    if not isinstance(node, ir.Assign) or len(node.targets) != 1 or not isinstance(node.value, ir.Call):
        return None
    target, asked = node.targets[0], (dotted(node.value.func) or "").rpartition(".")[2]
    return target.id if isinstance(target, ir.Name) and asked == ASKED else None
