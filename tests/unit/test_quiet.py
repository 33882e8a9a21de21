"""Files that can have no part in a practice are left out, and nothing else is."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from msgspec.structs import replace

from datamap.config import Config
from datamap.facts.outline import Outline, outline_of
from datamap.facts.read import read_module
from datamap.flow import analyse
from datamap.flow.quiet import Quiet
from datamap.knowledge.everything import Knowledge
from datamap.model import Practices
from datamap.program import link
from datamap.program.isolation import in_play

FIXTURES = Path(__file__).parents[2] / "fixtures"
KNOWLEDGE = Knowledge()
QUIET = Quiet(KNOWLEDGE)

COMPUTES = {
    "nothing": "",
    "a sum": """\
def total(items):
    found = 0
    for item in items:
        found += item
    return found
""",
    "a shape": """\
class Box:
    def __init__(self, width, depth):
        self.width = width
        self.depth = depth

    def area(self):
        return self.width * self.depth
""",
    "a record of things": """\
from dataclasses import dataclass


@dataclass
class Item:
    weight: int
    price: float = 0.0
""",
    "a function of a neighbour": """\
from .sums import total


def double(items):
    return total(items) * 2
""",
    "a constant and a message": """\
LIMIT = 3


def check(value):
    if value > LIMIT:
        raise ValueError(f"{value} is too large")
""",
    "a greeting that goes nowhere": """\
def greet(name):
    return f"Hello {name}"
""",
    "a property": """\
class Box:
    @property
    def side(self):
        return 2

    @side.setter
    def side(self, value):
        pass
""",
    "parts of modules that do more": """\
import os
import sys
from os.path import join


def where():
    return join(os.sep, os.path.basename(sys.argv[0]))
""",
}

MAY_MATTER = {
    "the rest of such a module": "import os\n\n\ndef drop(path):\n    os.remove(path)\n",
    "the rest under another name": "import os as system\n\n\ndef drop(path):\n    system.remove(path)\n",
    "the rest by its own name": "from os import remove\n\n\ndef drop(path):\n    remove(path)\n",
    "such a module handed on": "import os\n\nsystem = os\n\n\ndef drop(path):\n    system.remove(path)\n",
    "a log of a person": """\
import logging

log = logging.getLogger(__name__)


def tell(user_email):
    log.info(user_email)
""",
    "a record of a person": """\
from dataclasses import dataclass


@dataclass
class Customer:
    email: str
""",
    "a file": """\
def keep(text):
    with open('a.txt', 'w') as file:
        file.write(text)
""",
    "a method of something that came in": """\
def keep(session, row):
    session.add(row)
""",
    "an address": """\
def where():
    return "https://api.example.com/v1"
""",
    "a statement of SQL": 'TABLE = "create table people (id int)"\n',
    "a period": "RETENTION_DAYS = 30\n",
    "a setting of mail": 'EMAIL_HOST = "smtp.example.com"\n',
    "a name of a module": 'TASK = "app.tasks.purge"\n',
    "a right": """\
def delete_account(person):
    return person
""",
    "a filter that redacts": """\
def redact_emails(event):
    return event
""",
    "a decorator of an application": """\
def make(app):
    @app.get('/')
    def show():
        return 1
""",
    "a comment for datamap": "value = 1  # datamap: not-personal\n",
    "a file that can't be read": "def broken(:\n",
    "code that is made": """\
def run(text):
    return eval(text)
""",
}


@pytest.mark.parametrize("text", COMPUTES.values(), ids=COMPUTES)
def test_code_that_only_computes_is_quiet(text):
    assert QUIET.holds(read_module("", text.encode()))


@pytest.mark.parametrize("text", MAY_MATTER.values(), ids=MAY_MATTER)
def test_what_may_matter_is_not(text):
    assert not QUIET.holds(read_module("", text.encode()))


def test_quiet_code_has_no_part_in_any_practice():
    texts = [*COMPUTES.values(), *(file.read_text() for file in sorted(FIXTURES.rglob("*.py")))]
    files = {f"app/part_{number}.py": text for number, text in enumerate(texts)}
    left_out = set(files) - in_play(outlines(files))
    assert len(left_out) > len(COMPUTES)
    found = analyse(link([replace(read_module("", files[path].encode()), path=path) for path in sorted(left_out)]), KNOWLEDGE, Config())
    assert dataclasses.replace(found, statistics={}) == Practices()


def outlines(files: dict[str, str]) -> dict[str, Outline]:
    return {path: outline(text.encode()) for path, text in files.items()}


def outline(data: bytes) -> Outline:
    facts = read_module("", data)
    return outline_of(facts, data, quiet=QUIET.holds(facts))


LOUD = "import requests\n"


@pytest.mark.parametrize(
    ("files", "left_out"),
    [
        ({"a.py": "x = 1\n", "b.py": LOUD}, {"a.py"}),
        ({"a.py": "x = 1\n", "b.py": LOUD + "import a\n"}, set()),
        ({"a.py": "import b\n", "b.py": LOUD}, set()),
        ({"a.py": "import b\n", "b.py": "import c\n", "c.py": LOUD, "d.py": "x = 1\n"}, {"d.py"}),
        ({"p/__init__.py": "", "p/a.py": "x = 1\n", "p/b.py": LOUD}, {"p/a.py"}),
        ({"p/__init__.py": "", "p/q/__init__.py": "import r\n", "p/q/b.py": LOUD, "r.py": "x = 1\n", "s.py": ""}, {"s.py"}),
        (
            {
                "p/__init__.py": LOUD,
                "p/a.py": """\
from . import y
x = 1
""",
            },
            set(),
        ),
        ({"p/__init__.py": "from .a import x\n", "p/a.py": "x = 1\n", "p/b.py": LOUD + "from p import x\n"}, set()),
        ({"src/p/a.py": "x = 1\n", "src/p/b.py": LOUD + "from p.a import x\n"}, set()),
        ({"p/a.py": "from ..q.b import y\n", "q/b.py": LOUD}, set()),
        ({"p/tasks.py": "x = 1\n", "b.py": LOUD + "TASK = 'p.tasks.run'\n"}, set()),
        ({"p/tasks.py": "x = 1\n", "b.py": LOUD + "TASK = 'p.tasks:run'\n"}, set()),
        ({"a.py": "import stripe\n", "b.py": "x = 1\n"}, {"b.py"}),
        ({"a.py": "import stripe\n", "p/stripe.py": "x = 1\n", "b.py": "x = 1\n"}, {"b.py"}),
        (
            {
                "a.py": """\
import json
import a.b
""",
                "b.py": LOUD,
            },
            {"a.py"},
        ),
    ],
)
def test_only_what_nothing_that_matters_leads_to_is_left_out(files, left_out):
    found = outlines(files)
    assert set(found) - in_play(found) == left_out


def test_meaning_is_that_of_the_facts():
    one, same, other = (outline(data).meaning for data in (b"x = 1\n", b"x = 1  # note\n\n", b"x = 2\n"))
    assert one == same != other


def test_imports_are_found_wherever_they_stand():
    text = b"""\
import a.b as c
if x:
    from . import d
try:
    from .e import f
except ImportError:
    import g


def h():
    from i import *
"""
    assert outline(text).names == (".d", ".e.f", "a.b", "g", "i.*")
