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


@pytest.mark.parametrize(
    "sentence",
    [
        "Text messages are sent only to Residents who have given their consent thereto.",
        "SMS reminders go only to patients who gave their consent.",
        "Text messages are sent only to Tenants who have consented.",
    ],
)
def test_those_who_consented(sentence):
    found = read_policy("p.txt", sentence, Knowledge()).claims
    assert "consent.sms" in [claim.gate for claim in found]
    assert all("residents" not in {name.lower() for name in claim.entities} for claim in found)


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Surveys concerning a completed repair are sent by e-mail, unless the customer has objected.", "OPT_OUT"),
        ("Newsletters are sent unless you have objected.", "OPT_OUT"),
        ("You may obtain a copy of your personal data in JSON format.", "EXPORT"),
        ("The customer may at any time obtain a copy of his or her data in CSV format.", "EXPORT"),
    ],
)
def test_objections_and_copies(sentence, kind):
    assert kind in [claim.kind for claim in read_policy("p.txt", sentence, Knowledge()).claims]
