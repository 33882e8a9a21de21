"""What is shown of a scan when there is something to compare it with."""

from __future__ import annotations

import json

import pytest

LEAK = '\n\ndef complained(user: User) -> None:\n    log.info("complaint by %s", user.email)\n'
IGNORED = LEAK.replace("    log", "    # datamap: ignore[DM306] seen by two people\n    log")


def found(done) -> set[tuple[str, str, str]]:
    return {(f["rule"], f["file"], f["symbol"]) for f in json.loads(done.out)["findings"] if f["suppressed"] is None}


def add(project, text: str = LEAK) -> None:
    project.write("paperboat/tracking.py", (project.folder / "paperboat/tracking.py").read_text() + text)


def test_only_what_is_new(project, run):
    assert found(run("scan", "--since", "HEAD", "-f", "json")) == set()
    add(project)
    done = run("scan", "--since", "HEAD", "-f", "json", "--fail-on", "warning")
    assert found(done) == {("DM306", "paperboat/tracking.py", "paperboat.tracking.complained")}
    assert done.code == 1


def test_a_moved_finding_is_not_new(project, run):
    text = (project.folder / "paperboat/tracking.py").read_text()
    project.write("paperboat/tracking.py", "# moved\n" * 20 + text)
    assert found(run("scan", "--since", "HEAD", "-f", "json")) == set()


def test_a_change_that_edits_its_judge_is_pointed_out(project, run):
    add(project, IGNORED)
    project.edit("privacy.md", "29 days", "30 days")
    project.edit("pyproject.toml", "[tool.datamap]", '[tool.datamap]\nfail_on = "never"')
    (project.folder / "datamap.d").mkdir()
    project.write("datamap.d/own.toml", '[[processor]]\nid = "acme"\nname = "Acme"\npurposes = ["analytics"]\nimports = ["acme_sdk"]\n')
    notes = json.loads(run("scan", "--since", "HEAD", "-f", "json").out)["notes"]
    assert "this change edits what the team adds to datamap's knowledge (datamap.d/); check that this is meant" in notes
    assert "this change edits the policy (privacy.md); check that this is meant" in notes
    assert "this change edits [tool.datamap] in pyproject.toml; check that this is meant" in notes
    assert "this change adds an ignore comment for DM306 in paperboat/tracking.py: seen by two people" in notes


def test_a_baseline_from_the_base_ignores_what_the_change_wrote(project, run):
    run("baseline", "-o", "known.txt")
    project.edit("pyproject.toml", "[tool.datamap]", '[tool.datamap]\nbaseline = "known.txt"')
    project.commit()
    assert found(run("scan", "-f", "json")) == set()
    add(project)
    run("baseline", "-o", "known.txt")
    assert found(run("scan", "-f", "json")) == set()
    done = run("scan", "-f", "json", "--baseline-from", "HEAD")
    assert ("DM306", "paperboat/tracking.py", "paperboat.tracking.complained") in found(done)
    assert any("differs from HEAD" in note for note in json.loads(done.out)["notes"])


@pytest.mark.usefixtures("project")
def test_a_hook_shows_what_its_files_have_a_part_in(run):
    done = run("hook", "paperboat/keys.py")
    assert done.code == 1
    assert "DM301" in done.out
    assert "DM501" not in done.out
    assert run("hook", "paperboat/__init__.py") == (0, "", "")


def test_a_hook_in_split_calls_shows_the_same(project, run):
    files = sorted(path.relative_to(project.folder).as_posix() for path in project.folder.rglob("*") if path.suffix in {".py", ".md"})

    def heads(*names: str) -> set[str]:
        lines = run("hook", *names).out.splitlines()
        return {line for line in lines if not line.startswith(" ") and " DM" in line}

    assert heads(*files) == set().union(*(heads(name) for name in files)) != set()
    assert heads(*files) == heads("pyproject.toml") == heads("datamap.d/own.toml") == heads()


def test_a_diff_says_what_starts_and_what_the_policy_says(project, run):
    add(project)
    project.edit("paperboat/retention.py", "days=30", "days=60")
    change = json.loads(run("diff", "HEAD", "-f", "json").out)
    assert [f["rule"] for f in change["findings"]["new"]].count("DM306") == 1
    text = run("diff", "HEAD").out
    assert "new findings:" in text
    markdown = run("diff", "HEAD", "--format", "markdown").out
    assert markdown.startswith("## What this change does to personal data\n")


@pytest.mark.usefixtures("project")
def test_a_diff_of_nothing(run):
    done = run("diff", "HEAD")
    assert done == (0, "Nothing that this change does touches personal data, as far as datamap can see.\n", "")


def test_a_diff_of_two_revisions_leaves_the_work_tree_alone(project, run):
    project.git("checkout", "-qb", "change")
    project.edit("paperboat/tracking.py", '"$email": user.email, ', "")
    project.commit()
    project.git("checkout", "-q", "-")
    before = {path: path.read_bytes() for path in project.folder.rglob("*.py")}
    text = run("diff", "HEAD", "change").out
    assert "stops sending e-mail address to Mixpanel" in text
    assert before == {path: path.read_bytes() for path in project.folder.rglob("*.py")}


@pytest.mark.parametrize("name", ["nowhere", "--upload-pack=x", "a b"])
@pytest.mark.usefixtures("project")
def test_a_revision_that_is_none(run, name):
    done = run("diff", "--", name)
    assert done.code == 2
    assert done.err.count("\n") == 1
