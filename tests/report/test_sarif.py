"""SARIF under its published schema, and fingerprints that survive a reformat."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from datamap.cli.rendering import ScanFormat, render
from datamap.pipeline import Options, scan

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
FIXTURES = Path(__file__).parents[2] / "fixtures"
LINES = "# moved\n" * 20
MULTITOOL = Path(os.environ.get("DATAMAP_NODE_MODULES", "/nowhere")) / "@microsoft" / "sarif-multitool-linux" / "Sarif.Multitool"


def sarif(result):
    return json.loads(render(result, ScanFormat.SARIF))


def test_valid_under_the_published_schema(hostile):
    document = sarif(hostile)
    Draft202012Validator(SCHEMA, format_checker=FormatChecker()).validate(document)
    (found,) = document["runs"][0]["results"]
    assert found["locations"][0]["physicalLocation"]["region"] == {"startLine": 14, "startColumn": 5, "endLine": 14, "endColumn": 30}
    assert len(found["codeFlows"][0]["threadFlows"][0]["locations"]) == 2
    assert found["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "privacy.md"


@pytest.mark.skipif(not MULTITOOL.is_file(), reason="npm's @microsoft/sarif-multitool is not installed")
def test_valid_under_microsofts_multitool_with_the_rules_for_github(hostile, tmp_path):
    problems = judged(sarif(hostile), tmp_path)
    assert problems == []


@pytest.mark.skipif(not MULTITOOL.is_file(), reason="npm's @microsoft/sarif-multitool is not installed")
def test_the_multitool_would_say(plain, tmp_path):
    document = sarif(plain)
    document["runs"][0]["results"][0]["ruleIndex"] = 400
    assert judged(document, tmp_path)


def judged(document: dict, folder: Path) -> list[str]:
    """The rules that the multitool holds broken; its exit code says nothing."""
    source, verdict = folder / "d.sarif", folder / "verdict.sarif"
    source.write_text(json.dumps(document))
    command = [MULTITOOL, "validate", source, "--rule-kind", "Sarif;Ghas", "--output", verdict, "--log", "ForceOverwrite"]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"})
    runs = json.loads(verdict.read_text(encoding="utf-8-sig"))["runs"]
    return [found["ruleId"] for run in runs for found in run["results"] if found.get("level", "warning") != "note"]


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
