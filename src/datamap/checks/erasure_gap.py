"""DM503 erasure-gap

## What it reports

A store of personal data that the erasure of an account does not reach, a "permanent" deletion that only sets a flag, a promise of erasure
with nothing in the code that erases. Where the policy only names the right to erasure, a warning for what an erasure in the code leaves
of the data that people gave.

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

Copies at third parties of which the policy says nothing, backups, and what a process outside of the repository deletes. A handler of
which no store could be made out is not reported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import finding
from datamap.checks.erasure_scope import is_beside
from datamap.checks.holding import (
    INTERNAL,
    held,
    holds_people,
    holds_provided,
    is_the_operators,
    lasts,
    names_store,
    speaks_of,
    speaks_of_all,
)
from datamap.checks.matching import covers, for_the_law, is_pseudonym, is_secret, to_processor
from datamap.knowledge.names import split_words
from datamap.knowledge.wordings import words_for
from datamap.model import Confidence, Hop, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding, Handler, Reach, Store

CODE = "DM503"
PROMISES = ("DELETION_CASCADE", "DELETION_SELF_SERVE", "DELETION_GENERIC")
ERASES = frozenset({"delete", "cascade", "anonymise", "vendor_delete"})
PURGES = frozenset({"purge", "ttl", "expiry", "lifecycle"})
CHANGES = ERASES | {"soft_delete", "set_null"}
BUCKET = "object_storage"
KEY = ("key",)
"""How the name of a column ends that says where a file lies; paths are told in more than one table."""
FILES = ("user.content", "user.biometric")
NAMELESS = (
    "user.financial.transaction",
    "user.financial.subscription",
    "user.financial.credit_balance",
    "user.behavior",
    "user.account.status",
)
"""What tells about nobody once its row no longer points to a person."""
ACCOUNT = "user.account"
"""Who deletes an account deletes what is in it."""
LOGIN = "user.authorization.password"
API_KEY = "user.authorization.api_key"
WHOSE = ("user.contact.email", "user.name", "user.unique_id", "user.account.username")
"""Data that say whose a row is."""
ELSEWHERE = "elsewhere"
"""Marks a promise of what a third party is told to delete: it is about no store of the company's own."""
KEEPERS = frozenset({"hosting", "database", "storage", "infrastructure"})
"""Where the company keeps its own stores, which are looked at one by one."""
REMEDY = "delete or anonymise these rows in the handler, or let them cascade; if they must be kept, the policy has to say so"


def find(case: Case) -> Iterator[Finding]:
    """Stores that erasure misses, against each promise of erasure."""
    promises = list(case.claims(*PROMISES)) or [claim for claim in case.claims("RIGHT") if "erasure" in str(claim.values.get("rights"))]
    handlers = [handler for handler in case.practices.handlers if handler.kind == "erasure" and handler.scope == "account"]
    if any(reach.target in case.stores and reach.how in CHANGES for handler in handlers for reach in handler.reaches):
        yield from _missed(case, promises, handlers)
    elif promises and not handlers:
        yield from _no_handler(case, promises)


def _missed(case: Case, promises: list[Claim], handlers: list[Handler]) -> Iterator[Finding]:
    """What no handler reaches is missed by all; the one that reaches most is the account's erasure."""
    reached = {reach.target for handler in handlers for reach in handler.reaches if reach.how in ERASES or _detaches(case, reach)}
    here = [claim for claim in promises if not claim.values.get(ELSEWHERE)]
    main = min(handlers, key=lambda handler: (-len(handler.reaches), "/" not in (handler.route or ""), handler.symbol))
    hidden = {reach.target: reach for handler in handlers for reach in handler.reaches if reach.how == "soft_delete"}
    permanent = list(case.claims("HARD_DELETE"))
    for store in case.practices.stores:
        if store.id in reached or not lasts(store) or _kept(case, store) or _is_nobodys(case, store) or is_beside(case, store, reached):
            continue
        mark = hidden.get(store.id)
        claim = _promise(case, here + (permanent if mark else []), store)
        if claim:
            yield _report(case, main, store, claim, mark)
    yield from _logins(case, here, main, reached)
    yield from _asked(case, promises, main, reached)
    yield from _cached(case, handlers)
    yield from _forgotten(case, here, main, reached)
    yield from _files_left(case, here, main, reached, {target for handler in handlers for target in handler.looks_at})


