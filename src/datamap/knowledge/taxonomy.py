"""Data uses and data subjects: why data is used, and whose it is."""

from __future__ import annotations

from datamap.knowledge.loading import Entry, load
from datamap.knowledge.words import run, split

DEFAULT_SUBJECT = "customer"


class Use(Entry, frozen=True):
    """One purpose that data is used for, with the words policies say it in."""

    key: str
    name: str
    description: str
    phrases: tuple[str, ...] = ()


class UseFile(Entry, frozen=True):
    """rules/uses.toml."""

    use: tuple[Use, ...]


class Subject(Entry, frozen=True):
    """One kind of person that data is about. ``owners``: words of classes and tables that hold their data."""

    key: str
    name: str
    description: str
    phrases: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()


class SubjectFile(Entry, frozen=True):
    """rules/subjects.toml."""

    subject: tuple[Subject, ...]


class Subjects:
    """All data subjects, and whose data a class or table holds."""

    def __init__(self, entries: tuple[Subject, ...]) -> None:
        self.by_key = {entry.key: entry for entry in entries}
        self._owners = {run(word): entry.key for entry in entries for word in entry.owners}

    def of_owner(self, owner: str | None) -> str | None:
        """The subject that the words of a class or table name speak of, None if they name nobody."""
        words = split((owner or "").rpartition(".")[2])
        for start in range(len(words)):
            for end in range(len(words), start, -1):
                found = self._owners.get("".join(words[start:end]))
                if found:
                    return found
        return None


def load_uses() -> dict[str, Use]:
    """Read rules/uses.toml by key."""
    return {use.key: use for use in load("uses.toml", UseFile)[0].use}


def load_subjects() -> Subjects:
    """Read rules/subjects.toml."""
    return Subjects(load("subjects.toml", SubjectFile)[0].subject)
