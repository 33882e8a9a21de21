from __future__ import annotations

import pytest

from datamap.fix.apply import apply
from datamap.fix.edit import Edit, Rewrite
from datamap.fix.rewrite import rewrite
from datamap.model import Confidence, Finding, Level, Location


def after(source: str, how: Rewrite, at: str, value: str = "") -> str:
    """The source with one edit at the first occurrence of ``at``."""
    before = source[: source.index(at)]
    edit = Edit(before.count("\n") + 1, len(before) - before.rfind("\n"), how, value)
    answer = rewrite(source.encode(), [edit])
    assert bool(answer.done) is (answer.source.decode() != source)
    return answer.source.decode()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("get(url, verify=False)", "get(url)"),
        ("get(verify=False)", "get()"),
        ("get(verify=False, timeout=3)", "get(timeout=3)"),
        ("get(url, verify=False, timeout=3)  # why", "get(url, timeout=3)  # why"),
        ("get(\n    url,\n    verify=False,\n)", "get(\n    url,\n)"),
        ("s.verify = False\n", "s.verify = True\n"),
        ("o = {'verify': False}", "o = {'verify': True}"),
        ("def get(verify=False): ...", "def get(verify=True): ..."),
        ("get(url, False)", "get(url, True)"),
        ("größe = get('ü', verify=False)", "größe = get('ü')"),
        ("get(url, verify=False)\r\n", "get(url)\r\n"),
    ],
)
def test_checks_are_switched_on_again(source, expected):
    assert after(source, Rewrite.SWITCH_ON, "False") == expected


def test_a_certificate_is_required():
    assert after("c.verify_mode = ssl.CERT_NONE", Rewrite.SWITCH_ON, "ssl") == "c.verify_mode = ssl.CERT_REQUIRED"


@pytest.mark.parametrize("owner", ["ssl.TLSVersion", "TLSVersion"])
def test_tls_is_raised(owner):
    assert after(f"c.minimum_version = {owner}.TLSv1", Rewrite.RAISE_TLS, owner, "TLSv1_3") == f"c.minimum_version = {owner}.TLSv1_3"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = 1  # datamap: ignore[DM306] why\ny = 2\n", "x = 1\ny = 2\n"),
        ("x = 1\n# datamap: ignore[DM306] why\ny = 2\n", "x = 1\ny = 2\n"),
        ("def f():\n    # datamap: ignore[DM306] why\n    return 1\n", "def f():\n    return 1\n"),
        ("# datamap: ignore[DM306] why\nx = 1\n", "x = 1\n"),
        ("if x:\n    pass\n    # datamap: ignore[DM306] why\n", "if x:\n    pass\n"),
    ],
)
def test_a_comment_goes(source, expected):
    assert after(source, Rewrite.DROP_COMMENT, "# datamap") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("U = 'http://a.example/x?u=http://b'", "U = 'https://a.example/x?u=http://b'"),
        ("D = 'postgresql://db/x?sslmode=disable'", "D = 'postgresql://db/x?sslmode=require'"),
    ],
)
def test_an_address_is_encrypted(source, expected):
    assert after(source, Rewrite.ENCRYPT, "'") == expected


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [(f"{90 * 86400}:{30 * 86400}", "days = 30"), ("90:30", "days = 30"), (f"{90 * 86400}:3600", "days = 90"), ("100:30", "days = 90")],
)
def test_a_number_is_the_declared_one(lengths, expected):
    assert after("days = 90", Rewrite.NUMBER, "90", lengths) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("KEEP = timedelta(days=90)", "KEEP = timedelta(days=30)"),
        ("OLD = timedelta(days=90) + timedelta(hours=5)", "OLD = timedelta(days=30) + timedelta(hours=5)"),
        ("KEEP = timedelta(days=90, hours=1)", "KEEP = timedelta(days=90, hours=1)"),
    ],
)
def test_the_number_stands_inside_of_the_place(source, expected):
    assert after(source, Rewrite.NUMBER, "timedelta", f"{90 * 86400}:{30 * 86400}") == expected


@pytest.mark.parametrize("source", ["get(verify=check)", "get(verify=0)", "get(verify=not x)"])
def test_what_is_something_else_is_left_alone(source):
    assert after(source, Rewrite.SWITCH_ON, source[11]) == source


def found(file: str) -> Finding:
    return Finding("DM304", "insecure-transport", Level.ERROR, Confidence.HIGH, "", Location(file, 1, 12), fingerprint=file)


def test_what_kills_the_process_costs_one_file(tmp_path):
    (tmp_path / "a.py").write_text("get(verify=False)\n")
    (tmp_path / "b.py").write_text("get(verify=" + "(" * 5000 + "False" + ")" * 5000 + ")\n")
    (tmp_path / "c.py").write_text("get(verify=\n")
    edit = Edit(1, 12, Rewrite.SWITCH_ON)
    fixed = list(apply(tmp_path, [(found(name), edit) for name in ("b.py", "c.py", "a.py", "gone.py", "d.sql")]))
    assert [(one.path, one.after) for one in fixed] == [("a.py", b"get()\n")]
