"""Log files of a server that nothing ever shortens: ``logging.FileHandler``, made or named in a configuration, where nothing rotates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.models.literals import COMPARED, literals_of
from datamap.model import Location, Setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.practices.material import Material

GROWING = frozenset({"logging.FileHandler"})
CLASS = "class"
ROTATED_FROM_OUTSIDE = "logrotate"


def endless_logs(material: Material) -> Iterator[Setting]:
    """A setting of kind ``log_file`` for every file that is only ever added to."""
    if any(ROTATED_FROM_OUTSIDE in file.path or ROTATED_FROM_OUTSIDE in file.text for file in material.texts):
        return
    context = material.context
    for module in material.modules:
        if context.loci.of(module.path) == "device":
            continue
        for call, path in context.statics.calls(module):
            if path in GROWING:
                yield Setting("log_file", "FileHandler", "endless", Location(module.path, *call.at), module.name)
        for literal in literals_of(module):
            if literal.name == CLASS and literal.value in GROWING and literal.call != COMPARED:
                yield Setting("log_file", "FileHandler", "endless", literal.location, literal.symbol)
