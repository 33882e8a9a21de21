"""DM705: dates and versions of a document that disagree, or that it promises and does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.model import Level, TextDefect
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.model import Claim, Policy
    from datamap.policy.reading import Reading


def find(policy: Policy, _: Reading) -> Iterator[TextDefect]:
    """What is wrong with the dates of a document."""
    meta = [claim for claim in policy.claims if claim.kind == "META"]
    for name in ("updated", "version", "effective"):
        yield from _disagreement(meta, name)
    yield from _before_it_held(meta)
    if not any(claim.values.keys() & {"updated", "effective"} for claim in meta):
        yield from _promised(policy)


def _disagreement(meta: list[Claim], name: str) -> Iterator[TextDefect]:
    dated = [claim for claim in meta if name in claim.values]
    for claim in dated[1:]:
        if not str(claim.values[name]).startswith(str(dated[0].values[name])) and not str(dated[0].values[name]).startswith(
            str(claim.values[name])
        ):
            message = f"{name}: {claim.values[name]} here, {dated[0].values[name]} in line {dated[0].location.line}"
            yield TextDefect("DM705", claim.location, message, Level.WARNING, (dated[0].id, claim.id))


def _before_it_held(meta: list[Claim]) -> Iterator[TextDefect]:
    """A text that was last changed before it came into force: often right, worth a look."""
    since = [claim for claim in meta if "effective" in claim.values]
    changed = [claim for claim in meta if "updated" in claim.values]
    if since and changed and str(changed[0].values["updated"]) < str(since[0].values["effective"]):
        message = f"last changed on {changed[0].values['updated']}, in force only since {since[0].values['effective']}: is one of them old?"
        yield TextDefect("DM705", changed[0].location, message, Level.NOTE, (since[0].id, changed[0].id))


def _promised(policy: Policy) -> Iterator[TextDefect]:
    for claim in policy.claims:
        if claim.kind == "POLICY_CHANGE" and any(word.fold == "date" for word in words_of(claim.quote)):
            yield TextDefect("DM705", claim.location, "speaks of the date of the document, which has none", Level.NOTE, (claim.id,))
            return
