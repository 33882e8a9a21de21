"""Commands run in this process, on a copy of the demonstration service under git."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from datamap.cli.main import main

DEMO = Path(__file__).parents[2] / "fixtures" / "demo"


class Done(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def run(monkeypatch, capfdbinary, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def call(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["datamap", *map(str, arguments)])
        code = 0
        try:
            main()
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else int(bool(leaving.code))
        captured = capfdbinary.readouterr()
        return Done(code, captured.out.decode(), captured.err.decode())

    return call


class Project:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def git(self, *arguments: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *who, *arguments], cwd=self.folder, check=True, capture_output=True)

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-qm", "state")


@pytest.fixture
def project(tmp_path, monkeypatch) -> Project:
    """The service and its policy, committed; the working directory is its root."""
    folder = tmp_path / "paperboat"
    shutil.copytree(DEMO, folder, ignore=shutil.ignore_patterns("__pycache__"))
    made = Project(folder)
    made.git("init", "-q")
    made.write("pyproject.toml", '[tool.datamap]\npolicy = "privacy.md"\n')
    made.commit()
    monkeypatch.chdir(folder)
    return made
