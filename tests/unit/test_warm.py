"""What a second run answers from what is kept is what a first run finds, whatever was changed between them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from datamap.pipeline import Options, scan
from datamap.report.json_report import render

FIXTURES = Path(__file__).parents[2] / "fixtures"

SERVICE = {
    "app/__init__.py": "",
    "app/models.py": """\
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = 'users'
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(200))
""",
    "app/shapes.py": """\
def shorten(value):
    return value
""",
    "app/consent.py": """\
def tell(user, event):
    send(user, event)


def send(user, event):
    import posthog

    posthog.capture(user.email, event)
""",
    "app/api.py": """\
import logging

from fastapi import FastAPI

from app.consent import tell
from app.models import User
from app.shapes import shorten

app = FastAPI()
log = logging.getLogger(__name__)


@app.post('/signup')
def signup(user: User):
    log.info('new %s', shorten(user.email))
    tell(user, 'signup')


@app.delete('/me')
def erase(user: User, session):
    session.query(User).filter(User.id == user.id).delete()
""",
    "app/sums.py": """\
def total(items):
    return sum(items)
""",
    "app/areas.py": """\
from app.sums import total


def area(width, depth):
    return total([width] * depth)
""",
    "schema.sql": "create table newsletter (id int primary key, email text);\n",
    "pyproject.toml": """\
[project]
name = 'service'
""",
    "PRIVACY.md": """\
# Privacy

## What we collect

We collect your e-mail address.

We never write your e-mail address to logs.

We use analytics only with your consent.

## Who receives it

We use the following providers, and no others:

- **PostHog**: analytics
""",
}

EDITS = {
    "nothing": {},
    "a comment": {"app/api.py": SERVICE["app/api.py"] + "# a note\n"},
    "lines above": {
        "app/api.py": """\


"""
        + SERVICE["app/api.py"]
    },
    "a helper that masks": {
        "app/shapes.py": """\
import hashlib


def shorten(value):
    return hashlib.sha256(value.encode()).hexdigest()
"""
    },
    "a helper that tells nothing": {
        "app/shapes.py": """\
def shorten(value):
    return len(value)
"""
    },
    "a helper renamed": {
        "app/shapes.py": """\
def cut(value):
    return value
""",
        "app/api.py": SERVICE["app/api.py"].replace("shorten", "cut"),
    },
    "a helper renamed in one place": {
        "app/shapes.py": """\
def cut(value):
    return value
"""
    },
    "consent asked in the callee": {
        "app/consent.py": SERVICE["app/consent.py"].replace(
            """\
    send(user, event)

""",
            """\
    if user.analytics_consent:
        send(user, event)

""",
            1,
        )
    },
    "another recipient": {
        "app/consent.py": SERVICE["app/consent.py"].replace("posthog.capture", "mixpanel.track").replace("posthog", "mixpanel")
    },
    "a table more": {"schema.sql": SERVICE["schema.sql"] + "create table letters (id int primary key, postal_address text);\n"},
    "a table less": {"schema.sql": None},
    "a file less": {"app/consent.py": None},
    "a column more": {"app/models.py": SERVICE["app/models.py"] + "    phone_number: Mapped[str] = mapped_column(String(40))\n"},
    "a policy that allows": {
        "PRIVACY.md": SERVICE["PRIVACY.md"].replace(
            """\
We never write your e-mail address to logs.

""",
            "",
        )
    },
    "a rule switched off": {
        "pyproject.toml": """\
[tool.datamap]
ignore_rules = ['DM306']
"""
    },
    "a sink taught": {
        "pyproject.toml": """\
[[tool.datamap.source]]
parameter = 'app.sums.total.items'
data = 'user.contact.email'
[[tool.datamap.sink]]
call = 'sum'
id = 'out'
[[tool.datamap.forbid]]
data = 'user.*'
to = 'out'
"""
    },
    "a folder left out": {
        "pyproject.toml": """\
[tool.datamap]
exclude = ['app/consent.py']
"""
    },
    "a quiet file that speaks": {
        "app/sums.py": """\
import logging


def total(items):
    return sum(items)


def say(user_email):
    logging.info("for %s", user_email)
""",
    },
    "a quiet file that is used": {
        "app/api.py": SERVICE["app/api.py"].replace("import shorten", "import shorten\nfrom app.areas import area"),
        "app/areas.py": """\
import requests


def area(user_email):
    requests.post('https://api.segment.io/v1', json={'email': user_email})
""",
    },
    "a suppression": {
        "app/api.py": SERVICE["app/api.py"].replace("shorten(user.email))", "shorten(user.email))  # datamap: ignore[DM306] agreed")
    },
    "a file that can't be read": {"app/sums.py": "def total(:\n"},
}
WITHOUT_EFFECT = ("nothing", "a comment")


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("DATAMAP_CACHE_DIR", str(tmp_path / "cache"))
    folder = tmp_path / "project"
    write(folder, SERVICE)
    return folder


def write(folder: Path, files: dict[str, str | None]) -> None:
    for path, text in files.items():
        file = folder / path
        if text is None:
            file.unlink()
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)


def report(folder: Path, *, cached: bool) -> str:
    return render(scan(folder, Options(jobs=1, cached=cached)))


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_a_warm_run_says_what_a_cold_one_says(project, edit):
    before = report(project, cached=True)
    assert report(project, cached=True) == before
    write(project, edit)
    assert report(project, cached=True) == report(project, cached=False)
    write(project, {path: SERVICE[path] for path in edit})
    assert report(project, cached=True) == before


@pytest.mark.parametrize("name", [name for name in EDITS if name not in WITHOUT_EFFECT])
def test_the_edits_change_what_is_found(project, name):
    before = scan(project, Options(jobs=1, cached=False))
    write(project, EDITS[name])
    after = scan(project, Options(jobs=1, cached=False))
    assert (after.findings, after.practices.elements) != (before.findings, before.practices.elements)


@pytest.mark.parametrize("service", ["demo/paperboat"])
def test_what_is_left_out_takes_nothing_away(tmp_path, monkeypatch, service):
    folder = tmp_path / "project"
    shutil.copytree(FIXTURES / service, folder)
    write(folder, {f"more/part_{number}.py": SERVICE["app/sums.py"] for number in range(30)})
    found = scan(folder, Options(jobs=1, cached=False))
    monkeypatch.setattr("datamap.program.isolation.in_play", lambda outlines, _: frozenset(outlines))
    whole = scan(folder, Options(jobs=1, cached=False))
    assert found.findings == whole.findings
    assert found.practices.flows == whole.practices.flows
    assert found.statistics["files"] == whole.statistics["files"]
