from __future__ import annotations

import tomllib

import pytest

from datamap.config import Config, parse_config
from datamap.report.first_config import first_config


def test_a_first_configuration_reads_back(project, run):
    project.write("pyproject.toml", '[project]\nname = "paperboat"')
    (project.folder / "privacy.md").rename(project.folder / "PRIVACY.md")
    done = run("init")
    assert done.code == 0
    table = tomllib.loads((project.folder / "pyproject.toml").read_text())
    assert table["project"] == {"name": "paperboat"}
    assert parse_config(table["tool"]["datamap"], "x").policies == ("PRIVACY.md",)
    assert run("scan", "--fail-on", "never").code == 0


@pytest.mark.usefixtures("project")
def test_a_second_one_is_refused(run):
    done = run("init")
    assert done.code == 2
    assert "already" in done.err


def test_show_writes_nothing(project, run):
    before = (project.folder / "pyproject.toml").read_text()
    assert run("init", "--show").out.startswith("[tool.datamap]\n")
    assert (project.folder / "pyproject.toml").read_text() == before


def test_every_commented_line_can_be_taken_in(hostile):
    block = first_config(hostile)
    assert parse_config(tomllib.loads(block)["tool"]["datamap"], "x") == Config(policy=("privacy.md",))
    wanted = [line.removeprefix("# ") for line in block.splitlines() if not line.startswith(("# [[", "[")) and " = " in line]
    for line in wanted:
        tomllib.loads(line)
    examples = block[block.index("# [[") :].splitlines()
    code = "\n".join(line.removeprefix("# ") for line in examples if line.startswith("# [[") or " = " in line)
    assert len(parse_config(tomllib.loads(code)["tool"]["datamap"], "x").processor) == 1
