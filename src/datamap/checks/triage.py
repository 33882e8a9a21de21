"""What happens to every finding, once and in one place: switched off by path or comment, identified, sorted."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.checks.case import finding
from datamap.model import Confidence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from datamap.model import Finding, Suppression


def triage(
    findings: Iterable[Finding],
    suppressions: Sequence[Suppression],
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    by_path: Mapping[str, Sequence[str]] | None = None,
    min_confidence: str = "low",
) -> tuple[Finding, ...]:
    """The findings to report, each with its fingerprint, in the order of file, line and rule.

    ``select``/``ignore``: rule codes or their beginnings (``DM1``); ``by_path``: path pattern to codes that are off there.
    A finding under an ignore comment stays, marked as suppressed; an ignore comment that does nothing becomes a DM902.
    """
    wanted = [found for found in findings if _selected(found.rule, select, ignore)]
    allowed = _path_filter(by_path or {})
    kept = [found for found in wanted if allowed(found) and found.confidence.rank >= Confidence(min_confidence).rank]
    marked, used = _suppress(kept, suppressions)
    if _selected("DM902", select, ignore):
        marked += [found for found in _unused(suppressions, used) if allowed(found)]
    return tuple(_fingerprinted(sorted(_distinct(marked), key=_order)))


def _selected(code: str, select: Sequence[str], ignore: Sequence[str]) -> bool:
    return (not select or code.startswith(tuple(select))) and not code.startswith(tuple(ignore))


def _path_filter(by_path: Mapping[str, Sequence[str]]) -> Callable[[Finding], bool]:
    if not by_path:
        return lambda _: True
    from pathspec import PathSpec

    specs = [(PathSpec.from_lines("gitignore", [pattern]), tuple(codes)) for pattern, codes in by_path.items()]

    def allowed(found: Finding) -> bool:
        return not any(found.rule.startswith(codes) and spec.match_file(found.location.file) for spec, codes in specs)

    return allowed


def _suppress(findings: Iterable[Finding], suppressions: Sequence[Suppression]) -> tuple[list[Finding], set[Suppression]]:
    by_file: dict[str, list[Suppression]] = {}
    for comment in suppressions:
        by_file.setdefault(comment.location.file, []).append(comment)
    used: set[Suppression] = set()
    marked = []
    for found in findings:
        excuse = next((comment for comment in by_file.get(found.location.file, ()) if _covers(comment, found)), None)
        if excuse is None:
            marked.append(found)
        else:
            used.add(excuse)
            marked.append(replace(found, suppressed=excuse.reason))
    return marked, used


def _covers(comment: Suppression, found: Finding) -> bool:
    return (
        bool(comment.reason) and found.rule in comment.codes and comment.location.line <= found.location.line <= comment.location.end_line
    )


def _unused(suppressions: Iterable[Suppression], used: set[Suppression]) -> Iterator[Finding]:
    for comment in suppressions:
        codes = ", ".join(comment.codes)
        if not comment.reason:
            yield finding("DM902", comment.location, f"ignore[{codes}] has no reason, so it ignores nothing; write why after the bracket")
        elif comment not in used:
            yield finding("DM902", comment.location, f"ignore[{codes}] ignores nothing; remove it")


def _distinct(findings: Iterable[Finding]) -> list[Finding]:
    """One finding for one thing at one place: the shortest path tells it best."""
    best: dict[tuple[object, ...], Finding] = {}
    for found in findings:
        key = (
            found.rule,
            found.location.file,
            found.location.line,
            found.location.column,
            found.data,
            found.processor,
            found.store,
            found.message,
        )
        if key not in best or len(found.path) < len(best[key].path):
            best[key] = found
    return list(best.values())


def _order(found: Finding) -> tuple[object, ...]:
    place = found.location
    return (place.file, place.line, place.column, found.rule, found.data, found.processor or "", found.store or "", found.message)


def _fingerprinted(findings: Iterable[Finding]) -> Iterator[Finding]:
    """No line numbers: what it is about and where by name; equal ones in one function are counted in order."""
    seen: Counter[str] = Counter()
    for found in findings:
        claim = found.claim.kind if found.claim else ""
        parts = (found.rule, found.location.file, found.symbol, ",".join(found.data), found.processor or "", found.store or "", claim)
        identity = "\x1f".join(parts)
        seen[identity] += 1
        digest = hashlib.sha256(f"{identity}\x1f{seen[identity]}".encode("utf-8", "surrogatepass")).hexdigest()
        yield replace(found, fingerprint=digest[:32])
