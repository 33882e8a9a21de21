"""Blocks of prose -> sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.policy.text import Text

_END = re.compile(r"[.!?…]+[\"”\u2019')\]]*\s+(?=[\"“\u2018'(\[]*[A-Z0-9{•])|[.!?]+[\"”\u2019')\]]*(?=[A-Z][a-z])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|inc|ltd|corp|co|vs|no|art|arts|sec|approx|incl|dr|mr|mrs|ms|prof|st|cf|resp|para|u\.s|u\.k|e\.u|a\.m|p\.m|viz|llc|gmbh|z\.b|d\.h)|\b[A-Z])\.$",
    re.IGNORECASE,
)
_LONGEST = 3_000
_BEFORE_NUMBERS = frozenset({"no.", "art.", "arts.", "sec.", "para."})
_LONE_NUMBER = re.compile(r"(?:^|\s)\d{1,2}\.$")
_FIRST_WORD = re.compile(r"[\"\u201c(]*([A-Za-z]+)")
_OPENERS = frozenset(
    {"We", "You", "The", "If", "Our", "Your", "This", "These", "It", "They", "When", "For", "In", "Any", "All", "No", "Please"}
)
_CLOSED_ABBREVIATIONS = ("etc.", "inc.", "ltd.", "corp.", "llc.", "u.s.", "u.k.", "e.u.", "a.m.", "p.m.")


def sentences(text: Text) -> Iterator[Text]:
    """The sentences of a block, each with its place; what goes on for pages without a full stop is cut at blanks."""
    start = 0
    for match in _END.finditer(text.value):
        if _is_end(text.value, match):
            yield from _cut(text, start, match.end())
            start = match.end()
    yield from _cut(text, start, len(text.value))


def _cut(text: Text, start: int, end: int) -> Iterator[Text]:
    while end - start > _LONGEST:
        blank = text.value.rfind(" ", start + 1, start + _LONGEST)
        cut = blank if blank > start else start + _LONGEST
        yield text.part(start, cut)
        start = cut
    rest = text.part(start, end)
    if rest.value:
        yield rest


def _is_end(value: str, match: re.Match[str]) -> bool:
    head = value[max(match.start() - 24, 0) : match.start() + 1]
    if not match.group()[-1].isspace():
        before = head.rstrip(".!?").rpartition(" ")[2]
        return before.isalpha() and before.islower() and len(before) > 2
    found = _ABBREVIATION.search(head)
    if found is None:
        return not (match.group().startswith(".") and match.start() < 4 and _LONE_NUMBER.search(head))
    abbreviation, rest = found.group().lower(), value[match.end() :]
    if abbreviation in _BEFORE_NUMBERS:
        return not rest[:1].isdigit()
    return abbreviation in _CLOSED_ABBREVIATIONS and _starts_sentence(rest)


def _starts_sentence(rest: str) -> bool:
    word = _FIRST_WORD.match(rest)
    return word is not None and word.group(1) in _OPENERS
