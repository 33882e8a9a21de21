"""The lists of rules/checks.toml: each is asked for by some rule, and each that a rule asks for is there."""

from __future__ import annotations

import re
from pathlib import Path

import datamap.checks
from datamap.knowledge.loading import rules_folder
from datamap.knowledge.wordings import Words, words_for


def test_lists_and_rules_agree():
    code = "".join(path.read_text(encoding="utf-8") for path in Path(datamap.checks.__path__[0]).glob("*.py"))
    asked = set(re.findall(r'words_for\("(\w+)"\)', code))
    there = set(re.findall(r'^name = "(\w+)"', (rules_folder() / "checks.toml").read_text(encoding="utf-8"), re.MULTILINE))
    assert asked == there


def test_a_list_is_a_set_of_words():
    assert "law" in words_for("legal_duties")
    assert Words("colours", ("red",)).words == ("red",)
