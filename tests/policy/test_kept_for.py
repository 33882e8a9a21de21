"""How long what is kept: several periods in one sentence, plans in tables and lists, and periods that are no others'."""

from __future__ import annotations

import pytest

DAY = 86400


@pytest.fixture
def periods(read):
    """(seconds or event, data, plan) of every lifetime of a text."""
    return lambda text: [
        (claim.values.get("seconds") or claim.values.get("until"), claim.data, claim.values.get("tier"))
        for claim in read(text).claims
        if claim.kind.startswith("RETENTION")
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "We keep invoices for ten years, log files for 14 days and support tickets for two years.",
            [(3650 * DAY, "user.financial.transaction"), (14 * DAY, "user.device.log"), (730 * DAY, "user.content.message")],
        ),
        (
            "Messages to support are kept for two years; attachments for 30 days.",
            [(730 * DAY, "user.content.message"), (30 * DAY, "user.content.media")],
        ),
        (
            "Invoices are deleted after ten years and access logs after a week.",
            [(3650 * DAY, "user.financial.transaction"), (7 * DAY, "user.device.log")],
        ),
    ],
)
def test_each_period_has_its_own_data(periods, text, wanted):
    assert [(seconds, *data) for seconds, data, _ in periods(text)] == wanted


def test_an_event_beside_a_period(periods):
    found = periods("Account data is kept until you close your account, invoices for ten years.")
    assert [data for _, data, _ in found] == [("user.account",), ("user.financial.transaction",)]
    assert found[1][0] == 3650 * DAY


def test_each_plan_has_its_own_period(periods):
    found = periods("Free plans keep files for 7 days, Pro plans for 90 days.")
    assert found == [(7 * DAY, ("user.content.media",), "free"), (90 * DAY, ("user.content.media",), "pro")]


def test_plans_in_a_table(periods):
    found = periods("## Plans\n\n| Plan | Files are kept |\n|---|---|\n| Free | 7 days |\n| Pro | unlimited |\n")
    assert found == [(7 * DAY, ("user.content.media",), "free"), (None, ("user.content.media",), "pro")]


@pytest.mark.parametrize(
    "text",
    [
        "Logs are kept for 30 days, or 90 days if we suspect abuse.",
        "Your e-mail address is kept for two years, and for three years after your last order.",
    ],
)
def test_two_periods_of_the_same_data_are_one_claim(periods, text):
    assert len(periods(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Logs are kept for 14 days. Invoices are kept for ten years.",
        "We keep invoices for ten years, log files for 14 days and support tickets for two years.",
        "## Retention\n\n- Free: files are kept for 7 days\n- Pro: files are kept for 90 days\n",
        "| Plan | Retention of files |\n|---|---|\n| Free | 7 days |\n| Pro | 90 days |\n",
        "Files in the bin are deleted after 30 days. Files stay in backups for 60 days.",
    ],
)
def test_periods_of_different_things_contradict_nothing(read, text):
    assert "DM701" not in [defect.rule for defect in read(text).defects]


@pytest.mark.parametrize(
    ("words", "days"), [("one hundred and eighty days", 180), ("twenty-four hours", 1), ("two hundred days", 200), ("thirty (30) days", 30)]
)
def test_numbers_in_words(periods, words, days):
    assert periods(f"Logs are deleted after {words}.")[0][0] == days * DAY


@pytest.mark.parametrize(
    ("sentence", "kind", "phrase"),
    [
        ("Sign-in records are deleted after 90 days.", "RETENTION_PERIOD", "Sign-in records"),
        ("Password reset links work for 60 minutes.", "EXPIRY", "Password reset links"),
        ("An invitation link stays valid for 7 days.", "EXPIRY", "invitation link"),
        ("We delete delivery history after one year.", "RETENTION_PERIOD", "delivery history"),
    ],
)
def test_what_is_kept_is_said_by_the_whole_noun(sentence, kind, phrase, read):
    (found,) = [claim for claim in read(sentence).claims if claim.kind == kind]
    assert found.phrases == (phrase,)


@pytest.mark.parametrize("sentence", ["We delete your personal data after 30 days.", "All records are erased after 2 years."])
def test_data_in_general_stays_general(sentence, read):
    (found,) = [claim for claim in read(sentence).claims if claim.kind == "RETENTION_PERIOD"]
    assert found.data == ("user",)
