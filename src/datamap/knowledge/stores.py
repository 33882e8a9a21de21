"""What rules/stores.toml knows: databases, caches, buckets, files, cookies, queues, keychains and logs, by the calls that touch them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from datamap.knowledge.loading import Entry, load
from datamap.knowledge.names import split_words

if TYPE_CHECKING:
    from collections.abc import Iterator

Names = tuple[str, ...]


class StoreCall(Entry, frozen=True):
    """What one call does to a store, and which arguments say what."""

    call: str
    does: str
    statement: Names = ()
    data: Names = ()
    object: Names = ()
    name: Names = ()
    where: Names = ()
    key: Names = ()
    path: Names = ()
    ttl: Names = ()
    ttl_milliseconds: Names = ()
    stamp: Names = ()
    days: Names = ()
    protect: Names = ()
    options: Names = ()
    rules: Names = ()
    many: bool = False
    one: bool = False
    kind: str = ""


class StoreEntry(Entry, frozen=True):
    """A kind of store: the objects that reach it and their calls."""

    id: str
    kind: str
    receivers: Names
    calls: tuple[StoreCall, ...]
    words: Names = ()
    shape: str = ""
    collection_calls: Names = ()
    processor: str | None = None


class LogEntry(Entry, frozen=True):
    """A kind of log: the objects whose methods write to it, or the calls that do."""

    id: str
    kind: str = "log"
    receivers: Names = ()
    words: Names = ()
    methods: Names = ()
    calls: Names = ()
    binders: Names = ()
    context_calls: Names = ()
    silent_arguments: Names = ()


class RedactionEntry(Entry, frozen=True):
    """How personal data is taken out of log records before they are written."""

    installs: Names
    bases: Names
    settings: Names
    words: Names


class SecretFileEntry(Entry, frozen=True):
    """What files are called that hold what opens an account."""

    names: Names
    category: str


class UploadsEntry(Entry, frozen=True):
    """What buckets are called that hold files of people, and what speaks against it."""

    words: Names
    not_words: Names = ()


class MediaEntry(Entry, frozen=True):
    """A kind of file that people make, and how the keys of such files end."""

    name: str
    endings: Names


class StoresFile(Entry, frozen=True):
    """The file as written."""

    store: tuple[StoreEntry, ...] = ()
    log: tuple[LogEntry, ...] = ()
    redaction: tuple[RedactionEntry, ...] = ()
    secret_file: tuple[SecretFileEntry, ...] = ()
    uploads: tuple[UploadsEntry, ...] = ()
    media: tuple[MediaEntry, ...] = ()


class Stores:
    """The entries by receiver and by the name of a call."""

    def __init__(self, files: tuple[StoresFile, ...]) -> None:
        self.by_receiver: dict[str, list[StoreEntry]] = {}
        self.by_word: dict[tuple[str, ...], list[StoreEntry]] = {}
        for entry in (entry for file in files for entry in file.store):
            for receiver in entry.receivers:
                self.by_receiver.setdefault(receiver, []).append(entry)
            for word in entry.words:
                self.by_word.setdefault(tuple(word.split()), []).append(entry)
        self.openers = frozenset(self._shaped("file", "writer"))
        self.paths = tuple(self._shaped("path"))
        self.heads = frozenset(receiver.partition(".")[0] for receiver in self.by_receiver)
        self.logs = tuple(log for file in files for log in file.log)
        self.redactions = tuple(redaction for file in files for redaction in file.redaction)
        self.secret_files = {name: entry.category for file in files for entry in file.secret_file for name in entry.names}
        self.uploads = frozenset(word for file in files for entry in file.uploads for word in entry.words)
        self.not_uploads = frozenset(word for file in files for entry in file.uploads for word in entry.not_words)
        self._media = tuple(entry for file in files for entry in file.media)
        self.log_receivers = {receiver: log for log in self.logs for receiver in log.receivers}
        self.log_words = {tuple(word.split()): log for log in self.logs for word in log.words}
        self.log_calls = {call: log for log in self.logs for call in log.calls}

    def _shaped(self, *shapes: str) -> list[str]:
        """The receivers that are a file, a writer or a path."""
        return [receiver for receiver, entries in self.by_receiver.items() if any(entry.shape in shapes for entry in entries)]

    def media_of(self, type_: str, key: str) -> str:
        """Whether an object is an image, a video or sound, by the type or else the key that it is stored with; empty if it is none."""
        for entry in self._media:
            if type_.startswith(f"{entry.name}/") or (not type_ and key.lower().endswith(entry.endings)):
                return entry.name
        return ""

    def of_path(self, path: str) -> Iterator[tuple[StoreEntry, StoreCall, str]]:
        """Find the calls that a dotted path without brackets can be, each with what stands between receiver and call."""
        if path.partition(".")[0] not in self.heads:
            return
        steps = path.split(".")
        for end in range(len(steps) - 1, 0, -1):
            for entry in self.by_receiver.get(".".join(steps[:end]), ()):
                yield from ((entry, call, ".".join(steps[end:-1])) for call in entry.calls if call.call == steps[-1])

    def of_words(self, receiver: str, method: str) -> Iterator[tuple[StoreEntry, StoreCall]]:
        """Find the calls that a receiver of unknown type but telling name can be."""
        for entry in self.by_word.get(split_words(receiver), ()):
            yield from ((entry, call) for call in entry.calls if call.call == method)


@cache
def load_stores() -> Stores:
    """Read rules/stores.toml. Raises KnowledgeError."""
    return Stores(load("stores.toml", StoresFile))
