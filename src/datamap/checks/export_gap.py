"""DM504 export-gap

## What it reports

A part of a person's data that the policy says can be exported and that the export does not read.

## Why it matters

Portability (Art. 20 GDPR) covers what the person provided, and a policy that lists the parts is easily tested by anyone who asks.

## Example

```python
def export(user):
    return {"profile": user.profile.as_dict()}     # and no projects
```

The policy: "You can export your profile and your projects."

## How to fix it

Read every part that the policy names in the export.

## What it misses

Exports that people make by hand. An export that reads one table only is taken for a part's own, such as a single file's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import finding
from datamap.checks.holding import ROOT, held, holds_people, holds_provided, lasts, names_store, speaks_of, speaks_of_all
from datamap.checks.matching import covers, is_pseudonym
from datamap.knowledge.names import split_words
from datamap.knowledge.wordings import words_for
from datamap.model import Confidence, Hop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding, Handler, Store

CODE = "DM504"
MADE = "user.content"
"""What people made is not the same in two tables, as an address is."""


def find(case: Case) -> Iterator[Finding]:
    """Promised parts that no export reads."""
    people = {store.id for store in case.practices.stores if holds_people(case, store)}
    things = {_bare(store.name) for store in case.practices.stores if store.id not in people}
    exports = [handler for handler in case.practices.handlers if handler.kind == "export" and _reads(handler) & people]
    handlers = [handler for handler in exports if not _is_of_a_thing(handler, things)]
    if not handlers:
        return
    reaches = [reach for handler in case.practices.handlers if handler.kind in {"export", "access"} for reach in handler.reaches]
    read = {target for handler in case.practices.handlers if handler.kind in {"export", "access"} for target in _reads(handler)}
    categories = {category for reach in reaches for category in reach.categories}
    yield from _formats(case)
    main = min(handlers, key=_standing)
    whole = main.scope == "account" and (len(_reads(main) & people) > 1 or _is_of_one_person(main))
    for store in case.practices.stores:
        claim = _promise(case, store, whole=whole)
        if claim and store.id not in read and (names_store(claim, store) or not _is_told_elsewhere(case, claim, store, categories)):
            yield _report(case, main, store, claim)


def _formats(case: Case) -> Iterator[Finding]:
    """Of several formats that are promised, those that no export speaks of, where one speaks of another of them."""
    exports = [handler for handler in case.practices.handlers if handler.kind == "export"]
    offered = {name for handler in exports for name in handler.formats}
    for claim in case.claims("EXPORT"):
        promised = claim.values.get("formats")
        wanted = [str(name) for name in promised] if isinstance(promised, list) else []
        offering = [handler for handler in exports if set(wanted) & set(handler.formats)]
        handler = min(offering, key=lambda one: (not _is_about(case, claim, one), len(one.reaches), one.symbol), default=None)
        for name in wanted if handler is not None and len(wanted) > 1 else ():
            if handler is not None and name in case.knowledge.frameworks.export_formats and name not in offered:
                message = f"the export offers {' and '.join(sorted(set(wanted) & offered))}, and no {name}"
                yield finding(
                    CODE,
                    handler.location,
                    message,
                    symbol=handler.symbol,
                    claim=claim,
                    path=(Hop(handler.location, handler.symbol, "the export starts here"),),
                    confidence=Confidence.MEDIUM,
                    remedy="offer the format, or take it out of the policy",
                )


def _is_about(case: Case, claim: Claim, handler: Handler) -> bool:
    """Whether an export is of the one store that the claim calls by its name."""
    store = case.stores.get(handler.scope)
    return store is not None and names_store(claim, store)


def _standing(handler: Handler) -> tuple[bool, int, bool, str]:
    """The account's export, the one that reads most, that of the product before a command."""
    return handler.scope != "account", -len(handler.reaches), "/" not in (handler.route or ""), handler.symbol


def _is_of_one_person(handler: Handler) -> bool:
    """``/me/export``, ``export_my_data``: by its name an export of all that is kept of whoever asks."""
    return not words_for("own_copies").isdisjoint([*split_words(handler.symbol.rpartition(".")[2]), *split_words(handler.route or "")])


def _is_of_a_thing(handler: Handler, things: set[str]) -> bool:
    """``EventHook.export_event``: by its name an export of what the service is about, and of nobody's own data."""
    words = {word for part in handler.symbol.split(".")[-2:] for word in split_words(part)}
    personal = words_for("personal_exports") | words_for("own_copies")
    return personal.isdisjoint(words) and not things.isdisjoint(map(_bare, words))


def _bare(word: str) -> str:
    return word.lower().removesuffix("s")


def _reads(handler: Handler) -> set[str]:
    return {reach.target for reach in handler.reaches}


def _promise(case: Case, store: Store, *, whole: bool) -> Claim | None:
    """The claim that promises a table of people's data; keys and technical records are no part of it unless they are named."""
    if store.kind != "database" or not lasts(store):
        return None
    claims = list(case.claims("EXPORT"))
    portable = [claim for claim in case.claims("RIGHT") if "portability" in str(claim.values.get("rights"))]
    general = [*(claim for claim in claims if speaks_of_all(claim)), *portable] if whole and holds_provided(case, store) else []
    return next(iter([*(claim for claim in claims if speaks_of(case, claim, store)), *general]), None)


def _is_told_elsewhere(case: Case, claim: Claim, store: Store, categories: set[str]) -> bool:
    """Whether what the claim promises of the store's data is read from another one."""
    own = {category for category in held(case, store) if not is_pseudonym(category)}
    keys = [key for key in claim.data if key != ROOT and any(covers(key, category) for category in own)]
    if keys:
        return all(any(covers(key, category) for category in categories) for key in keys)
    made = any(category.startswith(MADE) for category in own)
    return bool(own) and not made and own <= categories


def _report(case: Case, handler: Handler, store: Store, claim: Claim) -> Finding:
    data = sorted(held(case, store))
    names = ", ".join(case.category_name(category) for category in data)
    there = (Hop(store.evidence[0], store.owner or store.name, "this store is not read"),) if store.evidence else ()
    return finding(
        CODE,
        handler.location,
        f"the export does not read {store.id}{f' ({names})' if names else ''}",
        symbol=handler.symbol,
        claim=claim,
        data=data,
        store=store.id,
        path=(Hop(handler.location, handler.symbol, "the export starts here"), *there),
        confidence=Confidence.MEDIUM,
        remedy="add this part to the export, or take it out of the policy",
    )
