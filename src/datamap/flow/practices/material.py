"""All that practices are made from: the solved program, its files that are no Python, and what the models share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from datamap.flow.practices.scope import is_outside

if TYPE_CHECKING:
    from datamap.config import Config
    from datamap.facts.ir import ModuleFacts
    from datamap.flow.events import Effect, Solution
    from datamap.flow.models.context import Context
    from datamap.model import Unreadable
    from datamap.program.symbols import Module


class Source(Protocol):
    """A file that was found below the root."""

    @property
    def path(self) -> str:
        """Relative to the root, with slashes."""

    @property
    def kind(self) -> str:
        """What kind of text it holds: ``python``, ``sql``, ``template`` and so on."""

    def load(self) -> bytes | Unreadable:
        """Read its bytes."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file that is no Python: SQL, a template, settings, infrastructure."""

    path: str
    kind: str
    text: str


@dataclass(eq=False)
class Material:
    """See the module."""

    solution: Solution
    context: Context
    config: Config
    files: tuple[Source, ...] = ()

    @cached_property
    def modules(self) -> tuple[Module, ...]:
        """The modules that are part of the service, tests left out."""
        return tuple(module for module in self.context.program.modules.values() if self.counts(module.path))

    @cached_property
    def texts(self) -> tuple[TextFile, ...]:
        """The files of the service that are no Python."""
        return tuple(text for file in self.files if file.kind != "python" and self.counts(file.path) and (text := _read(file)))

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """The effects of the service's own code."""
        return tuple(effect for effect in self.solution.effects if self.counts(effect.location.file))

    @cached_property
    def facts(self) -> tuple[ModuleFacts, ...]:
        """Every Python file as read, tests too."""
        return tuple(module.facts for module in self.context.program.modules.values())

    def counts(self, path: str) -> bool:
        """Tell whether a file is part of the service."""
        return self.config.include_tests or not is_outside(path, self.context.frameworks.outside)


def _read(file: Source) -> TextFile | None:
    data = file.load()
    return TextFile(file.path, file.kind, data.decode("utf-8", "replace")) if isinstance(data, bytes) else None
