"""What rules/forms.toml knows: the calls, column types and names that hash, encrypt, mask, tokenise, cut or count a value."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from datamap.knowledge.loading import Entry, load
from datamap.knowledge.names import WordIndex
from datamap.model import Form, FormKind

if TYPE_CHECKING:
    from collections.abc import Iterator

Names = tuple[str, ...]


class Transform(Entry, frozen=True, rename={"from_": "from"}):
    """One mechanism: which calls apply, compare and undo it, and how they name algorithm and key."""

    name: str
    strength: str = ""
    salted: bool | None = None
    calls: Names = ()
    arguments: Names = ()
    updates: Names = ()
    verify: Names = ()
    undo: Names = ()
    fields: Names = ()
    methods: Names = ()
    sql: Names = ()
    from_: str = ""
    from_position: int = -1
    from_receiver: bool = False
    prefix: str = ""
    key: str = ""


class NamedForm(Entry, frozen=True):
    """Words in a name that say what form its value has."""

    form: str
    words: Names
    not_words: Names = ()


class Random(Entry, frozen=True):
    """Calls that make a fresh secret; ``bytes`` and ``bits``: the arguments that say how long it is."""

    calls: Names
    bytes: Names = ()
    bits: Names = ()


class FormsFile(Entry, frozen=True):
    """The file as written."""

    hash: tuple[Transform, ...] = ()
    cipher: tuple[Transform, ...] = ()
    primitive: tuple[Transform, ...] = ()
    mask: tuple[Transform, ...] = ()
    cut: tuple[Transform, ...] = ()
    token: tuple[Transform, ...] = ()
    aggregate: tuple[Transform, ...] = ()
    random: tuple[Random, ...] = ()
    named: tuple[NamedForm, ...] = ()


KINDS = {
    "hash": FormKind.HASHED,
    "cipher": FormKind.ENCRYPTED,
    "mask": FormKind.MASKED,
    "cut": FormKind.TRUNCATED,
    "token": FormKind.TOKENISED,
    "aggregate": FormKind.AGGREGATED,
}


class Forms:
    """The entries by call, column type and name."""

    def __init__(self, files: tuple[FormsFile, ...]) -> None:
        self.applied: dict[str, tuple[FormKind, Transform]] = {}
        self.updated: dict[str, tuple[FormKind, Transform]] = {}
        self.fields: dict[str, tuple[FormKind, Transform]] = {}
        self.sql: dict[str, tuple[FormKind, Transform]] = {}
        self.verified: set[str] = set()
        self.undone: set[str] = set()
        self.counting_methods: set[str] = set()
        self.keyed: dict[str, Transform] = {}
        self.told: dict[str, Transform] = {}
        self.primitives: dict[str, Transform] = {}
        for kind, entry in _transforms(files):
            self._add(kind, entry)
        self.primitives = {call: entry for file in files for entry in file.primitive for call in entry.calls}
        self.random = {call: entry for file in files for entry in file.random for call in entry.calls}
        self.names = WordIndex((named.form, named.words, named.not_words) for file in files for named in file.named)

    def _add(self, kind: FormKind, entry: Transform) -> None:
        for call in entry.calls:
            self.applied[call] = (kind, entry)
            if entry.key:
                self.keyed[call.rpartition(".")[0]] = entry
            if entry.from_receiver and entry.from_position >= 0:
                steps = call.split(".")
                self.told.update({".".join(steps[:end]): entry for end in range(_class_of(steps), len(steps))})
            for method in entry.updates:
                self.updated[f"{call}.{method}"] = (kind, entry)
        self.fields.update(dict.fromkeys(entry.fields, (kind, entry)))
        self.sql.update(dict.fromkeys(entry.sql, (kind, entry)))
        self.verified.update(entry.verify)
        self.undone.update(entry.undo)
        self.counting_methods.update(entry.methods)

    def of_name(self, name: str) -> Form | None:
        """Tell the form that a name announces (``key_hash`` -> hashed), if it does; ``plain`` for ``decrypted_x``."""
        found = self.names.find(name)
        return Form(FormKind(found)) if found else None

    def of_field(self, type_: str) -> Form | None:
        """Tell the form that a declared type keeps its values in."""
        found = self.fields.get(type_)
        return Form(found[0], found[1].name, found[1].salted) if found else None


def _class_of(steps: list[str]) -> int:
    """How many steps of a dotted name lead to its class."""
    return next((end for end, step in enumerate(steps, 1) if step[:1].isupper()), len(steps))


def _transforms(files: tuple[FormsFile, ...]) -> Iterator[tuple[FormKind, Transform]]:
    for file in files:
        for table, kind in KINDS.items():
            yield from ((kind, entry) for entry in getattr(file, table))


@cache
def load_forms() -> Forms:
    """Read rules/forms.toml. Raises KnowledgeError."""
    return Forms(load("forms.toml", FormsFile))
