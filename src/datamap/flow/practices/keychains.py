"""Keychains that code points to a back end which keeps plain text: ``keyring.set_keyring(PlaintextKeyring())``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.model import Location, Setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.practices.material import Material


def plain_keychains(material: Material) -> Iterator[Setting]:
    """A setting of kind ``keychain`` for every such choice."""
    statics = material.context.statics
    for entry in material.context.frameworks.plain_keychains:
        for module in material.modules:
            for call, path in statics.calls(module):
                if path not in entry.chosen_by or not call.arguments:
                    continue
                backend = statics.path(call.arguments[0].value, module)
                if backend in entry.backends:
                    yield Setting("keychain", backend.rpartition(".")[2], "plain text", Location(module.path, *call.at), module.name)
