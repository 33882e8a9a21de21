"""Python source -> tokens, for any version's syntax and for text that is no Python at all.

Linear in the text, without recursion and without an opinion on correctness: what it does not know is an ``op`` of one character.
``f``- and ``t``-strings come apart as in Python 3.12: ``fstart``, then ``literal`` and fields (``{`` tokens ``}``, perhaps with
``!`` and, after ``:``, a specification of ``literal``, marked ``spec``, and fields), then ``fend``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
  (?: [ \t\f]++ | \\\n )*+
  (?:
    (?P<comment> \#[^\n]*+ )
  | (?P<newline> \n )
  | (?P<fstart> (?: [fFtT][rR]? | [rR][fFtT] ) (?: \"{3} | '{3} | ["'] ) )
  | (?P<string> (?: [uU] | [bB][rR]? | [rR][bB]? )?
        (?: \"{3} (?: [^"\\]++ | \\. | "(?!"") )*+ \"{3}
          | '{3} (?: [^'\\]++ | \\. | '(?!'') )*+ '{3}
          | " (?: [^"\\\n]++ | \\. )*+ "
          | ' (?: [^'\\\n]++ | \\. )*+ ' ) )
  | (?P<name>  [^\W\d]\w*+ )
  | (?P<number> \.?\d\w*+ (?: \.\w*+ )? )
  | (?P<op>  := | == | != | <= | >= | -> | <> | \*\* | . )
  )
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A token and where it stands: ``text[start:end]``. Spaces are left out; ``nl`` is a line end that ends no statement."""

    kind: str
    start: int
    end: int


class _String(NamedTuple):
    quote: str
    raw: bool


class _Field(NamedTuple):
    depth: int


class _Specification(NamedTuple):
    pass


@cache
def _literal(quote: str, *, raw: bool, specification: bool) -> re.Pattern[str]:
    """The constant text of an f-string up to its end, a field, or the end of the field that it specifies."""
    letter = quote[0]
    plain = rf"[^\\{{}}{letter}]++" if len(quote) == 3 else rf"[^\\{{}}{letter}\n]++"
    escapes = ([] if raw else [r"\\N\{[^}\n]*+\}"]) + [r"\\(?![{}]).", r"\\(?=[{}])"]
    quotes = [rf"{letter}(?!{letter}{letter})"] if len(quote) == 3 else []
    braces = [] if specification else [r"\{\{", r"\}\}"]
    return re.compile(f"(?:{'|'.join([plain, *escapes, *quotes, *braces])})*+", re.DOTALL)


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.depth = 0
        self.open: list[_String | _Field | _Specification] = []
        self.found: list[Token] = []

    def run(self) -> list[Token]:
        size = len(self.text)
        going = True
        while going and self.position < size:
            going = self._literal() if self.open and not isinstance(self.open[-1], _Field) else self._code()
        return self.found

    def _emit(self, kind: str, start: int, end: int) -> None:
        self.found.append(Token(kind, start, end))
        self.position = end

    def _code(self) -> bool:
        """All tokens up to where constant text of an f-string begins or goes on, or to the end: then False."""
        found = self.found
        for match in _TOKEN.finditer(self.text, self.position):
            kind = match.lastgroup or "op"
            start, end = match.span(kind)
            if kind == "op":
                if self._operator(match[kind], start, end):
                    return True
            elif kind == "fstart":
                prefix = match[kind].lower()
                self.open.append(_String(prefix.lstrip("frt"), raw="r" in prefix))
                self._emit(kind, start, end)
                return True
            elif kind == "newline" and (self.depth or self.open):
                found.append(Token("nl", start, end))
            else:
                found.append(Token(kind, start, end))
        return False

    def _operator(self, operator: str, start: int, end: int) -> bool:
        """Whether constant text follows the operator."""
        field = self.open[-1] if self.open else None
        if isinstance(field, _Field) and field.depth == self.depth:
            if operator == "}":
                self.open.pop()
                self._emit("field_end", start, end)
                return True
            if operator[0] == ":":
                self.open.append(_Specification())
                self._emit("specification", start, start + 1)
                return True
        if operator in "([{":
            self.depth += 1
        elif operator in ")]}":
            self.depth = max(self.depth - 1, 0)
        self.found.append(Token("op", start, end))
        return False

    def _literal(self) -> bool:
        """One step inside an f-string's constant text; False if the string never ends."""
        string = next(entry for entry in reversed(self.open) if isinstance(entry, _String))
        specification = isinstance(self.open[-1], _Specification)
        match = _literal(string.quote, raw=string.raw, specification=specification).match(self.text, self.position)
        end = match.end() if match else self.position
        if end > self.position:
            self._emit("spec" if specification else "literal", self.position, end)
        if self.text.startswith("{", end):
            self.open.append(_Field(self.depth))
            self._emit("field", end, end + 1)
        elif specification and self.text.startswith("}", end):
            del self.open[-2:]
            self._emit("field_end", end, end + 1)
        elif not specification and self.text.startswith(string.quote, end):
            self.open.pop()
            self._emit("fend", end, end + len(string.quote))
        else:
            return False
        return True


def tokens(text: str) -> list[Token]:
    r"""All tokens of the text, whose line ends must be ``\n``. Ends early in an f-string that is never closed."""
    return _Scanner(text).run()
