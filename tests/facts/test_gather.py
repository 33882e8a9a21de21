from __future__ import annotations

import os
import random
import sqlite3
import sys
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from datamap.facts import gather, workers
from datamap.facts.cache import Cache, _checked, default_directory
from datamap.facts.codec import decode, encode
from datamap.facts.discover import discover
from datamap.facts.gather import facts_of, unreadable
from datamap.facts.read import read_module
from datamap.model import Unreadable

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = {
    "a.py": "email = 1\n",
    "b.py": "def f(:\n",
    "c.py": "email = 1\n",
    "d.py": "type X[T] = f'{a['b']}'\n",
    "e.py": "x = '" + "a" * 70_000 + "'\n",
    "f.py": "x = a" + ".b()" * 2000 + "\n",
    "g.py": "# datamap: ignore[DM101] because\nx = 'é'\n",
    "h.py": "",
}


@pytest.fixture
def tree(tmp_path):
    root = tmp_path / "tree"
    root.mkdir()
    for name, source in SOURCES.items():
        (root / name).write_text(source, encoding="utf-8")
    return root


def test_facts_come_in_the_order_of_the_files(tree):
    files = list(discover(tree).files)
    expected = {file.path: read_module(file.path, SOURCES[file.path].encode()) for file in files}
    random.Random(1).shuffle(files)  # noqa: S311 - any order will do
    assert facts_of(files) == [expected[file.path] for file in files]


def test_files_that_are_no_python_are_left_out(tree):
    (tree / "schema.sql").write_text("select 1")
    assert len(facts_of(discover(tree).files)) == len(SOURCES)


def test_processes_make_no_difference(tree, monkeypatch):
    monkeypatch.setattr(gather, "_WORTH_A_PROCESS", 1)
    files = discover(tree).files
    assert facts_of(files, jobs=2) == facts_of(files, jobs=1)


def test_a_high_recursion_limit_makes_no_difference(tree):
    files = discover(tree).files
    expected = facts_of(files)
    limit = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(50_000)
        assert facts_of(files) == expected
    finally:
        sys.setrecursionlimit(limit)


def test_what_was_not_read_is_listed(tree):
    (tree / "z.py").symlink_to("nowhere")
    assert [(entry.file, entry.line) for entry in unreadable(facts_of(discover(tree).files))] == [("b.py", 1), ("e.py", 1), ("f.py", 1)]


def test_a_file_that_vanishes_has_words(tree):
    files = discover(tree).files
    (tree / "a.py").unlink()
    assert unreadable(facts_of(files))[0] == Unreadable("a.py", 1, "can't be read: no such file or directory")


def test_a_cached_file_is_as_good_as_a_fresh_one(tree, tmp_path):
    files = discover(tree).files
    fresh = facts_of(files)
    first, second = Cache(tmp_path / "cache"), Cache(tmp_path / "cache")
    assert facts_of(files, cache=first) == fresh
    assert facts_of(files, cache=second) == fresh
    assert (first.hits, second.hits) == (0, len(SOURCES) - 1)  # two of the files are the same


def test_only_what_changed_is_read_again(tree, tmp_path):
    facts_of(discover(tree).files, cache=Cache(tmp_path / "cache"))
    (tree / "a.py").write_text("phone = 2\n")
    cache = Cache(tmp_path / "cache")
    assert facts_of(discover(tree).files, cache=cache) == facts_of(discover(tree).files)
    assert cache.hits == len(SOURCES) - 1


