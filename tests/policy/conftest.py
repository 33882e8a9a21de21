"""Short ways to read a policy in a test."""

from __future__ import annotations

from functools import cache

import pytest

from datamap.knowledge.everything import Knowledge
from datamap.policy import read_policy


@cache
def knowledge() -> Knowledge:
    return Knowledge()


@pytest.fixture
def read():
    """Reads text as Markdown and gives the policy."""
    return lambda text, name="policy.md": read_policy(name, text, knowledge())


@pytest.fixture
def claims(read):
    """(polarity, kind) of every claim of a text, lead-ins left out."""
    return lambda text, name="policy.md": [
        (claim.polarity, claim.kind) for claim in read(text, name).claims if claim.kind not in {"LEAD_IN", "PROCESSOR_LIST_CLOSED"}
    ]


@pytest.fixture(name="knowledge")
def _knowledge():
    return knowledge()
