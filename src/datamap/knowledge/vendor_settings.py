"""Whose address a variable holds, by what it is called: ``SLACK_WEBHOOK_URL``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.knowledge.names import split_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.knowledge.frameworks.recipients import HttpSetting
    from datamap.knowledge.processors import Processor, Processors

FEWEST = 2
"""A name of one word is a vendor's or a word for an address, and not both."""


def vendor_of_setting(name: str, entries: Iterable[HttpSetting], processors: Processors) -> Processor | None:
    """Give the vendor whose name is left of a variable's without the words for an address; None for products that people run themselves."""
    words = split_words(name)
    for entry in entries:
        left = [word for word in words if word not in entry.words]
        found = processors.by_name(" ".join(left)) or processors.by_name("".join(left)) if left and len(words) >= FEWEST else None
        if found is None or len(left) == len(words) or not found.third_party or found.id in entry.not_vendors:
            continue
        if found.ambiguous and found.id not in entry.vendors:
            continue
        if not set(entry.purposes).isdisjoint(found.purposes):
            return found
    return None
