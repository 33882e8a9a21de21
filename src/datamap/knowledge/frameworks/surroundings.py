"""What is known of where code runs: its settings, literals, databases, machines, and the folders that are no part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.knowledge.loading import Entry
from datamap.knowledge.names import WordIndex, split_words

if TYPE_CHECKING:
    from datamap.knowledge.frameworks.file import FrameworkFile

Names = tuple[str, ...]


class LiteralKind(Entry, frozen=True):
    """Words of names whose literal is a setting of one kind.

    whole: names that are so only alone; not_calls: words of calls in which the same name means something else.
    """

    kind: str
    words: Names
    not_words: Names = ()
    whole: Names = ()
    not_calls: Names = ()


class UrlNames(Entry, frozen=True):
    """URLs that are names, not addresses that data goes to."""

    words: Names
    hosts: Names


class LookupPath(Entry, frozen=True):
    """Words of addresses that are only asked for public figures."""

    words: Names


class EndpointField(Entry, frozen=True):
    """How rows name the address of somebody else's service that they hold the key for."""

    words: Names


class Outside(Entry, frozen=True):
    """Folders and files whose code is no part of the service that runs."""

    folders: Names
    files: Names
    starts: Names
    ends: Names


class Device(Entry, frozen=True):
    """Imports of code that runs on a person's machine, and of code that runs on a server."""

    imports: Names
    server: Names


class Person(Entry, frozen=True):
    """Names of tables that hold the people themselves."""

    words: Names


class Telling(Entry, frozen=True):
    """Words of columns whose conditions are worth knowing."""

    words: Names


class PlainKeychain(Entry, frozen=True):
    """Back ends of keychains that protect nothing, and how one is chosen."""

    chosen_by: Names
    backends: Names


class DeviceFact(Entry, frozen=True):
    """Calls that tell of the machine that the code runs on."""

    category: str
    calls: Names


class SingleRegion(Entry, frozen=True):
    """Calls that make a client for a service, named first, and the services whose place says nothing."""

    calls: Names
    services: Names


class OwnName(Entry, frozen=True):
    """Calls whose first argument is what the program is called."""

    calls: Names


class Environment(Entry, frozen=True):
    """Where the service's own configuration comes from."""

    calls: Names
    objects: Names
    names: Names


class Engine(Entry, frozen=True):
    """A kind of database, by the addresses and drivers that show it."""

    name: str
    addresses: Names = ()
    imports: Names = ()
    row_security: bool = False
    in_file: bool = False


class Surroundings:
    """The entries together, in file order."""

    def __init__(self, files: tuple[FrameworkFile, ...]) -> None:
        self.literals_alone = {name: entry.kind for file in files for entry in file.literal for name in entry.whole}
        self.literal_not_calls = {entry.kind: frozenset(entry.not_calls) for file in files for entry in file.literal}
        self.literals = WordIndex((entry.kind, entry.words, entry.not_words) for file in files for entry in file.literal)
        self.url_names = tuple(entry for file in files for entry in file.url_names)
        self.lookups = frozenset(word for file in files for entry in file.lookup_path for word in entry.words)
        self._endpoints = frozenset(tuple(words.split()) for file in files for entry in file.endpoint_field for words in entry.words)
        self.outside = tuple(entry for file in files for entry in file.outside)
        self.devices = tuple(entry for file in files for entry in file.device)
        self.plain_keychains = tuple(entry for file in files for entry in file.plain_keychain)
        self.single_regions = tuple(entry for file in files for entry in file.single_region)
        self.naming_calls = frozenset(call for file in files for entry in file.own_name for call in entry.calls)
        self.device_facts = {call: entry.category for file in files for entry in file.device_fact for call in entry.calls}
        self.persons = frozenset(word for file in files for entry in file.person for word in entry.words)
        self.telling = frozenset(word for file in files for entry in file.telling for word in entry.words)
        self.environment_calls = frozenset(call for file in files for entry in file.environment for call in entry.calls)
        self.settings_objects = frozenset(path for file in files for entry in file.environment for path in entry.objects)
        self.settings_names = frozenset(name for file in files for entry in file.environment for name in entry.names)
        self.engines = tuple(entry for file in files for entry in file.engine)

    def is_endpoint(self, field: str) -> bool:
        """Whether a field of a row is called like the address of somebody else's service."""
        return split_words(field) in self._endpoints
