"""How each claim of a policy stands against the code: confirmed, contradicted, nothing found either way, or not checkable and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from datamap.model import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from datamap.model import Claim, Finding, Flow, Location, Practices, Result

    Evidence = Callable[[Claim, Practices], Iterator[Location]]

HEADINGS = frozenset({"LEAD_IN", "META", "SCOPE"})
MOST_PLACES = 3


class Status(StrEnum):
    """What the code says of a claim."""

    CONTRADICTED = "contradicted"
    CONFIRMED = "confirmed"
    UNSEEN = "nothing found either way"
    UNCHECKED = "not checkable"


@dataclass(frozen=True, slots=True)
class Standing:
    """A claim, its status, why in a few words, the places that show it and the findings that contradict it."""

    claim: Claim
    status: Status
    why: str
    places: tuple[Location, ...] = ()
    findings: tuple[Finding, ...] = ()


def standings(result: Result) -> tuple[Standing, ...]:
    """Every claim of every policy, in the order of the text; headings and dates claim nothing."""
    against: dict[tuple[str, str], list[Finding]] = {}
    for finding in result.findings:
        if finding.claim is not None and finding.suppressed is None:
            against.setdefault((finding.claim.location.file, finding.claim.id), []).append(finding)
    return tuple(
        _standing(claim, against.get((claim.location.file, claim.id), ()), result.practices)
        for policy in result.policies
        for claim in policy.claims
        if claim.kind not in HEADINGS
    )


def _standing(claim: Claim, findings: Iterable[Finding], practices: Practices) -> Standing:
    broken = tuple(finding for finding in findings if finding.level is not Level.NOTE)
    if broken:
        return Standing(claim, Status.CONTRADICTED, broken[0].message, tuple(finding.location for finding in broken[:MOST_PLACES]), broken)
    if claim.checkable == "no":
        return Standing(claim, Status.UNCHECKED, "no code can show this")
    if claim.checkable == "text":
        return Standing(claim, Status.UNCHECKED, "this speaks of the text or of what people do")
    places = tuple(dict.fromkeys(_evidence(claim, practices)))
    if places:
        return Standing(claim, Status.CONFIRMED, "the code does this", places[:MOST_PLACES])
    denied = "no way through the code was seen that breaks it" if claim.polarity == "-" else "the code that was read shows no trace of it"
    return Standing(claim, Status.UNSEEN, denied)


def _evidence(claim: Claim, practices: Practices) -> Iterator[Location]:
    """Places in code that do what a claim says; none for a denial, which only its breach would show."""
    if claim.polarity == "-":
        return
    for kinds, evidence in EVIDENCE:
        if claim.kind in kinds:
            yield from evidence(claim, practices)


def _parties(claim: Claim, practices: Practices) -> Iterator[Location]:
    for use in practices.processors:
        if use.active and (use.id in claim.entities or set(use.purposes) & set(claim.categories)):
            yield from use.evidence[:1]


def _data(claim: Claim, practices: Practices) -> Iterator[Location]:
    for element in practices.elements:
        if _covers(claim.data, element.category):
            yield element.location


def _forms(claim: Claim, practices: Practices) -> Iterator[Location]:
    kind = (claim.form or "").partition(":")[0]
    for flow in practices.flows:
        if _covers(claim.data, flow.data) and flow.form.kind.value == kind:
            yield flow.sink.location
    for element in practices.elements:
        if _covers(claim.data, element.category) and element.form.kind.value == kind:
            yield element.location


def _gates(claim: Claim, practices: Practices) -> Iterator[Location]:
    for flow in practices.flows:
        if flow.sink.id in claim.entities or _covers(claim.data, flow.data):
            yield from _passed(claim, flow)


def _passed(claim: Claim, flow: Flow) -> Iterator[Location]:
    wanted = claim.gate or ""
    return (guard.location for guard in flow.guards if str(guard) == wanted or guard.kind == wanted.partition(".")[0])


def _periods(claim: Claim, practices: Practices) -> Iterator[Location]:
    seconds = claim.values.get("seconds")
    for period in practices.periods:
        if period.enforced and seconds is not None and period.seconds == seconds:
            yield period.location


def _handlers(claim: Claim, practices: Practices) -> Iterator[Location]:
    rights = claim.values.get("rights")
    wanted = {str(right) for right in rights} if isinstance(rights, list) else set(HANDLERS.get(claim.kind, ()))
    for handler in practices.handlers:
        if handler.kind in wanted:
            yield handler.location


def _settings(claim: Claim, practices: Practices) -> Iterator[Location]:
    said = {str(value).lower() for value in claim.values.values() if isinstance(value, str)}
    for setting in practices.settings:
        if setting.value.lower() in said:
            yield setting.location


def _covers(data: Iterable[str], category: str) -> bool:
    return any(category == key or category.startswith(f"{key}.") for key in data if key != "user")


HANDLERS = {
    "DELETION_CASCADE": ("erasure",),
    "DELETION_SELF_SERVE": ("erasure",),
    "HARD_DELETE": ("erasure",),
    "EXPORT": ("export",),
    "WITHDRAW_CONSENT": ("withdrawal",),
    "OPT_OUT": ("unsubscribe", "withdrawal"),
    "USER_CONTROL": ("revoke", "rectification"),
}
PARTIES = frozenset({"PROCESSOR_NAMED", "PROCESSOR_CATEGORY", "PROCESSOR_RESTRICTION", "PROCESSOR_EXCLUSIVE", "SHARES", "AUTH_PROVIDER"})
EVIDENCE: tuple[tuple[frozenset[str], Evidence], ...] = (
    (PARTIES, _parties),
    (frozenset({"COLLECTS", "STORES", "PUBLIC"}), _data),
    (frozenset({"HASHED", "HASH_ALGO", "ENCRYPTED_AT_REST", "ANONYMIZED_ONLY"}), _forms),
    (frozenset({"CONSENT_GATE", "OPT_IN_GATE", "OPT_OUT"}), _gates),
    (frozenset({"RETENTION_PERIOD", "EXPIRY"}), _periods),
    (frozenset({*HANDLERS, "RIGHT"}), _handlers),
    (frozenset({"PROCESSOR_ID", "HOSTING_REGION", "ENCRYPTED_IN_TRANSIT"}), _settings),
)
