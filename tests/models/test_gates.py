"""Names that say that a person agreed, opted in, objected, or that a feature is on."""

from __future__ import annotations

import pytest

from datamap.knowledge.gates import load_gates


@pytest.mark.parametrize(
    "name",
    [
        "consent_required_banner_text",
        "is_active",
        "email_verified",
        "unsubscribe_url",
        "opt_in_label",
        "agreed_price",
        "active_users",
        "accepted_currencies",
        "enabled",
        "updated",
    ],
)
def test_look_alikes_are_no_gates(name):
    assert load_gates().of_fact(name) is None


@pytest.mark.parametrize(
    ("name", "owner", "kind", "topic", "refuses"),
    [
        ("analytics_consent", "User", "consent", "analytics", False),
        ("has_consented", "Preferences", "consent", None, False),
        ("marketing_opt_in", "User", "opt_in", "marketing", False),
        ("newsletterSubscribed", "User", "opt_in", "marketing", False),
        ("opted_out", "Subscriber", "opt_out", None, True),
        ("unsubscribed_at", "Contact", "opt_out", "marketing", True),
        ("do_not_track", "request", "opt_out", "analytics", True),
        ("ENABLE_ANALYTICS", "settings", "setting", "analytics", False),
        ("cloud_ai_enabled", "Preferences", "opt_in", "ai", False),
        ("voice_cloning_consent", "User", "consent", "cloning", False),
    ],
)
def test_gates_are_read_from_names(name, owner, kind, topic, refuses):
    gate = load_gates().of_fact(name, owner)
    assert (gate.kind, gate.topic, gate.refuses) == (kind, topic, refuses)


def test_functions_that_demand_are_told_from_those_that_answer():
    gates = load_gates()
    assert gates.of_function("require_consent").demands
    assert not gates.of_function("has_consent").demands
    assert gates.of_function("is_opted_out").refuses


def test_headers_carry_answers():
    assert load_gates().of_signal("DNT").kind == "opt_out"
    assert load_gates().of_signal("Accept") is None


@pytest.mark.parametrize(
    ("name", "owner", "topic", "refuses"),
    [
        ("enabled", "CloudAI", "ai", False),
        ("is_enabled", "AnalyticsSettings", "analytics", False),
        ("turned_on", "voice_cloning", "cloning", False),
        ("disabled", "telemetry", "analytics", True),
    ],
)
def test_a_switch_speaks_for_its_owner(name, owner, topic, refuses):
    gate = load_gates().of_fact(name, owner)
    assert (gate.topic, gate.refuses) == (topic, refuses)


@pytest.mark.parametrize(
    ("name", "owner"), [("enabled", "TranscriptionJob"), ("enabled", "Plugin"), ("active", "Campaign"), ("allowed", "Upload")]
)
def test_a_switch_of_something_else_is_no_gate(name, owner):
    assert load_gates().of_fact(name, owner) is None


@pytest.mark.parametrize(
    ("name", "kind", "topic"),
    [
        ("sms_reminders", "opt_in", "sms"),
        ("newsletter", "opt_in", "marketing"),
        ("weekly_digest", "opt_in", "marketing"),
        ("ai_summaries", "opt_in", "ai"),
        ("research", "opt_in", "training"),
    ],
)
def test_a_truth_value_named_after_a_choice_is_one(name, kind, topic):
    gate = load_gates().of_choice(name, "Customer")
    assert (gate.kind, gate.topic, gate.refuses) == (kind, topic, False)


@pytest.mark.parametrize("name", ["newsletter_sent", "sms_verified", "reminders_scheduled", "active", "paid", "email", "verified", "admin"])
def test_a_truth_value_that_tells_an_outcome_is_no_choice(name):
    assert load_gates().of_choice(name, "Customer") is None