def _detaches(case: Case, reach: Reach) -> bool:
    """Whether rows that lose their person are about nobody from then on: a sum and a date."""
    store = case.stores.get(reach.target) if reach.how == "set_null" else None
    told = [category for category in held(case, store) if not is_pseudonym(category)] if store else []
    return bool(told) and all(any(covers(key, category) for key in NAMELESS) for category in told)


def _goes_by_itself(case: Case, store: Store) -> bool:
    """Technical records that nothing ties to an account, and that are purged by their age: shortened addresses of visitors."""
    purged = any(period.store == store.id and period.enforced and period.mechanism in PURGES for period in case.practices.periods)
    return purged and not _is_tied(case, store) and all(any(covers(key, one) for key in INTERNAL) for one in held(case, store))


def _is_nobodys(case: Case, store: Store) -> bool:
    """Whether nobody's account is in it: figures, technical records that go by themselves, keys of the operator's, a file of secrets."""
    told = held(case, store)
    keys = told == {API_KEY} and is_the_operators(case, store.id)
    own = store.kind == "file" and bool(told) and all(map(is_secret, told))
    return keys or own or _goes_by_itself(case, store) or _counts(case, store)


def _counts(case: Case, store: Store) -> bool:
    """A table of figures with a day and a thing in each row, which nothing ties to anybody."""
    told = held(case, store)
    figures = bool(told) and all(any(covers(key, category) for key in NAMELESS) for category in told)
    return store.kind == "database" and figures and not _is_tied(case, store)


def _is_tied(case: Case, store: Store) -> bool:
    """Whether the rows of a table point to others, or hold somebody's number."""
    pointing = any(cascade.child == store.id for cascade in case.practices.cascades)
    return pointing or any(is_pseudonym(element.category) for element in store.elements)


def _cached(case: Case, handlers: list[Handler]) -> Iterator[Finding]:
    """Copies of deleted files in a CDN that the policy says are gone too, and that no call makes it forget."""
    promises = case.claims(*PROMISES, "HARD_DELETE", "DELETION_DEADLINE")
    claim = next((claim for claim in promises if words_for("delivery_networks") & set(split_words(claim.quote))), None)
    kinds = {setting.kind for setting in case.practices.settings} if claim else set()
    if "cdn_lifetime" in kinds or kinds.isdisjoint({"cdn", "cdn_purge"}):
        return
    for handler in handlers:
        files = [reach for reach in handler.reaches if reach.how == "delete" and _is_of_files(case, reach.target)]
        if files and not any(reach.how == "purge" for reach in handler.reaches):
            yield finding(
                CODE,
                handler.location,
                f"erasure deletes from {files[0].target} and leaves the copies that the CDN holds",
                symbol=handler.symbol,
                claim=claim,
                level=Level.WARNING,
                confidence=Confidence.MEDIUM,
                store=files[0].target,
                path=files[0].path,
                remedy="purge the files' addresses from the CDN as well",
            )


def _is_of_files(case: Case, name: str) -> bool:
    store = case.stores.get(name)
    return store is not None and store.kind == "object_storage"


def _logins(case: Case, promises: list[Claim], handler: Handler, reached: set[str]) -> Iterator[Finding]:
    """The account at a sign-in provider, where the provider can delete it."""
    claim = next((claim for claim in promises if claim.kind != "RIGHT" and speaks_of_all(claim)), None)
    named = {name for claim in case.claims("AUTH_PROVIDER") for name in claim.entities}
    identified = {flow.sink.id for flow in case.practices.flows if to_processor(flow) and covers(LOGIN, flow.data)}
    for use in case.practices.processors if claim else ():
        signs_in = use.purposes[:1] == ("identity",) or use.id in named & identified
        if use.called and signs_in and use.id not in reached and case.knowledge.can_delete(use.id):
            yield finding(
                CODE,
                handler.location,
                f"erasure leaves the account at {use.name}",
                symbol=handler.symbol,
                claim=claim,
                level=Level.WARNING,
                confidence=Confidence.MEDIUM,
                processor=use.id,
                path=(Hop(handler.location, handler.symbol, "erasure starts here"),),
                remedy=f"delete the person at {use.name} as well",
            )


