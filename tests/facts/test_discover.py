from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from datamap.facts.discover import discover
from datamap.facts.sources import LARGEST, SourceFile, is_test, kind_of
from datamap.model import Unreadable


def make(root: Path, *paths: str, text: str = "x = 1\n") -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def found(root: Path, **options) -> list[str]:
    return [file.path for file in discover(root, **options).files]


def missed(root: Path, **options) -> list[tuple[str, str]]:
    return [(entry.file, entry.reason) for entry in discover(root, **options).unreadable]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a/b.py", "python"),
        ("db/schema.SQL", "sql"),
        ("templates/mail.html", "template"),
        ("templates/mail.txt", "template"),
        ("docs/notes.txt", None),
        ("x.j2", "template"),
        ("pyproject.toml", "toml"),
        (".github/workflows/ci.yml", "yaml"),
        (".env", "env"),
        (".env.production", "env"),
        ("local.env", "env"),
        ("setup.cfg", "ini"),
        ("Dockerfile", "dockerfile"),
        ("Dockerfile.web", "dockerfile"),
        ("main.tf", "terraform"),
        ("nginx/site.conf", "conf"),
        ("requirements-dev.txt", "requirements"),
        ("poetry.lock", "lock"),
        ("logo.png", None),
        ("a.pyc", None),
        ("README", None),
    ],
)
def test_kinds(path, kind):
    assert kind_of(path) == kind


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("tests/a.py", True),
        ("app/tests/data/b.py", True),
        ("app/test_x.py", True),
        ("app/x_test.py", True),
        ("conftest.py", True),
        ("app/testimonials.py", False),
        ("app/latest/x.py", False),
        ("app/contest.py", False),
    ],
)
def test_tests_are_flagged(path, expected):
    assert is_test(path) is expected


def test_files_come_in_order_of_their_paths(tmp_path):
    make(tmp_path, "b.py", "a/z.py", "a/b/c.py", "a.py", "app/migrations/0001.py", "schema.sql")
    assert found(tmp_path) == sorted(found(tmp_path)) == ["a.py", "a/b/c.py", "a/z.py", "app/migrations/0001.py", "b.py", "schema.sql"]


def test_what_tools_made_is_left_out(tmp_path):
    make(tmp_path, ".git/a.py", "node_modules/a.py", "x/__pycache__/a.py", "env/pyvenv.cfg", "env/lib/a.py", "build/lib/a.py", "dist/a.py")
    make(tmp_path, "lib/site-packages/a.py", "conda/conda-meta/x", "conda/a.py", "kept.py")
    assert found(tmp_path) == ["kept.py"]


def test_a_package_called_build_is_code(tmp_path):
    make(tmp_path, "app/build/__init__.py", "app/build/plan.py")
    assert found(tmp_path) == ["app/build/__init__.py", "app/build/plan.py"]


def test_the_root_itself_may_have_any_name(tmp_path):
    make(tmp_path, "build/a.py", "node_modules/a.py")
    assert found(tmp_path / "build") == found(tmp_path / "node_modules") == ["a.py"]


def test_gitignore_applies_below_its_folder(tmp_path):
    make(tmp_path, "a.py", "local.py", "sub/local.py", "sub/x.py", "sub/deep/x.py", "sub/deep/kept.py", "other/x.py", "made/a.py")
    make(tmp_path, ".gitignore", text="/local.py\nmade/\n# sub/\n")
    make(tmp_path, "sub/.gitignore", text="x.py\n!deep/kept.py\n")
    assert found(tmp_path) == ["a.py", "other/x.py", "sub/deep/kept.py", "sub/local.py"]
    assert "local.py" in found(tmp_path, gitignore=False)


def test_exclude_can_not_be_overruled_from_inside(tmp_path):
    make(tmp_path, "a.py", "legacy/b.py")
    make(tmp_path, ".gitignore", text="!legacy/\n!*.py\n")
    assert found(tmp_path, exclude=["legacy/"]) == ["a.py"]


def test_a_single_file_is_a_root_too(tmp_path):
    make(tmp_path, "tests/script.py")
    assert found(tmp_path / "tests" / "script.py") == ["script.py"]


