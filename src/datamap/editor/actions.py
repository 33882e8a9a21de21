"""What an editor offers to do about a finding: a repair, or an ignore comment that waits for its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.fix.apply import apply
from datamap.fix.plan import plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.editor.places import Places
    from datamap.model import Finding, JsonValue, Result

    Record = dict[str, JsonValue]


def actions(result: Result, places: Places, file: str, lines: range) -> list[JsonValue]:
    """The actions for the findings that stand in these lines (from 1) of a file."""
    here = [f for f in result.findings if f.suppressed is None and f.location.file == file and f.location.line in lines]
    return [action for finding in here for action in (*_repair(finding, result, places), *_ignore(finding, places))]


def _repair(finding: Finding, result: Result, places: Places) -> Iterator[Record]:
    edits = [(found, edit) for found, edit in plan(result) if found.fingerprint == finding.fingerprint]
    for fixed in apply(places.root, edits):
        lines = fixed.before.count(b"\n") + 1
        whole: Record = {"start": {"line": 0, "character": 0}, "end": {"line": lines, "character": 0}}
        yield _action(f"Mend {finding.rule} {finding.name}", places.uri(fixed.path), whole, fixed.after.decode("utf-8", "replace"))


def _ignore(finding: Finding, places: Places) -> Iterator[Record]:
    if not finding.location.file.endswith((".py", ".pyw")):
        return
    line = finding.location.line - 1
    text = places.line(finding.location.file, line)
    indent = text[: len(text) - len(text.lstrip())]
    above: Record = {"start": {"line": line, "character": 0}, "end": {"line": line, "character": 0}}
    comment = f"{indent}# datamap: ignore[{finding.rule}] \n"
    yield _action(f"Ignore {finding.rule} here (write the reason)", places.uri(finding.location.file), above, comment)


def _action(title: str, uri: str, where: Record, text: str) -> Record:
    return {"title": title, "kind": "quickfix", "edit": {"changes": {uri: [{"range": where, "newText": text}]}}}
