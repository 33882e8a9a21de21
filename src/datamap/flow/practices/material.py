"""All that practices are made from: the solved program, its files that are no Python, and what the models share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datamap.config import Config
    from datamap.facts.ir import ModuleFacts
    from datamap.flow.events import Effect, Solution
    from datamap.flow.models.context import Context
    from datamap.flow.models.texts import TextFile
    from datamap.program.symbols import Module


@dataclass(eq=False)
class Material:
    """See the module."""

    solution: Solution
    context: Context
    config: Config

    @property
    def modules(self) -> tuple[Module, ...]:
        """The modules that are part of the service, tests left out."""
        return self.context.modules

    @cached_property
    def texts(self) -> tuple[TextFile, ...]:
        """The files of the service that are no Python."""
        return tuple(file for file in self.context.texts if self.counts(file.path))

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """The effects of the service's own code; what a revision of the tables moves once is none of what the service does."""
        return tuple(
            effect for effect in self.solution.effects if self.counts(effect.location.file) and not _is_revision(effect.location.file)
        )

    @cached_property
    def facts(self) -> tuple[ModuleFacts, ...]:
        """Every Python file as read, tests too."""
        return tuple(module.facts for module in self.context.program.modules.values())

    @cached_property
    def class_names(self) -> frozenset[str]:
        """The bare names of the project's own classes."""
        return frozenset(cls.name for cls in self.context.program.classes.values())

    def counts(self, path: str) -> bool:
        """Tell whether a file is part of the service."""
        return self.context.counts(path)


def _is_revision(path: str) -> bool:
    """``migrations/versions/3243cd25eca7_add_uuid.py``."""
    return path.rpartition("/")[0].endswith(REVISIONS)


REVISIONS = ("migrations/versions", "alembic/versions")
