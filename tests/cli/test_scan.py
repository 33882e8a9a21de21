from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {"networkx", "libcst", "sqlglot", "jinja2", "markdown_it", "msgspec", "rich.console", "hypothesis"}


def test_help_imports_nothing_heavy():
    script = (
        "import sys; from datamap.cli import main; sys.argv = ['datamap', '--help']\n"
        "try: main.main()\nexcept SystemExit: pass\n"
        "print(*sorted(sys.modules), sep='\\n', file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stderr.split())
    assert "scan" in done.stdout


def test_several_formats_of_one_run(project, run):
    done = run("scan", "--format", "json", "--also", "sarif=out.sarif", "--also", "html=report.html")
    assert done.code == 1
    found = json.loads(done.out)["findings"]
    assert len(json.loads((project.folder / "out.sarif").read_text())["runs"][0]["results"]) == len(found)
    assert "<title>Privacy report</title>" in (project.folder / "report.html").read_text()


@pytest.mark.parametrize("text", ["sarif", "sarif=", "nosuch=x"])
@pytest.mark.usefixtures("project")
def test_a_further_format_that_is_none(run, text):
    done = run("scan", "--also", text)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("datamap: --also")


@pytest.mark.usefixtures("project")
def test_an_unknown_rule_is_a_mistake_with_a_hint(run):
    done = run("scan", "--select", "DM310")
    assert done.code == 2
    assert done.err.startswith("datamap: there is no rule 'DM310'; did you mean DM3")


@pytest.mark.usefixtures("project")
def test_a_rule_by_name_or_beginning(run):
    by_name = json.loads(run("scan", "--select", "unhashed-credential", "-f", "json").out)["findings"]
    assert {finding["rule"] for finding in by_name} == {"DM301"}
    by_start = json.loads(run("scan", "--select", "DM3", "-f", "json").out)["findings"]
    assert {finding["rule"] for finding in by_start} >= {"DM301", "DM306"}


@pytest.mark.usefixtures("project")
def test_statistics_are_said_on_stderr_and_timed_only_when_asked_for(run):
    quiet = run("scan", "-f", "json")
    assert json.loads(quiet.out)["statistics"]["seconds"] == {}
    assert quiet.err == ""
    loud = run("scan", "-f", "json", "--statistics")
    assert set(json.loads(loud.out)["statistics"]["seconds"]) == {"configuration", "code", "policy", "comparison"}
    assert "files skipped" in loud.err
    assert "no file had to be followed" in loud.err
    fresh = run("scan", "--statistics", "--no-cache").err.partition("slowest files:\n")[2].splitlines()
    assert "paperboat/" in fresh[0]
    assert {**json.loads(loud.out), "statistics": None} == {**json.loads(quiet.out), "statistics": None}


@pytest.mark.usefixtures("project")
def test_the_same_bytes_twice_cached_or_not(run):
    first = run("scan", "-f", "json", "--no-cache")
    for arguments in ((), ("--jobs", 2), ("--no-cache",)):
        again = json.loads(run("scan", "-f", "json", *arguments).out)
        again["statistics"]["cached_files"] = 0
        assert again == json.loads(first.out)


def test_missing_path(run, tmp_path):
    done = run("scan", tmp_path / "nowhere")
    assert (done.code, done.err.count("\n")) == (2, 1)
