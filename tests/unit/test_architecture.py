"""The documents tell the truth: their paths exist, the layers hold, rules, code, cases and pages have one name."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from datamap.checks import CHECKS
from datamap.knowledge.conformance import rules

ROOT = Path(__file__).resolve().parents[2]
SECTIONS = ["What it reports", "Why it matters", "Example", "How to fix it", "What it misses"]
MADE_ELSEWHERE = {"DM902"}


@pytest.mark.parametrize("document", ["ARCHITECTURE.md", "README.md"])
def test_paths_in_documents_exist(document):
    paths = re.findall(
        r"`((?:src|rules|tests|fixtures|docs|tools|benchmarks|\.ci)/[^`<>*… ]*)`", (ROOT / document).read_text(encoding="utf-8")
    )
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_rule_has_a_check():
    assert {check.CODE for check in CHECKS} | MADE_ELSEWHERE == set(rules())


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.CODE)
def test_every_check_is_its_own_page(check):
    rule = rules()[check.CODE]
    assert check.__name__.rpartition(".")[2] == rule.name.replace("-", "_")
    assert check.__doc__.startswith(f"{rule.code} {rule.name}\n")
    assert re.findall(r"^## (.+)$", check.__doc__, re.MULTILINE) == SECTIONS


def test_ci_runs_the_second_command_of_the_readme():
    commands = re.findall(r"```console\n(python3 -m venv .*)\n```", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(commands) == 2
    assert commands[1] in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_layers_hold(monkeypatch):
    importlinter = pytest.importorskip("importlinter.cli", reason="import-linter is in the dev extra")
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "path", [str(ROOT / "src"), *sys.path])
    assert importlinter.lint_imports(no_cache=True) == 0


def test_test_modules_have_names_of_their_own():
    names = [path.name for path in (Path(__file__).parents[1]).rglob("test_*.py")]
    assert sorted({name for name in names if names.count(name) > 1}) == []
