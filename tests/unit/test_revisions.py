from __future__ import annotations

import os
import subprocess

import pytest

from datamap.errors import ConfigError
from datamap.revisions import Revisions

WHO = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com"}


def git(folder, *arguments):
    environment = {**os.environ, **WHO, "GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, env=environment)


@pytest.fixture
def repository(tmp_path):
    folder = tmp_path / "project"
    (folder / "app").mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    (folder / "app" / "a.py").write_bytes(b"one = 1\n")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "one")
    git(folder, "checkout", "-q", "-b", "topic")
    (folder / "app" / "a.py").write_bytes(b"one = 2\n")
    (folder / "app" / "b.py").write_bytes(b"")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "two")
    return folder


def test_a_file_as_it_was(repository):
    revisions = Revisions(repository)
    assert revisions.file("main", "app/a.py") == b"one = 1\n"
    assert revisions.file("main", "app/b.py") is None
    assert revisions.merge_base("main") == revisions.resolve("main")


def test_a_whole_tree_as_it_was(repository, tmp_path):
    Revisions(repository).export("HEAD", tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").rglob("*.py")) == ["a.py", "b.py"]
    assert (tmp_path / "out" / "app" / "a.py").read_bytes() == b"one = 2\n"


def test_a_root_inside_of_the_repository(repository):
    assert Revisions(repository / "app").file("main", "a.py") == b"one = 1\n"


def test_nothing_planted_in_the_checkout_runs(repository, tmp_path):
    marker = tmp_path / "ran"
    script = tmp_path / "evil.sh"
    script.write_text(f"#!/bin/sh\ntouch {marker}\n")
    script.chmod(0o755)
    for key in ("core.fsmonitor", "diff.external", "filter.evil.smudge", "core.sshCommand"):
        git(repository, "config", key, str(script))
    (repository / ".git" / "hooks" / "post-checkout").write_bytes(script.read_bytes())
    Revisions(repository).export("main", tmp_path / "out")
    assert not marker.exists()


@pytest.mark.parametrize("name", ["--upload-pack=x", "nowhere", "a b", "", "HEAD:app/a.py"])
def test_what_is_no_revision_is_said(repository, name):
    with pytest.raises(ConfigError, match="revision"):
        Revisions(repository).resolve(name)


def test_a_folder_without_git_is_said(tmp_path):
    with pytest.raises(ConfigError, match="is not in a git repository"):
        Revisions(tmp_path)
