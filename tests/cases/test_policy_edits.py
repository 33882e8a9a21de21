"""The code stays as it is and the policy changes: the findings change with it, and only those that the sentence is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from datamap.pipeline import Options, compare, open_project, read_code
from datamap.policy import read_policy

DEMO = Path(__file__).parents[2] / "fixtures" / "demo"
QUIET = ("DM7",)


@pytest.fixture(scope="module")
def demo():
    options = Options(cached=False, jobs=1)
    project = open_project(DEMO, options)
    practices = read_code(project, options)
    text = (DEMO / "privacy.md").read_text(encoding="utf-8")

    def found(policy: str = text) -> set[tuple[str, str]]:
        """The rule and the recipient, store or data of each finding under a policy."""
        result = compare(project, practices, (read_policy("privacy.md", policy, project.knowledge),), options)
        return {(one.rule, _subject(one)) for one in result.findings if not one.rule.startswith(QUIET)}

    def edited(old: str, new: str) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
        """What an edit brings and what it takes away."""
        assert old in text
        before, after = found(), found(text.replace(old, new))
        return after - before, before - after

    edited.found = found
    return edited


def _subject(finding) -> str:
    if finding.processor:
        return finding.processor
    if finding.rule == "DM201":
        return finding.data[0]
    return finding.store or ",".join(finding.data)


def rules(findings):
    return {rule for rule, _ in findings}


def test_a_vendor_struck_out(demo):
    new, gone = demo("- **PostHog**: product analytics, only with your consent\n", "")
    assert ("DM101", "posthog") in new
    assert gone == {("DM401", "posthog")}


def test_a_vendor_named(demo):
    new, gone = demo("- **Postmark**: e-mail delivery\n", "- **Postmark**: e-mail delivery\n- **Mixpanel**: product analytics\n")
    assert ("DM101", "mixpanel") in gone
    assert rules(new) <= {"DM105"}


def test_a_category_in_place_of_a_name(demo):
    new, gone = demo("- **Postmark**: e-mail delivery\n", "- **Postmark**: e-mail delivery\n- analytics providers\n")
    assert ("DM101", "mixpanel") in gone
    assert ("DM104", "mixpanel") in new


def test_consent_taken_out(demo):
    new, gone = demo("product analytics, only with your consent", "product analytics")
    assert (new, gone) == (set(), {("DM401", "posthog")})


def test_consent_added(demo):
    asked = "We collect usage data (pages viewed, features used) to improve the product"
    new, _ = demo(
        "- **Postmark**: e-mail delivery\n", "- **Postmark**: e-mail delivery\n- **Mixpanel**: analytics, only with your consent\n"
    )
    assert ("DM401", "mixpanel") in new
    assert demo(asked, f"{asked}, with your consent")[1] == set()


def test_another_number(demo):
    new, gone = demo("after 29 days", "after 30 days")
    assert "DM501" in rules(gone)
    assert "DM501" not in rules(new)


def test_the_same_number_in_another_unit(demo):
    new, gone = demo("after 29 days", "after 696 hours")
    assert (new, gone) == (set(), set())


def test_a_period_for_what_is_never_purged(demo):
    new, gone = demo("- Paid plan:", "- Page views: deleted after 90 days.\n- Paid plan:")
    assert new == {("DM502", "postgresql:page_views")}
    assert gone == set()


def test_a_promise_of_a_hash_taken_out(demo):
    new, gone = demo("- a bcrypt hash of each API key, never the key itself\n", "- your API keys\n")
    assert (new, gone) == (set(), {("DM301", "postgresql:api_keys")})


def test_data_struck_out(demo):
    new, gone = demo("your name, your e-mail address and your subscription plan", "your name and your subscription plan")
    assert new == {("DM201", "user.contact.email")}
    assert gone == set()


def test_other_data_struck_out(demo):
    without = "your name and your e-mail address"
    new, gone = demo("your name, your e-mail address and your subscription plan", without)
    assert (new, gone) == ({("DM201", "user.financial.subscription")}, set())


def test_data_denied(demo):
    new, _ = demo("We never sell your personal information.", "We never sell your personal information. We do not collect your name.")
    assert "DM202" in rules(new)


def test_a_part_of_erasure_taken_out(demo):
    new, gone = demo("your API keys and your usage history", "your API keys")
    assert new == set()
    assert gone == {("DM503", "postgresql:page_views")}


def test_all_data_promised_for_erasure(demo):
    new, gone = demo("your profile, your albums, your API keys and your usage history", "all of your personal data")
    assert (new, gone) == (set(), set())


def test_wording_that_promises_the_same(demo):
    new, gone = demo("We never sell your personal information.", "Your personal information is never sold.")
    assert (new, gone) == (set(), set())
