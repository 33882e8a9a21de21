"""Which of several credentials of one category a sentence speaks of: access tokens are not the link in a confirmation mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.knowledge.names import split_words
from datamap.knowledge.wordings import words_for

if TYPE_CHECKING:
    from datamap.model import Claim

TOKEN = "user.authorization.token"  # noqa: S105 - a category
CREDENTIALS = "user.authorization.credentials"


def speaks_of(claim: Claim, category: str, *names: str | None) -> bool:
    """Whether the claim is about the credential of this category that a field, column or source of these names holds."""
    said = [word.strip(".,;:()").lower() for word in claim.quote.split()]
    held = {word for name in names if name for word in split_words(name)}
    if category == TOKEN:
        return not (_only_lasting(said) and held & words_for("one_time_tokens"))
    if category == CREDENTIALS:
        named = {word.removesuffix("s") for word in said} & words_for("named_credentials")
        general = any("credential" in word or "secret" in word or "code" in word or "factor" in word for word in said)
        return general or not named or bool(held & named)
    return True


def _only_lasting(said: list[str]) -> bool:
    before = [said[at - 1] if at else "" for at, word in enumerate(said) if word in words_for("tokens")]
    return bool(before) and words_for("lasting_tokens").issuperset(before)
