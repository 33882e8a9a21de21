"""The lock: a reading that people review, whose corrections win and whose stale entries are reported."""

from __future__ import annotations

import pytest
import tomli

from datamap.errors import ConfigError
from datamap.knowledge.everything import Knowledge
from datamap.policy import read_policy
from datamap.policy.lock import apply_lock, read_lock, write_lock

TEXT = """# Privacy

## What we collect

- your name and email address

We delete logs after 30 days.

Our office dog is called Rex and likes walks.
"""


@pytest.fixture(scope="module")
def policy():
    return read_policy("PRIVACY.md", TEXT, Knowledge())


def test_written_lock_is_toml_and_changes_nothing(policy):
    text = write_lock(policy)
    assert [claim["kind"] for claim in tomli.loads(text)["claim"]] == [claim.kind for claim in policy.claims]
    locked = apply_lock(policy, read_lock(text, "lock"))
    assert locked.policy == policy
    assert locked.stale == ()


def test_a_correction_wins(policy):
    text = write_lock(policy).replace("values = { number = 30.0, seconds = 2592000", "values = { number = 31.0, seconds = 2678400")
    corrected = next(claim for claim in apply_lock(policy, read_lock(text, "lock")).policy.claims if claim.kind == "RETENTION_PERIOD")
    assert corrected.values["seconds"] == 2678400
    assert corrected.why.startswith("corrected in the lock")


def test_a_claim_can_be_dropped_and_one_added(policy):
    text = write_lock(policy).replace('kind = "COLLECTS"', 'kind = "NONE"')
    text += '\n[[claim]]\nid = "mine"\nquote = "Our office dog is called Rex"\nkind = "STORES"\ndata = ["user.name"]\n'
    claims = apply_lock(policy, read_lock(text, "lock")).policy.claims
    assert "COLLECTS" not in {claim.kind for claim in claims}
    assert [(claim.id, claim.location.line, claim.data) for claim in claims if claim.kind == "STORES"] == [("mine", 9, ("user.name",))]


def test_a_changed_sentence_makes_its_entry_stale(policy):
    lock = read_lock(write_lock(policy), "lock")
    changed = read_policy("PRIVACY.md", TEXT.replace("30 days", "60 days"), Knowledge())
    locked = apply_lock(changed, lock)
    assert len(locked.stale) == 1
    assert "30 days" in locked.stale[0]
    assert next(claim for claim in locked.policy.claims if claim.kind == "RETENTION_PERIOD").values["seconds"] == 60 * 86400


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("schema = 2", "schema 2"),
        ("not toml", "can't be read"),
        ('schema = 1\n[[claim]]\nid = "x"\nquote = "a"\nkind = "WRONG"', "claim 'x': kind 'WRONG'"),
        ('schema = 1\n[[claim]]\nid = "x"\nkind = "STORES"', "claim 'x': quote is missing"),
        ('schema = 1\n[[claim]]\nid = "x"\nquote = "a"\nkind = "STORES"\ndata = "user"', "data must be a list"),
    ],
)
def test_mistakes_name_file_and_entry(text, words):
    with pytest.raises(ConfigError, match=words):
        read_lock(text, "policy.claims.toml")
