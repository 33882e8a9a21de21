"""Promises about logs, active and passive."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "sentence",
    [
        "Your e-mail address is never written to logs.",
        "Your e-mail address is not written to our log files.",
        "We never write your e-mail address to logs.",
        "Your e-mail address is not stored in logs.",
    ],
)
def test_what_is_kept_out_of_logs(read, sentence):
    claims = [claim for claim in read(f"# Privacy\n\n{sentence}\n").claims if "user.contact.email" in claim.data]
    assert [(claim.kind, claim.locus) for claim in claims] == [("NEVER_STORES", "log")]


@pytest.mark.parametrize("sentence", ["You can write to us about your e-mail address.", "Write to our data protection officer."])
def test_letters_are_no_logs(read, sentence):
    assert not [claim for claim in read(f"# Privacy\n\n{sentence}\n").claims if claim.locus == "log"]
