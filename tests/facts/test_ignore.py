from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from datamap.facts.ignore import Ignore


def ignored(patterns: list[str], path: str) -> bool:
    """Asks about each entry on the way down, as a walk does; a final slash makes the path a folder."""
    parts = path.rstrip("/").split("/")
    rules = Ignore(patterns)
    folders = [True] * (len(parts) - 1) + [path.endswith("/")]
    return any(rules.verdict(parts[: end + 1], is_folder=is_folder) for end, is_folder in enumerate(folders))


@pytest.mark.parametrize(
    ("patterns", "path", "expected"),
    [
        (["*.pyc"], "a/b.pyc", True),
        (["/build"], "a/build", False),
        (["/build"], "build", True),
        (["a/b"], "c/a/b", False),
        (["a/"], "a", False),
        (["a/"], "x/a/", True),
        (["a/"], "a/b", True),
        (["**/a"], "b/c/a", True),
        (["a/**/b"], "a/b", True),
        (["a/**/b"], "a/x/y/b", True),
        (["a/**"], "a/", False),
        (["a/**"], "a/b", True),
        (["*.py", "!keep.py"], "keep.py", False),
        (["a/", "!a/keep.py"], "a/keep.py", True),
        (["[abc].py"], "b.py", True),
        (["[!a-c].py"], "b.py", False),
        (["[^a-c].py"], "d.py", True),
        (["[[:digit:]].py"], "7.py", True),
        (["[]-].py"], "].py", True),
        (["\\*.py"], "a.py", False),
        (["\\#a", "#b"], "#a", True),
        (["#b"], "#b", False),
        (["a  "], "a", True),
        (["a\\ "], "a ", True),
        (["?.py"], ".py", False),
        (["[a"], "[a", False),
        (["[z-a]"], "m", False),
        (["a\r"], "a", True),
        (["über"], "über", True),
        (["*"], "a\nb", True),
    ],
)
def test_rules_mean_what_git_says(patterns, path, expected):
    assert ignored(patterns, path) is expected


PATTERN = st.lists(st.sampled_from(["a", "b", "*", "?", "**", "/", "ab", ".", "!", " ", "\\*"]), min_size=1, max_size=5).map("".join)
PATH = st.lists(st.sampled_from(["a", "b", "ab", ".a", "*", "a "]), min_size=1, max_size=4).map("/".join)


@settings(max_examples=500, deadline=None, derandomize=True, database=None)
@given(PATTERN.filter(lambda pattern: "***" not in pattern), PATH)
def test_one_pattern_matches_as_in_another_implementation(pattern, path):
    try:
        other = GitIgnoreSpec.from_lines([pattern])
    except ValueError:  # refused there; matches nothing, here as in git
        return
    assert ignored([pattern], path) == other.match_file(path)


@pytest.mark.parametrize(
    "pattern", ["*a" * 40 + "b", "**a" * 30 + "b", "**/a/" * 30 + "b", "[a-z]*" * 60 + "!", "*" * 900, "a" * 100_000, "?*" * 100 + "b"]
)
def test_hostile_patterns_take_linear_time(pattern):
    start = time.process_time()
    ignored([pattern], "/".join(["a" * 255] * 12))
    assert time.process_time() - start < 1
