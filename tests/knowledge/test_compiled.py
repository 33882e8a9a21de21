from __future__ import annotations

import os

import pytest

from datamap.errors import KnowledgeError
from datamap.knowledge.categories import CategoryFile
from datamap.knowledge.compiled import compiled
from datamap.knowledge.lexicon import load_lexicon
from datamap.knowledge.loading import read

ENTRY = '[[category]]\nkey = "user.x"\nname = "x"\ndescription = "x"\nfideslang = false\nsensitivity = "normal"\n'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "datamap" / "rules"


def test_a_file_is_parsed_once_and_again_when_it_changes(folder, tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(ENTRY)
    first = read(path, CategoryFile)
    assert read(path, CategoryFile) == first
    assert len(list(folder.iterdir())) == 1
    path.write_text(ENTRY.replace('"x"', '"y"'))
    assert read(path, CategoryFile).category[0].name == "y"


def test_what_is_kept_is_used_instead_of_the_text(folder):
    kept = compiled(b"text", CategoryFile, lambda: CategoryFile(category=()))
    assert folder.is_dir()
    assert compiled(b"text", CategoryFile, pytest.fail) == kept


@pytest.mark.parametrize("broken", [b"", b"\xff\xff", b"\x81\xa1a\x01", b"not msgpack"])
def test_a_broken_copy_is_as_good_as_none(folder, tmp_path, broken):
    path = tmp_path / "own.toml"
    path.write_text(ENTRY)
    first = read(path, CategoryFile)
    for kept in folder.iterdir():
        kept.write_bytes(broken)
    assert read(path, CategoryFile) == first


@pytest.mark.skipif(os.name == "nt", reason="folders have no such modes there")
def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert compiled(b"text", CategoryFile, lambda: CategoryFile(category=())) == CategoryFile(category=())


def test_a_mistake_is_never_kept(folder, tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(ENTRY.replace("name", "nmae"))
    for _ in range(2):
        with pytest.raises(KnowledgeError, match="nmae"):
            read(path, CategoryFile)
    assert not folder.exists()


@pytest.mark.usefixtures("folder")
def test_the_index_reads_back_as_it_was_made():
    made = load_lexicon()
    assert load_lexicon() == made
    assert made.senses["email"]
