"""What is known of the ways out of a service: plain HTTP, mail, training, and what libraries tell of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import field

from datamap.knowledge.frameworks.heads import by_head
from datamap.knowledge.loading import Entry
from datamap.knowledge.names import WordIndex

if TYPE_CHECKING:
    from datamap.knowledge.frameworks.file import FrameworkFile

Names = tuple[str, ...]


class Http(Entry, frozen=True):
    """Clients of plain HTTP: which argument is the address, which ones are sent there."""

    receivers: Names
    methods: Names
    url: Names
    data: Names
    rest: Names = ()
    url_second: Names = ()
    base: Names = ()
    words: Names = ()


class HttpOwn(Entry, frozen=True):
    """Arguments that hold the service's own credentials."""

    arguments: Names


class HttpSetting(Entry, frozen=True):
    """Variables that hold an address of a vendor: the words around the vendor's name, which vendors that can be, and which never.

    vendors: those whose name is an ordinary word elsewhere.
    """

    words: Names
    purposes: Names
    vendors: Names = ()
    not_vendors: Names = ()


class HttpErasure(Entry, frozen=True):
    """Steps of addresses at which a third party is told to delete somebody."""

    words: Names


class HttpSpeech(Entry, frozen=True):
    """Steps of addresses at which a third party that does ``purpose`` turns a recording into text."""

    purpose: str
    words: Names


class Mail(Entry, frozen=True):
    """Calls that send an e-mail, and classes of messages that are sent later."""

    calls: Names = ()
    body: dict[str, Names] = field(default_factory=dict)
    makes: Names = ()
    sends: Names = ()


class Marketing(Entry, frozen=True):
    """Words that make a message marketing, and those that make it none."""

    words: Names
    not_words: Names


class Training(Entry, frozen=True):
    """Libraries that train models or publish what others train on: the roots of their paths, the methods, the arguments that hold data.

    makes: calls that make a set of data of what they are given.
    """

    roots: Names
    methods: Names
    data: Names
    makes: Names = ()
    processor: str | None = None


class Tells(Entry, frozen=True):
    """Attributes, items and methods, by their last words, and the category of what they give."""

    names: Names
    category: str


class Told(Entry, frozen=True):
    """What the results of some calls tell of people.

    gives: what the whole of them is; anew: nothing of what went in is in them beside what is told.
    """

    name: str
    objects: Names
    tells: tuple[Tells, ...] = ()
    gives: str | None = None
    anew: bool = False


class Recipients:
    """The entries together, in file order."""

    def __init__(self, files: tuple[FrameworkFile, ...]) -> None:
        self.http = tuple(entry for file in files for entry in file.http)
        self.own_credentials = frozenset(name for file in files for entry in file.http_own for name in entry.arguments)
        self.http_settings = tuple(entry for file in files for entry in file.http_setting)
        self.hearing = {tuple(word.split()): entry.purpose for file in files for entry in file.http_speech for word in entry.words}
        self.erasing_steps = frozenset(tuple(word.split()) for file in files for entry in file.http_erasure for word in entry.words)
        self.mail = tuple(entry for file in files for entry in file.mail)
        self.marketing = WordIndex(("marketing", entry.words, entry.not_words) for file in files for entry in file.marketing)
        self.trainings = tuple(entry for file in files for entry in file.training)
        self.told = tuple(entry for file in files for entry in file.told)
        self.told_by_head = by_head((name, (name, entry)) for entry in self.told for name in entry.objects)
