"""Blocks -> units: each with the headings above it, the words that introduce its list, and its label."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from datamap.policy.documents import BlockKind
from datamap.policy.own import as_we
from datamap.policy.predicates import predicates
from datamap.policy.rules import grammar, small, topic_order, topic_titles, topics
from datamap.policy.titles import topic_by_verb
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.policy.documents import Block
    from datamap.policy.text import Text
    from datamap.policy.words import Word

_LABEL_END = re.compile(r":\s+|\s+[-\u2013—]\s+")
_NUMBERING = re.compile(r"^\s*(?:(?:section|article|part)\s+)?(?:\d{1,2}(?:\.\d{1,2})*[.):]?|[IVX]+\.|\(?[a-z]\))\s+", re.IGNORECASE)
_ENUMERATION = re.compile(
    r"^(?:[A-Z]\.?\d{1,2}(?:\.\d{1,2})*\.?|\d{1,2}(?:\.\d{1,2})+\.?|\d{1,2}[.)]|\([a-z]{1,4}\)|\(\d{1,2}\)|[a-z]\)|§\s*\d+[a-z]?)\s+(?=\S)"
)
_PRONOUNS = frozenset({"we", "you", "they", "it", "i"})
_FINITE = frozenset({"is", "are", "was", "were"})
_MAX_LABEL_WORDS = 9
_FEW_HEADINGS = 2
# What the title of a whole document says of all that stands in it.
_TITLE_TOPICS = frozenset({"cookies", "processors"})
_LABEL_REACH = 250
# Topics that say how a list below the heading reads. The others only tell what it is about.
_MODES = frozenset(
    {
        "collect",
        "store",
        "local",
        "share",
        "processors",
        "purpose",
        "rights",
        "retention",
        "deletion",
        "cookies",
        "legal_basis",
        "security",
        "quota",
        "contact",
        "changes",
        "children",
        "transfers",
        "choices",
    }
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading says: its words, its topic, and whether it denies."""

    text: Text
    topic: str | None
    denies: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """A block in its place. lead: the number of the unit that introduces it; label: what stands before its colon or dash."""

    number: int
    block: Block
    headings: tuple[Heading, ...]
    lead: int | None
    label: Text | None
    body: Text
    leads: bool

    @property
    def section(self) -> str:
        """The headings from outermost to nearest, as one line."""
        return " > ".join(heading.text.value for heading in self.headings)

    @property
    def topics(self) -> tuple[str, ...]:
        """What the headings speak of, the nearest first."""
        return tuple(heading.topic for heading in reversed(self.headings) if heading.topic)

    @property
    def mode(self) -> str | None:
        """The nearest topic that says how lists read."""
        return next((topic for topic in self.topics if topic in _MODES), None)

    @property
    def denies(self) -> bool:
        """Whether the nearest heading denies what stands below it."""
        return bool(self.headings) and self.headings[-1].denies


def units_of(blocks: Sequence[Block], own: frozenset[str] = frozenset()) -> list[Unit]:
    """All blocks as units, headings included, in order; ``own`` are names that the company has for itself."""
    units: list[Unit] = []
    title = next((number for number, block in enumerate(blocks) if block.kind is BlockKind.HEADING), None)
    several = sum(block.kind is BlockKind.HEADING for block in blocks) > _FEW_HEADINGS
    headings: list[tuple[int, Heading]] = []
    items: list[tuple[int, int]] = []
    paragraph: int | None = None
    for number, block in enumerate(blocks):
        lead: int | None = None
        if block.kind is BlockKind.HEADING:
            headings = [(level, heading) for level, heading in headings if level < block.level]
            heading = read_heading(block.text, own)
            if number == title and several and heading.topic not in _TITLE_TOPICS:
                heading = replace(heading, topic=None)
            headings.append((block.level, heading))
            items, paragraph = [], None
        elif block.kind is BlockKind.PARAGRAPH:
            items, paragraph = [], number
        else:
            items = [(level, item) for level, item in items if level < block.level]
            lead = items[-1][1] if items else paragraph
            items.append((block.level, number))
        text = _unnumbered(block)
        label, body = (block.label, text) if block.label else split_label(text, block.kind)
        units.append(Unit(number, block, tuple(heading for _, heading in headings), lead, label, body, _leads(blocks, number)))
    return units


def _unnumbered(block: Block) -> Text:
    """The text without "3.2", "(a)" or "§ 4" in front."""
    match = _ENUMERATION.match(block.text.value) if block.kind in {BlockKind.PARAGRAPH, BlockKind.ITEM} else None
    return block.text.part(match.end(), len(block.text.value)) if match else block.text


def _leads(blocks: Sequence[Block], number: int) -> bool:
    if number + 1 >= len(blocks):
        return False
    block, following = blocks[number], blocks[number + 1]
    if following.kind not in {BlockKind.ITEM, BlockKind.ROW} or block.kind is BlockKind.HEADING:
        return False
    return block.kind is BlockKind.PARAGRAPH or following.level > block.level


def split_label(text: Text, kind: BlockKind) -> tuple[Text | None, Text]:
    """The label before a colon or a spaced dash, and the rest; sentences have no label."""
    if kind in {BlockKind.HEADING, BlockKind.ROW}:
        return None, text
    for match in _LABEL_END.finditer(text.value, 0, _LABEL_REACH):
        head = text.value[: match.start()]
        if head.count("(") != head.count(")") or head.count("[") != head.count("]"):
            continue
        words = [word for word in words_of(head) if word.is_word]
        if " ".join(word.norm for word in words) in small("summing_up"):
            return None, text.part(match.end(), len(text.value))
        told = len(words) > 3 and any(verb.role == "main" for verb in predicates(words))
        sentence = told or any(word.norm in _PRONOUNS | _FINITE for word in _without_condition(head)) or re.search(r"[.!?;]\s", head)
        if not words or len(words) > _MAX_LABEL_WORDS or sentence or (kind is BlockKind.PARAGRAPH and len(words) > 5):
            return None, text
        if not text.value[match.end() :].strip():
            return None, text
        return text.part(0, match.start()), text.part(match.end(), len(text.value))
    return None, text


def _without_condition(head: str) -> Sequence[Word]:
    """“Voice samples, if you opt in”: the label without the condition behind its comma."""
    words = words_of(head)
    comma = next((i for i, word in enumerate(words) if word.norm == "," and grammar()["conditions"].at(words, i + 1)), len(words))
    return words[:comma]


def read_heading(text: Text, own: frozenset[str] = frozenset()) -> Heading:
    """A heading with its topic."""
    title, denies = _read_title(_NUMBERING.sub("", text.value), own)
    return Heading(text, title, denies)


@lru_cache(maxsize=2_000)
def _read_title(title: str, own: frozenset[str]) -> tuple[str | None, bool]:
    words = as_we(words_of(title), own)
    whole = topic_titles().get(" ".join(word.norm for word in words if word.is_word))
    if whole is not None:
        return whole, False
    neutral = {i for hit in grammar()["neutral_titles"].find(words) for i in range(hit.start, hit.end)}
    hits = [hit for hit in topics().find(words) if not neutral.issuperset(range(hit.start, hit.end))]
    order = topic_order()
    best = min(hits, key=lambda hit: (hit.start - hit.end, order.index(hit.value)), default=None)
    denied = any(grammar()["negations"].at(words, i) for i in range(len(words)))
    return (best.value if best else topic_by_verb(words)), denied
