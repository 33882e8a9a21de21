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


def answer(read, knowledge, text, vendor):
    return PolicyView([read(text)], knowledge).disclosure_of_processor(vendor).how


@pytest.mark.parametrize(
    ("text", "vendor"),
    [
        ("We use trusted partners such as Stripe to take payments.", "stripe"),
        ("We work with analytics providers including Plausible.", "plausible"),
        ("Nobody but Stripe receives your data.", "stripe"),
        ("We use no third-party services other than Stripe.", "stripe"),
        ("Apart from our hosting company Hetzner, no third party gets your data.", "hetzner"),
        ("The only processor that we use is Stripe.", "stripe"),
        ("Our processors are: Stripe (payments), Hetzner (hosting).", "hetzner"),
        ("Support requests end up in Zendesk.", "zendesk"),
        ("Search is provided by Algolia.", "algolia"),
        ("Maps are loaded from Mapbox.", "mapbox"),
        ("Our newsletter provider is Mailchimp.", "mailchimp"),
        ("Text messages: Twilio.", "twilio"),
        ("Invoices are created in Xero.", "xero"),
        ("For analytics we rely on Plausible Analytics.", "plausible"),
        ("Calls are transcribed by Deepgram, and summaries are written by OpenAI.", "openai"),
    ],
)
def test_disclosed_by_name(read, knowledge, text, vendor):
    assert answer(read, knowledge, text, vendor) is How.NAMED


@pytest.mark.parametrize(
    ("text", "vendor"),
    [
        ("We send letters with a third-party e-mail service.", "postmark"),
        ("Our hosting provider keeps the servers.", "hetzner"),
        ("Our hosting provider processes log files on our behalf.", "hetzner"),
        ("Card data goes straight to our payment processor.", "stripe"),
        ("Data is shared with providers of hosting, e-mail delivery and error tracking.", "sentry"),
        ("We share your data with companies that send e-mails for us.", "postmark"),
        ("Third parties help us with hosting, payments and customer support.", "zendesk"),
        ("A third party processes payments for us.", "stripe"),
        ("We engage subprocessors for hosting, analytics and e-mail.", "posthog"),
        ("We use external service providers (hosting, newsletter, payment).", "mailchimp"),
        ("We use AI models from third parties to write summaries.", "openai"),
        ("Fraud prevention services check each order.", "sift"),
        ("We use third-party tools for analytics.", "posthog"),
        ("Couriers receive your name and address.", "dhl"),
        ("Nobody gets your address except our payment provider.", "stripe"),
        ("| Recipient | Data |\n|---|---|\n| Payment processors | name |\n", "stripe"),
    ],
)
def test_disclosed_by_kind(read, knowledge, text, vendor):
    assert answer(read, knowledge, text, vendor) is How.CATEGORY


@pytest.mark.parametrize(
    ("text", "vendor", "how"),
    [
        ("We use trusted partners such as Stripe to take payments.", "adyen", How.HEDGE),
        ("We use no third-party services other than Stripe.", "posthog", How.CLOSED_OUT),
        ("The only processor that we use is Stripe.", "posthog", How.CLOSED_OUT),
        ("No personal data is sent to Sentry.", "sentry", How.DENIED),
        ("We share data with our service providers.", "stripe", How.SILENT),
    ],
)
def test_hinted_at_or_shut_out(read, knowledge, text, vendor, how):
    assert answer(read, knowledge, text, vendor) is how


@pytest.mark.parametrize(
    ("text", "vendor"),
    [
        ("Your bank details are used to collect the premium.", "plaid"),
        ("We get your score from credit reference agencies.", "stripe"),
        ("Our chat service lets you write to each other.", "intercom"),
        ("A phone number helps the courier.", "stripe"),
        ("We are a hosting provider from Lyon.", "hetzner"),
        ("You can pay with your bank's payment service.", "stripe"),
    ],
)
def test_what_discloses_nobody(read, knowledge, text, vendor):
    assert not PolicyView([read(text)], knowledge).disclosure_of_processor(vendor).is_disclosed