@pytest.mark.parametrize("damage", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_cache_is_made_anew(tree, tmp_path, damage):
    files = discover(tree).files
    expected = facts_of(files, cache=Cache(tmp_path))
    (tmp_path / "facts.sqlite").write_bytes(damage)
    assert facts_of(files, cache=Cache(tmp_path)) == expected
    assert facts_of(files, cache=Cache(tmp_path)) == expected
    again = Cache(tmp_path)
    facts_of(files, cache=again)
    assert again.hits > 0


def test_random_damage_never_changes_facts(tree, tmp_path):
    files = discover(tree).files
    expected = facts_of(files, cache=Cache(tmp_path))
    database = tmp_path / "facts.sqlite"
    whole = database.read_bytes()
    chance = random.Random(7)  # noqa: S311 - as above
    for _ in range(25):
        damaged = bytearray(whole)
        for _ in range(20):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        database.write_bytes(damaged)
        assert facts_of(files, cache=Cache(tmp_path)) == expected


@pytest.mark.parametrize("row", [b"", b"\xc1", b"\x91" * 100_000, b"\x99\xa0\xa0\x01\x90\xc0\x90\x90\xc0\x00", "text", None, 7])
def test_rows_that_are_no_facts_are_read_again(tree, tmp_path, row):
    files = discover(tree).files
    expected = facts_of(files, cache=Cache(tmp_path))
    with sqlite3.connect(tmp_path / "facts.sqlite") as database:
        database.execute("UPDATE facts SET body = coalesce(?, '')", (row,))
    cache = Cache(tmp_path)
    assert facts_of(files, cache=cache) == expected
    assert cache.hits == 0


def test_facts_of_another_file_are_not_taken(tree, tmp_path):
    files = discover(tree).files
    expected = facts_of(files, cache=Cache(tmp_path))
    with sqlite3.connect(tmp_path / "facts.sqlite") as database:
        database.execute("UPDATE facts SET body = ?", (_checked(encode(read_module("", b"evil = 1"))),))
    assert facts_of(files, cache=Cache(tmp_path)) == expected


def test_a_full_cache_forgets(tmp_path):
    small = Cache(tmp_path, largest=1000)
    for number in range(15):
        facts = read_module("", f"x = {number}\n".encode())
        small.put({facts.digest: encode(facts)})
    with sqlite3.connect(tmp_path / "facts.sqlite") as database:
        assert 0 < database.execute("SELECT sum(length(body)) FROM facts").fetchone()[0] <= 1000


def test_a_cache_that_can_not_be_written_is_none(tree, tmp_path):
    (tmp_path / "file").write_text("in the way")
    files = discover(tree).files
    assert facts_of(files, cache=Cache(tmp_path / "file")) == facts_of(files)


def test_the_cache_is_the_users_own(monkeypatch, tmp_path):
    monkeypatch.setenv("DATAMAP_CACHE_DIR", str(tmp_path))
    assert default_directory() == tmp_path
    monkeypatch.delenv("DATAMAP_CACHE_DIR")
    assert default_directory().is_absolute()
    assert default_directory().name == "datamap"


def stub(tmp_path: Path, misbehaviour: str) -> list[str]:
    """A worker that misbehaves on any content with ``bomb`` in it."""
    script = tmp_path / "worker.py"
    script.write_text(
        dedent(f"""
        import os, signal, sys, time
        from datamap.facts import worker
        read = worker.read_module
        def misbehaving(path, data):
            if b"bomb" in data:
                {misbehaviour}
            return read(path, data)
        worker.read_module = misbehaving
        worker.main()
        """)
    )
    return [sys.executable, "-P", str(script)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="signals differ on Windows")
@pytest.mark.parametrize(
    "misbehaviour",
    ["os.kill(os.getpid(), signal.SIGKILL)", "raise MemoryError", "sys.stdout.buffer.write(b'noise' * 99)", "time.sleep(60)"],
)
def test_a_file_that_ends_its_process_costs_only_itself(tmp_path, monkeypatch, misbehaviour):
    monkeypatch.setattr(workers, "SECONDS_PER_BATCH", 1.5)
    contents = [b"x = %d" % number for number in range(12)]
    contents[5] = b"bomb = 1"
    answers = workers.read_in_processes(contents, 2, stub(tmp_path, misbehaviour))
    assert sorted(index for index, answer in answers.items() if answer is None) == [5]
    assert all(decode(answers[index]) == read_module("", contents[index]) for index in range(12) if index != 5)


def test_without_processes_files_are_read_here(tree, monkeypatch):
    monkeypatch.setattr(gather, "_WORTH_A_PROCESS", 1)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    files = discover(tree).files
    assert facts_of(files, jobs=2) == facts_of(files)
