"""What rules/frameworks/ knows: by which classes, calls and attributes web frameworks, object mappers and task queues are used."""

from __future__ import annotations

from functools import cache

from datamap.knowledge.frameworks.entrances import Entrances
from datamap.knowledge.frameworks.file import FrameworkFile
from datamap.knowledge.frameworks.promises import Promises
from datamap.knowledge.frameworks.recipients import Recipients
from datamap.knowledge.frameworks.surroundings import Surroundings
from datamap.knowledge.frameworks.tables import Tables
from datamap.knowledge.loading import load


class Frameworks(Tables, Entrances, Recipients, Promises, Surroundings):
    """All files together, each kind of entry in file order."""

    def __init__(self, files: tuple[FrameworkFile, ...]) -> None:
        Tables.__init__(self, files)
        Entrances.__init__(self, files)
        Recipients.__init__(self, files)
        Promises.__init__(self, files)
        Surroundings.__init__(self, files)


@cache
def load_frameworks() -> Frameworks:
    """Read rules/frameworks/. Raises KnowledgeError."""
    return Frameworks(load("frameworks", FrameworkFile))
