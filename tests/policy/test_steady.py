"""The reading is quick, and the same under any hash seed."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from datamap.policy import read_policy

SENTENCES = (
    "We collect your name, email address and the files that you upload, unless you tell us not to. "
    "Server logs are kept for 30 days and then deleted. With your consent, we use Google Analytics. "
)
PROGRAM = """
import sys
from datamap.knowledge.everything import Knowledge
from datamap.policy import read_policy
print(read_policy("p.md", sys.stdin.read(), Knowledge()))
"""


@pytest.mark.parametrize("seeds", [("0", "1", "4711")])
def test_same_reading_under_any_hash_seed(seeds):
    text = f"# Privacy\n\n{SENTENCES}\n\n- Stripe: payments\n- others\n"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            input=text,
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in seeds
    }
    assert len(outputs) == 1


def test_twelve_kilobytes_are_read_quickly(knowledge):
    text = "# Privacy\n\n" + "\n\n".join(SENTENCES for _ in range(12_000 // len(SENTENCES)))
    read_policy("warm.md", SENTENCES, knowledge)
    start = time.process_time()
    read_policy("p.md", text, knowledge)
    assert time.process_time() - start < 0.5


def test_long_and_odd_text_ends(knowledge):
    for text in (
        "a, " * 20_000,
        "not " * 5_000,
        "we collect " * 3_000,
        "(" * 3_000 + ")" * 3_000,
        "if " * 4_000,
        "data: " * 3_000,
        "x" * 200_000,
    ):
        start = time.process_time()
        read_policy("p.txt", text, knowledge)
        assert time.process_time() - start < 10
