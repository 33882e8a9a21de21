"""What is kept of a file beside its facts: enough to tell, without reading those, which files belong together and what has changed."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from datamap.facts import ir
from datamap.facts.children import nodes_in
from datamap.facts.codec import encode

if TYPE_CHECKING:
    from collections.abc import Iterator

DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?=:\w+$|$)")


class Outline(Struct, frozen=True, array_like=True, gc=False):
    """One Python file.

    ``meaning``: a digest of all that its facts say but how many lines there are; ``lines``; ``broken``: whether it could not be read;
    ``empty``: whether it has no statement; ``quiet``: whether nothing in it can have a part in a practice (see `datamap.flow.quiet`);
    ``names``: what it imports, and what its strings may name, as dotted paths, with leading dots where they are relative.
    """

    meaning: bytes
    lines: int
    broken: bool
    empty: bool
    quiet: bool
    names: tuple[str, ...]


def outline_of(facts: ir.ModuleFacts, *, quiet: bool) -> Outline:
    """The outline of a file that was read."""
    whole = hashlib.sha256("\n".join(sorted(facts.identifiers)).encode("utf-8", "surrogatepass"))
    whole.update(encode(replace(facts, path="", digest="", lines=0, identifiers=frozenset())))
    names = tuple(sorted(set(_names(facts))))
    return Outline(whole.digest(), facts.lines, facts.error is not None, not facts.body, quiet, names)


def _names(facts: ir.ModuleFacts) -> Iterator[str]:
    for node in nodes_in(facts.body):
        kind = node.__class__
        if kind is ir.Import:
            yield from (alias.name for alias in node.names)
        elif kind is ir.ImportFrom:
            base = f"{'.' * node.level}{node.module}"
            yield from (f"{base}{'' if base.endswith('.') else '.'}{alias.name}" for alias in node.names)
        elif kind is ir.Constant and isinstance(node.value, str) and (named := DOTTED.match(node.value)):
            yield named.group()
