"""``datamap diff``: what a change does to personal data, as text, Markdown for a pull request, or JSON."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING

from datamap.display import display
from datamap.report.escaping import escape
from datamap.report.json_report import SCHEMA, finding_record
from datamap.review.change import Effect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datamap.model import Finding
    from datamap.review.change import Change, Item

VERBS = {
    Effect.ADDED: "adds",
    Effect.WEAKENED: "weakens",
    Effect.CHANGED: "changes",
    Effect.STRENGTHENED: "strengthens",
    Effect.REMOVED: "removes",
}
NOTHING = "Nothing that this change does touches personal data, as far as datamap can see."


def as_text(change: Change) -> str:
    """For a terminal or a log."""
    return "\n".join(_text(change)) + "\n"


def as_markdown(change: Change) -> str:
    """A comment for a pull request."""
    return "\n".join(_markdown(change)) + "\n"


def as_json(change: Change) -> str:
    """Schema 1: items, findings that are new or gone, sentences that come or go."""
    document = {
        "schema": SCHEMA,
        "base": change.base,
        "changes": [_record(item) for item in change.items],
        "findings": {
            "new": [finding_record(finding) for finding in change.new],
            "gone": [finding_record(finding) for finding in change.gone],
        },
        "policy": {"added": list(change.sentences_added), "removed": list(change.sentences_removed)},
        "notes": list(change.notes),
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _record(item: Item) -> dict[str, str | int | None]:
    return {
        "effect": item.effect.value,
        "subject": item.subject,
        "text": item.text,
        "about": item.about or None,
        "data": item.data or None,
        "file": item.place.file if item.place else None,
        "line": item.place.line if item.place else None,
        "policy": item.policy or None,
    }


def _text(change: Change) -> Iterator[str]:
    if not change.items and not change.new and not change.gone:
        yield NOTHING
    for effect, items in groupby(change.items, lambda item: item.effect):
        yield f"{effect.value}:"
        for item in items:
            where = f"  {item.place.file}:{item.place.line}" if item.place else ""
            yield f"  {display(item.text)}{display(where)}"
            if item.policy:
                yield f"      {display(item.policy)}"
    for title, findings in (("new findings:", change.new), ("findings that are gone:", change.gone)):
        yield from _listed(title, findings)
    for title, sentences in (("sentences added to the policy:", change.sentences_added), ("removed from it:", change.sentences_removed)):
        if sentences:
            yield title
            yield from (f"  “{display(sentence)}”" for sentence in sentences)
    yield from (f"note: {display(note)}" for note in change.notes)


def _listed(title: str, findings: Sequence[Finding]) -> Iterator[str]:
    if findings:
        yield title
    for finding in findings:
        place = f"{finding.location.file}:{finding.location.line}"
        yield f"  {finding.level.value} {finding.rule} {finding.name}: {display(finding.message)}  {display(place)}"


def _markdown(change: Change) -> Iterator[str]:
    yield "## What this change does to personal data"
    yield ""
    if not change.items and not change.new and not change.gone:
        yield NOTHING
    for effect, items in groupby(change.items, lambda item: item.effect):
        yield f"### {effect.value.capitalize()}"
        yield ""
        for item in items:
            where = f" ({escape(f'{item.place.file}:{item.place.line}')})" if item.place else ""
            yield f"- This change {_sentence(item)}{where}.{f' {escape(item.policy)}.' if item.policy else ''}"
        yield ""
    for title, findings in (("New findings", change.new), ("Findings that are gone", change.gone)):
        if findings:
            yield f"### {title} ({len(findings)})"
            yield ""
            yield from (f"- **{f.rule} {f.name}** ({f.level.value}): {escape(f.message)}" for f in findings)
            yield ""
    for title, sentences in (("Sentences added to the policy", change.sentences_added), ("Sentences removed", change.sentences_removed)):
        if sentences:
            yield f"### {title}"
            yield ""
            yield from (f"- {escape(sentence)}" for sentence in sentences)
            yield ""
    yield from (f"> {escape(note)}\n" for note in change.notes)


def _sentence(item: Item) -> str:
    """The item's words as what a change does."""
    if item.text.startswith(("starts ", "stops ")):
        return escape(item.text)
    return f"{VERBS[item.effect]} {'an' if item.subject[0] in 'aeiou' else 'a'} {item.subject}: {escape(item.text)}"
