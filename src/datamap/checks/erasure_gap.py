"""DM503 erasure-gap

## What it reports

A store of personal data that the erasure of an account does not reach, a "permanent" deletion that only sets a flag, a promise of erasure
with nothing in the code that erases.

## Why it matters

Every new table is one more that the deletion written two years ago does not know (Art. 17 GDPR).

## Example

```python
def delete_account(user):
    user.delete()            # UploadLog.user has on_delete=SET_NULL and keeps the e-mail
```

The policy: "When you delete your account, all of your data is deleted."

## How to fix it

Delete or anonymise in the handler, or let the table cascade; keep what the law asks for and say so in the policy.

## What it misses

Copies at third parties, backups, and what a process outside of the repository deletes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import finding
from datamap.checks.matching import about, covers, for_the_law, names_data
from datamap.checks.periods import words
from datamap.model import Confidence, Hop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding, Handler, Store

CODE = "DM503"
PROMISES = ("DELETION_CASCADE", "DELETION_SELF_SERVE", "DELETION_GENERIC")
ERASES = frozenset({"delete", "cascade", "anonymise", "vendor_delete"})
KEPT_KINDS = frozenset({"database", "object_storage", "search", "vector", "file", "embedded_database"})
REMEDY = "delete or anonymise these rows in the handler, or let them cascade; if they must be kept, the policy has to say so"


def find(case: Case) -> Iterator[Finding]:
    """Stores that erasure misses, against each promise of erasure."""
    promises = list(case.claims(*PROMISES))
    handlers = [handler for handler in case.practices.handlers if handler.kind == "erasure" and handler.scope == "account"]
    if promises and handlers:
        yield from _missed(case, promises, handlers)
        yield from _only_hidden(case, handlers)
    elif promises:
        yield from _no_handler(case, promises)


def _missed(case: Case, promises: list[Claim], handlers: list[Handler]) -> Iterator[Finding]:
    """What no handler reaches is missed by all; the one that reaches most is the account's erasure."""
    reached = {reach.target for handler in handlers for reach in handler.reaches if reach.how in ERASES}
    main = max(handlers, key=lambda handler: (len(handler.reaches), handler.symbol))
    for store in case.practices.stores:
        claim = _promised(promises, store)
        if claim and store.id not in reached and _holds_personal_data(case, store) and not _kept(case, store):
            yield _report(case, main, store, claim)


def _promised(promises: list[Claim], store: Store) -> Claim | None:
    """The most specific promise that covers what the store holds."""
    held = {element.category for element in store.elements}
    specific = [
        claim for claim in promises if names_data(claim) and (any(about(claim, category) for category in held) or _named(claim, store))
    ]
    general = [claim for claim in promises if not names_data(claim) or any(key == "user" for key in claim.data)]
    return next(iter(specific + general), None)


def _named(claim: Claim, store: Store) -> bool:
    said = {word for phrase in (*claim.phrases, *claim.unmapped) for word in words(phrase)}
    return bool(said & set(words(store.name)))


def _holds_personal_data(case: Case, store: Store) -> bool:
    if store.kind not in KEPT_KINDS or store.locus == "device":
        return False
    return store.personal or any(case.knowledge.is_personal(element.category) for element in store.elements)


def _kept(case: Case, store: Store) -> bool:
    """What the policy says outlives the account: an exception of the deletion, or a period that the law asks for."""
    for claim in case.claims("DELETION_EXCEPTION", "RETENTION_PERIOD", "RETENTION_CRITERION", *PROMISES):
        if claim.kind in PROMISES and not claim.exceptions:
            continue
        if claim.kind in {"RETENTION_PERIOD", "RETENTION_CRITERION"} and not for_the_law(claim):
            continue
        if _excepts(claim, store):
            return True
    return False


def _excepts(claim: Claim, store: Store) -> bool:
    held = {element.category for element in store.elements}
    keys = claim.exceptions if claim.kind in PROMISES else claim.data
    by_data = [key for key in keys if key != "user" and any(covers(key, category) for category in held)]
    return bool(by_data) or _named(claim, store)


def _report(case: Case, handler: Handler, store: Store, claim: Claim) -> Finding:
    data = sorted({element.category for element in store.elements})
    names = ", ".join(case.category_name(category) for category in data) or "personal data"
    there = (Hop(store.evidence[0], store.owner or store.name, "this store is not reached"),) if store.evidence else ()
    return finding(
        CODE,
        handler.location,
        f"erasure does not reach {store.id} ({names})",
        symbol=handler.symbol,
        claim=claim,
        data=data,
        store=store.id,
        path=(Hop(handler.location, handler.symbol, "erasure starts here"), *there),
        remedy=REMEDY,
    )


def _only_hidden(case: Case, handlers: list[Handler]) -> Iterator[Finding]:
    """A flag in place of a deletion, where the policy calls it permanent."""
    claim = next(
        (claim for claim in case.claims("HARD_DELETE", *PROMISES) if claim.kind == "HARD_DELETE" or claim.values.get("permanent")), None
    )
    if claim is None:
        return
    erased = {reach.target for handler in handlers for reach in handler.reaches if reach.how in ERASES}
    for handler in handlers:
        for reach in handler.reaches:
            if reach.how == "soft_delete" and reach.target not in erased:
                message = f"{reach.target} is only marked as deleted; the policy says that deletion is permanent"
                place = reach.path[-1].location if reach.path else handler.location
                yield finding(CODE, place, message, symbol=handler.symbol, claim=claim, store=reach.target, path=reach.path, remedy=REMEDY)


def _no_handler(case: Case, promises: list[Claim]) -> Iterator[Finding]:
    """Only where the policy promises a way inside the product: a request by e-mail needs no code."""
    claim = next((claim for claim in promises if claim.kind == "DELETION_SELF_SERVE" or claim.trigger == "account deletion"), None)
    stores = [store for store in case.practices.stores if _holds_personal_data(case, store)]
    if claim and stores:
        message = "nothing in the code erases an account; the policy promises that people can"
        yield finding(
            CODE,
            claim.location,
            message,
            claim=claim,
            confidence=Confidence.MEDIUM,
            remedy="write the erasure, or tell datamap where it is",
        )
