"""reStructuredText, read by docutils when it is installed; nothing is included, nothing raw is let through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.documents.blocks import Block, BlockKind, Cell
from datamap.policy.documents.place import Finder
from datamap.policy.documents.plain import read_plain

if TYPE_CHECKING:
    from docutils.nodes import Node

    from datamap.policy.text import Text

_SETTINGS = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "_disable_config": True,
    "report_level": 5,
    "halt_level": 5,
    "doctitle_xform": False,
    "sectsubtitle_xform": False,
}


def read_rst(source: str) -> list[Block]:
    """The blocks of a reStructuredText document; without docutils it is read as plain text."""
    try:
        from docutils.core import publish_doctree
    except ImportError:
        return read_plain(source)
    try:
        tree = publish_doctree(source, settings_overrides=_SETTINGS)
    except RecursionError:
        return read_plain(source)
    reader = _Reader(source)
    reader.walk(tree, 0, 0)
    return reader.blocks


def _tag(node: Node | None) -> str:
    return str(getattr(node, "tagname", ""))


class _Reader:
    def __init__(self, source: str) -> None:
        self.blocks: list[Block] = []
        self._finder = Finder(source)

    def walk(self, node: Node, section: int, depth: int) -> None:
        """Reads a node and what is below it, in order."""
        match _tag(node):
            case "title":
                self._add(BlockKind.HEADING, node, max(section - 1, 0))
            case "paragraph" if depth:
                self._add(BlockKind.ITEM, node, depth)
            case "paragraph":
                self._add(BlockKind.PARAGRAPH, node, 1)
            case "definition_list_item" | "field":
                self._definition(node, depth)
            case "table":
                self._table(node)
            case "#text" | "comment" | "system_message" | "substitution_definition" | "target" | "raw" | "literal_block":
                return
            case name:
                lists = {"bullet_list", "enumerated_list"}
                for child in getattr(node, "children", ()):
                    self.walk(child, section + (name == "section"), depth + (name in lists))

    def _text(self, node: Node) -> Text | None:
        return self._finder.text([str(node.astext())])

    def _add(self, kind: BlockKind, node: Node, level: int, label: Text | None = None) -> None:
        text = self._text(node)
        if text:
            self.blocks.append(Block(kind, text, level, label=label))

    def _definition(self, node: Node, depth: int) -> None:
        term, *rest = [child for child in node.children if _tag(child) != "classifier"]
        label = self._text(term)
        for body in rest:
            for child in body.children:
                if _tag(child) == "paragraph":
                    self._add(BlockKind.ITEM, child, depth + 1, label)
                    label = None
                else:
                    self.walk(child, 0, depth + 1)

    def _table(self, node: Node) -> None:
        headers: list[str] = []
        for row in node.findall(lambda child: _tag(child) == "row"):
            texts = [self._text(entry) for entry in row.children]
            if _tag(row.parent) == "thead":
                headers = [text.value if text else "" for text in texts]
                continue
            cells = tuple(Cell(headers[i] if i < len(headers) else "", text) for i, text in enumerate(texts) if text)
            if cells:
                self.blocks.append(Block(BlockKind.ROW, cells[0].text, 1, cells))