def test_large_files_are_reported_where_they_matter(tmp_path):
    make(tmp_path, "big.py", "big.sql", "data.json", text="#" * 2000)
    assert missed(tmp_path, largest=1000) == [("big.py", "is larger than 1,000 bytes"), ("big.sql", "is larger than 1,000 bytes")]
    assert found(tmp_path, largest=1000) == []


def test_links_are_not_followed(tmp_path):
    make(tmp_path, "outside/secret.py", "root/a.py", "root/pkg/b.py")
    root = tmp_path / "root"
    (root / "link.py").symlink_to(tmp_path / "outside" / "secret.py")
    (root / "folder").symlink_to(tmp_path / "outside")
    (root / "again.py").symlink_to("a.py")
    (root / "loop").symlink_to(root)
    (root / "broken.py").symlink_to("nothing.py")
    (root / "self.py").symlink_to("self.py")
    (root / "notes.md").symlink_to("/etc/hostname")
    assert found(root) == ["a.py", "pkg/b.py"]
    assert missed(root) == [("folder", "is a link out of the scanned folder"), ("link.py", "is a link out of the scanned folder")]


def test_a_link_is_not_opened_even_if_it_appears_after_the_walk(tmp_path):
    make(tmp_path, "a.py", "secret")
    (file,) = discover(tmp_path).files
    (tmp_path / "a.py").unlink()
    (tmp_path / "a.py").symlink_to(tmp_path / "secret")
    assert isinstance(file.load(), Unreadable)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_pipes_sockets_and_folders_with_a_files_name(tmp_path, monkeypatch):
    make(tmp_path, "a.py", "folder.py/b.py")
    os.mkfifo(tmp_path / "pipe.py")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.py")
        assert found(tmp_path) == ["a.py", "folder.py/b.py"]
        assert missed(tmp_path) == [("pipe.py", "is no regular file"), ("socket.py", "is no regular file")]
    assert SourceFile("pipe.py", "python", 0, str(tmp_path / "pipe.py")).load() == Unreadable("pipe.py", 1, "is no regular file")


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are Unicode there")
def test_names_that_are_no_utf8(tmp_path):
    with open(os.fsencode(tmp_path) + b"/\xff\xfe.py", "wb") as stream:  # noqa: PTH123 - a Path can't be made of bytes
        stream.write(b"x = 1")
    (file,) = discover(tmp_path).files
    assert (file.path, file.load()) == (r"\xff\xfe.py", b"x = 1")


def test_scripts_without_a_suffix(tmp_path):
    make(tmp_path, "bin/worker", text="#!/usr/bin/env python3\nx = 1\n")
    make(tmp_path, "bin/shell", text="#!/bin/sh\n")
    make(tmp_path, "bin/data", text="#!/usr/bin/env python3\n")
    for name in ("worker", "shell"):
        (tmp_path / "bin" / name).chmod(0o755)
    assert [(file.path, file.kind) for file in discover(tmp_path).files] == [("bin/worker", "python")]


def test_what_is_gone_has_words(tmp_path):
    make(tmp_path, "a.py")
    (file,) = discover(tmp_path).files
    (tmp_path / "a.py").unlink()
    assert file.load() == Unreadable("a.py", 1, "can't be read: no such file or directory")
    assert missed(tmp_path / "nowhere") == [(".", "can't be listed: no such file or directory")]


def test_a_file_that_grew_is_not_read_past_the_limit(tmp_path):
    make(tmp_path, "a.py", text="#" * 100)
    (file,) = discover(tmp_path).files
    assert file.load(50) == Unreadable("a.py", 1, "is larger than 50 bytes")


def test_folders_deeper_than_a_path_can_be(tmp_path):
    make(tmp_path, "a.py")
    here = os.getcwd()  # noqa: PTH109
    try:
        os.chdir(tmp_path)
        for _ in range(300):
            os.mkdir("d" * 30)  # noqa: PTH102
            os.chdir("d" * 30)
        Path("b.py").write_text("x = 1")
    finally:
        os.chdir(here)
    walk = discover(tmp_path)
    assert [file.path for file in walk.files] == ["a.py"]
    assert [entry.reason for entry in walk.unreadable] == ["can't be listed: file name too long"]


def test_the_default_limit_is_two_megabytes():
    assert LARGEST == 2 * 1024 * 1024
