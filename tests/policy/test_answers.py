"""How the policies speak of a practice."""

from __future__ import annotations

import pytest

from datamap.policy.answers import How, PolicyView

POLICY = """# Privacy

## What we collect

We collect, including:

- your name and email address
- your approximate location
- usage data

We do not collect your phone number.

## What we store

We store only what we need to run the service on our servers:

- your email address

API keys are stored as bcrypt hashes. We never store full card numbers.

## Third-party services

We use the following third parties:

- Stripe: payments
- Sentry: error tracking (no PII collected)
- Plausible: website analytics, only with your consent

We also use email delivery providers. Your prompts are sent to AI providers such as OpenAI and others.

## How long

- Server logs: 30 days
- Free plan: files are kept for 3 days
- Paid plan: files are kept for 90 days

Our servers are in Germany.
"""


@pytest.fixture
def view(read, knowledge):
    return PolicyView([read(POLICY)], knowledge)


@pytest.mark.parametrize(
    ("vendor", "how"),
    [
        ("stripe", How.NAMED),
        ("sentry", How.RESTRICTED),
        ("mailgun", How.CATEGORY),
        ("openai", How.NAMED),
        ("mistral", How.HEDGE),
        ("twilio", How.CLOSED_OUT),
    ],
)
def test_third_parties(view, vendor, how):
    assert view.disclosure_of_processor(vendor).how is how


@pytest.mark.parametrize(
    ("category", "action", "how"),
    [
        ("user.contact.email", "collect", How.NAMED),
        ("user.contact.phone_number", "collect", How.DENIED),
        ("user.location.precise", "collect", How.SILENT),
        ("user.financial.payment_card", "store", How.DENIED),
        ("user.demographic.gender", "store", How.CLOSED_OUT),
        ("user.content.prompt", "share", How.NAMED),
    ],
)
def test_data(view, category, action, how):
    assert view.disclosure_of_data(category, action).how is how


def test_words_for_all_data_disclose_nothing_in_particular(read, knowledge):
    view = PolicyView([read("We collect personal information about you.")], knowledge)
    assert view.disclosure_of_data("user.contact.email").how is How.SILENT


def test_gates_forms_periods_and_regions(view):
    assert view.gate_for("plausible").claim.gate == "consent.analytics"
    assert view.gate_for(topic="analytics").how is How.CATEGORY
    assert view.gate_for("stripe").how is How.SILENT
    assert view.form_promised("user.authorization.api_key")[0].values["algorithm"] == "bcrypt"
    assert view.retention_for(words=["log"])[0].values["seconds"] == 30 * 86400
    assert [claim.values["seconds"] for claim in view.retention_for("user.content.media", tier="free")] == [3 * 86400]
    assert view.regions() == ("de",)


def test_no_policy_answers_nothing(knowledge):
    view = PolicyView([], knowledge)
    assert view.disclosure_of_processor("stripe").how is How.SILENT
    assert view.disclosure_of_data("user.contact.email").how is How.SILENT


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("We collect your billing details (by way of payment processors).", False),
        ("We collect your billing details.", True),
        ("We collect your card number, which our processors check.", True),
    ],
)
def test_who_lets_others_take_cards_keeps_none(read, knowledge, text, told):
    view = PolicyView([read(f"## What we collect\n\n- {text}\n- {text}\n")], knowledge)
    assert view.disclosure_of_data("user.financial.payment_card").is_disclosed is told
