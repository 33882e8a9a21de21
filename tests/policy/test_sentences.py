"""Single sentences in many wordings: what each must be read as, and look-alikes that must stay silent."""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from datamap.knowledge.everything import Knowledge
from datamap.policy import read_policy
from datamap.policy.rules import kinds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.model import Claim

FILE = Path(__file__).resolve().parent.parent / "policies" / "sentences.txt"
CORE = frozenset({"collection", "storage", "processor", "sharing", "protection", "gate", "retention", "deletion", "region"})
PRECISION, RECALL, SILENT = 0.90, 0.90, 0.75


class Case(NamedTuple):
    """A sentence with its heading and the choices of kinds that it must give; those with "?" it may give."""

    heading: str
    sentence: str
    wanted: tuple[str, ...]
    allowed: frozenset[str]


@cache
def cases() -> tuple[Case, ...]:
    return tuple(_cases())


def _cases() -> Iterator[Case]:
    heading = ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            heading = line[2:]
        elif "\t" in line:
            told, sentence = line.split("\t")
            choices = [choice.strip() for choice in told.split(";") if choice.strip() not in {"", "-"}]
            every = {_kind(one) for choice in choices for one in choice.split("/")}
            yield Case(heading, sentence, tuple(choice for choice in choices if choice[0] != "?"), frozenset(every))


def _kind(choice: str) -> str:
    return choice.lstrip("?").partition("{")[0]


@cache
def claims(case: Case) -> tuple[Claim, ...]:
    text = f"# Privacy Policy\n\n## {case.heading}\n\n{case.sentence}\n"
    return tuple(claim for claim in read_policy("policy.md", text, _knowledge()).claims if claim.kind != "LEAD_IN")


@cache
def _knowledge() -> Knowledge:
    return Knowledge()


def holds(claim: Claim, choice: str) -> bool:
    if claim.kind != _kind(choice):
        return False
    return all(_value(claim, *check.split("=")) for check in re.findall(r"[\w.]+=[\w.-]+", choice))


def _value(claim: Claim, name: str, wanted: str) -> bool:
    if name == "gate":
        return claim.gate is not None and claim.gate.startswith(wanted)
    flat = [item for value in claim.values.values() for item in (value if isinstance(value, list) else [value])]
    return wanted in {str(item) for item in flat}


def lost(case: Case) -> list[str]:
    return [
        f"{choice} “{case.sentence}”"
        for choice in case.wanted
        if not any(holds(claim, one) for claim in claims(case) for one in choice.split("/"))
    ]


def wrong(case: Case) -> list[str]:
    return [
        f"{claim.kind} “{case.sentence}” [{claim.why}]"
        for claim in claims(case)
        if kinds()[claim.kind].family in CORE and claim.kind not in case.allowed
    ]


def test_sentences_are_read(capsys):
    wanted = sum(len(case.wanted) for case in cases())
    made = sum(kinds()[claim.kind].family in CORE for case in cases() for claim in claims(case))
    missing = [words for case in cases() for words in lost(case)]
    false = [words for case in cases() for words in wrong(case)]
    with capsys.disabled():
        sys.stdout.write(f"\n  {len(cases())} sentences: precision {1 - len(false) / made:.3f}, recall {1 - len(missing) / wanted:.3f}\n")
    assert len(missing) <= (1 - RECALL) * wanted, "\n".join(missing)
    assert len(false) <= (1 - PRECISION) * made, "\n".join(false)


def test_lookalikes_stay_silent():
    silent = [case for case in cases() if not case.allowed]
    spoken = [words for case in silent for words in wrong(case)]
    assert len(spoken) <= (1 - SILENT) * len(silent), "\n".join(spoken)


def test_what_gives_no_claim_is_told_to_be_unread():
    for case in cases():
        if case.wanted and not claims(case):
            policy = read_policy("policy.md", f"# Privacy Policy\n\n## {case.heading}\n\n{case.sentence}\n", _knowledge())
            assert policy.unread or policy.non_claims, case.sentence