def _asked(case: Case, promises: list[Claim], handler: Handler, reached: set[str]) -> Iterator[Finding]:
    """Third parties that the policy says are told to delete as well."""
    sent = {flow.sink.id for flow in case.practices.flows if to_processor(flow) and case.knowledge.is_personal(flow.data)}
    sent |= {name for claim in case.claims("AUTH_PROVIDER") for name in claim.entities if case.knowledge.can_delete(name)}
    for claim in promises:
        for name in claim.entities if claim.kind != "RIGHT" else ():
            if name in sent - reached and not KEEPERS.intersection(case.knowledge.purposes_of(name)):
                yield finding(
                    CODE,
                    handler.location,
                    f"erasure does not delete the person at {case.processor_name(name)}",
                    symbol=handler.symbol,
                    claim=claim,
                    confidence=Confidence.MEDIUM,
                    processor=name,
                    path=(Hop(handler.location, handler.symbol, "erasure starts here"),),
                    remedy=f"delete the person at {case.processor_name(name)} as well, as the policy says",
                )


def _forgotten(case: Case, promises: list[Claim], handler: Handler, reached: set[str]) -> Iterator[Finding]:
    """Third parties at which the code knows how to delete the person, and does not."""
    claim = next((claim for claim in promises if claim.kind == "RIGHT" or speaks_of_all(claim)), None)
    for reach in case.practices.idle_deletions if claim else ():
        if reach.target not in reached:
            name = case.processor_name(reach.target)
            yield finding(
                CODE,
                handler.location,
                f"erasure does not delete the person at {name}, though the code has a function that would",
                symbol=handler.symbol,
                claim=claim,
                level=Level.WARNING,
                confidence=Confidence.MEDIUM,
                processor=reach.target,
                path=(Hop(handler.location, handler.symbol, "erasure starts here"), *reach.path),
                remedy=f"call it, so that the person is deleted at {name} as well",
            )


def _files_left(case: Case, promises: list[Claim], handler: Handler, reached: set[str], looked_at: set[str]) -> Iterator[Finding]:
    """Tables that say which files there are, whose rows go before anybody has looked up the files, as is done for another table."""
    lists = [store for store in case.practices.stores if store.id in reached and _lists_files(store)]
    buckets = [target for target in sorted(reached) if (store := case.stores.get(target)) is not None and store.kind == BUCKET]
    followed = any(store.id in looked_at for store in lists)
    for store in lists if followed and buckets else ():
        claim = _promise(case, promises, store)
        if claim and store.id not in looked_at:
            yield finding(
                CODE,
                handler.location,
                f"erasure deletes the rows of {store.id} and leaves their files in {buckets[0]}",
                symbol=handler.symbol,
                claim=claim,
                data=sorted(held(case, store)),
                level=Level.WARNING,
                confidence=Confidence.MEDIUM,
                store=buckets[0],
                path=(Hop(handler.location, handler.symbol, "erasure starts here"), Hop(store.evidence[0], store.name, "lists files")),
                remedy="delete the files before the rows that name them",
            )


def _lists_files(store: Store) -> bool:
    """Whether a table holds the keys of files."""
    keys = (element for element in store.elements if split_words(element.name)[-1:] == KEY and element.confidence is not Confidence.LOW)
    return store.kind == "database" and bool(store.evidence) and any(element.category.startswith(FILES) for element in keys)


