from __future__ import annotations

import pytest

from datamap.policy.find import find_policies


@pytest.mark.parametrize(
    "name", ["PRIVACY.md", "privacy-policy.html", "docs/privacy.md", "templates/pages/privacy_policy.html", "privacy.en.md"]
)
def test_what_is_plainly_a_policy_is_found(tmp_path, name):
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("x")
    assert [path.relative_to(tmp_path).as_posix() for path in find_policies(tmp_path)] == [name]


@pytest.mark.parametrize("name", ["privacy.py", "README.md", "src/privacy.md", "docs/privacy/models.md", "privacy-settings.html"])
def test_what_only_sounds_like_one_is_not(tmp_path, name):
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("x")
    assert find_policies(tmp_path) == ()


def test_the_root_wins_over_folders(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "privacy.md").write_text("x")
    (tmp_path / "PRIVACY.md").write_text("x")
    assert [path.name for path in find_policies(tmp_path)] == ["PRIVACY.md"]
