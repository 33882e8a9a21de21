"""Rows of tables and entries of lists whose parts belong together."""

from __future__ import annotations

from datamap.knowledge.everything import Knowledge
from datamap.policy import read_policy


def test_plans_in_a_table_have_their_periods():
    claims = read_policy(
        "p.md",
        "# Privacy\n\n## How long recordings are kept\n\n| Package | Included storage | Kept |\n|---|---|---|\n"
        "| Starter | | deleted after 2 weeks |\n| Team, Business | 50 GB | does not expire |\n",
        Knowledge(),
    ).claims
    told = {
        (claim.kind, *claim.values["tiers"], claim.values.get("seconds"), claim.values.get("quota"))
        for claim in claims
        if claim.values.get("tiers")
    }
    assert told == {("RETENTION_PERIOD", "starter", 1_209_600, None), ("RETENTION_INDEFINITE", "team", "business", None, 50_000_000_000)}


def test_a_later_part_of_an_entry_limits_the_vendor():
    claims = read_policy(
        "p.md",
        "# Privacy\n\n## Service providers\n\n- **AssemblyAI** turns recordings into text; the recording is then deleted.\n"
        "- **Stripe** takes payments.\n",
        Knowledge(),
    ).claims
    (limit,) = [claim for claim in claims if claim.kind == "PROCESSOR_RESTRICTION"]
    assert limit.values.get("restriction") == "discarded"
    assert {purpose for claim in claims if claim.kind == "PROCESSOR_NAMED" for purpose in claim.purpose} >= {"speech", "payments"}


def test_certificates_of_providers_are_no_recipients():
    claims = read_policy("p.md", "# Privacy\n\nThe providers under our infrastructure are SOC 2 Type II compliant.\n", Knowledge()).claims
    assert {claim.kind for claim in claims} <= {"CERTIFICATION"}


def test_in_a_place_you_can():
    claims = read_policy(
        "p.md", "# Privacy\n\nFrom the dashboard you can delete your data. What is deleted is gone for good.\n", Knowledge()
    ).claims
    assert [claim.kind for claim in claims] == ["DELETION_SELF_SERVE", "HARD_DELETE"]
