"""DM301 unhashed-credential

## What it reports

A key, password, recovery phrase or token that is written to a database, cache, file or queue in the clear, although the policy says that
only a hash is kept.

## Why it matters

Whoever reads the table, a backup of it or a log of its statements can act as the person. A hash can be compared and never be used.

## Example

```python
ApiKey.objects.create(user=user, key=raw_key)
```

The policy: "Only a one-way hash of each API key is kept."

## How to fix it

Hash where the key is made, store the hash, and show the key once:

```python
ApiKey.objects.create(user=user, key_hash=bcrypt.hashpw(raw_key.encode(), bcrypt.gensalt()))
```

## What it misses

A hash made in a place that datamap can't see (a database trigger, a stored procedure) counts as missing; teach it with a sanitizer or a
`# datamap: ignore[DM301] reason`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import element_finding, flow_finding
from datamap.checks.credential_words import TOKEN, speaks_of
from datamap.checks.holding import is_the_operators
from datamap.checks.matching import about, covers, gathered, readable, spoken_keys, to_processor, to_store
from datamap.knowledge.names import split_words
from datamap.knowledge.wordings import words_for
from datamap.model import Confidence, FormKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Element, Finding, Flow

CODE = "DM301"
DEVICE = "user.device.device_id"
CREDENTIALS = ("user.authorization", DEVICE)
REMEDY = "hash the value before it is written (bcrypt, argon2 or scrypt for what people choose), and store only the hash"
CARRIERS = frozenset({"cookie", "session"})
"""Where the person's own copy of a token has to be."""
TABLE = "database"
API_KEY = "user.authorization.api_key"
PASSWORD = "user.authorization.password"  # noqa: S105 - a category
SECURE_STORES = frozenset({"keychain"})


def find(case: Case) -> Iterator[Finding]:
    """Credentials that arrive readable in a store, against each promise of a hash."""
    claims = [*map(spoken_keys, case.claims("HASHED", "HASH_ALGO")), *case.claims("NEVER_STORES")]
    promises = [claim for claim in claims if _promises_a_hash(claim)]
    yield from _flows(case, promises)
    told: set[tuple[str | None, str]] = set()
    for claim in promises:
        yield from _columns(case, claim, told)


def _promises_a_hash(claim: Claim) -> bool:
    credentials = any(covers(root, key) for key in claim.data for root in CREDENTIALS)
    return credentials and (claim.kind != "NEVER_STORES" or claim.form in {"plain", "raw"})


def _flows(case: Case, promises: list[Claim]) -> Iterator[Finding]:
    written = [
        (flow, claim)
        for claim in promises
        for flow in (*case.practices.flows, *case.inward)
        if _is_written(case, flow, claim) and _in_the_clear(case, flow) and not _is_part(flow.sink.argument or "")
    ]
    for flows, claim in gathered(written):
        columns = ", ".join(sorted({flow.sink.argument for flow in flows if flow.sink.argument}))
        place = f"{flows[0].sink.id}{f' as {columns}' if columns else ''}"
        message = f"{case.data_verb(flows, 'is')} written to {place} {_how(flows[0])}; the policy promises that only a hash is kept"
        yield flow_finding(CODE, flows, message, claim=claim, remedy=REMEDY)


def _is_kept(case: Case, flow: Flow) -> bool:
    """Stored, or sent to the company's own servers by an application that should have made a hash of it: what identifies a device."""
    if to_processor(flow):
        return covers(DEVICE, flow.data)
    store = case.stores.get(flow.sink.id)
    if _is_revoked(flow.data, flow.sink.id) or _opens_a_service(case, flow.data, flow.sink.id):
        return False
    carried = flow.data == TOKEN and (flow.sink.id.partition(":")[0] in CARRIERS or (store is not None and store.kind in CARRIERS))
    return to_store(flow) and not carried and not _is_other_column(case, flow)


