"""Which vendor a dotted path belongs to and what a call of it sends: ``openai.OpenAI.chat.completions.create``."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.knowledge.processors import Call, Processor, Silence

SEGMENT = re.compile(r"([^.()]*)(?:\(([^()]*)\))?")
FIRST_END = re.compile(r"[.(]")
MAX_REWRITES = 4
LATER = "_async"
"""How libraries name the twin of a call that is awaited."""
LONGEST_PATH = 500


@dataclass(frozen=True, slots=True)
class PathMatch:
    """A call that reaches ``processor``; ``call`` is None where it is not listed and the entry's default says that it sends."""

    processor: Processor
    path: str
    call: Call | None
    operation: str
    sends: dict[str, str]


class _Family:
    """The import roots, clients, calls and silent paths of all entries whose SDKs begin with the same word."""

    def __init__(self) -> None:
        self.roots: dict[str, Processor] = {}
        self.calls: dict[str, tuple[Processor, Call]] = {}
        self.silent: set[str] = set()
        self.clients: set[str] = set()

    def add(self, entry: Processor, roots: Iterable[str]) -> None:
        self.roots.update((root, entry) for root in (*entry.clients, *roots))
        self.clients.update(entry.clients)
        self.silent.update(path for silent in entry.silent for path in entry.expanded(silent))
        for call in entry.calls:
            for written in (call.call, *call.also):
                self.calls.update((path, (entry, call)) for path in entry.expanded(written))

    def owner(self, segments: list[str]) -> Processor | None:
        """Whose root is the longest start of the path."""
        for length in range(len(segments), 0, -1):
            found = self.roots.get(".".join(segments[:length]))
            if found:
                return found
        return None

    def listed(self, segments: list[str]) -> tuple[Processor, Call] | None:
        return self.calls.get(".".join(segments))

    def quiet(self, segments: list[str]) -> bool:
        """Whether the path is below a silent one, leads to a listed call, or is a method of what a listed call returned."""
        if self._leads_to_a_call(".".join(segments)):
            return True
        for length in range(len(segments), 0, -1):
            prefix = ".".join(segments[:length])
            if prefix in self.clients:
                return length == len(segments)
            if prefix in self.silent or (prefix in self.calls and length < len(segments)):
                return True
        return False

    def _leads_to_a_call(self, path: str) -> bool:
        """Whether it is a link of a chain: ``twilio.rest.Client.messages`` of ``twilio.rest.Client.messages.create``."""
        after = bisect_left(self._ordered, f"{path}.")
        return after < len(self._ordered) and self._ordered[after].startswith(f"{path}.")

    @cached_property
    def _ordered(self) -> list[str]:
        return sorted(self.calls)


class PathIndex:
    """Every entry by the first word of its SDKs; what is below one is laid out when it is first asked for."""

    def __init__(self, entries: Iterable[Processor], silence: Silence, packages: frozenset[str]) -> None:
        self._members: dict[str, dict[str, tuple[Processor, list[str]]]] = {}
        self._families: dict[str, _Family] = {}
        self._rewrites: dict[str, str] = {}
        self._kept: set[str] = set()
        self._silence = silence
        self._transparent = frozenset(silence.transparent)
        self._segments = frozenset(silence.segments)
        self._results = frozenset(silence.results)
        for entry in entries:
            self._add(entry, packages)

    def _add(self, entry: Processor, packages: frozenset[str]) -> None:
        roots = [*entry.imports, *(root for package, given in entry.imports_with.items() if package in packages for root in given)]
        for path in (*roots, *entry.clients):
            self._members.setdefault(first(path), {}).setdefault(entry.id, (entry, roots))
            if "'" in path:
                self._kept.update(segment for segment in split(path) if "(" in segment)
        self._rewrites.update(entry.returns)
        for path in entry.returns:
            self._members.setdefault(first(path), {}).setdefault(entry.id, (entry, roots))

    def owner(self, path: str) -> Processor | None:
        """Whose import root or client is the longest prefix of ``path``."""
        if len(path) > LONGEST_PATH or first(path) not in self._members:
            return None
        plain = self._plain(path)
        segments = self._canonical(plain)
        return self._family(plain[0]).owner(plain) or self._family(segments[0]).owner(segments)

    def call(self, path: str) -> PathMatch | None:
        """What a call of ``path`` does; None if it is nobody's or sends nothing."""
        if len(path) > LONGEST_PATH or first(path) not in self._members:
            return None
        segments = self._canonical(self._plain(path))
        family = self._family(segments[0])
        if (owner := family.owner(segments)) is None:
            return None
        listed = family.listed(segments)
        if listed is None:
            segments = [segment for segment in segments if segment not in self._transparent]
            listed = family.listed(segments)
        if listed is None and segments[-1].endswith(LATER):
            listed = family.listed([*segments[:-1], segments[-1].removesuffix(LATER)])
        if listed:
            entry, call = listed
            return PathMatch(entry, ".".join(segments), call, call.operation, call.carried)
        sends = owner.default == "sends" and self._speaks(segments) and not family.quiet(segments)
        return PathMatch(owner, ".".join(segments), None, "send", {"*": ""}) if sends else None

    def _family(self, word: str) -> _Family:
        if word not in self._families:
            family = self._families[word] = _Family()
            for entry, roots in self._members.get(word, {}).values():
                family.add(entry, roots)
        return self._families[word]

    def _speaks(self, segments: list[str]) -> bool:
        """Whether the last name is a verb: no class, no helper, no method of a result, nothing below a package of types or errors."""
        last = segments[-1]
        noun = last[:1].isupper() or last.startswith("_") or last in self._results or last.endswith(self._silence.endings)
        return not noun and self._segments.isdisjoint(segments[1:])

    def _plain(self, path: str) -> list[str]:
        """The path's segments, without the arguments that no entry asks for."""
        return [segment if segment in self._kept else segment.partition("(")[0] for segment in split(path)]

    def _canonical(self, segments: list[str]) -> list[str]:
        """The same with factories and wrappers named as what they stand for."""
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


def first(path: str) -> str:
    """The first word of a dotted path."""
    return FIRST_END.split(path, maxsplit=1)[0]


def split(path: str) -> list[str]:
    """The segments of a dotted path; ``client("s3", region_name=r)`` becomes ``client('s3')``, ``f()`` becomes ``f``."""
    segments: list[str] = []
    for match in SEGMENT.finditer(path):
        name, arguments = match.groups()
        if not name:
            continue
        argument = (arguments or "").split(",")[0].strip().replace('"', "'")
        segments.append(f"{name}({argument})" if argument.startswith("'") else name)
    return segments
