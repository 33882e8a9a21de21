"""DM702: placeholders and words of a template that nobody filled in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datamap.model import Level, TextDefect
from datamap.policy.compose import location
from datamap.policy.rules import cues, placeholders
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.model import Policy
    from datamap.policy.reading import Reading

_BRACKETS = re.compile(r"\[([^\[\]]{2,60})\]|<([A-Za-z][^<>]{2,40})>|«([^»]{2,60})»")
_VARIABLE = re.compile(r"\{\{[^{}]*\}\}|\$\{[^{}]*\}|%[A-Z_]{3,}%")
_BLANKS = re.compile(r"_{4,}|\bX{3,}\b|\.{6,}")
_SAMPLE_DOMAIN = re.compile(
    r"(?:[\w.+-]{1,64}@)?\b(?:your-?(?:domain|company|website|site|app|business|email|org)|example|company|domain|acme-?corp|yoursite|website)"
    r"\.(?:com|org|net|io|example)\b",
    re.IGNORECASE,
)
_TEMPLATES = (".html", ".htm", ".jinja", ".jinja2", ".j2", ".mdx", ".jsx", ".tsx")


def find(policy: Policy, reading: Reading) -> Iterator[TextDefect]:
    """Every placeholder, one finding each."""
    for unit in reading.units:
        texts = [cell.text for cell in unit.block.cells] or [unit.block.text]
        for text in texts:
            for start, end, what, level in _found(text.value, template=policy.file.lower().endswith(_TEMPLATES)):
                yield TextDefect("DM702", location(policy.file, text.part(start, end)), f"{what}: {text.value[start:end]}", level)


def _found(value: str, *, template: bool) -> Iterator[tuple[int, int, str, Level]]:
    for match in _BRACKETS.finditer(value):
        inner = next(group for group in match.groups() if group)
        if placeholders().find(words_of(inner)):
            yield (*match.span(), "a placeholder", Level.WARNING)
    for match in _VARIABLE.finditer(value):
        yield (*match.span(), "a template variable", Level.NOTE if template else Level.WARNING)
    for match in _BLANKS.finditer(value):
        yield (*match.span(), "a blank to fill in", Level.WARNING)
    yield from _domains(value)
    words = words_of(value)
    for hit in cues()["residue"].find(words)[:1]:
        yield (words[hit.start].start, words[hit.end - 1].end, "words of a template", Level.WARNING)


def _domains(value: str) -> Iterator[tuple[int, int, str, Level]]:
    for match in _SAMPLE_DOMAIN.finditer(value):
        yield (*match.span(), "a placeholder address", Level.WARNING)
