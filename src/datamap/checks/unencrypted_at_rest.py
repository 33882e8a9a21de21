"""DM303 unencrypted-at-rest

## What it reports

Data that is written in the clear where the policy promises encryption at rest: a secret in a plain column, a file or local database without
encryption, a storage upload that lacks the encryption its neighbours have, a setting that switches encryption off. Where no encryption is
promised, but safeguards that fit the data are, a warning for keys to people's accounts elsewhere that are kept as they are.

## Why it matters

Encryption at rest is what remains when a disk, a bucket or a backup gets into the wrong hands.

## Example

```python
Connection.objects.create(user=user, access_token=token)
```

The policy: "Access tokens of connected platforms are stored encrypted."

## How to fix it

Encrypt the value (`EncryptedTextField`, `Fernet`, a KMS key), or give the upload its encryption parameter.

## What it misses

Encryption that a hosting provider applies by default can't be seen in code; a managed database or bucket without any parameter is
not reported for a general promise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import finding, flow_finding
from datamap.checks.matching import PICTURES, about, covers, gathered, is_picture, is_secret, names_data, readable, to_store
from datamap.checks.wording import words
from datamap.knowledge.wordings import words_for
from datamap.model import Confidence, FormKind, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Element, Finding, Flow, Store

CODE = "DM303"
ELSEWHERE = frozenset({"keychain", "cookie"})
"""Stores that protect what they hold by themselves, or that stand at the person's side."""
CREDENTIAL = "user.authorization.platform_credential"
MISUSE = "whoever reads the table can act for people elsewhere"
OPEN_KINDS = frozenset({"file"})
ROOT = "user"
"""All data of people: what else such a promise names is how it is kept, as in "all data is encrypted (AES-256)"."""
EMBEDDED = ("sqlite:", "duckdb:")
READABLE_KINDS = frozenset({"database", "cache", "search", "queue"})
FILES = "user.content.media"
CONTENT = "user.content"
SPECIAL = ("user.biometric", "user.health_and_medical")
"""Data that a promise names because it is of a special kind."""
SWITCHED_OFF = frozenset({"none", "false", "disabled", "off"})
REMEDY = "encrypt the value before it is written, or use an encrypted field or the storage's encryption parameter"


def find(case: Case) -> Iterator[Finding]:
    """Readable writes and switched-off encryption, against each promise of encryption at rest."""
    promises = list(case.claims("ENCRYPTED_AT_REST"))
    clear = [flow for flow in case.practices.flows if to_store(flow) and readable(flow) and not _column_encrypts(case, flow)]
    for flows, claim in gathered((flow, claim) for claim in promises for flow in clear if _broken(case, claim, flow)):
        message = f"{case.data_verb(flows, 'is')} written to {flows[0].sink.id} in the clear; the policy promises encryption at rest"
        yield flow_finding(CODE, flows, message, claim=claim, remedy=REMEDY)
    for claim in promises[:1]:
        yield from _settings(case, claim)
    fitting = next(case.claims("SECURITY_GENERIC"), None) if not promises else None
    if fitting and any(about(claim, CREDENTIAL) and names_data(claim) for claim in case.claims("COLLECTS", "STORES")):
        yield from _bare_credentials(case, fitting)
        yield from _written_credentials(case, fitting, clear)


def _written_credentials(case: Case, fitting: Claim, clear: list[Flow]) -> Iterator[Finding]:
    """The same, where only what is written tells that a column holds them."""
    columns = {(element.store, element.name) for element in case.practices.elements if element.category == CREDENTIAL}
    bare = [flow for flow in clear if flow.data == CREDENTIAL and flow.form.kind is FormKind.PLAIN]
    kept = [flow for flow in bare if (store := case.stores.get(flow.sink.id)) is not None and store.kind in READABLE_KINDS]
    for flows, claim in gathered((flow, fitting) for flow in kept if (flow.sink.id, flow.sink.argument) not in columns):
        message = f"{case.category_name(CREDENTIAL)} are kept in the clear in {flows[0].sink.id}; {MISUSE}"
        yield flow_finding(CODE, flows, message, claim=claim, level=Level.WARNING, remedy=REMEDY)


