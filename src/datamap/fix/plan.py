"""Findings -> edits: only where one small rewrite settles a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.fix.edit import Edit, Rewrite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.model import Finding, Location, Result, Setting

TLS = {"1.2": "TLSv1_2", "1.3": "TLSv1_3"}
SETTINGS = {"verify": Rewrite.SWITCH_ON, "tls": Rewrite.RAISE_TLS, "url": Rewrite.ENCRYPT, "sslmode": Rewrite.ENCRYPT}


def plan(result: Result, *, unsafe: bool = False) -> tuple[tuple[Finding, Edit], ...]:
    """The findings that have an edit, with it; with ``unsafe`` also those that a person has to look at."""
    reported = (finding for finding in result.findings if finding.suppressed is None)
    found = ((finding, edit) for finding in reported for edit in _edits(finding, result))
    return tuple((finding, edit) for finding, edit in found if unsafe or edit.how.is_safe)


def _edits(finding: Finding, result: Result) -> Iterator[Edit]:
    match finding.rule:
        case "DM304":
            yield from _transport(finding, result)
        case "DM501":
            yield from _period(finding, result)
        case "DM902" if any(one.reason for one in result.practices.suppressions if one.location == finding.location):
            yield _at(finding.location, Rewrite.DROP_COMMENT)


def _transport(finding: Finding, result: Result) -> Iterator[Edit]:
    setting = _setting(finding.location, result)
    if setting is None or setting.kind not in SETTINGS:
        return
    promised = str(finding.claim.values.get("version", "1.2")) if finding.claim else "1.2"
    yield _at(finding.location, SETTINGS[setting.kind], TLS.get(promised, TLS["1.2"]) if setting.kind == "tls" else "")


def _setting(place: Location, result: Result) -> Setting | None:
    return next((one for one in result.practices.settings if one.location == place), None)


def _period(finding: Finding, result: Result) -> Iterator[Edit]:
    """The declared number, where the code's number counts the same unit."""
    period = next((one for one in result.practices.periods if one.location == finding.location and one.seconds), None)
    declared = finding.claim.values.get("seconds") if finding.claim else None
    if period is not None and isinstance(declared, int):
        yield _at(finding.location, Rewrite.NUMBER, f"{period.seconds}:{declared}")


def _at(place: Location, how: Rewrite, value: str = "") -> Edit:
    return Edit(place.line, place.column, how, value)
