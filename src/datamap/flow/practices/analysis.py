"""A linked program -> practices: models, engine, and what is gathered from both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.models.registry import Models
from datamap.flow.practices.gather import gather

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.config import Config
    from datamap.flow.models.texts import Source
    from datamap.knowledge.everything import Knowledge
    from datamap.model import Practices, Unreadable
    from datamap.program.symbols import Program


def analyse(
    program: Program, knowledge: Knowledge, config: Config, files: Iterable[Source] = (), unreadable: Iterable[Unreadable] = ()
) -> Practices:
    """All that the code does with personal data. ``files``: what was found below the root, ``unreadable``: what could not be read."""
    from datamap.flow import solve

    models = Models(program, knowledge, config, tuple(files))
    return gather(solve(program, models, config), models.context, config, unreadable)
