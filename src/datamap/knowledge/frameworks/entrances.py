"""What is known of the ways into a service: routes, what a request holds, tasks, commands, signals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import field

from datamap.knowledge.frameworks.heads import by_head
from datamap.knowledge.loading import Entry

if TYPE_CHECKING:
    from datamap.knowledge.frameworks.file import FrameworkFile

Names = tuple[str, ...]


class Route(Entry, frozen=True):
    """How a framework is told which function answers which address."""

    framework: str
    decorators: Names = ()
    registers: Names = ()
    mounts: Names = ()
    bases: Names = ()
    methods: Names = ()
    path: str = ""
    view: str = ""
    prefix: str = ""
    parameters: bool = False
    request_parameters: Names = ()
    request_types: Names = ()
    request_attribute: str = ""
    dependencies: Names = ()
    body: Names = ()
    middleware: Names = ()


class Input(Entry, frozen=True):
    """Where on a request the person's data is.

    ``callers``: calls that answer with the row of who signs in, if there is one; ``people``: names to import that stand for that row;
    ``accounts``: calls that answer with the class of those rows.
    parts: what a file is called in a body; binary: attributes that hold bytes where the module says so.
    """

    framework: str
    objects: Names
    body: Names = ()
    files: Names = ()
    parts: Names = ()
    binary: Names = ()
    headers: Names = ()
    address: Names = ()
    user: Names = ()
    callers: Names = ()
    people: Names = ()
    accounts: Names = ()


class Header(Entry, frozen=True):
    """Headers that are personal data."""

    names: Names
    category: str


class Auth(Entry, frozen=True):
    """How a way in says that only known people may use it."""

    decorators: Names = ()
    bases: Names = ()
    attributes: Names = ()
    open: Names = ()
    words: Names = ()
    not_words: Names = ()
    parameters: Names = ()


class Response(Entry, frozen=True):
    """Calls whose arguments are shown to the caller."""

    calls: Names
    data: Names


class PackedArguments(Entry, frozen=True):
    """Which arguments of a sending call hold those of the task."""

    arguments: Names = ()
    keywords: Names = ()


class Task(Entry, frozen=True):
    """How work is handed to another process, and how functions become such work."""

    framework: str
    decorators: Names = ()
    bases: Names = ()
    sends: Names = ()
    packed: dict[str, PackedArguments] = field(default_factory=dict)
    by_name: Names = ()
    registers: Names = ()
    enqueues: Names = ()
    enqueues_later: Names = ()
    enqueues_keyword: Names = ()
    schedules: Names = ()
    options: Names = ()


class Schedule(Entry, frozen=True):
    """How work is made to run by the clock; ``keywords`` are arguments of a task's decorator that say when."""

    decorators: Names = ()
    keywords: Names = ()
    adds: Names = ()
    settings: Names = ()
    task_keys: Names = ()
    time_keys: Names = ()


class Command(Entry, frozen=True):
    """How a function becomes a command of the terminal."""

    decorators: Names = ()
    bases: Names = ()
    methods: Names = ()
    names: str = ""
    parsers: Names = ()


class Signal(Entry, frozen=True):
    """How a function is called when something happens elsewhere."""

    decorators: Names = ()
    connects: Names = ()
    emits: Names = ()


class Prompt(Entry, frozen=True):
    """Calls that ask a person; those that hide the answer, always or by an argument, ask for a secret."""

    calls: Names
    secret_calls: Names = ()
    secret_arguments: Names = ()


class Entrances:
    """The entries together, in file order."""

    def __init__(self, files: tuple[FrameworkFile, ...]) -> None:
        self.routes = tuple(entry for file in files for entry in file.route)
        self.inputs = tuple(entry for file in files for entry in file.input)
        self.inputs_by_head = by_head((name, entry) for entry in self.inputs for name in entry.objects)
        self.people = frozenset(name for entry in self.inputs for name in entry.people)
        self.parts = frozenset(name for entry in self.inputs for name in entry.parts)
        self.headers = {tuple(name.split()): entry.category for file in files for entry in file.header for name in entry.names}
        self.auths = tuple(entry for file in files for entry in file.auth)
        self.responses = {call: entry for file in files for entry in file.response for call in entry.calls}
        self.tasks = tuple(entry for file in files for entry in file.task)
        self.schedules = tuple(entry for file in files for entry in file.schedule)
        self.commands = tuple(entry for file in files for entry in file.command)
        self.signals = tuple(entry for file in files for entry in file.signal)
        self.prompts = {call: entry for file in files for entry in file.prompt for call in entry.calls}
