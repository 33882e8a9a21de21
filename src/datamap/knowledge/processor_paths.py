"""Which vendor a dotted path belongs to and what a call of it sends: ``openai.OpenAI.chat.completions.create``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.knowledge.processors import Call, Processor, Silence

SEGMENT = re.compile(r"([^.()]*)(?:\(([^()]*)\))?")
MAX_REWRITES = 4


@dataclass(frozen=True, slots=True)
class PathMatch:
    """A call that reaches ``processor``; ``call`` is None where it is not listed and the entry's default says that it sends."""

    processor: Processor
    path: str
    call: Call | None
    operation: str
    sends: dict[str, str]


class PathIndex:
    """Import roots, clients, calls and silent paths of every entry, by dotted path."""

    def __init__(self, entries: Iterable[Processor], silence: Silence, packages: frozenset[str]) -> None:
        self._roots: dict[str, Processor] = {}
        self._calls: dict[str, tuple[Processor, Call]] = {}
        self._silent: set[str] = set()
        self._clients: set[str] = set()
        self._rewrites: dict[str, str] = {}
        self._segments = frozenset(silence.segments)
        self._results = frozenset(silence.results)
        self._endings = silence.endings
        self._transparent = frozenset(silence.transparent)
        for entry in entries:
            self._add(entry, packages)
        self._first = {root.partition(".")[0] for root in (*self._roots, *self._rewrites)}
        self._kept = {
            segment for path in (*self._roots, *self._calls, *self._clients) if "(" in path for segment in split(path) if "(" in segment
        }

    def _add(self, entry: Processor, packages: frozenset[str]) -> None:
        roots = [*entry.imports, *(root for package, given in entry.imports_with.items() if package in packages for root in given)]
        for root in (*entry.clients, *roots):
            self._roots[root] = entry
        self._clients.update(entry.clients)
        self._rewrites.update(entry.returns)
        self._silent.update(path for silent in entry.silent for path in entry.expanded(silent))
        for call in entry.calls:
            for written in (call.call, *call.also):
                self._calls.update((path, (entry, call)) for path in entry.expanded(written))

    def owner(self, path: str) -> Processor | None:
        """Whose import root or client is the longest prefix of ``path``."""
        if re.split(r"[.(]", path, maxsplit=1)[0] not in self._first:
            return None
        segments = self._canonical(path)
        return self._owner(segments)

    def call(self, path: str) -> PathMatch | None:
        """What a call of ``path`` does; None if it is nobody's or sends nothing."""
        if re.split(r"[.(]", path, maxsplit=1)[0] not in self._first:
            return None
        segments = self._canonical(path)
        owner = self._owner(segments)
        listed = self._listed(segments)
        if listed is None:
            segments = [segment for segment in segments if segment not in self._transparent]
            listed = self._listed(segments)
        if owner is None:
            return None
        if listed:
            entry, call = listed
            return PathMatch(entry, ".".join(segments), call, call.operation, call.carried)
        return PathMatch(owner, ".".join(segments), None, "send", {"*": ""}) if self._sends(owner, segments) else None

    def _owner(self, segments: list[str]) -> Processor | None:
        for length in range(len(segments), 0, -1):
            found = self._roots.get(".".join(segments[:length]))
            if found:
                return found
        return None

    def _listed(self, segments: list[str]) -> tuple[Processor, Call] | None:
        return self._calls.get(".".join(segments))

    def _sends(self, owner: Processor, segments: list[str]) -> bool:
        """Whether an unlisted call sends: not a constructor, not a helper, not a method of what a listed call returned."""
        last = segments[-1]
        if owner.default == "silent" or not self._speaks(last) or not self._segments.isdisjoint(segments[1:]):
            return False
        for length in range(len(segments), 0, -1):
            prefix = ".".join(segments[:length])
            if prefix in self._clients:
                return length < len(segments)
            if prefix in self._silent or (prefix in self._calls and length < len(segments)):
                return False
        return True

    def _speaks(self, last: str) -> bool:
        return not (last[:1].isupper() or last.startswith("_") or last in self._results or last.endswith(self._endings))

    def _canonical(self, path: str) -> list[str]:
        """The path's segments, without the arguments that no entry asks for, with factories named as their entry names them."""
        segments = [segment if segment in self._kept else segment.partition("(")[0] for segment in split(path)]
        for _ in range(MAX_REWRITES):
            rewritten = self._rewritten(segments)
            if rewritten == segments:
                break
            segments = rewritten
        return segments

    def _rewritten(self, segments: list[str]) -> list[str]:
        for length in range(len(segments), 0, -1):
            target = self._rewrites.get(".".join(segments[:length]))
            if target is not None:
                return [*split(target), *segments[length:]]
        return segments


def split(path: str) -> list[str]:
    """The segments of a dotted path; ``client("s3", region_name=r)`` becomes ``client('s3')``, ``f()`` becomes ``f``."""
    segments: list[str] = []
    for match in SEGMENT.finditer(path):
        name, arguments = match.groups()
        if not name:
            continue
        first = (arguments or "").split(",")[0].strip().replace('"', "'")
        segments.append(f"{name}({first})" if first.startswith("'") else name)
    return segments
