"""Who gets data: known and unknown names, entries under headings that say nothing, refusals, and what only looks like a name."""

from __future__ import annotations

import pytest


def named(policy):
    return {entity for claim in policy.claims for entity in claim.entities if claim.polarity == "+"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("We use Lecturo to stream our lectures.", "Lecturo"),
        ("Coursework is submitted to Copycheckr, which compares it with other texts.", "Copycheckr"),
        ("Letters are printed by Brambleworks.", "Brambleworks"),
        ("Reminders are dispatched via the provider Sendzilla.", "Sendzilla"),
        ("They are passed to GoCardless, which runs our direct debits.", "gocardless"),
        ("Apple and Google take the payment.", "apple"),
        ("The free version shows ads from AppLovin.", "applovin"),
    ],
)
def test_who_is_named(read, text, name):
    assert name in named(read(text))


@pytest.mark.parametrize(
    "text",
    [
        "We use Cookies to remember you.",
        "We use Personal Data to provide the Services.",
        "Your data is transferred to Switzerland.",
        "The data is processed by Customer Support.",
        "Inkwell is an app made by Inkwell Labs GmbH.",
        "This website is operated by Inkwell Labs GmbH.",
        "Files are uploaded to Inkwell servers.",
        "This notice is provided to California residents.",
        "We use Wi-Fi and Bluetooth.",
    ],
)
def test_what_only_looks_like_a_name(read, text):
    assert named(read(text)) == set()


def test_entries_that_are_vendors_under_a_heading_that_says_nothing(claims):
    assert claims("## The rest of the crew\n\n- Stripe: card payments\n- Postmark: e-mail\n") == [("+", "PROCESSOR_NAMED")] * 2


def test_short_answers_in_a_list_without_headings(read):
    policy = read("- payments: Stripe\n- servers: Hetzner, Finland\n- sharing: we don't.\n")
    assert {"stripe", "hetzner"} <= named(policy)
    assert {claim.kind for claim in policy.claims} == {"PROCESSOR_NAMED", "HOSTING_REGION", "NOT_SHARES"}


def test_who_gets_nothing(claims):
    assert claims("## Sharing\n\n- Health data: to no one\n") == [("-", "NOT_SHARES")]


def test_tables_of_recipients(read):
    policy = read("| Recipient | Data | Purpose |\n|---|---|---|\n| Adyen | name | Payouts |\n| Payment processors | card | Payments |\n")
    assert [(claim.kind, claim.entities) for claim in policy.claims] == [("PROCESSOR_NAMED", ("adyen",)), ("PROCESSOR_CATEGORY", ())]


def test_plain_lists_of_features_are_no_claims(claims):
    assert claims("## Features\n\n- Fast search\n- Alerts when prices drop\n- Calendar sync\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "We collect personal information, such as your name and e-mail address.",
        "We collect your name as well as your e-mail address from you.",
        "We may obtain from you, in writing or by telephone, your name and e-mail address.",
        "We record, each time you write to us, your name and e-mail address.",
    ],
)
def test_the_whole_object_is_read(read, text):
    assert {"user.name", "user.contact.email"} <= {key for claim in read(text).claims for key in claim.data}


def test_all_data_beside_a_kind_of_it(read):
    (claim,) = read("When you close your account we delete your profile and all your personal data.").claims
    assert "user" in claim.data


@pytest.mark.parametrize(
    "sentence",
    [
        "To create an account you provide a username and an email address.",
        "In order to order you give us a username and an email address.",
    ],
)
def test_what_people_give_for_a_purpose_is_collected(sentence, read):
    found = [claim for claim in read(sentence).claims if claim.kind == "COLLECTS"]
    assert [claim.data for claim in found] == [("user.account.username", "user.contact.email")]


def test_backups_are_not_what_was_spoken_of_before(read):
    claims = read("Session tokens expire after 12 hours. Backups are encrypted with AES-256.").claims
    assert [claim.data for claim in claims if claim.kind == "ENCRYPTED_AT_REST"] == [()]
