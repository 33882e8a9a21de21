"""Our own labelled policies and sentences -> rules/policy/likeness.toml: which traits of a statement speak for which kind of claim.

Run it after policies or sentences were added under tests/policies: `python tools/learn_likeness.py`. Nothing is random: the same texts give
the same file. Each kind is told from all others by a sum of weights (a logistic regression, one kind at a time).
"""

from __future__ import annotations

import math
import random
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src")]

from datamap.knowledge.everything import Knowledge  # noqa: E402
from datamap.policy.lexicon import Lexicon  # noqa: E402
from datamap.policy.reader import read  # noqa: E402
from datamap.policy.rules import kinds  # noqa: E402
from datamap.policy.traits import traits  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXTS = ROOT / "tests" / "policies"
TARGET = ROOT / "rules" / "policy" / "likeness.toml"
CORE = frozenset({"collection", "storage", "processor", "sharing", "protection", "gate", "retention", "deletion", "region"})
FEWEST_OF_KIND, FEWEST_OF_TRAIT, LEAST = 12, 4, 0.75
ROUNDS, RATE, BASE_RATE, SEED = 12, 0.3, 0.05, 7
STEP = 4  # weights are kept in quarters
HEAD = """# Which traits of a statement speak for (+) or against (-) a kind of claim, for sentences that no reader of wordings understood.
# Written by tools/learn_likeness.py from our own policies and sentences in tests/policies; not for editing by hand.
# base: where a statement starts; the other keys are weights, each with its traits: stems of words, pairs of neighbours ("a_b"), and what
# the statement names (DATA, VENDOR, PERIOD, WE, YOU, NO) or how and where it does (mode:, who:, on:, has:, data:).
"""


@dataclass
class Example:
    """A statement: its traits, the kinds that it claims, and those that it may claim."""

    traits: tuple[str, ...]
    claims: set[str]
    may: set[str] = field(default_factory=set)


def plain(text: str) -> str:
    """Its words in lower case, nothing else."""
    return " ".join(re.findall(r"\w+", text.lower()))


def same(one: str, other: str) -> bool:
    """Whether one text holds the other."""
    one, other = plain(one), plain(other)
    return one in other or other in one


def statements(name: str, text: str, lexicon: Lexicon) -> Iterator[tuple[str, tuple[str, ...], int, set[str]]]:
    """Each statement: its words, traits, how many its sentence has, and the kinds that were read in it alone."""
    reading = read(name, text, lexicon)
    found = [(plain(one.draft.text.value), one.draft.kind) for one in reading.found if not one.draft.why.startswith("alike")]
    several = Counter(statement.sentence.value for statement in reading.statements)
    for statement in reading.statements:
        own = plain(statement.text.value)
        told = {kind for quote, kind in found if quote == own}
        yield statement.text.value, traits(statement), several[statement.sentence.value], told


def of_policies(lexicon: Lexicon) -> Iterator[Example]:
    """The statements of the labelled policies."""
    for labels in sorted(TEXTS.glob("*.labels")):
        (path,) = (path for path in TEXTS.glob(f"{labels.stem}.*") if path != labels)
        lines = [line.split("\t") for line in labels.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")]
        everything = list(statements(path.name, path.read_text(encoding="utf-8"), lexicon))
        for text, names, several, told in everything:
            about = [line for line in lines if line[0] != "-" and len(plain(text).split()) > 1 and same(text, line[1])]
            claims = {line[0] for line in about if not line[0].startswith("?")}
            may = {line[0].lstrip("?") for line in about}
            if several > 1:
                elsewhere = {
                    kind for other, _, _, kinds_there in everything if other != text and same_sentence(about, other) for kind in kinds_there
                }
                claims -= elsewhere - told
            yield Example(names, claims, may)


def same_sentence(about: list[list[str]], text: str) -> bool:
    """Whether a text belongs to the sentence that labels are about."""
    return any(same(text, line[1]) for line in about)


def of_sentences(lexicon: Lexicon) -> Iterator[Example]:
    """The statements of the labelled sentences, and those that claim nothing."""
    for name in ("sentences.txt", "denials.txt", "nonclaims.txt"):
        heading = "# Privacy"
        for line in (TEXTS / name).read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                heading = line if name == "sentences.txt" else heading
            elif line.strip() and not line.startswith("//"):
                yield from _of_line(line, heading, lexicon)


def _of_line(line: str, heading: str, lexicon: Lexicon) -> Iterator[Example]:
    wanted, _, sentence = line.rpartition("\t")
    claims: set[str] = set()
    may: set[str] = set()
    for entry in re.sub(r"\{.*?\}", "", wanted).split(";"):
        first, *others = entry.strip().lstrip("?").split("/")
        if first and first != "-":
            (may if entry.strip().startswith("?") else claims).add(first)
            may.update((first, *others))
    made = list(statements("p.md", f"{heading}\n\n{sentence}\n", lexicon))
    for _, names, _, _ in made:
        yield Example(names, claims if len(made) == 1 else set(), may)


def learn(examples: list[Example]) -> dict[str, tuple[float, dict[str, float]]]:
    """For each kind where a statement starts, and the weight of each trait."""
    common = Counter(name for example in examples for name in example.traits)
    seen = Counter(kind for example in examples for kind in example.claims if kind in kinds() and kinds()[kind].family in CORE)
    chosen = sorted(kind for kind, count in seen.items() if count >= FEWEST_OF_KIND)
    kept = [[name for name in example.traits if common[name] >= FEWEST_OF_TRAIT] for example in examples]
    return {kind: _of_kind(kind, examples, kept) for kind in chosen}


def _of_kind(kind: str, examples: list[Example], kept: list[list[str]]) -> tuple[float, dict[str, float]]:
    base, weights, slopes = -2.0, defaultdict[str, float](float), defaultdict[str, float](lambda: 1e-3)
    order, shuffled = list(range(len(examples))), random.Random(SEED)  # noqa: S311
    for _ in range(ROUNDS):
        shuffled.shuffle(order)
        for i in order:
            example, names = examples[i], kept[i]
            if not names or (kind in example.may and kind not in example.claims):
                continue
            part = 1 / math.sqrt(len(names))
            total = base + part * sum(weights[name] for name in names)
            error = 1 / (1 + math.exp(-max(-30.0, min(30.0, total)))) - (kind in example.claims)
            if abs(error) < 0.02:
                continue
            base -= BASE_RATE * error
            for name in names:
                slope = error * part
                slopes[name] += slope * slope
                weights[name] -= RATE * slope / math.sqrt(slopes[name])
    return base, weights


def write(learned: dict[str, tuple[float, dict[str, float]]]) -> None:
    """The weights as a file of rules/."""
    lines = [HEAD]
    for kind, (base, weights) in learned.items():
        groups: dict[int, list[str]] = {}
        for name, weight in weights.items():
            groups.setdefault(round(weight * STEP), []).append(name)
        lines.append(f"[kind.{kind}]\nbase = {round(base, 2)}\nweights = [")
        for level in sorted((level for level in groups if abs(level) >= LEAST * STEP), reverse=True):
            words = " ".join(sorted(groups[level])).replace("\\", "\\\\").replace('"', '\\"')
            lines.append(f'  [{level / STEP}, "{words}"],')
        lines.append("]\n")
    TARGET.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    lexicon = Lexicon(Knowledge())
    write(learn([*of_policies(lexicon), *of_sentences(lexicon)]))
