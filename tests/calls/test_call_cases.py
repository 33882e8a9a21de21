"""The call graph against the literate cases: nearly every edge, and nearly no edge that is not."""

from __future__ import annotations

import subprocess
import sys

import pytest
from call_harness import FOLDER, Run, expected, run
from literate import cases_below

# What is reached and must not be lost; the goal for precision is .98.
PRECISION = 0.98
RECALL = 0.97


@pytest.fixture(scope="module")
def result() -> Run:
    return run()


def test_cases_are_many_and_each_has_a_table():
    cases = cases_below(FOLDER)
    assert len(cases) >= 120
    assert [case.title for case in cases if not expected(case)] == []


def test_no_case_crashes(result):
    assert [f"{verdict.case.title}: {verdict.crash}" for verdict in result.verdicts if verdict.crash] == []


def test_precision(result):
    assert result.scores()["all"].precision >= PRECISION, result.table()


def test_recall(result):
    assert result.scores()["all"].recall >= RECALL, result.table()


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the profiler reads 3.11's instructions")
def test_tables_hold_at_run_time():
    done = subprocess.run([sys.executable, str(FOLDER / "call_tracing.py")], capture_output=True, text=True, timeout=120, check=False)
    assert (done.stdout, done.stderr) == ("", "")
