"""Plain text: numbered, underlined, upper-case and short-line headings, bullets by indentation, hard-wrapped paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datamap.policy.documents.aligned import aligned
from datamap.policy.documents.blocks import Block, BlockKind
from datamap.policy.rules import values
from datamap.policy.text import TextBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator

_BULLET = re.compile(r"^(\s*)([•●▪◦·‣■□*+\u2013—-]|\(?[a-zA-Z]\)|\(?[ivx]{1,4}\)|\(?\d{1,2}\))\s+(?=\S)")
_NUMBER = re.compile(
    r"^\s*(?:(?:section|article|part|§+)\s*)?((?:\d{1,2}|[IVX]{1,5})(?:\.\d{1,2})*)([.):]|\s|\s[-\u2013—])\s*(?=\S)", re.IGNORECASE
)
_UNDERLINE = re.compile(r"^\s*([=\-~^*_])\1{2,}\s*$")
_DATED = re.compile(r"\b(?:19|20)\d\d\b|@|https?:|www\.")
_SMALL_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "into",
        "is",
        "of",
        "on",
        "or",
        "our",
        "that",
        "the",
        "this",
        "to",
        "us",
        "via",
        "we",
        "with",
        "you",
        "your",
        "not",
        "do",
        "what",
        "how",
    ]
)
_MAX_HEADING = 90
_WRAP_WIDTH = 50
_TITLE_REACH = 20
_BLANKS = 20
_FIGURE = re.compile(r"\(\d{1,3}\)\s")
_MARKER = re.compile(r"\(([a-z])\)\s")


@dataclass(slots=True)
class _Line:
    number: int
    raw: str

    @property
    def text(self) -> str:
        return self.raw.strip()

    @property
    def indent(self) -> int:
        return len(self.raw.expandtabs(4)) - len(self.raw.expandtabs(4).lstrip())


@dataclass(slots=True)
class _Group:
    """Lines that make one block."""

    kind: BlockKind
    lines: list[tuple[_Line, int]]
    level: int = 1
    columns: tuple[int, int] | None = None


def read_plain(source: str) -> list[Block]:
    """The blocks of plain text."""
    groups = list(_groups(_lines(source)))
    return [block for group in groups if (block := _block(group))]


def _lines(source: str) -> list[_Line]:
    return [_Line(number, raw) for number, raw in enumerate(source.split("\n"), 1)]


def _groups(lines: list[_Line]) -> Iterator[_Group]:
    numbered = any(_numbered_heading(lines, i) for i in range(len(lines)))
    current: _Group | None = None
    indents: list[int] = []
    columns = aligned([line.raw for line in lines])
    for i, line in enumerate(lines):
        if i in columns:
            current, indents = _Group(BlockKind.ITEM, [(line, 0)], columns=columns[i]), []
            yield current
            continue
        if current and current.columns and line.text and line.indent >= current.columns[1]:
            current.lines.append((line, 0))
            continue
        current = None if current and current.columns else current
        if not line.text or _UNDERLINE.match(line.raw):
            current = current if current and _continues_after_blank(lines, i, indents) else None
            continue
        level = _heading_level(lines, i, numbered=numbered)
        goes_on = current is not None and (_counts_on(current, line) or _says_number(current, line))
        bullet = _bullet_width(lines, i) if level is None and not goes_on else None
        if level is not None:
            yield _Group(BlockKind.HEADING, [(line, len(line.raw) - len(line.raw.lstrip()))], level)
            current, indents = None, []
        elif bullet is not None:
            indents = [*(indent for indent in indents if indent < line.indent), line.indent]
            current = _Group(BlockKind.ITEM, [(line, bullet)], len(indents))
            yield current
        elif current and (_joins(current, line) or goes_on):
            current.lines.append((line, 0))
        else:
            indents = []
            current = _Group(BlockKind.PARAGRAPH, [(line, 0)])
            yield current


def _counts_on(group: _Group, line: _Line) -> bool:
    """“(b)” at the head of a wrapped line goes on with a sentence in which "(a)" stood amid a line."""
    marker = _MARKER.match(line.text)
    if not marker or marker.group(1) == "a":
        return False
    before = f"({chr(ord(marker.group(1)) - 1)})"
    return any(before in above.raw and (n or not above.text.startswith(before)) for n, (above, _) in enumerate(group.lines))


def _says_number(group: _Group, line: _Line) -> bool:
    """“… during thirty” goes on with "(30) days": a figure behind its word is no mark of a list."""
    last = group.lines[-1][0].text
    return bool(_FIGURE.match(line.text)) and last[-1:].isalpha() and last.split()[-1].lower() in values().numbers


def _continues_after_blank(lines: list[_Line], i: int, indents: list[int]) -> bool:
    following = _next_text(lines, i)
    return bool(following and indents and following.indent > indents[-1] and following.text[0].islower())


def _next_text(lines: list[_Line], i: int) -> _Line | None:
    """The next line with text, if it comes soon."""
    return next((lines[j] for j in range(i, min(i + _BLANKS, len(lines))) if lines[j].text), None)


def _bullet_width(lines: list[_Line], i: int) -> int | None:
    match = _BULLET.match(lines[i].raw)
    if match:
        return match.end()
    number = _NUMBER.match(lines[i].raw)
    return number.end() if number and number.group(2) != " " and not number.group(1).isalpha() else None


def _joins(group: _Group, line: _Line) -> bool:
    """Whether a line goes on with the sentence of the line above it: it was wrapped, not ended."""
    last = group.lines[-1][0]
    if group.kind is BlockKind.ITEM and line.indent <= group.lines[0][0].indent and not line.text[0].islower():
        return False
    if line.text[0].islower():
        return not last.text.endswith(":") or group.kind is BlockKind.ITEM
    return (
        len(last.raw) >= _WRAP_WIDTH
        and not last.text.endswith((":", ";"))
        and not (last.text.endswith((".", "?", "!")) and _ends_early(last, line))
    )


def _ends_early(last: _Line, line: _Line) -> bool:
    """A wrapped line is full: the next word would not have fitted. One that ends early, or is very long, ends its paragraph."""
    width = len(last.raw)
    return width > 120 or width + len(line.text.split()[0]) + 1 < 72


def _heading_level(lines: list[_Line], i: int, *, numbered: bool) -> int | None:
    if underlined := _underline(lines, i):
        return underlined
    if number := _numbered_heading(lines, i):
        return number
    if not _short_heading(lines, i):
        return None
    if all(not lines[j].text for j in range(min(i, _TITLE_REACH))) and i <= _TITLE_REACH:
        return 0
    return (3 if numbered else 2) if not lines[i].text.isupper() or numbered else 1


def _underline(lines: list[_Line], i: int) -> int | None:
    if (
        i + 1 < len(lines)
        and (match := _UNDERLINE.match(lines[i + 1].raw))
        and len(lines[i].text) <= _MAX_HEADING
        and not _BULLET.match(lines[i].raw)
    ):
        blank_above = i == 0 or not lines[i - 1].text
        return ({"=": 1, "-": 2}.get(match.group(1), 3)) if blank_above else None
    return None


def _numbered_heading(lines: list[_Line], i: int) -> int | None:
    """The depth of a numbered heading; adjacent numbered lines of one depth are a list, and a line with a full stop is a sentence."""
    match = _NUMBER.match(lines[i].raw)
    if not match or len(lines[i].text) > _MAX_HEADING or lines[i].indent > 3:
        return None
    number, title = match.group(1), lines[i].raw[match.end() :].strip()
    if (
        not (title[0].isupper() or title[0] in "\"'“\u2018")
        or title.endswith((".", ";", ","))
        or (match.group(2) == " " and "." not in number and not number.isdigit())
    ):
        return None
    if not number[0].isdigit() and match.group(2) not in ".:)":
        return None
    if _DATED.search(title) or _goes_on_below(lines, i, match.end()):
        return None
    neighbours = [lines[j] for j in (i - 1, i + 1) if 0 <= j < len(lines)]
    if any((other := _NUMBER.match(n.raw)) and other.group(1).count(".") == number.count(".") for n in neighbours):
        return None
    return 1 + number.count(".")


def _goes_on_below(lines: list[_Line], i: int, column: int) -> bool:
    """Whether a numbered line is the first of a wrapped clause: "7.3 Invoices are kept for seven" with the rest below it."""
    below = lines[i + 1] if i + 1 < len(lines) else None
    if below is None or not below.text or _NUMBER.match(below.raw) or _UNDERLINE.match(below.raw):
        return False
    if _BULLET.match(below.raw) and not _FIGURE.match(below.text):
        return False
    hangs = below.indent >= column > lines[i].indent
    full = len(lines[i].raw.rstrip()) >= _WRAP_WIDTH and not _ends_early(lines[i], below)
    return hangs or full or below.text[0].islower()


def _short_heading(lines: list[_Line], i: int) -> bool:
    line = lines[i]
    text = line.text
    words = text.split()
    if len(text) > _MAX_HEADING or len(words) > 12 or text[-1] in ".;,:!" or not (text[0].isupper() or text[0] in "“\"'"):
        return False
    if _BULLET.match(line.raw) or _DATED.search(text) or re.search(r"\w:\s", text) or "|" in text:
        return False
    following = _next_text(lines, i + 1)
    if following is not None and text.isupper() and len(words) <= 10 and sum(map(str.isalpha, text)) > 3:
        return True
    if following is None or (i + 1 < len(lines) and lines[i + 1].text and lines[i + 1].text[0].islower()):
        return False
    above = lines[i - 1].text if i else ""
    if not above:
        return not lines[i + 1].text or _titled(words)
    return _titled(words) and (above[-1] in ".!?" or bool(_BULLET.match(lines[i - 1].raw))) and len(words) <= 7


def _titled(words: list[str]) -> bool:
    """Whether the words are written as a title: capitals on all but the small words."""
    letters = [word for word in words if word[0].isalpha() and word.lower() not in _SMALL_WORDS]
    return bool(letters) and sum(word[0].isupper() for word in letters) > len(letters) / 2


def _block(group: _Group) -> Block | None:
    builder = TextBuilder()
    if group.columns is not None:
        (line, _), (end, start) = group.lines[0], group.columns
        builder.add(line.raw[:end], line.number, 1)
        builder.add(": ", line.number, end + 1)
        builder.add(line.raw[start:], line.number, start + 1)
        for more, _ in group.lines[1:]:
            builder.add(" " + more.raw, more.number, 1)
        text = builder.build()
        return Block(group.kind, text, group.level) if text else None
    for line, start in group.lines:
        builder.add(line.raw[start:] + " ", line.number, start + 1)
    text = builder.build()
    return Block(group.kind, text, group.level) if text else None
