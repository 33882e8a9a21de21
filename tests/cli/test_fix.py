from __future__ import annotations

import subprocess

import pytest

CODE = """import requests


def push(user_email):
    requests.post("https://api.mailgun.net/v3/x", data={"to": user_email}, verify=False)


def count():
    # datamap: ignore[DM306] nothing here
    return 1
"""


@pytest.fixture
def careless(tmp_path, monkeypatch):
    folder = tmp_path / "careless"
    folder.mkdir()
    (folder / "app.py").write_text(CODE)
    (folder / "PRIVACY.md").write_text("# Privacy\n\nAll data is encrypted in transit with TLS. We use Mailgun to send e-mail.\n")
    monkeypatch.chdir(folder)
    return folder


def test_a_fix_settles_what_it_says(careless, run):
    done = run("fix")
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("datamap: settled 2 findings in 1 files; ")
    text = (careless / "app.py").read_text()
    assert "verify" not in text
    assert "ignore" not in text
    assert "DM304" not in run("scan").out
    assert run("fix").err.startswith("datamap: settled 0 findings in 0 files; ")


def test_a_patch_applies_and_changes_nothing_by_itself(careless, run):
    done = run("fix", "--diff")
    assert (careless / "app.py").read_text() == CODE
    subprocess.run(["git", "apply", "-"], input=done.out.encode(), cwd=careless, check=True, capture_output=True)
    assert "verify" not in (careless / "app.py").read_text()


def test_only_what_is_selected(careless, run):
    run("fix", "--select", "DM902")
    assert (careless / "app.py").read_text() == CODE.replace("    # datamap: ignore[DM306] nothing here\n", "")


def test_the_root_may_be_a_file(careless, run):
    run("fix", "app.py", "--policy", "PRIVACY.md")
    assert "verify" not in (careless / "app.py").read_text()


def test_addresses_and_periods_are_for_a_person_to_look_at(careless, run):
    (careless / "jobs.py").write_text(
        "from datetime import datetime, timedelta, timezone\n\nKEEP = timedelta(days=90)\n\n\ndef purge_inactive_accounts(db):\n"
        '    db.execute("DELETE FROM accounts WHERE last_seen < %s", (datetime.now(timezone.utc) - KEEP,))\n'
    )
    with (careless / "PRIVACY.md").open("a") as policy:
        policy.write("\nWe delete accounts after 30 days without a visit.\n")
    before = (careless / "jobs.py").read_text()
    assert "(1 of them with --unsafe)" in run("fix").err
    assert (careless / "jobs.py").read_text() == before
    run("fix", "--unsafe")
    assert (careless / "jobs.py").read_text() == before.replace("days=90", "days=30")


def test_ignored_findings_stay(careless, run):
    ignored = CODE.replace("verify=False)", "verify=False)  # datamap: ignore[DM304] a test server")
    (careless / "app.py").write_text(ignored)
    run("fix", "--select", "DM304")
    assert (careless / "app.py").read_text() == ignored
