"""Who begins to use a product makes no choice within it."""

from __future__ import annotations

import pytest

from datamap.knowledge.everything import Knowledge
from datamap.policy import read_policy


def gates(sentence):
    found = read_policy("p.txt", sentence, Knowledge()).claims
    return [claim.gate for claim in found if claim.kind == "OPT_IN_GATE"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Directly from you: when you activate the app or contact support.",
        "We ask for your e-mail address when you activate your account.",
        "When you activate your licence, we record the device.",
    ],
)
def test_beginning_is_no_opt_in(sentence):
    assert gates(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "If you activate the assistant, your prompts are sent to OpenAI.",
        "When you activate statistics, we send usage data to PostHog.",
        "When you activate app analytics, we send usage data to PostHog.",
    ],
)
def test_switching_a_part_on_is_one(sentence):
    assert len(gates(sentence)) == 1
