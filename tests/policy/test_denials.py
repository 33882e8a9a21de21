"""Denials, fragments, who sees what: sentences of our own in many wordings, and look-alikes that must stay silent."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from datamap.knowledge.everything import Knowledge
from datamap.policy import read_policy
from datamap.policy.rules import kinds

FILE = Path(__file__).resolve().parent.parent / "policies" / "denials.txt"
CORE = frozenset({"collection", "storage", "processor", "sharing", "protection", "gate", "retention", "deletion", "region"})
DENIALS = frozenset({"NOT_COLLECTS", "NEVER_STORES", "NOT_SHARES", "NO_SALE", "NO_TRAINING", "NOT_TRANSMITS"})
READ, SILENT, TURNED = 0.85, 0.92, 0.02


@cache
def cases() -> tuple[tuple[frozenset[str], str], ...]:
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if "\t" in line and not line.startswith("#")]
    return tuple((frozenset(want.split("/")), text) for want, text in (line.split("\t") for line in lines))


@cache
def claimed(text: str) -> frozenset[str]:
    policy = read_policy("policy.md", "# Privacy\n\n" + text.replace("|", "\n") + "\n", _knowledge())
    return frozenset(claim.kind for claim in policy.claims if kinds()[claim.kind].family in CORE)


@cache
def _knowledge() -> Knowledge:
    return Knowledge()


def test_most_are_read():
    told = [(want, text) for want, text in cases() if want != {"NONE"}]
    lost = [f"{sorted(want)} “{text}”: {sorted(claimed(text))}" for want, text in told if not claimed(text) & want]
    assert len(lost) <= (1 - READ) * len(told), "\n".join(lost)


def test_look_alikes_stay_silent():
    silent = [text for want, text in cases() if want == {"NONE"}]
    wrong = [f"“{text}”: {sorted(claimed(text))}" for text in silent if claimed(text)]
    assert len(wrong) <= (1 - SILENT) * len(silent), "\n".join(wrong)


def test_what_is_denied_is_not_read_as_done():
    denied = [text for want, text in cases() if want & DENIALS]
    turned = [text for text in denied if claimed(text) & {"COLLECTS", "STORES", "SHARES"} and not claimed(text) & DENIALS]
    assert len(turned) <= TURNED * len(denied), "\n".join(turned)


TABLE = """| Data | On your phone | On our server | Passed on |
|---|---|---|---|
| Photos | yes | no | no |
| E-mail address | yes | yes | yes, to Mailchimp |
| Diary | yes | | |
"""


@pytest.mark.parametrize(
    ("kind", "data"),
    [("LOCAL_ONLY", "user.content"), ("NEVER_STORES", "user.content"), ("STORES", "user.contact.email"), ("SHARES", "user.contact.email")],
)
def test_columns_are_answered_with_yes_and_no(kind, data):
    claims = read_policy("policy.md", f"# Privacy\n\n## Where things are\n\n{TABLE}", _knowledge()).claims
    assert any(claim.kind == kind and any(key.startswith(data) for key in claim.data) for claim in claims)
