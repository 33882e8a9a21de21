"""Runs the literate case files: one a rule, each section a case.

A fence is a file: its info string is ``language path`` (the policy is ``policy`` or ``markdown privacy.md``). A line that must be reported
ends in a comment ``expect: DM301``; every other line must not be. Fences before the first section belong to every case that has no such
file of its own.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from markdown_it import MarkdownIt

from datamap.checks import CHECKS
from datamap.pipeline import Options, scan

HERE = Path(__file__).parent
EXPECT = re.compile(r"(?:#|--|//|<!--|\{#)\s*expect: (?P<codes>DM\d{3}(?:, DM\d{3})*)")
POLICY = "privacy.md"
# Cases that are right and that datamap does not get right yet; each line that can go is progress.
GAPS = frozenset((HERE / "known_gaps.txt").read_text(encoding="utf-8").splitlines())


class Case(NamedTuple):
    code: str
    title: str
    files: dict[str, str]


def read_cases(path: Path) -> list[Case]:
    code, title = path.stem, ""
    shared: dict[str, str] = {}
    files: dict[str, str] = shared
    cases = []
    tokens = MarkdownIt().parse(path.read_text(encoding="utf-8"))
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "heading_open" and token.tag == "h2" and following is not None:
            title, files = following.content, {}
            cases.append(Case(code, title, files))
        elif token.type == "fence":
            language, _, name = token.info.partition(" ")
            files[POLICY if language == "policy" else name] = token.content
    return [Case(case.code, case.title, {**shared, **case.files}) for case in cases]


CASES = [case for path in sorted(HERE.glob("DM*.md")) for case in read_cases(path)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}: {case.title}")
def test_case(case: Case, tmp_path: Path) -> None:
    for name, text in case.files.items():
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    policies = (tmp_path / POLICY,) if POLICY in case.files else ()
    result = scan(tmp_path, Options(policies=policies, select=(case.code,), cached=False, jobs=1))
    found = {(finding.location.file, finding.location.line) for finding in result.findings if finding.suppressed is None}
    if found != expected(case) and f"{case.code}: {case.title}" in GAPS:
        pytest.xfail("a known gap")
    assert found == expected(case)


def expected(case: Case) -> set[tuple[str, int]]:
    return {
        (name, number)
        for name, text in case.files.items()
        for number, line in enumerate(text.splitlines(), 1)
        for match in EXPECT.finditer(line)
        if case.code in match["codes"]
    }


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.CODE)
def test_every_rule_has_cases_that_report_and_cases_that_do_not(check) -> None:
    mine = [case for case in CASES if case.code == check.CODE]
    assert any(expected(case) for case in mine)
    assert any(not expected(case) for case in mine)
