"""DM703: periods, recipients, places and safeguards too vague to check, and consent that is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.model import Level, TextDefect
from datamap.policy.rules import cues, grammar
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.model import Claim, Policy
    from datamap.policy.reading import Reading

_SAID = {
    "RETENTION_VAGUE": "names no period: say how long, or by what it is decided",
    "PROCESSOR_OPEN": "leaves further recipients open: name them, or their categories",
    "CONSENT_BY_USE": "takes the use of the service for consent",
    "BUNDLED_CONSENT": "bundles consent to marketing with something else",
}


def find(policy: Policy, _: Reading) -> Iterator[TextDefect]:
    """The vague claims of a document."""
    for claim in policy.claims:
        message = _SAID.get(claim.kind) or _open(claim) or _unnamed(claim)
        if message:
            yield TextDefect("DM703", claim.location, message, Level.NOTE, (claim.id,))


def _open(claim: Claim) -> str | None:
    words = words_of(claim.quote)
    if claim.kind == "SHARES" and cues()["others"].find(words) and (claim.entities or claim.categories):
        return "leaves further recipients open: name them, or their categories"
    if (
        claim.kind == "SHARES"
        and not claim.entities
        and not claim.categories
        and claim.gate is None
        and grammar()["third_parties"].find(words)
        and claim.form is None
    ):
        return "names no recipient: say who, or which categories"
    return None


def _unnamed(claim: Claim) -> str | None:
    if claim.kind == "TRANSFER_SAFEGUARD" and not cues()["named_safeguards"].find(words_of(claim.quote)):
        return "names no safeguard: say which (standard contractual clauses, an adequacy decision)"
    if claim.kind == "HOSTING_REGION" and (claim.values.get("region") == "various" or claim.hedge == "other countries"):
        return "names no place: say in which countries data is kept"
    return None
