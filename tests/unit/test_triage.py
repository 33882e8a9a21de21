from __future__ import annotations

from datamap.checks.case import finding
from datamap.checks.triage import triage
from datamap.model import Confidence, Location, Suppression

PLACE = Location("app/a.py", 10, 5)


def one(code: str = "DM306", place: Location = PLACE, **facts):
    return finding(code, place, "message", symbol="app.a.f", data=("user.name",), **facts)


def ignore(reason: str = "audited", codes: tuple[str, ...] = ("DM306",), first: int = 9, last: int = 10) -> Suppression:
    return Suppression(Location("app/a.py", first, 1, last), codes, reason)


def test_a_comment_with_a_reason_suppresses():
    (found,) = triage([one()], [ignore()])
    assert found.suppressed == "audited"


def test_a_comment_without_a_reason_does_not_and_is_told():
    assert [(found.rule, found.suppressed) for found in triage([one()], [ignore(reason="")])] == [("DM902", None), ("DM306", None)]


def test_a_comment_that_ignores_nothing_is_told():
    assert [found.rule for found in triage([one()], [ignore(first=40, last=41)])] == ["DM306", "DM902"]


def test_another_code_is_not_suppressed():
    assert [found.suppressed for found in triage([one("DM301")], [ignore()]) if found.rule == "DM301"] == [None]


def test_select_and_ignore_take_beginnings_of_codes():
    both = [one(), one("DM101")]
    assert [found.rule for found in triage(both, (), select=("DM1",))] == ["DM101"]
    assert [found.rule for found in triage(both, (), ignore=("DM1",))] == ["DM306"]


def test_a_path_pattern_switches_a_rule_off():
    assert triage([one()], (), by_path={"app/": ("DM306",)}) == ()
    assert len(triage([one()], (), by_path={"tests/": ("DM306",)})) == 1


def test_min_confidence_hides():
    assert triage([one(confidence=Confidence.LOW)], (), min_confidence="medium") == ()


def test_a_fingerprint_knows_no_lines():
    (before,) = triage([one()], ())
    (after,) = triage([one(place=Location("app/a.py", 99, 1))], ())
    assert before.fingerprint == after.fingerprint


def test_a_fingerprint_does_not_move_when_another_finding_appears():
    (alone,) = triage([one()], ())
    both = triage([one("DM101", Location("app/a.py", 1, 1)), one()], ())
    assert alone.fingerprint in {found.fingerprint for found in both}


def test_equal_findings_in_one_function_are_counted():
    both = triage([one(), one(place=Location("app/a.py", 12, 5))], ())
    assert len({found.fingerprint for found in both}) == 2


def test_the_shortest_path_tells_it():
    assert len(triage([one(), one()], ())) == 1