def _is_of_people(case: Case, store: Store) -> bool:
    """Whether a table tells whose its rows are, or hangs on one that does: a list of firms with their towns is nobody's account."""
    seen, todo = {store.id}, [store.id]
    while todo:
        one = todo.pop()
        if one in case.stores and any(covers(key, category) for category in held(case, case.stores[one]) for key in WHOSE):
            return True
        above = [cascade.parent for cascade in case.practices.cascades if cascade.child == one and cascade.parent not in seen]
        seen.update(above)
        todo += above
    return False


def _promise(case: Case, promises: list[Claim], store: Store) -> Claim | None:
    """The most specific promise that covers what the store holds."""
    specific = [claim for claim in promises if claim.kind != "RIGHT" and speaks_of(case, claim, store)]
    theirs = _is_of_people(case, store)
    whole = [claim for claim in promises if claim.kind != "RIGHT" and (speaks_of_all(claim) or (theirs and ACCOUNT in claim.data))]
    general = whole if holds_people(case, store) else []
    rights = [claim for claim in promises if claim.kind == "RIGHT"] if holds_provided(case, store) else []
    return next(iter(specific + general + rights), None)


def _kept(case: Case, store: Store) -> bool:
    """What the policy says outlives the account: an exception of the deletion, or a period that the law asks for."""
    excepted = {key for claim in case.claims(*PROMISES) for key in claim.exceptions if key != "user"}
    if any(covers(key, category) for key in excepted for category in held(case, store)) or _is_spared(case, store):
        return True
    lasting = [claim for claim in case.claims("RETENTION_PERIOD", "RETENTION_CRITERION") if for_the_law(claim)]
    return any(_means(case, claim, store) for claim in (*case.claims("DELETION_EXCEPTION"), *lasting))


def _means(case: Case, claim: Claim, store: Store) -> bool:
    """Whether a claim is about a store: the one that it is called after ("treatment notes"), else each that holds such data."""
    if names_store(claim, store):
        return True
    beside = (other for other in case.practices.stores if other.kind == store.kind)
    return speaks_of(case, claim, store) and not any(names_store(claim, other) for other in beside)


def _is_spared(case: Case, store: Store) -> bool:
    """Whether a promise spares what is kept for a reason, and the table is named after that reason: a list of blocked devices.

    Where only the right to erasure is named, what the policy says of laws that ask for data speaks for every table of that kind.
    """
    excepting = [claim for claim in case.claims(*PROMISES) if claim.exceptions]
    reserving = [] if any(case.claims(*PROMISES)) else [claim for claim in case.claims("RETENTION_VAGUE") if for_the_law(claim)]
    said = {word for claim in (*excepting, *reserving) for word in split_words(claim.quote)}
    named = set(split_words(store.name))
    return any(said & reasons and named & tables for reasons, tables in case.knowledge.frameworks.spared)


def _report(case: Case, handler: Handler, store: Store, claim: Claim, mark: Reach | None) -> Finding:
    data = sorted(held(case, store))
    names = ", ".join(case.category_name(category) for category in data) or "personal data"
    there = (Hop(store.evidence[0], store.owner or store.name, "this store is not reached"),) if store.evidence else ()
    what = f"only marks {store.id} as deleted" if mark else f"does not reach {store.id}"
    return finding(
        CODE,
        handler.location,
        f"erasure {what} ({names})",
        symbol=handler.symbol,
        claim=claim,
        data=data,
        level=Level.WARNING if claim.kind == "RIGHT" else None,
        store=store.id,
        path=(Hop(handler.location, handler.symbol, "erasure starts here"), *(mark.path if mark else there)),
        remedy=REMEDY,
    )


def _no_handler(case: Case, promises: list[Claim]) -> Iterator[Finding]:
    """Only where the policy promises a way inside the product: a request by e-mail needs no code."""
    claim = next((claim for claim in promises if claim.kind == "DELETION_SELF_SERVE" or claim.trigger == "account deletion"), None)
    if claim and any(lasts(store) and holds_people(case, store) for store in case.practices.stores):
        yield finding(
            CODE,
            claim.location,
            "nothing in the code erases an account; the policy promises that people can",
            claim=claim,
            level=Level.WARNING,
            confidence=Confidence.MEDIUM,
            remedy="write the erasure, or tell datamap where it is",
        )
