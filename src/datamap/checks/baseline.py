"""A baseline: the findings that a team knows of and accepts, one sorted line each, so that two branches merge.

A line is tab-separated: rule, file, symbol, data, recipient, how many, reason. There are no line numbers and no dates in it. Finding more
than ``how many`` of the same kind reports the rest; an entry that nothing matches any more is stale, and told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from datamap.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.model import Finding

HEADER = "# datamap baseline 1: rule, file, symbol, data, recipient, count, reason"
COLUMNS = 7
NO_REASON = "accepted when the baseline was written"


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One kind of finding that is accepted ``count`` times, and why."""

    rule: str
    file: str
    symbol: str
    data: str
    recipient: str
    count: int = 1
    reason: str = NO_REASON

    @property
    def key(self) -> tuple[str, ...]:
        """What makes two findings the same to a baseline."""
        return (self.rule, self.file, self.symbol, self.data, self.recipient)


def read_baseline(text: str, origin: str) -> tuple[Entry, ...]:
    """The entries of a baseline file (``origin`` for messages). Raises ConfigError that names the line."""
    entries = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.rstrip("\r").split("\t")
        if len(cells) != COLUMNS or not cells[5].isdecimal():
            raise ConfigError(f"{origin}:{number}: is no baseline entry ({HEADER.partition(': ')[2]}, with tabs)")
        rule, file, symbol, data, recipient, count, reason = cells
        entries.append(Entry(rule, file, symbol, data, recipient, int(count), reason))
    return tuple(entries)


def write_baseline(findings: Iterable[Finding], before: Iterable[Entry] = ()) -> str:
    """A baseline of all open findings; the reasons of entries that were there before are kept."""
    reasons = {entry.key: entry.reason for entry in before}
    counts = Counter(_key(found) for found in findings if found.suppressed is None or found.suppressed.startswith(PREFIX))
    lines = sorted("\t".join((*key, str(count), reasons.get(key, NO_REASON))) for key, count in counts.items())
    return "\n".join([HEADER, *lines]) + "\n"


def accept(findings: Iterable[Finding], entries: Iterable[Entry]) -> tuple[tuple[Finding, ...], tuple[Entry, ...]]:
    """The findings with those of the baseline marked as suppressed, and the entries that nothing matches as often as they say.

    What an entry names is looked for first; an entry that is left over also accepts the same with less data.
    """
    known = {entry.key: entry for entry in entries}
    used: Counter[tuple[str, ...]] = Counter()
    marked = list(findings)
    for at, found in enumerate(marked):
        entry = known.get(_key(found)) if found.suppressed is None else None
        if entry and used[entry.key] < entry.count:
            marked[at] = _accepted(found, entry, used)
    left: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for entry in _stale(known.values(), used):
        left[entry.rule, entry.file, entry.symbol, entry.recipient].append(known[entry.key])
    for at, found in enumerate(marked):
        rule, file, symbol, data, recipient = _key(found)
        wider = (entry for entry in left[rule, file, symbol, recipient] if used[entry.key] < entry.count and _covers(entry, data))
        if found.suppressed is None and (entry := next(wider, None)):
            marked[at] = _accepted(found, entry, used)
    return tuple(marked), tuple(_stale(known.values(), used))


def _accepted(found: Finding, entry: Entry, used: Counter[tuple[str, ...]]) -> Finding:
    used[entry.key] += 1
    return replace(found, suppressed=f"{PREFIX}{entry.reason}")


def _covers(entry: Entry, data: str) -> bool:
    return bool(data) and set(data.split(",")) < set(entry.data.split(","))


PREFIX = "baseline: "


def _stale(entries: Iterable[Entry], used: Counter[tuple[str, ...]]) -> Iterator[Entry]:
    for entry in sorted(entries):
        if used[entry.key] < entry.count:
            yield replace(entry, count=entry.count - used[entry.key])


def _key(found: Finding) -> tuple[str, ...]:
    recipient = found.processor or found.store or ""
    cells = (found.rule, found.location.file, found.symbol, ",".join(found.data), recipient)
    return tuple("".join(character if character.isprintable() else "?" for character in cell) for cell in cells)
