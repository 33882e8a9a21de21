"""policy.claims.toml: the reading of a policy as a file that people review and correct; their corrections win.

Each entry holds the hash of its quote. When the sentence changes, the entry no longer fits anything: it is stale, it no longer counts, and
the scan says so. ``kind = "NONE"`` drops a claim; an entry that a person adds for a sentence of the document makes one.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import tomli

from datamap.errors import ConfigError
from datamap.model import Claim, Location
from datamap.policy.rules import kinds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.model import Policy

SCHEMA = 1
NO_CLAIM = "NONE"
_LISTS = ("data", "entities", "categories", "purpose", "exceptions")
_WORDS = ("locus", "form", "gate", "openness", "hedge", "trigger")
_HEAD = """\
# How datamap reads {file}. Correct an entry and the correction wins; kind = "{none}" drops it. When a sentence changes, its entry is stale:
# write this file anew with `datamap policy {file} --lock <this file>`, which keeps the corrections of sentences that did not change.
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One claim as the file holds it; ``fields`` has what the file says of it."""

    id: str
    quote: str
    quote_hash: str
    kind: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lock:
    """A reviewed reading of one document."""

    file: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Locked:
    """A policy with the corrections of its lock, and the entries that no longer fit any sentence, in words."""

    policy: Policy
    stale: tuple[str, ...]


def write_lock(policy: Policy) -> str:
    """The text of the lock file for a policy as it is now read (and corrected)."""
    tables = [f"schema = {SCHEMA}\nfile = {_quoted(policy.file)}\n", *(_table(claim) for claim in policy.claims)]
    return _HEAD.format(file=policy.file, none=NO_CLAIM) + "\n" + "\n".join(tables)


def read_lock(text: str, path: str) -> Lock:
    """The lock that a file holds. Raises ConfigError that names the entry that is wrong."""
    try:
        document = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise ConfigError(f"{path}: can't be read: {error}") from None
    if document.get("schema") != SCHEMA:
        raise ConfigError(f"{path}: schema {document.get('schema')!r} is not {SCHEMA}: write the lock anew")
    entries = document.get("claim", [])
    if not isinstance(entries, list):
        raise ConfigError(f"{path}: 'claim' must be a list of tables ([[claim]])")
    return Lock(str(document.get("file", "")), tuple(_entry(entry, number, path) for number, entry in enumerate(entries, 1)))


def apply_lock(policy: Policy, lock: Lock) -> Locked:
    """The policy as its lock reads it: entries replace the claims of their sentence, sentences that the lock doesn't know keep theirs."""
    known = {hash_of(claim.quote) for claim in policy.claims}
    loose = [*((line, text) for line, text in policy.unread), *((line, text) for line, text, _ in policy.non_claims)]
    stale = [entry for entry in lock.entries if entry.quote_hash not in known and _line_of(entry.quote, loose) is None]
    fresh = [entry for entry in lock.entries if entry not in stale]
    claims = tuple(_corrected(policy, fresh)) + tuple(_added(policy, fresh, known, loose))
    ordered = tuple(sorted(claims, key=lambda claim: claim.location))
    words = tuple(
        f"{lock.file or policy.file}: the sentence of claim '{entry.id}' has changed or is gone: “{entry.quote[:80]}”" for entry in stale
    )
    return Locked(replace(policy, claims=ordered), words)


def hash_of(quote: str) -> str:
    """The hash of a quote, whatever its white space."""
    return hashlib.sha256(" ".join(quote.split()).encode()).hexdigest()[:16]


def _corrected(policy: Policy, entries: Iterable[Entry]) -> Iterator[Claim]:
    by_id = {entry.id: entry for entry in entries}
    for claim in policy.claims:
        entry = by_id.get(claim.id)
        if entry is None or entry.quote_hash != hash_of(claim.quote):
            yield claim
        elif entry.kind != NO_CLAIM:
            yield _with(claim, entry)


def _added(policy: Policy, entries: Iterable[Entry], known: set[str], loose: list[tuple[int, str]]) -> Iterator[Claim]:
    """Claims that a person found in a sentence where the reader found none of that id."""
    ids = {claim.id: claim for claim in policy.claims}
    places = {hash_of(claim.quote): claim for claim in policy.claims}
    for entry in entries:
        if entry.id in ids or entry.kind == NO_CLAIM:
            continue
        like = places.get(entry.quote_hash) if entry.quote_hash in known else None
        line = _line_of(entry.quote, loose)
        place = like.location if like else Location(policy.file, line or 1)
        yield _with(Claim(entry.id, entry.kind, "+", place, entry.quote, like.section if like else ""), entry)


def _line_of(quote: str, loose: list[tuple[int, str]]) -> int | None:
    plain = " ".join(quote.split())
    return next((line for line, text in loose if plain in " ".join(text.split())), None)


def _with(claim: Claim, entry: Entry) -> Claim:
    kind = kinds()[entry.kind]
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) and name != "values" else value for name, value in entry.fields.items()
    }
    changed = replace(claim, kind=entry.kind, checkable=kind.checkable, **given)
    return (
        changed if changed == claim else replace(changed, why=f"corrected in the lock: {claim.why}" if claim.why else "added in the lock")
    )


def _table(claim: Claim) -> str:
    lines = ["[[claim]]", f"id = {_quoted(claim.id)}", f"quote_hash = {_quoted(hash_of(claim.quote))}", f"line = {claim.location.line}"]
    lines += [f"quote = {_quoted(claim.quote)}", f"kind = {_quoted(claim.kind)}", f"polarity = {_quoted(claim.polarity)}"]
    lines += [f"{name} = {_toml(list(getattr(claim, name)))}" for name in _LISTS if getattr(claim, name)]
    lines += [f"{name} = {_quoted(getattr(claim, name))}" for name in _WORDS if getattr(claim, name)]
    lines += [f"values = {_toml(claim.values)}"] if claim.values else []
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _toml(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case dict():
            return "{ " + ", ".join(f"{name} = {_toml(item)}" for name, item in sorted(value.items())) + " }"
        case list() | tuple():
            return "[" + ", ".join(_toml(item) for item in value) + "]"
        case int() | float():
            return repr(value)
        case _:
            return _quoted(str(value))


def _entry(entry: object, number: int, path: str) -> Entry:
    if not isinstance(entry, dict):
        raise ConfigError(f"{path}: claim {number} is not a table")
    name = str(entry.get("id", number))
    missing = [key for key in ("quote", "kind") if not isinstance(entry.get(key), str)]
    if missing:
        raise ConfigError(f"{path}: claim '{name}': {missing[0]} is missing")
    if entry["kind"] not in kinds() and entry["kind"] != NO_CLAIM:
        raise ConfigError(f"{path}: claim '{name}': kind '{entry['kind']}' is none of rules/policy/kinds.toml")
    if entry.get("polarity", "+") not in {"+", "-"}:
        raise ConfigError(f"{path}: claim '{name}': polarity must be '+' or '-'")
    allowed = {field.name for field in fields(Claim)} - {"id", "quote", "kind", "location"}
    given = {key: value for key, value in entry.items() if key in allowed}
    quote_hash = str(entry.get("quote_hash") or hash_of(entry["quote"]))
    for key in _LISTS:
        if key in given and not (isinstance(given[key], list) and all(isinstance(item, str) for item in given[key])):
            raise ConfigError(f"{path}: claim '{name}': {key} must be a list of words")
    return Entry(name, entry["quote"], quote_hash, entry["kind"], given)