def _bare_credentials(case: Case, fitting: Claim) -> Iterator[Finding]:
    """Keys to people's accounts elsewhere, kept as they are where the policy speaks of them and of safeguards that fit the data."""
    protected = {(flow.sink.id, flow.sink.argument) for flow in case.practices.flows if to_store(flow) and not readable(flow)}
    for element in case.practices.elements:
        kept = element.kind in {"model", "column"} and element.store is not None and (element.store, element.name) not in protected
        if kept and element.category == CREDENTIAL and element.form.kind is FormKind.PLAIN:
            yield finding(
                CODE,
                element.location,
                f"{case.category_name(CREDENTIAL)} are kept in the clear as {element.symbol.rpartition('.')[2]} ({element.store}); "
                f"{MISUSE}",
                symbol=element.symbol,
                claim=fitting,
                data=(CREDENTIAL,),
                level=Level.WARNING,
                confidence=Confidence.MEDIUM,
                store=element.store,
                remedy=REMEDY,
            )


def _column_encrypts(case: Case, flow: Flow) -> bool:
    """A column of an encrypting type protects what is written to it; a name such as ``token_encrypted`` only says so."""
    return any(
        element.store == flow.sink.id and element.name == flow.sink.argument and _encrypts(element) for element in case.practices.elements
    )


def _encrypts(element: Element) -> bool:
    """Whether a column is of a type that is known to encrypt."""
    return element.form.kind is FormKind.ENCRYPTED and element.form.algorithm is not None


def _broken(case: Case, claim: Claim, flow: Flow) -> bool:
    store = case.stores.get(flow.sink.id)
    named = names_data(claim)
    if store is None or store.kind in ELSEWHERE or (named and not _speaks_of(claim, flow)):
        return False
    if claim.unmapped and ROOT not in claim.data and not named and not _is_called(claim, flow):
        return False
    if not case.knowledge.is_personal(flow.data) or store.encryption is not None:
        return False
    if (store.kind in OPEN_KINDS or store.id.startswith(EMBEDDED)) and store.locus == "server":
        return True
    by_us = bool(claim.entities) or claim.values.get("moment") == "before"
    in_column = store.kind in READABLE_KINDS and not flow.data.startswith(FILES)
    by_code = named and flow.data in claim.data and in_column and not words_for("encrypted_by_code").isdisjoint(words(claim.quote))
    asks_for_key = (store.kind == "object_storage" and by_us) or (named and is_secret(flow.data)) or by_code
    return asks_for_key or _lacks_what_others_have(case, flow, store) or _is_left_out(case, claim, flow, store)


def _speaks_of(claim: Claim, flow: Flow) -> bool:
    """Whether a promise names the data; pictures are the files that are stored as images."""
    return about(claim, flow.data) or (PICTURES in claim.data and is_picture(flow))


def _is_called(claim: Claim, flow: Flow) -> bool:
    """Whether the data goes by the name that the promise has for it, where no entry knows that name."""
    called = set(words(flow.sink.argument or "")) or {""}
    return any(called <= set(words(phrase)) for phrase in claim.unmapped)


def _is_left_out(case: Case, claim: Claim, flow: Flow, store: Store) -> bool:
    """Whether the code encrypts such data, or what the same sentence names beside it; a secret is left out where it encrypts anything."""
    if store.kind not in READABLE_KINDS or flow.data.startswith(FILES):
        return False
    sealed = {_family(other.data) for other in case.encrypted_writes if not _by_store(case, other)}
    sealed |= {_family(element.category) for element in case.practices.elements if element.store is not None and _encrypts(element)}
    if names_data(claim) and any(about(claim, category) for category in sealed if category != CONTENT):
        return True
    special = flow.data.startswith(SPECIAL) and any(covers(key, flow.data) for key in claim.data)
    return bool(sealed) if is_secret(flow.data) or special else _family(flow.data) in sealed


def _family(category: str) -> str:
    """What people make is one family of data; anything else stands for itself."""
    return CONTENT if category.startswith(f"{CONTENT}.") else category


def _by_store(case: Case, flow: Flow) -> bool:
    """Whether a bucket encrypts, and not the code."""
    store = case.stores.get(flow.sink.id)
    return store is not None and store.kind == "object_storage"


def _lacks_what_others_have(case: Case, flow: Flow, store: Store) -> bool:
    """The same data, or the same kind of object store, is encrypted elsewhere in this code: here it was forgotten."""
    return any(
        other.sink.location != flow.sink.location
        and (
            (store.kind == "object_storage" and other.sink.call == flow.sink.call)
            or (other.data == flow.data and other.sink.id == flow.sink.id and other.sink.argument == flow.sink.argument)
        )
        for other in case.encrypted_writes
    )


def _settings(case: Case, claim: Claim) -> Iterator[Finding]:
    for setting in case.practices.settings:
        if setting.kind == "encryption" and setting.value in SWITCHED_OFF:
            message = f"{setting.name} switches encryption off; the policy promises encryption at rest"
            yield finding(CODE, setting.location, message, symbol=setting.symbol, claim=claim, store=setting.target, remedy="switch it on")
