"""The hash that a framework is told to use for new passwords."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.models.hashers import named_in
from datamap.model import Setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.practices.material import Material

KIND = "password_hash"


def password_hashers(material: Material) -> Iterator[Setting]:
    """The algorithm that new passwords are hashed with, where settings name it."""
    for module in material.modules:
        for literal, algorithm in named_in(module, material.context):
            yield Setting(KIND, literal.name, algorithm, literal.location, literal.symbol)
