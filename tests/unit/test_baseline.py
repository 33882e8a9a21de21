from __future__ import annotations

import pytest

from datamap.checks.baseline import accept, read_baseline, write_baseline
from datamap.checks.case import finding
from datamap.errors import ConfigError
from datamap.model import Location


def one(line: int, symbol: str = "app.a.f"):
    return finding("DM306", Location("app/a.py", line), "message", symbol=symbol, data=("user.name",))


def test_what_is_in_the_baseline_is_marked_and_not_dropped():
    entries = read_baseline(write_baseline([one(10)]), "b")
    (found,), stale = accept([one(99)], entries)
    assert found.suppressed == "baseline: accepted when the baseline was written"
    assert stale == ()


def test_a_second_one_of_the_same_kind_is_reported():
    entries = read_baseline(write_baseline([one(10)]), "b")
    found, _ = accept([one(10), one(20)], entries)
    assert [bool(each.suppressed) for each in found] == [True, False]


def test_a_stale_entry_is_told():
    entries = read_baseline(write_baseline([one(10), one(11), one(20, "app.a.g")]), "b")
    _, stale = accept([one(10)], entries)
    assert [(entry.symbol, entry.count) for entry in stale] == [("app.a.f", 1), ("app.a.g", 1)]


def test_entries_are_sorted_and_hold_no_lines():
    text = write_baseline([one(20, "app.b"), one(10, "app.a")])
    lines = text.splitlines()[1:]
    assert lines == sorted(lines)
    assert text == write_baseline([one(7, "app.a"), one(3, "app.b")])


def test_reasons_are_kept_when_it_is_written_again():
    before = read_baseline("DM306\tapp/a.py\tapp.a.f\tuser.name\t\t1\tthe log is encrypted\n", "b")
    assert "the log is encrypted" in write_baseline([one(1)], before)


@pytest.mark.parametrize("text", ["DM306\tapp/a.py", "DM306\ta\tb\tc\td\tmany\twhy"])
def test_a_broken_line_is_named(text):
    with pytest.raises(ConfigError, match=r"baseline\.txt:1: is no baseline entry"):
        read_baseline(text, "baseline.txt")


def about(*data: str):
    return finding("DM101", Location("app/a.py", 3), "message", symbol="app.a.f", data=data, processor="acme")


def test_less_of_what_is_accepted_is_accepted_and_more_is_not():
    entries = read_baseline(write_baseline([about("user.contact.email", "user.name")]), "b")
    assert [bool(one.suppressed) for one in accept([about("user.name")], entries)[0]] == [True]
    assert accept([about("user.name")], entries)[1] == ()
    assert [bool(one.suppressed) for one in accept([about("user.contact.email", "user.name", "user.location")], entries)[0]] == [False]
    both = [about("user.name"), about("user.contact.email", "user.name")]
    assert [bool(one.suppressed) for one in accept(both, entries)[0]] == [False, True]
