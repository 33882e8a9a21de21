"""The way in which a framework hashes passwords: the first of ``PASSWORD_HASHERS``, by its name, its bases or what it calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.models.literals import literals_of
from datamap.flow.practices.sealed_types import called_by
from datamap.model import FormKind, Setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.practices.material import Material

LISTS = frozenset({"PASSWORD_HASHERS", "SECURITY_PASSWORD_HASH", "SECURITY_PASSWORD_SCHEMES"})
KIND = "password_hash"


def password_hashers(material: Material) -> Iterator[Setting]:
    """The algorithm that new passwords are hashed with, where settings name it."""
    for module in material.modules:
        named = [literal for literal in literals_of(module) if literal.name in LISTS and isinstance(literal.value, str)]
        for name in sorted({literal.name for literal in named}):
            first = min((literal for literal in named if literal.name == name), key=lambda literal: literal.location)
            algorithm = _algorithm(first.text, material)
            if algorithm is not None:
                yield Setting(KIND, name, algorithm, first.location, first.symbol)


def _algorithm(path: str, material: Material) -> str | None:
    """``django.contrib.auth.hashers.Argon2PasswordHasher`` is argon2; a class of the project is what it extends, or what it calls."""
    cls = material.context.program.classes.get(path)
    if cls is None:
        return _named(path, material)
    extended = next((found for base in cls.ancestors if (found := _named(base, material))), None)
    applied = (material.context.forms.applied.get(call) for method in cls.methods.values() for call in called_by(method, material.context))
    return next((known[1].name for known in applied if known and known[0] is FormKind.HASHED), None) or extended


def _named(path: str, material: Material) -> str | None:
    """The hash whose name the last part of a path begins with."""
    name = path.rpartition(".")[2].lower().removeprefix("unsalted")
    known = {entry.name for kind, entry in material.context.forms.applied.values() if kind is FormKind.HASHED}
    return max((one for one in known if name.startswith(one.replace("-", ""))), key=lambda one: (len(one), one), default=None)
