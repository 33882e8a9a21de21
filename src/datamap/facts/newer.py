"""Syntax newer than Python 3.11's, rewritten to what every interpreter's ``ast`` takes, line for line.

What has no older form becomes a call or an annotation of a marker name, which ``restore.py`` turns into the nodes that a newer
interpreter would have given: f-strings without limits on quotes (PEP 701), template strings (750), type parameters and ``type``
statements (695, 696). The rest has an older form: ``except A, B`` (758), ``lazy import`` (810). A number of thousands of
digits becomes ``...``, because interpreters refuse it.
"""

from __future__ import annotations

from dataclasses import dataclass
from keyword import iskeyword
from typing import TYPE_CHECKING

from datamap.facts.edits import Edit
from datamap.facts.interpolated import interpolated_strings
from datamap.facts.tokens import Token, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_NUMBER = 1000


@dataclass(frozen=True)
class Markers:
    """Names that the source does not use: of an f-string, a t-string and a type parameter."""

    joined: str
    template: str
    parameter: str


def markers(text: str) -> Markers:
    """Marker names for a text."""
    stem = "datamap"
    while stem in text:
        stem += "_"
    return Markers(f"{stem}f", f"{stem}t", f"{stem}p")


def older_forms(text: str, names: Markers) -> Iterator[list[Edit]]:
    """Edits, in order, that make the text older: those of statements, and if these don't do, those of strings as well."""
    significant = [token for token in tokens(text) if token.kind not in ("nl", "comment")]
    edits = list(_Statements(text, significant, names).edits())
    if edits:
        yield sorted(edits, key=_place)
    strings = interpolated_strings(text, significant, names.joined, names.template)
    if strings:
        yield sorted(edits + strings, key=_place)


def _place(edit: Edit) -> tuple[int, int]:
    return edit.start, edit.end


class _Statements:
    """Rewrites what is recognised by a statement's first word, and numbers."""

    def __init__(self, text: str, found: list[Token], names: Markers) -> None:
        self._tokens = found
        self._words = [text[token.start : token.end] if token.kind in ("name", "op") else "" for token in found]
        self._parameter = names.parameter

    def edits(self) -> Iterator[Edit]:
        begins, depth = True, 0
        for index, token in enumerate(self._tokens):
            if begins and token.kind == "name":
                yield from self._statement(index)
            if token.kind == "number" and token.end - token.start > _LONGEST_NUMBER:
                yield self._replace(index, "...")
            depth = max(depth + self._nesting(index), 0)
            begins = token.kind == "newline" or (depth == 0 and self._words[index] in (":", ";"))

    def _statement(self, index: int) -> Iterator[Edit]:
        first, second, third = (self._word(index + ahead) for ahead in range(3))
        if first == "async":
            yield from self._statement(index + 1)
        elif first == "except":
            yield from self._except(index + 2 if second == "*" else index + 1)
        elif first == "lazy" and second in ("import", "from"):
            yield self._drop_word(index, second)
        elif first in ("def", "class") and third == "[":
            yield from self._definition(index + 2, first)
        elif first == "type" and second.isidentifier() and not iskeyword(second) and third in ("=", "["):
            yield self._drop_word(index, second)
            yield from self._type_statement(index + 1, third)

    def _except(self, first: int) -> Iterator[Edit]:
        depth, several = 0, False
        for index in range(first, len(self._tokens)):
            depth += self._nesting(index)
            if depth == 0 and (self._words[index] in (":", ";") or self._tokens[index].kind == "newline"):
                if several:
                    yield self._insert(self._tokens[first].start, "(")
                    yield self._insert(self._tokens[index - 1].end, ")")
                return
            several = several or (depth == 0 and self._words[index] == ",")

    def _definition(self, opening: int, keyword: str) -> Iterator[Edit]:
        """``def f[T](x)`` takes its type parameters as the annotation of a first parameter, ``class C[T](B)`` as a first base."""
        closing = self._closing(opening)
        called = self._word(closing + 1) == "("
        yield self._replace(opening, f"({self._parameter}:[" if keyword == "def" else "([")
        yield from self._type_parameters(opening + 1, closing)
        yield self._replace(closing, "]," if called else "])")
        if called:
            yield self._replace(closing + 1, "")

    def _type_statement(self, name: int, following: str) -> Iterator[Edit]:
        """``type X[T] = V`` becomes an annotated assignment."""
        if following == "=":
            yield self._insert(self._tokens[name].end, f":{self._parameter}")
            return
        closing = self._closing(name + 1)
        yield self._replace(name + 1, ":[")
        yield from self._type_parameters(name + 2, closing)

    def _type_parameters(self, start: int, stop: int) -> Iterator[Edit]:
        depth = 0
        first = start
        for index in range(start, stop + 1):
            if index == stop or (depth == 0 and self._words[index] == ","):
                if first < index:
                    yield from self._type_parameter(first, index)
                first = index + 1
            depth += self._nesting(index)

    def _type_parameter(self, first: int, stop: int) -> Iterator[Edit]:
        """``T: bound = default`` becomes a call of the marker with name, bound and default."""
        marker = self._parameter
        stars = self._words[first] if self._words[first] in ("*", "**") else ""
        name = self._word(first + 1) if stars else self._words[first]
        yield self._replace(first, f'{marker}("{stars}{name}",')
        if stars:
            first += 1
            yield self._replace(first, "")
        depth, default = 0, stop
        for index in range(first + 1, stop):
            if depth == 0 and self._words[index] == "=":
                default = index
                break
            depth += self._nesting(index)
        if self._word(first + 1) == ":" and first + 1 < stop:
            yield self._replace(first + 1, "")
        else:
            yield self._insert(self._tokens[first].end, marker)
        if default < stop:
            yield self._replace(default, ",")
            yield self._insert(self._tokens[stop - 1].end, ")")
        else:
            yield self._insert(self._tokens[stop - 1].end, f",{marker})")

    def _word(self, index: int) -> str:
        return self._words[index] if index < len(self._words) else ""

    def _nesting(self, index: int) -> int:
        word = self._words[index]
        return (word in ("(", "[", "{")) - (word in (")", "]", "}"))

    def _closing(self, opening: int) -> int:
        depth = 0
        for index in range(opening, len(self._tokens)):
            depth += self._nesting(index)
            if depth == 0:
                return index
        return len(self._tokens) - 1

    def _replace(self, index: int, replacement: str) -> Edit:
        token = self._tokens[index]
        return Edit(token.start, token.end, replacement)

    def _insert(self, offset: int, addition: str) -> Edit:
        return Edit(offset, offset, addition)

    def _drop_word(self, index: int, following: str) -> Edit:
        """Without the word, its statement still starts where it stood."""
        return Edit(self._tokens[index].start, self._tokens[index + 1].end, following)
