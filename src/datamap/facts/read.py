"""A Python file's bytes -> ModuleFacts. Whatever the bytes are, there is an answer: facts, or words for why there are none."""

from __future__ import annotations

import ast
import hashlib
import warnings

from datamap.facts.ir import ModuleFacts
from datamap.facts.lower import lower
from datamap.facts.scope import Lowering


def read_module(path: str, data: bytes) -> ModuleFacts:
    """What the file says. ``path`` is only written into the answer."""
    digest = hashlib.sha256(data).hexdigest()
    lines = data.count(b"\n") + 1
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(data)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        return ModuleFacts(path, digest, lines, error=f"is not valid Python: {error}", error_line=line)
    state = Lowering()
    docstring, body = lower(state, tree)
    return ModuleFacts(path, digest, lines, body, docstring, state.identifiers())
