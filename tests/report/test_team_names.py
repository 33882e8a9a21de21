"""Kinds of data and third parties that a team adds in ``datamap.d/`` go by the team's names in every report, diagram and inventory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from datamap.graph.build import build
from datamap.pipeline import Options, scan
from datamap.report import html, text
from datamap.report.fides import render as fides
from datamap.report.record import record
from datamap.report.suggest import render as suggest
from datamap.review.differences import compare

if TYPE_CHECKING:
    from pathlib import Path

    from datamap.model import Result

DATA = """
[[category]]
key = "user.content.riddle"
name = "riddle that somebody made up"
fideslang = false
fields = ["riddle"]
phrases = ["riddle"]
examples = { yes = ["Player.riddle"], no = ["riddle_count: int"] }
"""
FIRMS = """
[[purpose]]
id = "riddle_checks"
name = "checking of riddles"
phrases = ["riddle checks"]
use = "essential.service"

[[processor]]
id = "sphinx"
name = "Sphinx of Thebes"
purposes = ["riddle_checks"]
imports = ["sphinx_riddles"]
clients = ["sphinx_riddles.Sphinx"]
examples = { yes = ["import sphinx_riddles"], no = ["import riddles"] }
"""
CODE = """
from dataclasses import dataclass

from sphinx_riddles import Sphinx


@dataclass
class Player:
    riddle: str


def check(player: Player) -> None:
    Sphinx().ask(player.riddle)
"""


@pytest.fixture
def result(tmp_path: Path) -> Result:
    for name, content in (("app.py", CODE), ("datamap.d/data.toml", DATA), ("datamap.d/firms.toml", FIRMS)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    return scan(tmp_path, Options(cached=False, jobs=1))


def test_the_text(result):
    assert "riddle that somebody made up" in text.render(result)


def test_the_page(result):
    assert "riddle that somebody made up" in html.render(result)


def test_the_diagram(result):
    diagram = build(result)
    assert "riddle that somebody made up" in {datum.name for arrow in diagram.arrows for datum in arrow.data}
    assert "checking of riddles" in {node.group for node in diagram.nodes}


def test_the_record_of_processing(result):
    rows = {row.key: row for row in record(result, "game")}
    assert any("checking of riddles" in cell for cell in rows["processor:sphinx"].cells.values())
    assert any("riddle that somebody made up" in cell for cell in rows["processor:sphinx"].cells.values())


def test_the_taxonomy(result):
    assert "riddle that somebody made up" in fides(result, "game")


def test_the_draft_of_a_policy(result):
    assert "| Sphinx of Thebes | checking of riddles | riddle that somebody made up |" in suggest(result)


def test_a_change(result, tmp_path):
    before = scan(tmp_path / "datamap.d", Options(cached=False, jobs=1))
    assert any("riddle that somebody made up" in item.text for item in compare(before, result, base="main").items)
