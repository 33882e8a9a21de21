"""Policies of our own writing in many styles, labelled before they were read: precision and recall on the kinds that matter."""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from datamap.knowledge.everything import Knowledge
from datamap.policy import read_policy
from datamap.policy.rules import kinds

if TYPE_CHECKING:
    from datamap.model import Claim, Policy

FOLDER = Path(__file__).resolve().parent.parent / "policies"
CORE = frozenset({"collection", "storage", "processor", "sharing", "protection", "gate", "retention", "deletion", "region"})
PRECISION, RECALL, POLARITY_ERRORS = 0.95, 0.85, 0.01
UNSEEN = frozenset({"70-region", "71-tinyform", "73-monsters", "76-sparkle", "77-hospital"})
"""Policies whose wordings nobody taught the reader: what is read in them is about what is read in any other company's."""


@dataclass(frozen=True)
class Label:
    """One line of a .labels file: a kind ("?": may be claimed, "-": nothing is), words of the sentence, what the claim must hold."""

    kind: str
    words: str
    checks: str
    optional: bool


@cache
def labels(name: str) -> tuple[Label, ...]:
    lines = (FOLDER / f"{name}.labels").read_text(encoding="utf-8").splitlines()
    return tuple(_label(line) for line in lines if line.strip() and not line.startswith("#"))


def _label(line: str) -> Label:
    kind, words, *checks = line.split("\t")
    return Label(kind.lstrip("?"), words, checks[0] if checks else "", kind.startswith("?"))


@cache
def policy(name: str) -> Policy:
    (path,) = [path for path in FOLDER.glob(f"{name}.*") if path.suffix != ".labels"]
    return read_policy(path.name, path.read_text(encoding="utf-8"), _knowledge())


@cache
def _knowledge() -> Knowledge:
    return Knowledge()


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.labels"))


def _plain(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def speaks_of(claim: Claim, label: Label) -> bool:
    """Whether the claim's quote and the label's words are the same stretch of text, or one holds most of the other."""
    quote, words = _plain(claim.quote), _plain(label.words)
    inside = " ".join(words) in " ".join(quote) or " ".join(quote) in " ".join(words)
    return inside or len(Counter(quote) & Counter(words)) >= 0.7 * min(len(set(quote)), len(set(words)))


def holds(claim: Claim, checks: str) -> bool:
    return all(_holds(claim, *check.split("=", 1)) for check in checks.split("; ") if check)


def _holds(claim: Claim, name: str, wanted: str) -> bool:
    match name:
        case "data":
            return all(
                any(key == want or key.startswith(f"{want}.") or want.startswith(f"{key}.") for key in claim.data)
                for want in wanted.split(",")
            )
        case "entity":
            return set(wanted.split(",")) <= set(claim.entities)
        case "category":
            return set(wanted.split(",")) <= {*claim.categories, *claim.purpose}
        case "gate":
            return claim.gate is not None and claim.gate.startswith(wanted)
        case _:
            flat = [item for value in claim.values.values() for item in (value if isinstance(value, list) else [value])]
            return wanted in {str(item) for item in flat}


def missed(name: str) -> list[str]:
    """The labels that no claim meets, in words."""
    lost = []
    for label in labels(name):
        if label.optional or label.kind == "-":
            continue
        there = [claim for claim in policy(name).claims if claim.kind == label.kind and speaks_of(claim, label)]
        if not there:
            others = sorted({claim.kind for claim in policy(name).claims if speaks_of(claim, label)})
            lost.append(f"{label.kind} “{label.words}”: not found, there are {', '.join(others) or 'none'}")
        elif not any(holds(claim, label.checks) for claim in there):
            lost.append(f"{label.kind} “{label.words}”: lacks {label.checks}")
    return lost


def false(name: str) -> list[str]:
    """The core claims that no label expects, in words."""
    wrong = []
    for claim in policy(name).claims:
        expected = any(label.kind == claim.kind and speaks_of(claim, label) for label in labels(name))
        if not expected and kinds()[claim.kind].family in CORE:
            wrong.append(f"line {claim.location.line} {claim.polarity}{claim.kind} “{claim.quote}” [{claim.why}]")
    return wrong


def reversed_claims(name: str) -> list[str]:
    """The claims that say the opposite of what their sentence is labelled with, in words: collected where nothing is, or the other way."""
    found = []
    for claim in policy(name).claims:
        about = [label for label in labels(name) if label.kind != "-" and speaks_of(claim, label)]
        told = {kinds()[label.kind].polarity for label in about if _side(label.kind) == _side(claim.kind)}
        expected = any(label.kind == claim.kind for label in about)
        if kinds()[claim.kind].family in CORE and told and not expected and claim.polarity not in told:
            found.append(f"line {claim.location.line} {claim.polarity}{claim.kind} “{claim.quote}” [{claim.why}]")
    return found


def _side(kind: str) -> str:
    """Kinds that can deny each other: those that tell of having data, and those that tell of giving it away."""
    family = kinds()[kind].family
    return {"storage": "collection", "processor": "sharing"}.get(family, family)


def _core(name: str) -> list[Label]:
    return [label for label in labels(name) if not label.optional and label.kind != "-" and kinds()[label.kind].family in CORE]


def figures(some: list[str]) -> tuple[float, float, int]:
    claimed = [claim for name in some for claim in policy(name).claims if kinds()[claim.kind].family in CORE]
    wrong = [words for name in some for words in false(name)]
    wanted = [label for name in some for label in _core(name)]
    lost = [words for name in some for words in missed(name) if kinds()[words.split()[0]].family in CORE]
    return 1 - len(wrong) / max(len(claimed), 1), 1 - len(lost) / max(len(wanted), 1), len(wanted)


@pytest.mark.parametrize("name", names())
def test_precision_and_recall_of_each(name):
    precision, recall, _ = figures([name])
    assert precision >= PRECISION - 0.05, "\n".join(false(name))
    assert recall >= RECALL - (0.3 if name in UNSEEN else 0.15), "\n".join(missed(name))


def test_precision_and_recall_of_all(capsys):
    precision, recall, wanted = figures(names())
    claimed = sum(kinds()[claim.kind].family in CORE for name in names() for claim in policy(name).claims)
    wrong = [words for name in names() for words in reversed_claims(name)]
    with capsys.disabled():
        sys.stdout.write(f"\n  {len(names())} policies, {wanted} core claims labelled: precision {precision:.3f}, recall {recall:.3f}")
        sys.stdout.write(f", polarity errors {len(wrong)} of {claimed}\n")
    assert len(wrong) <= POLARITY_ERRORS * claimed, "\n".join(wrong)
    assert precision >= PRECISION
    assert recall >= RECALL


@pytest.mark.parametrize("name", names())
def test_sentences_that_claim_nothing_are_no_claims(name):
    for label in labels(name):
        if label.kind == "-":
            assert not [claim.kind for claim in policy(name).claims if speaks_of(claim, label) and kinds()[claim.kind].family in CORE], (
                label.words
            )
