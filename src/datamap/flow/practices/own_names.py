"""What a program on a person's machine says it is called: to the keychain, and for the folders of its settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.model import Location, Setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.practices.material import Material

KIND = "own_name"


def own_names(material: Material) -> Iterator[Setting]:
    """Every name that is said as the first argument of such a call."""
    context = material.context
    for module in material.modules:
        for call, path in context.statics.calls(module):
            if path not in context.frameworks.naming_calls or not call.arguments:
                continue
            said = context.statics.literal(call.arguments[0].value, module)
            if isinstance(said, str):
                yield Setting(KIND, path or "", said, Location(module.path, *call.at), module.name)
