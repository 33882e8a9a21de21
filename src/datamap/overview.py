"""A look at all files before any is looked into: what has changed in each, and which of them a practice may depend on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from datamap.kept import digest
from datamap.model import Unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from datamap.config import Config
    from datamap.facts.cache import Cache
    from datamap.facts.discover import Discovery
    from datamap.facts.ir import ModuleFacts
    from datamap.facts.outline import Outline
    from datamap.facts.sources import SourceFile
    from datamap.knowledge.everything import Knowledge


@dataclass
class Overview:
    """``files``: those in play, in order; ``counted``: figures over all files, for the statistics."""

    files: tuple[SourceFile, ...]
    counted: dict[str, int]
    _contents: Mapping[str, bytes | Unreadable]
    _outlines: Mapping[str, Outline]
    _facts: dict[str, ModuleFacts] = field(default_factory=dict)

    def meaning(self, file: SourceFile) -> bytes | str:
        """What practices can depend on in a file: its bytes, or what they mean."""
        outline = self._outlines.get(file.path)
        content = self._contents[file.path]
        return outline.meaning if outline is not None else content.reason if isinstance(content, Unreadable) else content

    def known_facts(self) -> list[ModuleFacts] | None:
        """The facts of the Python files in play, if all had to be read for this look."""
        python = [file.path for file in self.files if file.kind == "python"]
        return [self._facts[path] for path in python] if all(path in self._facts for path in python) else None


def look(found: Discovery, config: Config, knowledge: Knowledge, cache: Cache | None, jobs: int) -> Overview:
    """Reads the outline of each Python file, from the cache or by reading the file."""
    from datamap.facts.gather import facts_of
    from datamap.flow.models.scope import is_outside
    from datamap.program.isolation import in_play

    contents = {file.path: file.load(config.max_file_bytes) for file in found.files}
    python = [file for file in found.files if file.kind == "python"]
    digests = {file.path: hashlib.sha256(data).hexdigest() for file in python if isinstance(data := contents[file.path], bytes)}
    reader = digest([msgspec.json.encode(config.processor), *knowledge.team.texts])
    known = {} if cache is None else cache.outlines(digests.values(), reader)
    unknown = [file for file in python if digests.get(file.path) not in known]
    facts = dict(zip([file.path for file in unknown], facts_of(unknown, jobs, cache, config.max_file_bytes), strict=True))
    if facts:
        made = _outlines(facts, contents, digests, knowledge)
        known |= made
        if cache is not None:
            cache.put_outlines(made, reader)
    outlines = {path: known[key] for path, key in digests.items() if key in known}
    taught = any((config.source, config.sink, config.sanitizer, config.consent, config.forbid))
    apart = [] if config.include_tests else [path for path in outlines if is_outside(path, knowledge.frameworks.outside)]
    needed = None if taught else in_play(outlines, frozenset(apart))
    files = [file for file in found.files if needed is None or file.path not in outlines or file.path in needed]
    lines = sum(outline.lines for outline in outlines.values())
    broken = len(python) - sum(not outline.broken for outline in outlines.values())
    return Overview(tuple(files), {"files": len(python), "lines": lines, "parse_errors": broken}, contents, outlines, facts)


def _outlines(
    facts: Mapping[str, ModuleFacts], contents: Mapping[str, bytes | Unreadable], digests: Mapping[str, str], knowledge: Knowledge
) -> dict[str, Outline]:
    """Outlines by digest, but of files whose reader died: it may not do so again."""
    from datamap.facts.gather import DIED
    from datamap.facts.outline import outline_of
    from datamap.flow.quiet import Quiet

    quiet = Quiet(knowledge)
    found = {}
    for path, one in facts.items():
        data = contents[path]
        if isinstance(data, bytes) and one.error != DIED:
            found[digests[path]] = outline_of(one, data, quiet=quiet.holds(one))
    return found
