"""Categories of data: what they are called in code and in policies, and which covers which."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace

from datamap.knowledge.loading import Entry, files_of, mistake, read, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

SENSITIVITIES = ("normal", "financial", "secret", "special", "child")


class Examples(Entry, frozen=True):
    """Names that an entry must and must not recognise: ``Owner.name: type``, of which only the name is required."""

    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


class Category(Entry, frozen=True):
    """One category of data; a team's own entry of a known key adds to it, and needs nothing but what it adds.

    fields: names that are enough alone; record_fields: enough for a declared field of a record that is not about things;
    text_fields: roles of a person, enough where they are declared as text;
    likely_fields, weak_fields: need an owner or a prefix out of ``owners``, a type or a label;
    where nothing is known of an owner, the likely ones are still worth a guess of low confidence.
    not_fields and not_owners rule it out; in owners ``people``, in not_owners ``things`` stands for that list of rules/words.toml.
    types: declared types that decide; shapes: what else its values may be declared as.
    endings: words that may follow any of these names without changing what it is: ``gender_id`` is a gender.
    same_as: the key of the entry it is another name for.
    """

    key: str
    name: str = ""
    description: str = ""
    fideslang: bool = False
    sensitivity: str = "normal"
    personal: bool = True
    subject: str = "customer"
    same_as: str | None = None
    fields: tuple[str, ...] = ()
    record_fields: tuple[str, ...] = ()
    text_fields: tuple[str, ...] = ()
    likely_fields: tuple[str, ...] = ()
    weak_fields: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    not_fields: tuple[str, ...] = ()
    not_owners: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ("text",)
    literals: str | None = None
    phrases: tuple[str, ...] = ()
    examples: Examples = Examples()


class CategoryFile(Entry, frozen=True):
    """One file of rules/categories."""

    category: tuple[Category, ...]


class Categories:
    """All categories by key, with their hierarchy and the phrases that policies use."""

    def __init__(self, entries: Sequence[Category]) -> None:
        self.by_key = {entry.key: entry for entry in entries}

    def __iter__(self) -> Iterator[Category]:
        return iter(self.by_key.values())

    def __contains__(self, key: str) -> bool:
        return key in self.by_key

    def __getitem__(self, key: str) -> Category:
        return self.by_key[key]

    def canonical(self, key: str) -> str:
        """The key itself, or the key of the entry it is another name for."""
        entry = self.by_key.get(key)
        return entry.same_as if entry and entry.same_as else key

    def covers(self, parent: str, child: str) -> bool:
        """Whether data of ``child`` is data of ``parent``: ``user.contact`` covers ``user.contact.email``."""
        upper, lower = self.canonical(parent), self.canonical(child)
        return lower == upper or lower.startswith(f"{upper}.")

    def children(self, key: str) -> tuple[str, ...]:
        """The keys below ``key``, in file order."""
        return tuple(child for child in self.by_key if child != key and self.covers(key, child))

    def personal(self, key: str) -> bool:
        """Whether data of this category is personal on its own; unknown keys are."""
        entry = self.by_key.get(self.canonical(key))
        return entry is None or entry.personal

    @cached_property
    def phrases(self) -> dict[str, str]:
        """What policies say, lower-case and singular, to the key it means."""
        return {phrase: entry.key for entry in self for phrase in entry.phrases}


@cache
def load_categories(extra: tuple[Path, ...] = ()) -> Categories:
    """Read rules/categories and the team's own files in ``extra``. Raises KnowledgeError."""
    found: dict[str, Category] = {}
    placed: list[tuple[Path, Category]] = []
    for path in files_of("categories", extra):
        for entry in read(path, CategoryFile).category:
            known = found.get(entry.key)
            if known and path not in extra:
                raise mistake(path, entry.key, "is listed twice: merge the two entries")
            found[entry.key] = _added(known, entry) if known else entry
            placed.append((path, found[entry.key]))
    for path, entry in placed:
        _check(path, entry, found)
    return Categories(tuple(found.values()))


def _added(known: Category, more: Category) -> Category:
    """The known entry with the words of another."""
    lists = {name: getattr(more, name) for name in Category.__struct_fields__ if isinstance(getattr(known, name), tuple)}
    return replace(known, **{name: (*getattr(known, name), *added) for name, added in lists.items() if added and name != "shapes"})


def _check(path: Path, entry: Category, known: dict[str, Category]) -> None:
    if not entry.name:
        raise mistake(path, entry.key, "has no name: say what a person calls it")
    parent = entry.key.rpartition(".")[0]
    if parent and parent not in known:
        raise mistake(path, entry.key, f"its parent '{parent}' is no category{suggestion(parent, list(known))}")
    if entry.same_as and entry.same_as not in known:
        raise mistake(path, entry.key, f"same_as '{entry.same_as}' is no category{suggestion(entry.same_as, list(known))}")
    if entry.sensitivity not in SENSITIVITIES:
        raise mistake(path, entry.key, f"sensitivity '{entry.sensitivity}' is none of {', '.join(SENSITIVITIES)}")
