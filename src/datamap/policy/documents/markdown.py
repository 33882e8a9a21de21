"""Markdown and MDX: headings, nested lists, tables and paragraphs, read by markdown-it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datamap.policy.documents.blanks import blank, blank_between
from datamap.policy.documents.blocks import Block, BlockKind, Cell
from datamap.policy.documents.html import read_html
from datamap.policy.documents.place import Finder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from datamap.policy.text import Text

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_MODULE_LINE = re.compile(r"^(?:import|export)\s.*$", re.MULTILINE)
_JSX_TAG = re.compile(r"</?[A-Za-z][\w.]*(?:\s[^<>]*)?/?>|<>|</>")
_COMMENTS = (("{/*", "*/}"), ("<!--", "-->"))
_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_SOFT_BULLET = re.compile(r"^\s*[•●▪◦·\u2013]\s+")


def read_markdown(source: str) -> list[Block]:
    """The blocks of a Markdown document; front matter, imports, tags and comments are left out."""
    from markdown_it import MarkdownIt

    source = blank_between(source, *_COMMENTS)
    tables = _TABLE.findall(source)
    clean = blank(source, _FRONT_MATTER, _MODULE_LINE, *([_TABLE] if tables else []), _JSX_TAG)
    blocks = _Reader(clean).read(MarkdownIt("commonmark", {"html": False, "maxNesting": 40}).enable("table").parse(clean))
    return sorted([*blocks, *_rows(source)], key=lambda block: block.text.place(0)) if tables else blocks


def _rows(source: str) -> list[Block]:
    """The rows of tables that are written in HTML amid the Markdown."""
    outside, position = [], 0
    for match in _TABLE.finditer(source):
        outside += [re.sub(r"[^\n]", " ", source[position : match.start()]), match.group()]
        position = match.end()
    return [block for block in read_html("".join(outside)) if block.kind is BlockKind.ROW]


class _Reader:
    def __init__(self, source: str) -> None:
        self._finder = Finder(source)
        self._blocks: list[Block] = []
        self._depth = 0
        self._item_open = False
        self._header: list[str] = []
        self._row: list[Cell] = []
        self._column = 0
        self._in_header = False

    def read(self, tokens: Sequence[Token]) -> list[Block]:
        for index, token in enumerate(tokens):
            if token.map and token.type != "inline" and token.type.endswith("_open"):
                self._finder.seek(token.map[0] + 1) if token.type in {"heading_open", "paragraph_open", "tr_open"} else None
            self._structure(token)
            if token.type == "inline":
                self._inline(token, tokens[index - 1])
        return self._blocks

    def _structure(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self._depth += 1
            case "bullet_list_close" | "ordered_list_close":
                self._depth -= 1
            case "list_item_open":
                self._item_open = True
            case "thead_open":
                self._in_header, self._header = True, []
            case "thead_close":
                self._in_header = False
            case "tr_open":
                self._row, self._column = [], 0
            case "tr_close":
                self._end_row()
            case _:
                pass

    def _inline(self, token: Token, before: Token) -> None:
        lines = _split_lines(token)
        if before.type in {"th_open", "td_open"}:
            self._cell(self._finder.text(lines[0] if lines else []))
            return
        headed = not self._depth and before.type == "paragraph_open" and _bold_head(token)
        for number, pieces in enumerate(lines):
            text = self._finder.text(pieces)
            if text and headed and number == 0 and not text.value.endswith((".", ",", ";")):
                self._blocks.append(Block(BlockKind.HEADING, text, 5))
            elif text:
                self._blocks.append(self._block(text, token, before))

    def _cell(self, text: Text | None) -> None:
        if self._in_header:
            self._header.append(text.value if text else "")
            return
        if text:
            header = self._header[self._column] if self._column < len(self._header) else ""
            self._row.append(Cell(header, text))
        self._column += 1

    def _end_row(self) -> None:
        if self._row and not self._in_header:
            self._blocks.append(Block(BlockKind.ROW, self._row[0].text, 1, tuple(self._row)))

    def _block(self, text: Text, token: Token, before: Token) -> Block:
        bullet = _SOFT_BULLET.match(text.value)
        if before.type == "heading_open":
            return Block(BlockKind.HEADING, text, int(before.tag[1:]) - 1)
        if bullet:
            return Block(BlockKind.ITEM, text.part(bullet.end(), len(text.value)), self._depth + 1)
        if self._item_open and self._depth:
            self._item_open = False
            return Block(BlockKind.ITEM, text, self._depth)
        if not self._depth and _all_bold(token) and not text.value.endswith((".", ":", ";")):
            return Block(BlockKind.HEADING, text, 5)
        return Block(BlockKind.ITEM if self._depth else BlockKind.PARAGRAPH, text, max(self._depth, 1))


def _all_bold(token: Token) -> bool:
    children = [child for child in token.children or [] if child.content or child.type != "text"]
    return (
        len(children) >= 3
        and children[0].type == "strong_open"
        and children[-1].type == "strong_close"
        and sum(child.type == "strong_open" for child in children) == 1
    )


def _bold_head(token: Token) -> bool:
    """Whether a paragraph's first line is bold as a whole: a question over its answer."""
    children = [child for child in token.children or [] if child.content or child.type != "text"]
    if not children or children[0].type != "strong_open":
        return False
    close = next((i for i, child in enumerate(children) if child.type == "strong_close"), len(children))
    return close + 1 < len(children) and children[close + 1].type in {"softbreak", "hardbreak"}


def _split_lines(token: Token) -> list[list[str]]:
    """The text pieces of an inline token, cut behind a bold first line and where a soft line begins with a bullet sign."""
    lines: list[list[str]] = [[]]
    headed = _bold_head(token)
    for child in token.children or []:
        if child.type in {"softbreak", "hardbreak"}:
            lines.append([" "])
        elif child.type in {"text", "code_inline", "text_special"}:
            joins = len(lines) > 1 + headed and lines[-1] == [" "]
            if joins and not _SOFT_BULLET.match(child.content):
                lines[-2:] = [[*lines[-2], " "]]
            lines[-1].append(child.content)
    return [line for line in lines if any(piece.strip() for piece in line)]
