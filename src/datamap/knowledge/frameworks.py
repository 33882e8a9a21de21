"""What rules/frameworks/ knows: by which classes, calls and attributes web frameworks, object mappers and task queues are used."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeVar

from datamap.knowledge.framework_entries import FrameworkFile
from datamap.knowledge.loading import load
from datamap.knowledge.names import WordIndex, split_words

if TYPE_CHECKING:
    from collections.abc import Iterable

Entry = TypeVar("Entry")


def _by_head(named: Iterable[tuple[str, Entry]]) -> dict[str, list[Entry]]:
    """Entries by the first part of the paths that they are about, each once and in their order."""
    found: dict[str, list[Entry]] = {}
    for path, entry in named:
        entries = found.setdefault(path.partition(".")[0], [])
        if not any(entry is one for one in entries):
            entries.append(entry)
    return found


class Frameworks:
    """All files together, each kind of entry in file order."""

    def __init__(self, files: tuple[FrameworkFile, ...]) -> None:  # noqa: PLR0915 - a table of kinds
        self.schemas = tuple(entry for file in files for entry in file.schema)
        self.binders = tuple(method for file in files for entry in file.binding for method in entry.methods)
        self.migrations = tuple(entry for file in files for entry in file.migration)
        self.statements = {call: entry.does for file in files for entry in file.statement for call in entry.calls}
        self.mappers = {entry.family: entry for file in files for entry in file.orm}
        self.records = tuple(entry for file in files for entry in file.record)
        self.ready_forms = {path: entry.asks for file in files for entry in file.ready_form for path in entry.paths}
        self.routes = tuple(entry for file in files for entry in file.route)
        self.inputs = tuple(entry for file in files for entry in file.input)
        self.inputs_by_head = _by_head((name, entry) for entry in self.inputs for name in entry.objects)
        self.people = frozenset(name for entry in self.inputs for name in entry.people)
        self.parts = frozenset(name for entry in self.inputs for name in entry.parts)
        self.headers = {tuple(name.split()): entry.category for file in files for entry in file.header for name in entry.names}
        self.auths = tuple(entry for file in files for entry in file.auth)
        self.responses = {call: entry for file in files for entry in file.response for call in entry.calls}
        self.tasks = tuple(entry for file in files for entry in file.task)
        self.schedules = tuple(entry for file in files for entry in file.schedule)
        self.commands = tuple(entry for file in files for entry in file.command)
        self.signals = tuple(entry for file in files for entry in file.signal)
        self.clocks = tuple(entry for file in files for entry in file.clock)
        self.units = tuple(entry for file in files for entry in file.unit)
        self.http = tuple(entry for file in files for entry in file.http)
        self.own_credentials = frozenset(name for file in files for entry in file.http_own for name in entry.arguments)
        self.erasing_steps = frozenset(tuple(word.split()) for file in files for entry in file.http_erasure for word in entry.words)
        self.hearing = {tuple(word.split()): entry.purpose for file in files for entry in file.http_speech for word in entry.words}
        self.mail = tuple(entry for file in files for entry in file.mail)
        self.rights = WordIndex((entry.kind, entry.words, entry.not_words) for file in files for entry in file.right)
        self.groups_of_people = frozenset(word for file in files for entry in file.group_of_people for word in entry.words)
        self.person_routes = frozenset(path for file in files for entry in file.person_route for path in entry.paths)
        self.infrastructure = tuple(entry for file in files for entry in file.infrastructure_period)
        self.told = tuple(entry for file in files for entry in file.told)
        self.told_by_head = _by_head((name, (name, entry)) for entry in self.told for name in entry.objects)
        self.soft_deletes = tuple(entry for file in files for entry in file.soft_delete)
        self.spared = tuple((frozenset(entry.reasons), frozenset(entry.tables)) for file in files for entry in file.spared)
        self.gateways = tuple(entry for file in files for entry in file.gateway)
        self.doors = tuple(entry for file in files for entry in file.door)
        self.looking = frozenset(word for file in files for entry in file.looking for word in entry.words)
        self.lifetimes = WordIndex(("lifetime", entry.words, entry.not_words) for file in files for entry in file.lifetime)
        self.ends = frozenset(tuple(column.split()) for file in files for entry in file.lifetime for column in entry.columns)
        self.trainings = tuple(entry for file in files for entry in file.training)
        self.rooms = WordIndex(("room", entry.words, entry.not_words) for file in files for entry in file.room)
        self.tier_columns = frozenset(tuple(column.split()) for file in files for entry in file.tier for column in entry.columns)
        self.tier_words = frozenset(word for file in files for entry in file.tier for word in entry.words)
        self.literals_alone = {name: entry.kind for file in files for entry in file.literal for name in entry.whole}
        self.literal_not_calls = {entry.kind: frozenset(entry.not_calls) for file in files for entry in file.literal}
        self.literals = WordIndex((entry.kind, entry.words, entry.not_words) for file in files for entry in file.literal)
        self.url_names = tuple(entry for file in files for entry in file.url_names)
        self.lookups = frozenset(word for file in files for entry in file.lookup_path for word in entry.words)
        self._endpoints = frozenset(tuple(words.split()) for file in files for entry in file.endpoint_field for words in entry.words)
        self.outside = tuple(entry for file in files for entry in file.outside)
        self.devices = tuple(entry for file in files for entry in file.device)
        self.plain_keychains = tuple(entry for file in files for entry in file.plain_keychain)
        self.device_facts = {call: entry.category for file in files for entry in file.device_fact for call in entry.calls}
        self.prompts = {call: entry for file in files for entry in file.prompt for call in entry.calls}
        self.persons = frozenset(word for file in files for entry in file.person for word in entry.words)
        self.telling = frozenset(word for file in files for entry in file.telling for word in entry.words)
        self.environment_calls = frozenset(call for file in files for entry in file.environment for call in entry.calls)
        self.settings_objects = frozenset(path for file in files for entry in file.environment for path in entry.objects)
        self.settings_names = frozenset(name for file in files for entry in file.environment for name in entry.names)
        self.engines = tuple(entry for file in files for entry in file.engine)
        self.marketing = WordIndex(("marketing", entry.words, entry.not_words) for file in files for entry in file.marketing)

    def is_endpoint(self, field: str) -> bool:
        """Whether a field of a row is called like the address of somebody else's service."""
        return split_words(field) in self._endpoints


@cache
def load_frameworks() -> Frameworks:
    """Read rules/frameworks/. Raises KnowledgeError."""
    return Frameworks(load("frameworks", FrameworkFile))
