"""HTML, templates and JSX pages: the visible text of headings, paragraphs, lists, definition lists and tables."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from datamap.policy.documents.blanks import blank, blank_between
from datamap.policy.documents.blocks import Block, BlockKind, Cell
from datamap.policy.text import Text, TextBuilder

_LEFT_OUT = (("<!--", "-->"), ("{%", "%}"), ("{#", "#}"), ("{/*", "*/}"))
# A "<" that another "<" follows before any ">" opens no tag; the parser would look for its end again and again.
_LONE_SIGN = re.compile(r"<(?=[^<>]*(?:<|\Z))")
_JSX_TEXT = re.compile(r"""\{\s*(["'])\s*\1\s*\}""")
_HIDDEN = frozenset({"script", "style", "head", "nav", "footer", "template", "noscript", "svg", "select", "button", "form"})
_BREAKS = frozenset(
    {"p", "div", "section", "article", "main", "br", "header", "blockquote", "body", "html", "aside", "address", "hr", "figure"}
)
_HEADINGS = {f"h{level}": level - 1 for level in range(1, 7)}
_MAX_DEPTH = 200


def read_html(source: str) -> list[Block]:
    """The blocks of an HTML document or template."""
    reader = _Reader()
    reader.feed(blank(blank_between(source, *_LEFT_OUT), _JSX_TEXT, _LONE_SIGN))
    reader.close()
    reader.end_block()
    return reader.blocks


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.blocks: list[Block] = []
        self._text = TextBuilder()
        self._hidden: list[str] = []
        self._kind = BlockKind.PARAGRAPH
        self._level = 1
        self._depth = 0
        self._bold = _Bold()
        self._term: Text | None = None
        self._header: list[str] = []
        self._row: list[Cell] | None = None
        self._cell: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN or any(name == "hidden" for name, _ in attrs):
            self._hidden.append(tag) if tag not in {"input", "br", "img", "hr", "meta", "link"} else None
        elif tag in _HEADINGS:
            self._begin(BlockKind.HEADING, _HEADINGS[tag])
        elif tag in {"ul", "ol"}:
            self.end_block()
            self._depth = min(self._depth + 1, _MAX_DEPTH)
        elif tag in {"li", "dd"} or tag == "dt":
            self._begin(BlockKind.ITEM, max(self._depth, 1))
        elif tag in {"table", "tr", "td", "th"}:
            self._start_table_part(tag)
        elif tag in {"b", "strong"}:
            self._bold.open += 1
        elif tag in _BREAKS and self._cell is None:
            self.end_block(keep=tag == "br")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            if self._hidden[-1] == tag:
                self._hidden.pop()
        elif tag in {"ul", "ol"}:
            self.end_block()
            self._depth = max(self._depth - 1, 0)
        elif tag == "dt":
            self._term = self._take()
        elif tag in {"td", "th", "tr"}:
            self._end_table_part(tag)
        elif tag in {"b", "strong"}:
            self._bold.open = max(self._bold.open - 1, 0)
        elif (tag in _HEADINGS or tag in {"li", "dd", "dl"} or tag in _BREAKS) and self._cell is None:
            self.end_block()

    def handle_data(self, data: str) -> None:
        if not self._hidden and data:
            line, column = self.getpos()
            self._bold.see(data)
            self._text.add(data, line, column + 1)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(html.unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self.handle_data(html.unescape(f"&#{name};"))

    def _begin(self, kind: BlockKind, level: int) -> None:
        self.end_block()
        self._kind, self._level = kind, level

    def _take(self) -> Text | None:
        text = self._text.build()
        self._text, self._bold = TextBuilder(), _Bold(self._bold.open)
        return text

    def end_block(self, *, keep: bool = False) -> None:
        """Ends the block that was being read; ``keep`` stays inside the same item."""
        bold = self._bold.all_bold
        text = self._take()
        if text and self._row is None:
            kind, level = self._kind, self._level
            if kind is BlockKind.PARAGRAPH and bold and len(text.value) < 90 and text.value[-1] not in ".:;,":
                kind, level = BlockKind.HEADING, 5
            self.blocks.append(Block(kind, text, level, label=self._term))
            self._term = None
        if not keep and self._kind is not BlockKind.PARAGRAPH:
            self._kind, self._level = BlockKind.PARAGRAPH, 1

    def _start_table_part(self, tag: str) -> None:
        if tag == "table":
            self.end_block()
            self._header = []
        elif tag == "tr":
            self.end_block()
            self._row = []
        elif self._row is not None:
            self._take()
            self._cell = tag

    def _end_table_part(self, tag: str) -> None:
        if tag == "tr":
            self._end_row()
            return
        text = self._take()
        if self._row is None or self._cell is None:
            return
        header = self._header[len(self._row)] if len(self._row) < len(self._header) else ""
        self._row.append(Cell(header if self._cell == "td" or header else "\0", text or Text("", ((0, *self._position()),))))
        self._cell = None

    def _position(self) -> tuple[int, int]:
        line, column = self.getpos()
        return line, column + 1

    def _end_row(self) -> None:
        row, self._row, self._cell = self._row or [], None, None
        if row and not self._header and all(cell.header == "\0" for cell in row):
            self._header = [cell.text.value for cell in row]
            return
        cells = tuple(Cell(cell.header.strip("\0"), cell.text) for cell in row if cell.text.value)
        if cells:
            self.blocks.append(Block(BlockKind.ROW, cells[0].text, 1, cells))


class _Bold:
    """Whether all the text of a block was bold."""

    def __init__(self, still_open: int = 0) -> None:
        self.open = still_open
        self._bold = False
        self._plain = False

    def see(self, data: str) -> None:
        """Notes a piece of text."""
        if data.strip():
            self._bold, self._plain = self._bold or self.open > 0, self._plain or self.open == 0

    @property
    def all_bold(self) -> bool:
        """True when there was text and none of it was plain."""
        return self._bold and not self._plain
