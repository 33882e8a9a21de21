"""The defects of a text: each found where it is, and not where it is not."""

from __future__ import annotations

import pytest

from datamap.policy import read_policies

FULL = """# Privacy

Last updated: 1 March 2026

## Who we are

Write to privacy@larch.test.

## What we collect

- your name and email

## Why

We use your data to run the service, on the basis of our contract with you. The legal basis is Article 6(1)(b) GDPR.

## Who receives data

Stripe processes payments.

## How long

We keep your data for two years.

## Your rights

You have the right of access, rectification, erasure, restriction, portability and objection. You may complain to a supervisory authority.
"""


def rules(policy):
    return [(defect.rule, defect.location.line) for defect in policy.defects]


def test_a_complete_policy_has_no_defect(read):
    assert read(FULL).defects == ()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Contact us at [Your Email Address].", "DM702"),
        ("Contact us at privacy@yourdomain.com.", "DM702"),
        ("Contact us at [email protected].", "DM702"),
        ("Contact {{ company }} for questions.", "DM702"),
        ("Consult with counsel before you publish this.", "DM702"),
        ("We keep data as long as necessary.", "DM703"),
        ("By using the site you consent to this policy.", "DM703"),
        ("By creating an account, you agree to receive marketing emails.", "DM703"),
        ("We share your content with OpenAI, Google and others.", "DM703"),
        ("Dieser Text ist nicht in der Sprache, die wir von Ihnen erwarten, und er wird nicht gelesen.", "DM707"),
    ],
)
def test_defect_is_found_at_its_line(read, text, rule):
    assert (rule, 7) in rules(read(FULL.replace("Write to privacy@larch.test.", text))) or (rule, 8) in rules(
        read(FULL.replace("Write to privacy@larch.test.", text))
    )


def test_template_variables_are_expected_in_templates(read):
    policy = read("<h1>Privacy</h1><p>We collect your name. Write to {{ mail }}.</p>", "privacy.html")
    assert [defect.level.value for defect in policy.defects if defect.rule == "DM702"] == ["note"]


def test_links_and_footnotes_are_no_placeholders(read):
    assert not [d for d in read(FULL + "\nSee [our terms](https://larch.test/terms) and note [1].\n").defects if d.rule == "DM702"]


def test_two_periods_for_the_same_data_contradict(read):
    text = FULL + "\nServer logs are kept for 30 days.\n\nServer logs are deleted after 90 days.\n"
    assert "DM701" in [rule for rule, _ in rules(read(text))]


def test_shared_with_nobody_contradicts_recipients(read):
    text = FULL + "\nWe do not share your personal data with anyone except to comply with the law.\n"
    assert "DM701" in [rule for rule, _ in rules(read(text))]


def test_nobody_else_before_anybody_is_named_contradicts(read):
    text = "# Privacy policy\n\nWe do not share your personal data with anyone else.\n\nWe share your e-mail address with Stripe.\n"
    assert "DM701" in [rule for rule, _ in rules(read(text))]


@pytest.mark.parametrize(
    "text",
    [
        "We do not share your personal data with third parties except as described in this policy.",
        "We do not share your personal data with third parties for their own marketing.",
        "We do not share your personal data with anyone but the providers listed below.",
        "We store the last four digits of your card. We never store your full card number.",
        "We do not share your personal data with anyone else.",
        "Nobody else receives your personal data; we share it with no other companies.",
        "We keep free accounts for 30 days. We keep paid accounts for 90 days.",
        "With your consent we collect your location. We do not collect your location without your consent.",
    ],
)
def test_what_only_looks_like_a_contradiction(read, text):
    assert "DM701" not in [rule for rule, _ in rules(read(f"{FULL}\n{text}\n"))]


def test_missing_items_are_asked_of_privacy_policies_only(read):
    assert not [d for d in read("# Cookies\n\nWe use cookies to keep you signed in.\n").defects if d.rule == "DM704"]
    missing = {d.message.split(" (")[0] for d in read(FULL.replace("restriction, ", "")).defects if d.rule == "DM704"}
    assert missing == {"the right to restriction"}


def test_dates_that_disagree(read):
    assert ("DM705", 41) in rules(read(FULL + "\nThis policy was last updated on 5 May 2025.\n")) or "DM705" in [
        rule for rule, _ in rules(read(FULL + "\nThis policy was last updated on 5 May 2025.\n"))
    ]


def test_another_language_is_not_analysed(read):
    text = (
        "# Datenschutz\n\nWir speichern Ihre Daten nur so lange, wie es für die Erfüllung des Vertrags nötig ist, und geben sie nicht "
        "an Dritte weiter. Sie haben das Recht auf Auskunft über die bei uns gespeicherten Daten.\n"
    )
    policy = read(text)
    assert policy.language == "de"
    assert policy.claims == ()
    assert [defect.rule for defect in policy.defects] == ["DM707"]


def test_several_documents_lack_what_none_has(knowledge):
    notice, rest = (
        FULL.replace("You may complain to a supervisory authority.", ""),
        "# More\n\n## Your rights\n\nYou may complain to a supervisory authority.\n",
    )
    alone, *_ = read_policies([("a.md", notice)], knowledge)
    together = read_policies([("a.md", notice), ("b.md", rest)], knowledge)
    assert [defect.rule for defect in alone.defects] == ["DM704"]
    assert [defect for policy in together for defect in policy.defects] == []
