"""Data that is kept in part, or made anonymous as a rule."""

from __future__ import annotations

import pytest

from datamap.knowledge.everything import Knowledge
from datamap.policy import read_policy


def claims(sentence):
    found = read_policy("p.txt", sentence, Knowledge()).claims
    return [(claim.kind, claim.form) for claim in found if claim.kind in {"STORES", "ANONYMIZED_ONLY", "NEVER_STORES", "OPT_IN_GATE"}]


@pytest.mark.parametrize(
    "sentence",
    [
        "We truncate IP addresses.",
        "We shorten your IP address before storing it.",
        "The last part of your IP address is cut off.",
        "Before anything is written, we strip the last octet of the IP address.",
        "Date, browser and IP address, of which we cut off the last part before storing it.",
    ],
)
def test_a_part_is_kept(sentence):
    assert claims(sentence) == [("STORES", "truncated")]


def test_made_anonymous_as_a_rule():
    assert claims("We anonymise IP addresses.") == [("ANONYMIZED_ONLY", "aggregated")]


@pytest.mark.parametrize(
    "sentence",
    [
        "You can shorten your name in the settings.",
        "We do not truncate IP addresses.",
        "We delete your order when its last part has been delivered.",
        "The last part of this page lists our shops.",
    ],
)
def test_nothing_is_cut(sentence):
    assert ("STORES", "truncated") not in claims(sentence)
