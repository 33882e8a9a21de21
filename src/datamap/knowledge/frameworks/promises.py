"""What is known of rights, lifetimes, plans and gateways, which policies promise something about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.knowledge.loading import Entry
from datamap.knowledge.names import WordIndex

if TYPE_CHECKING:
    from datamap.knowledge.frameworks.file import FrameworkFile

Names = tuple[str, ...]


class Right(Entry, frozen=True):
    """Names of functions and addresses by which people use one of their rights."""

    kind: str
    words: Names
    not_words: Names = ()


class PersonRoute(Entry, frozen=True):
    """Steps of addresses that mean the whole person."""

    paths: Names


class GroupOfPeople(Entry, frozen=True):
    """What people are members of: to remove one of them there takes the membership, not the person."""

    words: Names


class Gateway(Entry, frozen=True):
    """What stands in front of a database."""

    id: str
    names: Names
    ports: Names = ()


class Door(Entry, frozen=True):
    """How a firewall lets everybody into a database, and how policies say that it does not."""

    ports: Names
    words: Names
    everybody: Names
    outward: Names
    promises: Names


class Looking(Entry, frozen=True):
    """Calls that only look something up or show it."""

    words: Names


class Spared(Entry, frozen=True):
    """Words for why a policy keeps something after a deletion, and words in the names of tables that are meant."""

    reasons: Names
    tables: Names


class ExportFormat(Entry, frozen=True):
    """A format in which people take their data along, by the words of code for it."""

    name: str
    words: Names


class Lifetime(Entry, frozen=True):
    """Words of constants that hold a lifetime, columns that hold its end, and settings of frameworks that refuse what is older."""

    words: Names
    not_words: Names
    columns: Names
    settings: Names = ()


class InfrastructurePeriod(Entry, frozen=True):
    """Keys of infrastructure that hold how many days something is kept; inside: words of a block around them."""

    keys: Names
    inside: Names = ()


class Room(Entry, frozen=True):
    """Names for how much a plan has room for."""

    words: Names
    not_words: Names = ()


class Tier(Entry, frozen=True):
    """Columns that hold a plan, and the usual names of plans."""

    columns: Names
    words: Names


class ClockEntry(Entry, frozen=True):
    """Calls that give the present moment, make lengths of time, and move or keep a moment."""

    now: Names = ()
    durations: Names = ()
    forward: Names = ()
    backward: Names = ()


class Unit(Entry, frozen=True):
    """A unit of time."""

    names: Names
    seconds: float


class Promises:
    """The entries together, in file order."""

    def __init__(self, files: tuple[FrameworkFile, ...]) -> None:
        self.rights = WordIndex((entry.kind, entry.words, entry.not_words) for file in files for entry in file.right)
        self.groups_of_people = frozenset(word for file in files for entry in file.group_of_people for word in entry.words)
        self.person_routes = frozenset(path for file in files for entry in file.person_route for path in entry.paths)
        self.spared = tuple((frozenset(entry.reasons), frozenset(entry.tables)) for file in files for entry in file.spared)
        self.gateways = tuple(entry for file in files for entry in file.gateway)
        self.doors = tuple(entry for file in files for entry in file.door)
        self.looking = frozenset(word for file in files for entry in file.looking for word in entry.words)
        self.export_formats = {entry.name: frozenset(entry.words) for file in files for entry in file.export_format}
        self.lifetimes = WordIndex(("lifetime", entry.words, entry.not_words) for file in files for entry in file.lifetime)
        self.lifetime_settings = frozenset(name for file in files for entry in file.lifetime for name in entry.settings)
        self.ends = frozenset(tuple(column.split()) for file in files for entry in file.lifetime for column in entry.columns)
        self.infrastructure = tuple(entry for file in files for entry in file.infrastructure_period)
        self.rooms = WordIndex(("room", entry.words, entry.not_words) for file in files for entry in file.room)
        self.tier_columns = frozenset(tuple(column.split()) for file in files for entry in file.tier for column in entry.columns)
        self.tier_words = frozenset(word for file in files for entry in file.tier for word in entry.words)
        self.clocks = tuple(entry for file in files for entry in file.clock)
        self.units = tuple(entry for file in files for entry in file.unit)
