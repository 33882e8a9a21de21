"""DM701: two sentences that can't both be true: data, recipient, action and purpose agree, and neither excepts the other."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from datamap.model import Level, TextDefect
from datamap.policy.lexicon import ALL_DATA
from datamap.policy.rules import cues, grammar
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.model import Claim, Policy
    from datamap.policy.reading import Reading

_OPPOSITES = {"COLLECTS": "NOT_COLLECTS", "STORES": "NEVER_STORES", "SHARES": "NOT_SHARES"}
_PLAN = "user.financial.subscription"
_WHOSE = frozenset({"your", "the", "their", "our", "any"})
_MOST = 60
_COMPARED = frozenset({*_OPPOSITES, *_OPPOSITES.values(), "RETENTION_PERIOD", "RETENTION_INDEFINITE", "RETENTION_CRITERION"})
_RECIPIENTS = frozenset({"PROCESSOR_NAMED", "PROCESSOR_ID", "PROCESSOR_RESTRICTION", "SHARES", "PROCESSOR_CATEGORY"})


def find(policy: Policy, _: Reading) -> Iterator[TextDefect]:
    """The contradictions of a document."""
    for first, second in _pairs(policy):
        message = (
            _opposed(first, second)
            or _opposed(second, first)
            or _periods(first, second)
            or _temporary(first, second)
            or _temporary(second, first)
        )
        if message:
            yield TextDefect("DM701", second.location, message, Level.WARNING, (first.id, second.id))
    yield from _shared_with_nobody(policy)


def _pairs(policy: Policy) -> Iterator[tuple[Claim, Claim]]:
    """Claims that speak of the same data, each pair once; of very many about one kind of data only the first are compared."""
    by_data: dict[str, list[Claim]] = {}
    for claim in policy.claims:
        if claim.kind in _COMPARED:
            for key in claim.data:
                by_data.setdefault(key, []).append(claim)
    pairs = {(first.id, second.id): (first, second) for claims in by_data.values() for first, second in combinations(claims[:_MOST], 2)}
    return iter(pairs.values())


def _opposed(yes: Claim, no: Claim) -> str | None:
    """The same data said to be collected, stored or shared, and not to be."""
    if _OPPOSITES.get(yes.kind) != no.kind or yes.polarity != "+" or not _unconditional(yes) or not _unconditional(no):
        return None
    same = sorted(set(yes.data) & set(no.data) - {ALL_DATA})
    if not same or yes.form != no.form or {"device", "log"} & {yes.locus, no.locus} or _narrowed(no):
        return None
    if yes.kind == "SHARES" and not (set(yes.entities) & set(no.entities) or not no.entities):
        return None
    if yes.kind == "SHARES" and set(yes.purpose) != set(no.purpose):
        return None
    verb = {"COLLECTS": "collected", "STORES": "stored", "SHARES": "shared"}[yes.kind]
    return f"line {yes.location.line} says that {', '.join(same)} is {verb}, line {no.location.line} that it is not"


def _unconditional(claim: Claim) -> bool:
    return not claim.exceptions and claim.gate is None and claim.trigger is None and "knowingly" not in (claim.hedge or "")


def _narrowed(claim: Claim) -> bool:
    """“full card numbers”, "precise location", "the plain text key": the denial speaks of one form of the data only."""
    words = [word.norm for word in words_of(claim.quote)]
    told = {"full", "complete", "precise", "exact", "raw", "plain", "children", "sensitive", "directly", "real", "part"}
    return bool(told & set(words))


def _periods(first: Claim, second: Claim) -> str | None:
    if first.kind != "RETENTION_PERIOD" or second.kind not in {"RETENTION_PERIOD", "RETENTION_INDEFINITE"}:
        return None
    kept = _kept(first)
    if (
        len(kept) != 1
        or kept != _kept(second)
        or kept == (ALL_DATA,)
        or first.values.get("tiers") != second.values.get("tiers")
    ):
        return None
    if (
        first.values.get("seconds") == second.values.get("seconds")
        or "until" in first.values
        or "until" in second.values
        or _named(first) != _named(second)
    ):
        return None
    return (
        f"line {first.location.line} and line {second.location.line} name different periods for {', '.join(first.phrases) or kept[0]}"
    )


def _kept(claim: Claim) -> tuple[str, ...]:
    """The data that a period is about: the plan of those whose data it is counts for nothing."""
    return tuple(key for key in claim.data if not (claim.values.get("tiers") and key == _PLAN))


def _named(claim: Claim) -> list[tuple[str, ...]]:
    """What the policy calls them, the plan and whose they are left out."""
    tiers = claim.values.get("tiers") or ()
    plans = {*map(str, tiers), "plan", "tier"} if isinstance(tiers, list) and tiers else set()
    phrases = [[word.norm for word in words_of(phrase) if word.is_word] for phrase in claim.phrases]
    return [tuple(word for word in phrase if word not in _WHOSE) for phrase in phrases if plans.isdisjoint(phrase)]


def _temporary(brief: Claim, lasting: Claim) -> str | None:
    if (
        brief.kind != "STORES"
        or brief.values.get("duration") != "temporary"
        or lasting.kind not in {"RETENTION_CRITERION", "RETENTION_INDEFINITE", "RETENTION_PERIOD"}
    ):
        return None
    same = sorted(key for key in lasting.data if key != ALL_DATA and key in brief.data)
    return (
        f"line {brief.location.line} says that {', '.join(same)} is kept temporarily, line {lasting.location.line} that it stays"
        if same
        else None
    )


def _shared_with_nobody(policy: Policy) -> Iterator[TextDefect]:
    """“We share with no one, except …” in a document that names recipients which the exceptions don't speak of."""
    recipients = [claim for claim in policy.claims if claim.kind in _RECIPIENTS and claim.gate is None and claim.locus != "device"]
    for claim in policy.claims:
        if claim.kind != "NOT_SHARES" or claim.entities or ALL_DATA not in claim.data or not recipients or _limited(claim):
            continue
        if recipients[0].location <= claim.location and _speaks_of_others(claim):
            continue
        first, others = recipients[0], " and others disclose" if len(recipients) > 1 else " discloses"
        message = f"says that data is shared with nobody else, yet line {first.location.line}{others} recipients: “{first.quote}”"
        yield TextDefect("DM701", claim.location, message, Level.WARNING, (claim.id, recipients[0].id))


def _speaks_of_others(claim: Claim) -> bool:
    """“No other AI provider receives them”: nobody but those who were named."""
    words = words_of(claim.quote)
    return bool(cues()["others_than_named"].find(words)) or any(
        first.norm in {"no", "any"} and second.norm == "other" for first, second in pairwise(words)
    )


def _limited(claim: Claim) -> bool:
    """Whether the denial is about some recipients or purposes only, or its exceptions point to the recipients."""
    words = words_of(claim.quote)
    if claim.exceptions:
        folded = words_of(" ".join(claim.exceptions))
        return bool(cues()["pointing"].find(folded) or grammar()["third_parties"].find(folded) or cues()["consent"].find(folded))
    return bool(cues()["for_others"].find(words))
