"""A Python file's bytes -> ModuleFacts. Whatever the bytes are, there is an answer: facts, or words for why there are none."""

from __future__ import annotations

import ast
import hashlib
import sys
import warnings
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from datamap.facts.comments import MARK, comments
from datamap.facts.decode import UndecodableError, decode
from datamap.facts.depth import DEEPEST, deeply, flatten
from datamap.facts.edits import Edited
from datamap.facts.ir import Gap, ModuleFacts
from datamap.facts.lower import lower
from datamap.facts.newer import markers, older_forms
from datamap.facts.positions import At, spans, spans_before_edits
from datamap.facts.python2 import is_python2
from datamap.facts.restore import restored
from datamap.facts.scope import Lowering
from datamap.facts.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

_CUT = f"code nested more than {DEEPEST:,} levels deep was left out"
_TOO_DEEP = "is nested too deeply to be read"
_PYTHON2 = "is Python 2; datamap reads Python 3"


def read_module(path: str, data: bytes) -> ModuleFacts:
    """What the file says. ``path`` is only written into the answer, which depends on nothing but path, data and Python version."""
    if sys.getrecursionlimit() > DEEPEST:  # a caller with a higher limit must not see a deeper tree
        return deeply(partial(read_module, path, data), DEEPEST)
    unread = ModuleFacts(path, hashlib.sha256(data).hexdigest(), 0)
    try:
        text = decode(data)
    except UndecodableError as error:
        return _failed(unread, error.reason, error.line)
    try:
        return _analysed(unread, text)
    except (RecursionError, MemoryError):
        pass
    try:
        return deeply(partial(_analysed, unread, text, flat=True))
    except (RecursionError, MemoryError):
        return _failed(unread, _TOO_DEEP, 1)


class _Parsed(NamedTuple):
    tree: ast.Module
    at: At


def _failed(unread: ModuleFacts, reason: str, line: int) -> ModuleFacts:
    return ModuleFacts(unread.path, unread.digest, 0, error=reason, error_line=line)


def _analysed(unread: ModuleFacts, text: str, *, flat: bool = False) -> ModuleFacts:
    try:
        tree, at = _parse(text)
    except SyntaxError as error:
        reason = _PYTHON2 if is_python2(text, tokens(text)) else f"is not valid Python: {error.msg}"
        return _failed(unread, reason, error.lineno or 1)
    cut = flatten(tree) if flat else []
    state = Lowering(at)
    docstring, body = lower(state, tree)
    return ModuleFacts(
        unread.path,
        unread.digest,
        len(text.removesuffix("\n").split("\n")) if text else 0,
        body,
        docstring,
        state.identifiers(),
        comments(text, tokens(text)) if MARK in text else (),
        gaps=_gaps(state.gaps, cut),
    )


def _parse(text: str) -> _Parsed:
    """The tree; rewritten and restored where the interpreter's own grammar is too old for the text."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _Parsed(ast.parse(text), spans(text))
        except SyntaxError as error:
            refusal = error.with_traceback(None)  # kept with its frames, it would keep the text and itself alive
        names = markers(text)
        for edits in older_forms(text, names):
            edited = Edited(text, edits)
            try:
                tree = ast.parse(edited.text)
            except SyntaxError as error:
                refusal = error.with_traceback(None)
            else:
                return _Parsed(restored(tree, names, edited), spans_before_edits(text, edited))
        raise refusal


def _gaps(found: Iterable[tuple[int, str]], cut: Iterable[int]) -> tuple[Gap, ...]:
    return tuple(Gap(line, reason) for line, reason in sorted([*found, *((line, _CUT) for line in cut)]))
