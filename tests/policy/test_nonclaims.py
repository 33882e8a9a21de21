"""Sentences that claim nothing about data yield no claim of the kinds that matter, wherever they stand."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from datamap.knowledge.everything import Knowledge
from datamap.policy import read_policy
from datamap.policy.rules import kinds

FILE = Path(__file__).resolve().parent.parent / "policies" / "nonclaims.txt"
CORE = frozenset({"collection", "storage", "processor", "sharing", "protection", "gate", "retention", "deletion", "region"})


@cache
def sentences() -> tuple[str, ...]:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def claims_under(heading: str) -> list[str]:
    document = f"# {heading}\n\n" + "\n\n".join(sentences())
    policy = read_policy("policy.md", document, Knowledge())
    return [f"{claim.kind} “{claim.quote}” [{claim.why}]" for claim in policy.claims if kinds()[claim.kind].family in CORE]


def test_there_are_two_hundred():
    assert len(sentences()) >= 200


@pytest.mark.parametrize("heading", ["Privacy", "Security", "What we collect", "Who receives data", "How long we keep it"])
def test_no_claim_is_made_of_them(heading):
    found = claims_under(heading)
    assert len(found) <= 0.01 * len(sentences()), "\n".join(found)
