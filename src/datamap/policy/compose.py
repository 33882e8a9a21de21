"""A reading -> model.Policy: claims with ids, places and sections."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from datamap.model import Claim, Location, Policy
from datamap.policy.rules import kinds

if TYPE_CHECKING:
    from datamap.policy.reading import Found, Reading
    from datamap.policy.text import Text


def compose(label: str, reading: Reading) -> Policy:
    """The policy of a reading, without defects."""
    seen: Counter[str] = Counter()
    found = sorted(reading.found, key=lambda entry: (entry.draft.text.place(0), entry.unit.number))
    claims = tuple(_claim(label, entry, seen) for entry in found)
    unread = tuple((text.line, text.value) for text in sorted([*reading.unread, *reading.foreign], key=lambda text: text.place(0)))
    silent = tuple((text.line, text.value, why) for text, why in sorted(reading.silent, key=lambda entry: entry[0].place(0)))
    return Policy(label, reading.language, claims, (), unread, silent)


def _claim(label: str, found: Found, seen: Counter[str]) -> Claim:
    draft = found.draft
    kind = kinds()[draft.kind]
    return Claim(
        id=_identity(draft.kind, draft.text.value, seen),
        kind=draft.kind,
        polarity=draft.polarity or kind.polarity,
        location=location(label, draft.text),
        quote=draft.text.value,
        section=found.unit.section,
        data=draft.arguments.keys,
        phrases=draft.arguments.phrases,
        unmapped=draft.arguments.unmapped,
        entities=draft.entities,
        categories=draft.categories,
        locus=draft.locus,
        form=draft.form,
        gate=draft.gate,
        purpose=draft.purpose,
        exceptions=draft.exceptions,
        openness=draft.openness,
        hedge=draft.hedge,
        values={name: value for name, value in draft.values.items() if value is not None},
        checkable=kind.checkable,
        why=draft.why,
        trigger=draft.trigger,
        modality=draft.modality,
    )


def _identity(kind: str, quote: str, seen: Counter[str]) -> str:
    """The same for the same words, wherever they stand in the document."""
    name = f"{kind.lower().replace('_', '-')}-{hashlib.sha256(' '.join(quote.split()).encode()).hexdigest()[:8]}"
    seen[name] += 1
    return name if seen[name] == 1 else f"{name}-{seen[name]}"


def location(label: str, text: Text) -> Location:
    """Where a text stands in its file."""
    line, column = text.place(0)
    end_line, end_column = text.place(max(len(text.value) - 1, 0))
    return Location(label, line, column, end_line, end_column + 1)
