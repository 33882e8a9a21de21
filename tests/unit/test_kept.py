from __future__ import annotations

from pathlib import Path

import pytest

from datamap import kept
from datamap.facts.gather import DIED
from datamap.kept import Kept, digest, remembered
from datamap.model import Location, Practices, Unreadable
from datamap.pipeline import Options, open_project, read_code, read_policies, scan

FIXTURES = Path(__file__).parents[2] / "fixtures"
VALUE = Practices(unreadable=(Unreadable("a.py", 3, "because"),), statistics={"files": 1})


@pytest.fixture
def store(tmp_path) -> Kept:
    return Kept(tmp_path)


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("DATAMAP_CACHE_DIR", str(tmp_path / "cache"))
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "app.py").write_text("import logging\n\n\ndef tell(user_email):\n    logging.info(user_email)\n")
    (folder / "PRIVACY.md").write_text("# Privacy\n\nWe never write your e-mail address to logs.\n")
    return folder


def test_what_was_put_is_found_again(store):
    key = digest(["a", b"b"])
    assert store.get(key, Practices) is None
    store.put(key, VALUE)
    assert store.get(key, Practices) == VALUE
    assert store.hits == 1


def test_keys_tell_parts_apart():
    assert len({digest(parts) for parts in (["ab"], ["a", "b"], ["a", "", "b"], ["b", "a"], [b"ab", ""])}) == 5
    assert digest(["a"]) == digest([b"a"])


def test_another_datamap_has_other_keys(monkeypatch):
    before = digest(["a"])
    monkeypatch.setattr(kept, "_self", lambda: "another")
    assert digest(["a"]) != before


@pytest.mark.parametrize("damage", [b"", b"\0\0\0\0", b"\x90", b"[[[[" * 10_000])
def test_what_is_damaged_is_made_anew(store, tmp_path, damage):
    key = digest([])
    store.put(key, VALUE)
    (file,) = (tmp_path / "kept").iterdir()
    file.write_bytes(damage)
    assert remembered(store, lambda: key, Practices, lambda: VALUE) == VALUE
    assert store.get(key, Practices) == VALUE


def test_what_is_not_lasting_is_not_kept(store):
    assert remembered(store, lambda: "k", Practices, lambda: VALUE, lasting=lambda _: False) == VALUE
    assert store.get("k", Practices) is None


def test_the_longest_unused_goes_first(tmp_path):
    small = Kept(tmp_path, largest=400)
    for number in range(20):
        small.put(f"{number:02}", Location("a.py", number))
    left = sorted(file.name for file in (tmp_path / "kept").iterdir())
    assert 1 <= len(left) <= 10
    assert left[-1] == "19.msgpack"


def test_a_folder_that_cannot_be_written_costs_nothing_else(tmp_path):
    (tmp_path / "kept").write_text("a file")
    store = Kept(tmp_path)
    assert remembered(store, lambda: "k", Practices, lambda: VALUE) == VALUE


def test_an_unchanged_project_is_answered_from_what_is_kept(project, monkeypatch):
    first = scan(project)
    assert [finding.rule for finding in first.findings if finding.rule == "DM306"]
    monkeypatch.setattr("datamap.flow.analyse", None)
    monkeypatch.setattr("datamap.policy._read", None)
    assert scan(project) == first


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("app.py", "import logging\n\n\ndef tell(user_id):\n    logging.info(user_id)\n"),
        ("other.py", "import logging\n\n\ndef say(user_phone):\n    logging.info(user_phone)\n"),
        ("PRIVACY.md", "# Privacy\n\nWe sell nothing.\n"),
        ("pyproject.toml", '[tool.datamap]\nignore_rules = ["DM306"]\n'),
        ("pyproject.toml", '[tool.datamap]\nexclude = ["app.py"]\n'),
        (".gitignore", "app.py\n"),
        ("schema.sql", "CREATE TABLE users (email text);\n"),
    ],
)
def test_every_change_is_seen(project, file, text):
    before = scan(project)
    (project / file).write_text(text)
    changed = scan(project)
    assert changed == scan(project) == scan(project, Options(cached=False))
    assert changed != before


def test_a_file_that_could_not_be_read_by_chance_is_read_again(project, monkeypatch):
    options = Options()
    died = Practices(unreadable=(Unreadable("app.py", 1, DIED),))
    with monkeypatch.context() as unlucky:
        unlucky.setattr("datamap.pipeline._read", lambda *_: died)
        assert read_code(open_project(project, options), options).unreadable == died.unreadable
    assert read_code(open_project(project, options), options).unreadable == ()


@pytest.mark.parametrize("policy", sorted(FIXTURES.rglob("policy.md")), ids=lambda path: path.parent.name)
def test_a_policy_comes_back_as_it_was(policy, project):
    options = Options(policies=(policy,))
    assert read_policies(open_project(project, options), options) == read_policies(open_project(project, options), options)
