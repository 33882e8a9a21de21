"""The stages of a scan one by one, for those who watch: progress on a terminal, seconds in the statistics."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from datamap.model import JsonValue, Result
    from datamap.pipeline import Options

QUIET = ("CI", "PRE_COMMIT", "NO_PROGRESS")
MOST_SKIPPED = 20
MOST_SLOW = 10


@dataclass
class Stages:
    """Runs a scan; ``announce``: say on stderr what is going on, and wipe it again; ``timed``: put the seconds into the result."""

    announce: bool = False
    timed: bool = False
    seconds: dict[str, float] = field(default_factory=dict)

    def scan(self, root: Path, options: Options) -> Result:
        """``pipeline.scan``, watched."""
        from datamap import pipeline, spent

        with self._stage("configuration"):
            project = pipeline.open_project(root, options)
        with self._stage("code"), spent.watched() as by_file:
            practices = pipeline.read_code(project, options)
        with self._stage("policy"):
            policies = pipeline.read_policies(project, options)
        with self._stage("comparison"):
            result = pipeline.compare(project, practices, policies, options)
        if not self.timed:
            return result
        seconds: dict[str, JsonValue] = {name: round(spent, 3) for name, spent in self.seconds.items()}
        hits = project.cache.known if project.cache else 0
        slowest = {path: round(by_file[path], 3) for path in sorted(by_file, key=lambda path: (-by_file[path], path))[:MOST_SLOW]}
        return replace(result, statistics={**result.statistics, "cached_files": hits, "seconds": seconds, "slowest": dict(slowest)})

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        if self.announce:
            sys.stderr.write(f"\r\x1b[Kdatamap: {name} …")
            sys.stderr.flush()
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start
            if self.announce:
                sys.stderr.write("\r\x1b[K")
                sys.stderr.flush()


def watched(*, progress: bool) -> bool:
    """Whether somebody looks at stderr and wants to see progress: never in CI or under a hook."""
    return progress and sys.stderr.isatty() and not any(os.environ.get(name) for name in QUIET)


def statistics(result: Result) -> str:
    """What ``--statistics`` says on stderr: slowest stages first, how much was resolved, what was skipped and why."""
    from datamap.display import display

    facts = result.statistics
    spent = facts.get("seconds")
    lines = [f"{facts.get('files', 0)} files, {facts.get('lines', 0)} lines, {facts.get('cached_files', 0)} from the cache"]
    if isinstance(spent, dict):
        slowest = sorted(((float(str(seconds)), name) for name, seconds in spent.items()), reverse=True)
        lines.append(", ".join(f"{name} {seconds:.2f} s" for seconds, name in slowest))
    lines += _slowest(facts.get("slowest"))
    resolved, unresolved = (_number(facts.get(f"calls_{word}")) for word in ("resolved", "unresolved"))
    if resolved + unresolved:
        share = 100 * resolved / (resolved + unresolved)
        lines.append(f"{resolved} calls lead into the project, {unresolved} to libraries or nowhere known ({share:.0f} % inside)")
    skipped = result.practices.unreadable
    lines.append(f"{len(skipped)} files skipped")
    lines += [f"  {display(one.file)}:{one.line}: {display(one.reason)}" for one in skipped[:MOST_SKIPPED]]
    return "".join(f"statistics: {line}\n" for line in lines)


def _slowest(files: JsonValue) -> list[str]:
    """The files that it took longest to follow data from, with all that they call first."""
    from datamap.display import display

    if not isinstance(files, dict) or not files:
        return ["no file had to be followed: all was known"]
    return ["slowest files:", *(f"  {display(path)}: {float(str(seconds)):.2f} s" for path, seconds in files.items())]


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
