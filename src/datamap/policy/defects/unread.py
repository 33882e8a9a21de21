"""DM707: text that was not understood: another language, or nothing to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.model import Level, Location, TextDefect
from datamap.policy.compose import location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.model import Policy
    from datamap.policy.reading import Reading

_ENGLISH = "en"


def find(policy: Policy, reading: Reading) -> Iterator[TextDefect]:
    """One finding for a document that is not English, else one for every passage that is not."""
    if policy.language != _ENGLISH:
        message = f"is not in English (looks like '{policy.language}') and was not analysed"
        yield TextDefect("DM707", Location(policy.file, 1), message, Level.WARNING)
    elif not policy.claims:
        yield TextDefect("DM707", Location(policy.file, 1), "has no sentence that says anything about data", Level.WARNING)
    else:
        for text in reading.foreign:
            yield TextDefect("DM707", location(policy.file, text), f"is not in English and was not analysed: {text.value[:60]}", Level.NOTE)
