"""A stored document -> blocks, by its name and, for plain text, by what it looks like."""

from __future__ import annotations

import re

from datamap.policy.documents.blocks import Block, BlockKind, Cell
from datamap.policy.documents.html import read_html
from datamap.policy.documents.markdown import read_markdown
from datamap.policy.documents.plain import read_plain
from datamap.policy.documents.restructured import read_rst

__all__ = ["Block", "BlockKind", "Cell", "read_document"]

_READERS = {
    "md": read_markdown,
    "mdx": read_markdown,
    "markdown": read_markdown,
    "html": read_html,
    "htm": read_html,
    "jinja": read_html,
    "jinja2": read_html,
    "j2": read_html,
    "jsx": read_html,
    "tsx": read_html,
    "rst": read_rst,
    "rest": read_rst,
}
_HTML_TAGS = re.compile(r"</?(?:p|h[1-6]|li|ul|div|td)\b[^<>]{0,300}>", re.IGNORECASE)
_MARKDOWN_SIGNS = re.compile(r"^#{1,6} \S|^\|.+\|\s*$|^\*\*[^*]+\*\*", re.MULTILINE)
_MARKUP = ("**", "](", "__", "<")
MAX_CHARACTERS = 500_000


def read_document(name: str, source: str) -> list[Block]:
    """The blocks of a document; line ends and a byte order mark are evened out first."""
    clean = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ")[:MAX_CHARACTERS]
    reader = _READERS.get(name.rpartition(".")[2].lower())
    if reader is None:
        reader = (
            read_html if len(_HTML_TAGS.findall(clean)) >= 6 else read_markdown if len(_MARKDOWN_SIGNS.findall(clean)) >= 2 else read_plain
        )
    blocks = reader(clean)
    return _plain_instead(clean, blocks) if reader is read_markdown else blocks


def _plain_instead(source: str, blocks: list[Block]) -> list[Block]:
    """Text that was only named Markdown: without a heading or markup of its own, yet with headings as plain text has them."""
    if _headings(blocks) or any(sign in source for sign in _MARKUP):
        return blocks
    plain = read_plain(source)
    return plain if _headings(plain) >= 3 else blocks


def _headings(blocks: list[Block]) -> int:
    return sum(block.kind is BlockKind.HEADING for block in blocks)
