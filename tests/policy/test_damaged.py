"""Documents that were cut, shuffled and mistyped: whatever a sentence has become, it is read or left, and stops nothing."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from datamap.knowledge.everything import Knowledge
from datamap.policy import read_policies

FIXTURES = Path(__file__).parents[2] / "fixtures"
WHOLE = sorted(FIXTURES.glob("*/policy.md"))
PIECES = (
    *["", "|", "||", "#", "- ", "1.", "\n", "\n\n", "(", ")", "[", "]", "**", "`", "<p>", "&nbsp;", "—", "“", "”", ",", ";", ":", "."],
    *["²", "9" * 400, "%", "30", "days", "and", "or", "not", "never", "only", "except", "unless", "no", "we", "it", "which", "of", "with"],
    *["within", "until", "your", "Stripe", "e-mail", "delete", "share", "encrypt", "\u202e", "\u200b", "http://x", "a@b.c"],
)
KNOWLEDGE = Knowledge()


def damaged(text: str, seed: int) -> str:
    """The text with lines left out and words lost, changed for others and swapped, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - the same draws each time
    lines = [line for line in text.split("\n") if chance.random() > 0.3][:80]
    if chance.random() < 0.3:
        chance.shuffle(lines)
    words = "\n".join(lines).split(" ")
    share = chance.choice([0.02, 0.1, 0.4])
    for position in range(len(words)):
        drawn = chance.random()
        if drawn < share / 3:
            words[position] = chance.choice(PIECES)
        elif drawn < share / 2:
            words[position] = ""
        elif drawn < share:
            other = chance.randrange(len(words))
            words[position], words[other] = words[other], words[position]
    return " ".join(words)


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_document_is_read(seed):
    text = damaged(WHOLE[seed % len(WHOLE)].read_text(encoding="utf-8"), seed)
    (policy,) = read_policies([("policy.md", text)], KNOWLEDGE)
    assert all(claim.quote.strip() for claim in policy.claims)


@pytest.mark.parametrize(
    "text",
    [
        "We keep logs for " + "9" * 400 + " days and files of " + "9" * 400 + " MB.",
        "We share your e-mail address with: ,",
        "Voice samples, : kept",
        "We use service providers: ; ; (such as )",
        "Your data, if",
    ],
)
def test_a_sentence_without_an_end_is_read(text):
    (policy,) = read_policies([("policy.md", text)], KNOWLEDGE)
    assert policy is not None