def _opens_a_service(case: Case, category: str, name: str | None) -> bool:
    """Whether a table only says how the operator gets into some service: a key that has to be shown there can't be kept as a hash."""
    store = case.stores.get(name or "")
    if store is None or store.kind != TABLE or category != API_KEY:
        return False
    called = {*split_words(store.name), *split_words((store.owner or "").rpartition(".")[2])}
    return called.isdisjoint(words_for("credential_tables") | case.knowledge.frameworks.persons) and is_the_operators(case, name)


def _is_revoked(category: str, store: str) -> bool:
    return category == TOKEN and bool(words_for("revoked") & set(split_words(store)))


def _is_other_column(case: Case, flow: Flow) -> bool:
    """Whether the column is known for something else: an e-mail address that is cut out of a form with a password is no password."""
    place = (flow.sink.id, flow.sink.argument)
    held = [element.category for element in case.practices.elements if (element.store, element.name) == place]
    return bool(held) and not any(covers(root, category) for root in CREDENTIALS for category in held)


def _is_written(case: Case, flow: Flow, claim: Claim) -> bool:
    """Whether data of the claim is kept, and is not a row's own value that is saved again."""
    spoken = about(claim, flow.data) and speaks_of(claim, flow.data, flow.sink.argument, flow.source)
    return spoken and _is_kept(case, flow) and not _is_saved_again(case, flow)


def _is_saved_again(case: Case, flow: Flow) -> bool:
    """``customer.email = new; customer.save()``: what comes from the column stays in it."""
    return _is_hashed_before(case, flow) or any(
        (element.store, element.name) == (flow.sink.id, flow.sink.argument) and flow.path[0].location == element.location
        for element in case.practices.elements
    )


def _is_hashed_before(case: Case, flow: Flow) -> bool:
    """``insert(password=user.password)`` of a row that nobody declared, where the code hashes what such a field is given."""
    owner, _, name = flow.source.rpartition(".")
    if owner not in words_for("row_variables") or name != flow.sink.argument or flow.path[0].location.line:
        return False
    return any(element.name == name and element.form.kind is FormKind.HASHED for element in case.practices.elements)


def _in_the_clear(case: Case, flow: Flow) -> bool:
    store = case.stores.get(flow.sink.id)
    return (store is None or store.kind not in SECURE_STORES) and (readable(flow) or flow.form.kind is FormKind.ENCRYPTED)


def _how(flow: Flow) -> str:
    return "encrypted, which can be undone" if flow.form.kind is FormKind.ENCRYPTED else "in the clear"


def _columns(case: Case, claim: Claim, told: set[tuple[str | None, str]]) -> Iterator[Finding]:
    """A column for the plain value that no hashed value was seen to go into."""
    written = {(flow.sink.id, flow.sink.argument) for flow in case.practices.flows if _is_written(case, flow, claim)}
    for element in case.practices.elements:
        column = (element.store, element.name)
        spoken = about(claim, element.category) and speaks_of(claim, element.category, element.name)
        if not element.store or _is_revoked(element.category, element.store) or _opens_a_service(case, element.category, element.store):
            continue
        if spoken and _plain_column(element) and column not in written | told:
            told.add(column)
            sure = Confidence.LOW if _hashes(case, element.category) else Confidence.MEDIUM
            name = case.category_name(element.category)
            themselves = "themselves" if case.is_several(element.category) else "itself"
            owner = element.owner.rpartition(".")[2]
            message = f"{owner} has a column {element.name} for the {name} {themselves}; the policy promises that only a hash is kept"
            yield element_finding(CODE, element, message, claim=claim, sure=sure, remedy=REMEDY)


def _hashes(case: Case, category: str) -> bool:
    """Whether hashes of passwords are made: then one of them may get into a column by a way that was not followed."""
    return category == PASSWORD and any(flow.data == PASSWORD and flow.form.kind is FormKind.HASHED for flow in case.practices.flows)


def _plain_column(element: Element) -> bool:
    return element.form.kind in {FormKind.PLAIN, FormKind.ENCRYPTED} and not _is_part(element.name)


def _is_part(column: str) -> bool:
    """A column for what people tell their keys apart by."""
    return bool(words_for("parts_of_secrets") & set(split_words(column)))
