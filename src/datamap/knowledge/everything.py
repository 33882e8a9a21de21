"""All that datamap knows, each part read when it is first asked for, with what the team adds."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from datamap.knowledge.categories import load_categories
from datamap.knowledge.expected import unneeded
from datamap.knowledge.forms import load_forms
from datamap.knowledge.frameworks import load_frameworks
from datamap.knowledge.gates import load_gates
from datamap.knowledge.processors import Processor, processors
from datamap.knowledge.recognise import recogniser
from datamap.knowledge.regions import region_words
from datamap.knowledge.stores import load_stores
from datamap.knowledge.team import TeamFiles

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.knowledge.categories import Categories
    from datamap.knowledge.forms import Forms
    from datamap.knowledge.frameworks import Frameworks
    from datamap.knowledge.gates import Gates
    from datamap.knowledge.processors import Processors
    from datamap.knowledge.recognise import Recogniser
    from datamap.knowledge.stores import Stores
    from datamap.model import Result


class Knowledge:
    """The entries of rules/ and the team's own; ``packages`` are the distributions that the project depends on.

    own: third parties of its configuration; team: its files in ``datamap.d/``.
    """

    def __init__(self, own: Iterable[Processor] = (), packages: Iterable[str] = (), team: TeamFiles = TeamFiles()) -> None:  # noqa: B008 - immutable
        self._own = tuple(own)
        self.packages = tuple(sorted(packages))
        self.team = team

    @cached_property
    def categories(self) -> Categories:
        """Data categories."""
        return load_categories(self.team.categories)

    @cached_property
    def processors(self) -> Processors:
        """Third parties."""
        return processors(self.team.processors).given(self.packages, self._own)

    @cached_property
    def recogniser(self) -> Recogniser:
        """Which category a name stands for."""
        return recogniser(self.team.categories)

    @cached_property
    def forms(self) -> Forms:
        """Hashes, ciphers, masks."""
        return load_forms()

    @cached_property
    def gates(self) -> Gates:
        """Consent, opt-in and opt-out."""
        return load_gates()

    @cached_property
    def stores(self) -> Stores:
        """Databases, files, caches, queues, logs."""
        return load_stores()

    @cached_property
    def frameworks(self) -> Frameworks:
        """Models, routes, tasks, commands."""
        return load_frameworks()

    def category_name(self, key: str) -> str:
        """The words a person uses for a data category; the key itself for one of the team's own."""
        return self.categories[key].name if key in self.categories else key

    def is_personal(self, key: str) -> bool:
        """Whether data of this category is personal on its own."""
        return self.categories.personal(key)

    def processor_name(self, key: str) -> str:
        """The name of a third party; the key itself for one that nobody knows."""
        entry = self.processors.entries.get(key)
        return entry.name if entry else key

    def is_third_party(self, key: str) -> bool:
        """Whether data that reaches it leaves the company; what nobody knows is taken for one."""
        entry = self.processors.entries.get(key)
        return entry is None or entry.third_party

    def is_known_processor(self, key: str) -> bool:
        """Whether ``key`` is the id of a known third party."""
        entry = self.processors.entries.get(key)
        return entry is not None and entry.third_party

    def is_looked_up(self, key: str) -> bool:
        """Whether a third party only answers questions that need nobody's data: exchange rates, a public register."""
        return bool(used := self.purposes_of(key)) and all(self.processors.purposes[purpose].looked_up for purpose in used)

    def family_of(self, key: str) -> tuple[str, ...]:
        """The id and those of the companies it belongs to."""
        return tuple(self.processors.lineage(key)) or (key,)

    def purposes_of(self, key: str) -> tuple[str, ...]:
        """What a third party is for."""
        entry = self.processors.entries.get(key)
        return entry.purposes if entry else ()

    def can_delete(self, key: str) -> bool:
        """Whether a third party's SDK has a known call that deletes a person."""
        entry = self.processors.entries.get(key)
        return entry is not None and any(call.operation == "delete" for call in entry.calls)

    def work_of(self, key: str) -> tuple[str, ...]:
        """Phrases for what a third party does: "transcription", "speech to text"."""
        purposes = (self.processors.purposes.get(purpose) for purpose in self.purposes_of(key))
        return tuple(phrase for purpose in purposes if purpose is not None for phrase in purpose.phrases)

    def purpose_name(self, key: str) -> str:
        """The words for a purpose."""
        purpose = self.processors.purposes.get(key)
        return purpose.name if purpose else key.replace("_", " ")

    def is_unneeded(self, category: str, purposes: Iterable[str]) -> bool:
        """Whether no recipient of these purposes has a use for data of this category."""
        return unneeded(category, purposes)

    def region_words(self, literal: str) -> frozenset[str]:
        """What a policy may call the place of a region literal."""
        return region_words(literal)


def knowledge_of(result: Result) -> Knowledge:
    """What a run knew, with the names that a team gives to kinds of data and third parties of its own."""
    return result.knowledge if isinstance(result.knowledge, Knowledge) else Knowledge()
