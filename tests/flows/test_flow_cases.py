"""The data-flow engine against the literate cases: few misses, few false alarms, in every language feature."""

from __future__ import annotations

import pytest
from flow_harness import FOLDER, Run, findings_of, flows_of, run
from literate import cases_below

# What is reached and must not be lost; the goals are .90 overall and .70 for each feature.
OVERALL = 0.95
EACH = 0.85


@pytest.fixture(scope="module")
def result() -> Run:
    return run()


def test_cases_are_many_and_two_fifths_of_the_sinks_are_look_alikes():
    cases = cases_below(FOLDER)
    marks = [flows for case in cases for flows in case.expected.values()]
    assert len(cases) >= 400
    assert marks.count(False) >= 0.4 * len(marks)


def test_every_title_is_used_once_in_its_file():
    titles = [(case.feature, case.title) for case in cases_below(FOLDER)]
    assert sorted(set(titles)) == sorted(titles)


def test_no_case_crashes(result):
    assert [f"{verdict.case.title}: {verdict.crash}" for verdict in result.verdicts if verdict.crash] == []


def test_youden_overall(result):
    assert result.scores()["all"].youden >= OVERALL, result.table()


def test_youden_of_each_feature(result):
    poor = {name: round(score.youden, 2) for name, score in result.scores().items() if score.youden < EACH}
    assert poor == {}, result.table()


def test_a_scan_reports_what_the_engine_finds():
    for case in cases_below(FOLDER, "declared"):
        assert findings_of(case.files, case.config) == flows_of(case.files, case.config), case.title
