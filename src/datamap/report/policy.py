"""``datamap policy``: each sentence with what datamap understood, and whether code can check it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from datamap.report.json_report import SCHEMA
from datamap.report.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datamap.model import Claim, JsonValue, Policy, TextDefect

    Record = dict[str, JsonValue]


def as_json(policies: Sequence[Policy]) -> str:
    """One document for one policy; a list of them for several."""
    documents = [_policy(policy) for policy in policies]
    return json.dumps(documents[0] if len(documents) == 1 else documents, indent=2, ensure_ascii=True) + "\n"


def _policy(policy: Policy) -> Record:
    return {
        "schema": SCHEMA,
        "file": policy.file,
        "language": policy.language,
        "claims": [_claim(claim) for claim in policy.claims],
        "defects": [_defect(defect) for defect in policy.defects],
        "unread": [{"line": line, "text": text} for line, text in policy.unread],
    }


def _claim(claim: Claim) -> Record:
    return {
        "id": claim.id,
        "kind": claim.kind,
        "polarity": claim.polarity,
        "line": claim.location.line,
        "end_line": claim.location.end_line or claim.location.line,
        "quote": claim.quote,
        "section": claim.section,
        "data": list(claim.data),
        "phrases": list(claim.phrases),
        "unmapped": list(claim.unmapped),
        "entities": list(claim.entities),
        "categories": list(claim.categories),
        "locus": claim.locus,
        "form": claim.form,
        "gate": claim.gate,
        "purpose": list(claim.purpose),
        "exceptions": list(claim.exceptions),
        "list": claim.openness,
        "hedge": claim.hedge,
        "values": dict(claim.values),
        "trigger": claim.trigger,
        "modality": claim.modality,
        "checkable": claim.checkable,
        "why": claim.why,
    }


def _defect(defect: TextDefect) -> Record:
    return {"rule": defect.rule, "line": defect.location.line, "level": defect.level.value, "message": defect.message}


def as_table(policies: Sequence[Policy], *, color: bool = False) -> str:
    """The reading of each policy, then its defects and what was not understood."""
    return "\n".join(part for policy in policies for part in _tables(policy, color=color))


def _tables(policy: Policy, *, color: bool) -> Iterator[str]:
    rows = [(str(claim.location.line), claim.quote, _understood(claim), claim.checkable) for claim in policy.claims]
    title = f"{policy.file}: {len(rows)} claims"
    yield table(title, ("line", "sentence", "understood as", "checked by"), rows, color=color)
    if policy.defects:
        defects = [(str(defect.location.line), defect.rule, defect.level.value, defect.message) for defect in policy.defects]
        yield table("Defects of the text", ("line", "rule", "level", "what"), defects, color=color)
    if policy.unread:
        yield table("Not understood", ("line", "text"), [(str(line), text) for line, text in policy.unread], color=color)


def _understood(claim: Claim) -> str:
    """``never stores: payment card (server); except …`` in as few words as it takes."""
    kind = claim.kind.lower().replace("_", " ")
    parts = [", ".join((*claim.data, *(f"“{phrase}”" for phrase in claim.unmapped))), ", ".join((*claim.entities, *claim.categories))]
    details = {
        "gate": claim.gate,
        "form": claim.form,
        "where": claim.locus,
        "for": ", ".join(claim.purpose),
        "except": ", ".join(claim.exceptions),
        "list": claim.openness,
        "hedge": claim.hedge,
        **{key: str(value) for key, value in claim.values.items()},
    }
    said = "; ".join(f"{name}: {value}" for name, value in details.items() if value)
    head = f"{'not: ' if claim.polarity == '-' and not kind.startswith(('not', 'no ', 'never')) else ''}{kind}"
    return "\n".join(part for part in (head, *filter(None, parts), said) if part)
