"""What datamap drafts for people to edit: policy suggestions and annotations."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from datamap.model import Confidence, Element, Location, Practices, Result
from datamap.report.annotate import patch
from datamap.report.suggest import render

DEMO = Path(__file__).parents[2] / "fixtures" / "demo"


def test_a_recipient_that_is_not_named_is_drafted_as_a_row(plain):
    assert "| Acme Mail | e-mail delivery | e-mail address | &#91;to be completed&#93; | app/mail.py:14 |" in render(plain)


def test_a_named_one_is_not(plain):
    assert "Acme Mail" not in render(replace(plain, disclosed={"acme": "named"}))


def test_without_a_policy_all_data_is_drafted(plain):
    assert "- your e-mail address (seen at app/mail.py:9)" in render(replace(plain, policies=()))


def test_nothing_to_add():
    assert "Nothing that the code does is missing" in render(Result(".", (), Practices()))


def test_hostile_names_stay_text(hostile):
    tokens = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(render(hostile))
    inner = {child.type for token in tokens for child in token.children or ()}
    assert inner <= {"text", "softbreak"}
    assert "html_block" not in {token.type for token in tokens}


def element(line: int, name: str, sure: Confidence) -> Element:
    return Element("user.name", "customer", name, "app.User", "model", Location("app.py", line), f"app.User.{name}", confidence=sure)


@pytest.mark.parametrize(
    ("code", "sure", "changed"),
    [
        ("name: str\n", Confidence.MEDIUM, True),
        ("name = Column(String)\n", Confidence.LOW, True),
        ("name: str\n", Confidence.HIGH, False),
        ("name: str  # theirs\n", Confidence.MEDIUM, False),
        ('name = """\n"""\n', Confidence.MEDIUM, False),
        ("def f(name): pass\n", Confidence.MEDIUM, False),
        ("name = \\\n  1\n", Confidence.MEDIUM, False),
    ],
)
def test_only_a_plain_field_that_datamap_guessed_is_annotated(code, sure, changed, tmp_path):
    (tmp_path / "app.py").write_text(code)
    made = patch(Result(".", (), Practices(elements=(element(1, "name", sure),))), tmp_path)
    assert ("  # datamap: data=user.name\n" in made) == changed == bool(made)


def test_git_applies_the_patch(tmp_path):
    (tmp_path / "app.py").write_text("import x\f\n\nname: str\n")
    made = patch(Result(".", (), Practices(elements=(element(3, "name", Confidence.LOW),))), tmp_path)
    subprocess.run(["git", "apply", "-"], input=made.encode(), cwd=tmp_path, check=True)
    assert (tmp_path / "app.py").read_text().endswith("name: str  # datamap: data=user.name\n")
