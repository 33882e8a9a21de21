"""Which distributions a project says it depends on."""

from __future__ import annotations

import pytest

from datamap.facts.dependencies import distributions


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements.txt", "Analytics_Python==1.4 ; python_version > '3'\n# flask\n-r other.txt\n"),
        ("requirements-dev.txt", "analytics.python>=1\n"),
        ("requirements/base.txt", "analytics-python[extra]\n"),
        ("pyproject.toml", '[project]\nname = "flask"\ndependencies = ["analytics-python>=1"]\n'),
        ("pyproject.toml", '[tool.poetry.dependencies]\nanalytics-python = "^1"\n'),
        ("pyproject.toml", '[tool.poetry.group.main.dependencies]\nanalytics-python = {version = "^1"}\n'),
        ("Pipfile", '[packages]\nanalytics-python = "*"\n'),
    ],
)
def test_what_is_required_is_told(tmp_path, name, text):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text)
    assert "analytics-python" in distributions(tmp_path)
    assert "flask" not in distributions(tmp_path)


@pytest.mark.parametrize("text", ["", "[[[", "dependencies = 3", "[project]\nname = 'analytics-python'\n"])
def test_anything_else_says_nothing(tmp_path, text):
    (tmp_path / "pyproject.toml").write_text(text)
    assert distributions(tmp_path) == frozenset()
