"""What is kept of a file beside its facts: enough to tell, without reading those, which files belong together and what has changed."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from datamap.facts import ir
from datamap.facts.codec import encode

if TYPE_CHECKING:
    from collections.abc import Iterator

_DOTTED = re.compile(rb"""["']([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)["':]""")
"""A string that may name a module, or something in one."""


_BODIES: dict[type, tuple[str, ...]] = {
    kind: tuple(name for name in ("body", "handlers", "orelse", "final", "cases") if name in kind.__struct_fields__)
    for kind in (ir.Function, ir.Class, ir.If, ir.While, ir.For, ir.With, ir.Try, ir.Handler, ir.Match, ir.Case)
}


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


def outline_of(facts: ir.ModuleFacts, data: bytes, *, quiet: bool) -> Outline:
    """The outline of a file that was read; ``data`` are its bytes."""
    whole = hashlib.sha256("\n".join(sorted(facts.identifiers)).encode("utf-8", "surrogatepass"))
    whole.update(encode(replace(facts, path="", digest="", lines=0, identifiers=frozenset())))
    named = {name.decode() for name in _DOTTED.findall(data)}
    names = tuple(sorted(named.union(_imported(facts.body))))
    return Outline(whole.digest(), facts.lines, facts.error is not None, not facts.body, quiet, names)


def _imported(body: tuple[ir.Statement, ...]) -> Iterator[str]:
    """What the import statements of a body name, in functions too."""
    todo: list[Any] = [body]
    while todo:
        node = todo.pop()
        kind = node.__class__
        if kind is tuple:
            todo += node
        elif kind is ir.Import:
            yield from (alias.name for alias in node.names)
        elif kind is ir.ImportFrom:
            base = f"{'.' * node.level}{node.module}"
            yield from (f"{base}{'' if base.endswith('.') else '.'}{alias.name}" for alias in node.names)
        else:
            todo += [getattr(node, name) for name in _BODIES.get(kind, ())]
