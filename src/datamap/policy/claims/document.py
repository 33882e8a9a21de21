"""What the document says about itself: dates, version, whom to write to, other documents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datamap.policy import facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.model import JsonValue
    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement

_PHONE = re.compile(r"(?:\+\d[\d\s()./-]{6,}\d)|\b(?:tel|phone|fax)\b", re.IGNORECASE)
_ADDRESS_LABELS = frozenset(
    {
        "address",
        "postal address",
        "mailing address",
        "mail",
        "email",
        "e mail",
        "phone",
        "telephone",
        "contact",
        "data protection officer",
        "dpo",
        "controller",
        "website",
        "post",
    }
)
_META_WORDS = frozenset(
    {
        "updated",
        "version",
        "effective",
        "date",
        "revised",
        "modified",
        "reviewed",
        "stand",
        "revision",
        "valid",
        "posted",
        "published",
        "as",
        "changed",
        "amended",
        "force",
    }
)
_PLACEHOLDER = re.compile(r"\[[^\]]{2,60}\]|\{\{[^}]*\}\}")


def read(statement: Statement) -> Iterator[Draft]:
    """The claims about the document."""
    meta = _meta(statement)
    if meta is not None:
        yield meta
        return
    yield from _contact(statement)
    yield from _reference(statement)


def _meta(statement: Statement) -> Draft | None:
    label = statement.setting.label
    whole = f"{label.value}: {statement.sentence.value}" if label else statement.sentence.value
    found = facts.dates(whole)
    version = facts.VERSION.search(whole) if label is not None or len(statement.all) < 8 else None
    short = len(statement.all) <= 7 and any(word.norm in _META_WORDS for word in statement.all)
    told = statement.cue("last_updated") or (label is not None and _is_meta_label(label.value)) or (short and not statement.stating)
    if not (found or version) or not (told or (version and not statement.stating)):
        return None
    return statement.draft("META", "date or version of the document", None, None, values=_meta_values(whole), polarity="+")


def meta_of_row(label: str, value: str) -> dict[str, JsonValue]:
    """What a row of the document's own table says: "Version | 2026.02"."""
    return _meta_values(f"{label}: {value}") if _is_meta_label(label) else {}


def _meta_values(whole: str) -> dict[str, JsonValue]:
    values: dict[str, JsonValue] = {}
    found, version = facts.dates(whole), facts.VERSION.search(whole)
    lower = whole.lower()
    if found:
        values["effective" if any(words in lower for words in ("effective", "in force", "valid from")) else "updated"] = found[0]
    if version:
        values["version"] = version.group(1)
    return values


def _is_meta_label(label: str) -> bool:
    words = label.lower().split()
    return any(word in _META_WORDS for word in words)


def _contact(statement: Statement) -> Iterator[Draft]:
    text = statement.sentence.value
    label = statement.setting.label
    emails = facts.EMAIL.findall(text)
    labelled = label is not None and " ".join(label.value.lower().replace("-", " ").split()) in _ADDRESS_LABELS
    here = statement.setting.mode == "contact"
    postal = here and statement.is_fragment and any(character.isdigit() for character in text) and text[:1].isupper()
    if (
        emails
        or postal
        or (labelled and here)
        or (here and (_PHONE.search(text) or statement.cue("contacting", "controller") or _PLACEHOLDER.search(text)))
        or "[email" in text
        or "[Email" in text
        or _writes(statement)
    ):
        values = {"email": emails[0]} if emails else {}
        verb = next(iter(statement.stating), None)
        yield statement.draft("CONTACT", "contact", verb, None, values=values, polarity="+")


def _writes(statement: Statement) -> bool:
    """“Write to the records team at {{ email }}”."""
    first = next(iter(statement.clause.verbs), None)
    tells = (
        first is not None and first.role == "imperative" and first.lemma in {"write", "write to", "contact", "mail", "call", "reach", "ask"}
    )
    return tells and (any(word.norm in {"at", "by", "on"} for word in statement.words) or statement.cue("contacting"))


def _reference(statement: Statement) -> Iterator[Draft]:
    listed = statement.cue("see_document", "list_elsewhere")
    if (
        not listed
        or statement.setting.mode == "contact"
        or statement.subject == "we"
        or (statement.setting.label is not None and statement.is_fragment)
    ):
        return
    titled = re.search(r"\b(?:our|the|at|in)\s+((?:[A-Z][\w-]+\s?){1,5})|https?://\S+|/\w+[\w/-]+", statement.sentence.value)
    if titled:
        yield statement.draft(
            "DOC_REFERENCE",
            "refers to another document",
            None,
            None,
            values={"document": (titled.group(1) or titled.group()).strip()},
            polarity="+",
        )
