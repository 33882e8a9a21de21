"""Lists within a sentence: “We use: A (hosting, in Dublin), B (only if you agree) and C.” reads as a list of three entries."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.policy.documents import BlockKind
from datamap.policy.documents.blocks import Block
from datamap.policy.sentences import sentences
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.policy.lexicon import Lexicon

_FEWEST = 2
_REMARK = 3
"""So many words in brackets say something of one entry alone."""
_LAST = ("and ", "or ", "& ")


def unfolded(blocks: Iterable[Block], lexicon: Lexicon) -> Iterator[Block]:
    """The blocks, each list of third parties with remarks in brackets as a lead-in and entries of its own."""
    for block in blocks:
        if block.kind in {BlockKind.PARAGRAPH, BlockKind.ITEM} and "(" in block.text.value and ":" in block.text.value:
            yield from _unfolded(block, lexicon)
        else:
            yield block


def _unfolded(block: Block, lexicon: Lexicon) -> Iterator[Block]:
    whole = block.text.value
    for sentence in sentences(block.text):
        start = whole.find(sentence.value)
        colon = whole.find(":", start)
        if start < 0 or not start < colon < start + len(sentence.value):
            continue
        end = start + len(sentence.value.rstrip(" .;"))
        pieces = list(_pieces(whole, colon + 1, end))
        if _is_list(whole, pieces, lexicon):
            yield replace(block, text=block.text.part(0, colon + 1))
            level = block.level + 1 if block.kind is BlockKind.ITEM else 1
            yield from (Block(BlockKind.ITEM, block.text.part(*piece), level) for piece in pieces)
            rest = block.text.part(start + len(sentence.value), len(whole))
            if rest.value.strip():
                yield Block(block.kind, rest, block.level)
            return
    yield block


def _is_list(whole: str, pieces: list[tuple[int, int]], lexicon: Lexicon) -> bool:
    texts = [whole[start:end] for start, end in pieces]
    remarks = [text for text in texts if text.endswith(")") and len(words_of(text.partition("(")[2])) > _REMARK]
    named = all((names := lexicon.names(text)) and names[0].start == 0 for text in texts)
    return len(pieces) >= _FEWEST and bool(remarks) and named


def _pieces(whole: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the entries between two places stand: between commas and semicolons outside of brackets, and at a last “and”."""
    depth, begin = 0, start
    for position in range(start, end):
        sign = whole[position]
        depth += (sign == "(") - (sign == ")")
        last = depth == 0 and whole[position - 1] in " )" and whole[position:end].startswith(_LAST)
        if depth == 0 and (sign in ",;" or last):
            yield from _trimmed(whole, begin, position)
            begin = position + 1 if sign in ",;" else position
    yield from _trimmed(whole, begin, end)


def _trimmed(whole: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and whole[start] == " ":
        start += 1
    for word in _LAST:
        if whole.startswith(word, start, end):
            start += len(word)
    while end > start and whole[end - 1] in " ,;":
        end -= 1
    if start < end:
        yield start, end
