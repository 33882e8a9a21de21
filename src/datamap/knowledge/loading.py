"""Reads rules/ into typed entries; every mistake is named by file and entry, with what to do about it."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

import msgspec
import tomli
from msgspec import Struct

from datamap.errors import KnowledgeError
from datamap.knowledge.compiled import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Entry(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """Base of every entry and of every file of entries: immutable, and strict about keys."""


T = TypeVar("T", bound=Entry)

NAMING_KEYS = ("key", "id", "name", "call", "topic")
UNKNOWN_KEY = re.compile(r"unknown field `(?P<key>[^`]*)`")
PLACE = re.compile(r" - at `(?P<path>\$[^`]*)`$")
STEP = re.compile(r"\.(?P<key>[^.\[\]]+)|\[(?P<index>\d+)\]")


@cache
def rules_folder() -> Path:
    """Where rules/ is: inside the installed package, else at the root of the checkout."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "rules", package.parents[1] / "rules"):
        if folder.is_dir():
            return folder
    raise KnowledgeError("rules/ is missing: reinstall datamap")


def load(name: str, kind: type[T], extra: Sequence[Path] = ()) -> tuple[T, ...]:
    """Every file of rules/<name> as one ``kind`` each, in file order; then the team's own files in ``extra``.

    ``name`` is a folder ("processors": all its .toml files) or a file ("forms.toml"). Raises KnowledgeError.
    """
    return tuple(read(path, kind) for path in files_of(name, extra))


def files_of(name: str, extra: Sequence[Path] = ()) -> tuple[Path, ...]:
    """List the TOML files that ``name`` stands for, sorted, then those of ``extra`` (files or folders)."""
    return tuple(file for path in (rules_folder() / name, *extra) for file in _toml_files(path))


def read(path: Path, kind: type[T]) -> T:
    """One file as ``kind``, checked."""
    return compiled(_bytes(path), kind, lambda: _checked(path, kind))


def parse(path: Path) -> dict[str, Any]:
    """Parse one TOML file into its tables."""
    try:
        return tomli.loads(_bytes(path).decode("utf-8"))
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{shown(path)}: can't be read: {error}") from None


def mistake(path: Path, entry: str, what: str) -> KnowledgeError:
    """Make the error for an entry that is well-formed but wrong (a duplicate id, an unknown category)."""
    return KnowledgeError(f"{shown(path)}: entry '{entry}': {what}")


def shown(path: Path) -> str:
    """Write the path as a person does: rules/forms.toml."""
    root = rules_folder()
    return f"rules/{path.relative_to(root).as_posix()}" if path.is_relative_to(root) else str(path)


def suggestion(word: str, known: Sequence[str]) -> str:
    """`` (did you mean 'x'?)`` or nothing."""
    close = get_close_matches(word, known, n=1)
    return f" (did you mean '{close[0]}'?)" if close else ""


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KnowledgeError(f"{shown(path)}: can't be read: {error}") from None


def _checked(path: Path, kind: type[T]) -> T:
    document = parse(path)
    try:
        return msgspec.convert(document, kind)
    except msgspec.ValidationError as error:
        raise KnowledgeError(_explain(path, kind, document, str(error))) from None


def _toml_files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(path.glob("*.toml"))
    elif path.suffix == ".toml":
        yield path


def _explain(path: Path, kind: type[Entry], document: dict[str, Any], message: str) -> str:
    place = PLACE.search(message)
    steps = [step["key"] or int(step["index"]) for step in STEP.finditer(place["path"])] if place else []
    what = message[: place.start()] if place else message
    entry = _entry_name(document, steps)
    unknown = UNKNOWN_KEY.search(what)
    if unknown:
        fields = _fields_at(kind, steps)
        hint = suggestion(unknown["key"], fields) or f"; known are {', '.join(fields)}"
        what = f"unknown key '{unknown['key']}'{hint}"
    where = f"entry '{entry}': " if entry else ""
    inside = ".".join(str(step) for step in steps[2:]) if entry else ""
    return f"{shown(path)}: {where}{inside + ': ' if inside else ''}{what}"


def _entry_name(document: dict[str, Any], steps: Sequence[str | int]) -> str:
    """Name an entry by what it calls itself, else by its table and place."""
    if not steps:
        return ""
    table = document.get(str(steps[0]))
    entry: Any = table
    position = steps[1] if len(steps) > 1 else None
    if isinstance(table, list) and isinstance(position, int):
        entry = table[position]
    named = [str(entry[key]) for key in NAMING_KEYS if isinstance(entry, dict) and key in entry]
    number = f" {position + 1}" if isinstance(position, int) else ""
    return named[0] if named else f"{steps[0]}{number}"


def _fields_at(kind: type[Entry], steps: Sequence[str | int]) -> list[str]:
    """List the keys that are allowed where ``steps`` leads; those of ``kind`` itself if a step is no entry."""
    found: type[Entry] = kind
    for step in steps:
        if isinstance(step, str):
            inner = _entry_type(get_type_hints(found).get(step))
            found = inner or found
    return sorted(field.encode_name for field in msgspec.structs.fields(found))


def _entry_type(annotation: object) -> type[Entry] | None:
    if isinstance(annotation, type) and issubclass(annotation, Entry):
        return annotation
    inner = (_entry_type(argument) for argument in getattr(annotation, "__args__", ()))
    return next((found for found in inner if found), None)
