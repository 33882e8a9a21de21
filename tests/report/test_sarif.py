"""SARIF under its published schema, and fingerprints that survive a reformat."""

from __future__ import annotations

import ast
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from datamap.cli.rendering import ScanFormat, render
from datamap.pipeline import Options, scan

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
FIXTURES = Path(__file__).parents[2] / "fixtures"
LINES = "# moved\n" * 20


def sarif(result):
    return json.loads(render(result, ScanFormat.SARIF))


def test_valid_under_the_published_schema(hostile):
    document = sarif(hostile)
    Draft202012Validator(SCHEMA, format_checker=FormatChecker()).validate(document)
    (found,) = document["runs"][0]["results"]
    assert found["locations"][0]["physicalLocation"]["region"] == {"startLine": 14, "startColumn": 5, "endLine": 14, "endColumn": 30}
    assert len(found["codeFlows"][0]["threadFlows"][0]["locations"]) == 2
    assert found["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "privacy.md"


def test_what_is_excused_is_left_out(plain):
    excused = replace(plain, findings=tuple(replace(finding, suppressed="known") for finding in plain.findings))
    assert sarif(excused)["runs"][0]["results"] == []


def reformat(text: str) -> str:
    """Black, or the harsher unparser where black is not installed."""
    try:
        import black
    except ImportError:
        return ast.unparse(ast.parse(text)) + "\n"
    return black.format_str(text, mode=black.Mode(line_length=79))


def fingerprints(folder: Path) -> list[str]:
    return [finding.fingerprint for finding in scan(folder, Options(policies=(folder / "privacy.md",), cached=False, jobs=1)).findings]


@pytest.mark.parametrize(("service", "policy"), [("demo/paperboat", "demo/privacy.md"), ("faktry/service/faktry", "faktry/policy.md")])
def test_fingerprints_survive_a_reformat_and_lines_above(service, policy, tmp_path):
    shutil.copytree(FIXTURES / service, tmp_path / Path(service).name)
    shutil.copy(FIXTURES / policy, tmp_path / "privacy.md")
    before = fingerprints(tmp_path)
    for file in tmp_path.rglob("*.py"):
        file.write_text(LINES + reformat(file.read_text(encoding="utf-8")), encoding="utf-8")
    after = set(fingerprints(tmp_path))
    assert sum(fingerprint in after for fingerprint in before) >= 0.99 * len(before) > 0
