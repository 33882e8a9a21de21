"""f-strings and t-strings of any Python version, rewritten as calls of a marker with their parts as arguments.

``f"a{x!r:>{width}}b" "c"`` becomes ``marker('a',(x),(width),'b',"c",)`` on the same lines.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from datamap.facts.edits import Edit

if TYPE_CHECKING:
    from datamap.facts.tokens import Token

_ESCAPE = re.compile(r"\{\{|\}\}|\\(?:\n|N\{[^}]*\}|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|[0-7]{1,3}|.)", re.DOTALL)
_DOUBLED = re.compile(r"\{\{|\}\}")


def interpolated_strings(text: str, found: list[Token], joined: str, template: str) -> list[Edit]:
    """The edits for all such strings among the significant tokens; none if one of them is never closed."""
    ends = _ends(found)
    return [] if ends is None else _Strings(text, found, ends, joined, template).run()


def _ends(found: list[Token]) -> dict[int, int] | None:
    """For each string's first token its last one."""
    ends: dict[int, int] = {}
    pending: list[int] = []
    for index, token in enumerate(found):
        if token.kind == "fstart":
            pending.append(index)
        elif token.kind == "fend":
            ends[pending.pop()] = index
        elif token.kind == "string":
            ends[index] = index
    return None if pending else ends


class _Strings:
    def __init__(self, text: str, found: list[Token], ends: dict[int, int], joined: str, template: str) -> None:
        self._text = text
        self._tokens = found
        self._ends = ends
        self._joined, self._template = joined, template
        self._edits: list[Edit] = []
        self._grouped: set[int] = set()
        self._seen: set[int] = set()
        self._last: set[int] = set()
        self._raw: list[bool] = []
        self._fields: list[tuple[int, int]] = []
        self._specified: list[bool] = []
        self._converted = False

    def run(self) -> list[Edit]:
        for index, token in enumerate(self._tokens):
            if index in self._ends:
                self._begin(index)
            handle = _HANDLERS.get(token.kind)
            if handle is not None:
                handle(self, index)
            elif token.kind == "op" and self._fields:
                self._operator(index)
        return self._edits

    def _begin(self, index: int) -> None:
        """At the first of adjacent strings of which one interpolates: the marker is called from here to the last one's end."""
        if index in self._seen:
            return
        group = [index]
        while (following := self._ends[group[-1]] + 1) in self._ends:
            group.append(following)
        self._seen.update(group)
        prefixes = [self._word(member).lower() for member in group if self._tokens[member].kind == "fstart"]
        if prefixes:
            self._grouped.update(group)
            self._last.add(self._ends[group[-1]])
            marker = self._template if any("t" in prefix for prefix in prefixes) else self._joined
            self._insert(self._tokens[index].start, f"{marker}(")

    def _plain(self, index: int) -> None:
        if index in self._grouped:
            self._insert(self._tokens[index].end, ",)" if index in self._last else ",")

    def _start(self, index: int) -> None:
        self._raw.append("r" in self._word(index).lower())
        self._replace(index, "")

    def _end(self, index: int) -> None:
        self._raw.pop()
        self._replace(index, ")" if index in self._last else "")

    def _literal(self, index: int) -> None:
        written = self._word(index)
        value = _DOUBLED.sub(_single, written) if self._raw[-1] else _ESCAPE.sub(_single, written)
        self._replace(index, f"{value!r}," + "\n" * written.count("\n"))

    def _specification_text(self, index: int) -> None:
        self._replace(index, "\n" * self._word(index).count("\n"))

    def _field(self, index: int) -> None:
        self._fields.append((index, len(self._edits)))
        self._specified.append(False)
        self._converted = self._converted and len(self._fields) > 1
        self._replace(index, "(")

    def _specification(self, index: int) -> None:
        self._specified[-1] = True
        self._replace(index, '),b":{}",' if len(self._fields) == 1 and not self._converted else "),")

    def _field_end(self, index: int) -> None:
        self._fields.pop()
        self._replace(index, "" if self._specified.pop() else "),")

    def _operator(self, index: int) -> None:
        """``!r``, and ``=`` before a field's end, which repeats the expression's text and shows its value by ``repr``."""
        following = self._tokens[index + 1]
        if self._word(index) == "!":
            self._convert(index, self._word(index + 1))
            self._replace(index + 1, "")
        elif self._word(index) == "=" and (following.kind in ("field_end", "specification") or self._word(index + 1) == "!"):
            field, edit = self._fields[-1]
            shown = self._text[self._tokens[field].end : following.start]
            self._edits[edit] = self._edits[edit]._replace(replacement=f"{shown!r},(")
            self._convert(index, "r" if following.kind == "field_end" else "")

    def _convert(self, index: int, conversion: str) -> None:
        """After the expression, a constant of bytes says how it is shown: text has none."""
        self._converted = bool(conversion)
        self._replace(index, f'),(b"!{conversion}"' if conversion and len(self._fields) == 1 else "")

    def _word(self, index: int) -> str:
        token = self._tokens[index]
        return self._text[token.start : token.end]

    def _replace(self, index: int, replacement: str) -> None:
        token = self._tokens[index]
        self._edits.append(Edit(token.start, token.end, replacement))

    def _insert(self, offset: int, addition: str) -> None:
        self._edits.append(Edit(offset, offset, addition))


def _single(match: re.Match[str]) -> str:
    """What an escape or doubled brace stands for."""
    written = match.group()
    if written[0] != "\\":
        return written[0]
    if written in ('\\"', "\\'", "\\\n"):
        return written[1:].strip("\n")
    return str(ast.literal_eval(f'"{written}"'))


_HANDLERS = {
    "string": _Strings._plain,  # noqa: SLF001
    "fstart": _Strings._start,  # noqa: SLF001
    "fend": _Strings._end,  # noqa: SLF001
    "literal": _Strings._literal,  # noqa: SLF001
    "spec": _Strings._specification_text,  # noqa: SLF001
    "field": _Strings._field,  # noqa: SLF001
    "specification": _Strings._specification,  # noqa: SLF001
    "field_end": _Strings._field_end,  # noqa: SLF001
}
