"""Shapes of sentences that are no matter of single words: what stands in front, what is left out, what is told of what stood before."""

from __future__ import annotations

import pytest


def kinds_of(found):
    return {kind for _, kind in found}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("When you sign up you tell us your name, your e-mail address and, if you wish, your city.", "COLLECTS"),
        ("We record where you live.", "COLLECTS"),
        ("Online we know your nickname.", "COLLECTS"),
        ("What we get is your name and the amount.", "COLLECTS"),
        ("The number of your passport is required.", "COLLECTS"),
        ("The handhelds transmit their location every minute.", "COLLECTS"),
        ("The slip is prescribed by law: name, nationality, date of birth.", "COLLECTS"),
        ("We need your e-mail address. For invoices also your postal address.", "COLLECTS"),
        ("We enter your name and address in the catalogue.", "STORES"),
        ("Pictures from the entrance: the gate is monitored by cameras.", "COLLECTS"),
        ("To your dentist we send a letter with the findings.", "SHARES"),
        ("The machine belongs to Hetzner.", "PROCESSOR_NAMED"),
        ("Before delivery we carry out a check with Creditorium GmbH.", "PROCESSOR_NAMED"),
        ("Applications are on file for two years.", "RETENTION_PERIOD"),
        ("Shared photos go after 30 days.", "RETENTION_PERIOD"),
        ("Our server keeps log files, which are deleted after 14 days.", "RETENTION_PERIOD"),
        ("Invoices: ten years. Letters: six years.", "RETENTION_PERIOD"),
        ("We ask for your age, which we do not store.", "NEVER_STORES"),
        ("The map is loaded only upon your click.", "OPT_IN_GATE"),
        ("Weekly summaries have to be switched on.", "OPT_IN_GATE"),
        ("Write to us by post? We do, unless you ask us to stop.", "OPT_OUT"),
        ("Delete it, and your recipes are gone with the account.", "DELETION_CASCADE"),
    ],
)
def test_is_read(claims, text, wanted):
    assert wanted in kinds_of(claims(text))


@pytest.mark.parametrize(
    ("text", "unwanted"),
    [
        ("We keep your recipes safe.", "STORES"),
        ("For an order without prescription we need your name.", "NOT_COLLECTS"),
        ("The details come from the shop and not from you.", "NOT_COLLECTS"),
        ("For example, a shop might store what people buy.", "STORES"),
        ("We hope to offer two-factor login next year.", "ACCESS_CONTROL"),
        ("Data is kept no longer than the purpose requires.", "NEVER_STORES"),
        ("There is no company behind it.", "NOT_COLLECTS"),
        ("You may be forgotten on request.", "DELETION_GENERIC"),
        ("Payment records remain with us.", "COLLECTS"),
        ("Find us on Mastodon and GitHub: follow us on GitHub for news.", "PROCESSOR_NAMED"),
        ("The digest of the week reaches everybody by name.", "HASHED"),
    ],
)
def test_is_not_claimed(claims, text, unwanted):
    assert unwanted not in kinds_of(claims(text))


def test_what_stands_behind_a_list_of_third_parties_is_about_them(read):
    text = "## Who helps us\n\n- Stripe: payments\n- Sentry: errors\n\nNone of them may use what they get for anything else.\n"
    (limit,) = [claim for claim in read(text).claims if claim.kind == "PROCESSOR_RESTRICTION"]
    assert set(limit.entities) == {"stripe", "sentry"}
    assert limit.polarity == "-"


def test_columns_are_told_by_their_verbs(read):
    text = "| Information | Passed to | Kept until |\n|---|---|---|\n| E-mail address | nobody | you unsubscribe |\n"
    assert {"NOT_SHARES", "RETENTION_CRITERION"} <= {claim.kind for claim in read(text).claims}


def test_rows_may_ask_and_answer(read):
    text = "| Question | Answer |\n|---|---|\n| Do you sell my data? | No |\n| Who delivers mail? | Postmark |\n"
    found = {(claim.polarity, claim.kind) for claim in read(text).claims}
    assert {("-", "NO_SALE"), ("+", "PROCESSOR_NAMED")} <= found


def test_a_component_called_table_is_no_table(read):
    found = read("## Subprocessors\n\n<Table>\n\n- Hetzner: servers\n- Stripe: billing\n\n</Table>\n", "policy.mdx").claims
    assert {"hetzner", "stripe"} <= {entity for claim in found for entity in claim.entities}


def test_the_title_of_a_document_is_no_heading_of_its_sections(read):
    text = "# What we do with personal data\n\n## Claims\n\n- Your name and bank details\n- Photographs\n\n## Contact\n\nWrite to us.\n"
    assert "PURPOSE" not in {claim.kind for claim in read(text).claims}
