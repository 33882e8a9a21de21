"""The way in which a framework hashes passwords: the first of ``PASSWORD_HASHERS``, by its name, its bases or what it calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.facts.children import nodes_in
from datamap.flow.models.literals import literals_of
from datamap.model import FormKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.models.context import Context
    from datamap.flow.models.literals import Literal
    from datamap.program.symbols import Function, Module

OF_DJANGO = "PASSWORD_HASHERS"
LISTS = frozenset({OF_DJANGO, "SECURITY_PASSWORD_HASH", "SECURITY_PASSWORD_SCHEMES"})


def named_in(module: Module, context: Context) -> Iterator[tuple[Literal, str]]:
    """The literal that comes first in each list of hashers of a module, with its algorithm."""
    named = [literal for literal in literals_of(module) if literal.name in LISTS and isinstance(literal.value, str)]
    for name in sorted({literal.name for literal in named}):
        first = min((literal for literal in named if literal.name == name), key=lambda literal: literal.location)
        algorithm = _algorithm(first.text, context)
        if algorithm is not None:
            yield first, algorithm


def of_django(context: Context) -> str | None:
    """What Django is told to hash passwords with, where all settings of the service say the same."""
    named = {algorithm for module in context.modules for literal, algorithm in named_in(module, context) if literal.name == OF_DJANGO}
    return named.pop() if len(named) == 1 else None


def called_by(function: Function, context: Context) -> Iterator[str]:
    """The dotted paths of what a function calls."""
    for node in nodes_in(function.node.body):
        if isinstance(node, ir.Call):
            yield context.statics.path(node.func, function.module) or ""


def _algorithm(path: str, context: Context) -> str | None:
    """``django.contrib.auth.hashers.Argon2PasswordHasher`` is argon2; a class of the project is what it extends, or what it calls."""
    cls = context.program.classes.get(path)
    if cls is None:
        return _named(path, context)
    extended = next((found for base in cls.ancestors if (found := _named(base, context))), None)
    applied = (context.forms.applied.get(call) for method in cls.methods.values() for call in called_by(method, context))
    return next((known[1].name for known in applied if known and known[0] is FormKind.HASHED), None) or extended


def _named(path: str, context: Context) -> str | None:
    """The hash whose name the last part of a path begins with."""
    name = path.rpartition(".")[2].lower().removeprefix("unsalted")
    known = {entry.name for kind, entry in context.forms.applied.values() if kind is FormKind.HASHED}
    return max((one for one in known if name.startswith(one.replace("-", ""))), key=lambda one: (len(one), one), default=None)
