"""DM704: what Art. 13 and 14 GDPR ask for and no document has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.model import Level, Location, TextDefect
from datamap.policy.rules import items

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datamap.model import Claim, Policy

_ABOUT_DATA = frozenset({"COLLECTS", "STORES", "STORES_ONLY", "LOCAL_ONLY", "COLLECTS_ONLY_IF"})
_ENGLISH = "en"


def find(policies: Sequence[Policy]) -> Iterator[TextDefect]:
    """One note for every item that is missing; none for documents that are no privacy policy (a cookie notice, a list of processors)."""
    claims = [claim for policy in policies for claim in policy.claims]
    main = next((policy for policy in policies if any(claim.kind in _ABOUT_DATA for claim in policy.claims)), None)
    if main is None or any(policy.language != _ENGLISH for policy in policies):
        return
    for item in items():
        trigger = next((claim for claim in claims if _met(claim, item.when)), None) if item.when else None
        if (item.when and trigger is None) or any(_met(claim, item.shown_by) for claim in claims):
            continue
        place = trigger.location if trigger else Location(main.file, 1)
        yield TextDefect("DM704", place, f"{item.name} ({item.article}) is missing", Level.NOTE, (trigger.id,) if trigger else ())


def _met(claim: Claim, signs: Sequence[str]) -> bool:
    return any(_shows(claim, sign) for sign in signs)


def _shows(claim: Claim, sign: str) -> bool:
    """A sign is a kind, "RIGHT:erasure", "gate:consent" or "words:legitimate interest"."""
    name, _, rest = sign.partition(":")
    match name:
        case "gate":
            return claim.gate is not None and claim.gate.startswith(rest)
        case "words":
            return rest in claim.quote.lower()
        case "basis":
            return bool(claim.values.get("basis"))
        case _:
            rights = claim.values.get("rights")
            return claim.kind == name and (not rest or (isinstance(rights, list) and rest in rights))
