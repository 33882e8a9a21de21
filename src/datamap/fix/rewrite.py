"""One file's bytes and edits -> new bytes. What stands at a place must be what the edit is about, else it is left alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst
import libcst.matchers as m
from libcst.metadata import MetadataWrapper, PositionProvider

from datamap.fix.edit import Answer, Edit, Rewrite

if TYPE_CHECKING:
    from collections.abc import Sequence

OFF = re.compile(r"sslmode=(disable|allow|prefer)\b")


def rewrite(source: bytes, edits: Sequence[Edit]) -> Answer:
    """The new source, and the positions of the edits that were carried out."""
    rewriter = _Rewriter(edits)
    changed = MetadataWrapper(cst.parse_module(source), unsafe_skip_copy=True).visit(rewriter)
    return Answer(changed.bytes, tuple(sorted(rewriter.done)))


class _Rewriter(cst.CSTTransformer):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, edits: Sequence[Edit]) -> None:
        super().__init__()
        self._wanted = {(edit.line, edit.column, edit.how): number for number, edit in enumerate(edits)}
        self._edits = edits
        self._numbers: dict[cst.CSTNode, Edit] = {}
        self.done: set[int] = set()

    def _asked(self, node: cst.CSTNode, how: Rewrite) -> Edit | None:
        place = self.get_metadata(PositionProvider, node, None)
        number = self._wanted.get((place.start.line, place.start.column + 1, how)) if place else None
        return None if number is None else self._edits[number]

    def _did(self, edit: Edit) -> None:
        self.done.add(self._edits.index(edit))

    def on_visit(self, node: cst.CSTNode) -> bool:
        """The one number in ``timedelta(days=90)`` is what an edit of its place is about."""
        edit = self._asked(node, Rewrite.NUMBER)
        if edit and len(numbers := m.findall(node, m.Integer())) == 1:
            self._numbers[numbers[0]] = edit
        return super().on_visit(node)

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg | cst.RemovalSentinel:
        """``verify=False`` goes: checks are on unless somebody switches them off."""
        edit = self._asked(original_node.value, Rewrite.SWITCH_ON)
        if edit and original_node.keyword and _is(original_node.value, "False"):
            self._did(edit)
            return cst.RemoveFromParent()
        return updated_node

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        """What is the last argument now is followed by what followed the last one before."""
        if not updated_node.args or len(updated_node.args) == len(original_node.args):
            return updated_node
        last = updated_node.args[-1].with_changes(comma=original_node.args[-1].comma)
        return updated_node.with_changes(args=[*updated_node.args[:-1], last])

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:
        """``session.verify = False``."""
        edit = self._asked(original_node, Rewrite.SWITCH_ON)
        if edit and original_node.value == "False":
            self._did(edit)
            return updated_node.with_changes(value="True")
        return updated_node

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.Attribute:
        """``ssl.CERT_NONE`` and ``ssl.TLSVersion.TLSv1``."""
        if (edit := self._asked(original_node, Rewrite.SWITCH_ON)) and _is(original_node.attr, "CERT_NONE"):
            self._did(edit)
            return updated_node.with_changes(attr=cst.Name("CERT_REQUIRED"))
        if (edit := self._asked(original_node, Rewrite.RAISE_TLS)) and _is(_owner(original_node), "TLSVersion"):
            self._did(edit)
            return updated_node.with_changes(attr=cst.Name(edit.value))
        return updated_node

    def leave_SimpleString(self, original_node: cst.SimpleString, updated_node: cst.SimpleString) -> cst.SimpleString:
        """``http://`` and ``sslmode=disable``."""
        edit = self._asked(original_node, Rewrite.ENCRYPT)
        text = OFF.sub("sslmode=require", original_node.value.replace("http://", "https://", 1))
        if edit is None or text == original_node.value:
            return updated_node
        self._did(edit)
        return updated_node.with_changes(value=text)

    def leave_Integer(self, original_node: cst.Integer, updated_node: cst.Integer) -> cst.Integer:
        """``days=90`` where 30 days are declared."""
        edit = self._numbers.get(original_node)
        number = _scaled(original_node.evaluated_value, edit.value) if edit else None
        if edit is None or number is None:
            return updated_node
        self._did(edit)
        return updated_node.with_changes(value=str(number))

    def leave_TrailingWhitespace(
        self, original_node: cst.TrailingWhitespace, updated_node: cst.TrailingWhitespace
    ) -> cst.TrailingWhitespace:
        """A comment behind code."""
        edit = self._asked(original_node.comment, Rewrite.DROP_COMMENT) if original_node.comment else None
        if edit is None:
            return updated_node
        self._did(edit)
        return updated_node.with_changes(comment=None, whitespace=cst.SimpleWhitespace(""))

    def leave_EmptyLine(self, original_node: cst.EmptyLine, updated_node: cst.EmptyLine) -> cst.EmptyLine | cst.RemovalSentinel:
        """A comment on a line of its own."""
        edit = self._asked(original_node.comment, Rewrite.DROP_COMMENT) if original_node.comment else None
        if edit is None:
            return updated_node
        self._did(edit)
        return cst.RemoveFromParent()


def _is(node: cst.CSTNode | None, name: str) -> bool:
    return isinstance(node, cst.Name) and node.value == name


def _owner(node: cst.Attribute) -> cst.CSTNode:
    return node.value.attr if isinstance(node.value, cst.Attribute) else node.value


def _scaled(number: int, lengths: str) -> int | None:
    """The number for the declared length, if the code's own one is a whole number of units and the declared one, too."""
    is_now, declared = map(int, lengths.split(":"))
    if number <= 0 or is_now % number or declared % (is_now // number):
        return None
    return declared // (is_now // number)
