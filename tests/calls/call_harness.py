"""Runs datamap's call graph on the literate cases of this folder and counts edges. ``edges_of`` alone knows how datamap is called.

A case's ``calls`` block lists its edges, ``caller -> callee, callee``, with the names of ``datamap calls``.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent / "flows"))

from flow_harness import project  # noqa: E402
from literate import Case, cases_below  # noqa: E402

Edge = tuple[str, str]


def expected(case: Case) -> set[Edge]:
    """The edges that the case's table lists."""
    edges = set()
    for line in case.blocks.get("calls", "").splitlines():
        caller, arrow, callees = line.partition("->")
        assert arrow, f"{case.feature}.md:{case.line}: no arrow in {line!r}"
        edges |= {(caller.strip(), callee.strip()) for callee in callees.split(",")}
    return edges


def edges_of(files: dict[str, str]) -> set[Edge]:
    """The edges that datamap finds in a project of these files."""
    from datamap.pipeline import Options, call_graph

    with project(files) as root:
        graph = call_graph(root, Options(jobs=1, cached=False))
    return {(caller, callee) for caller, callees in graph.items() for callee in callees}


@dataclass
class Verdict:
    """Edges of one case that are missing or wrong, and a crash in words."""

    case: Case
    missing: set[Edge] = field(default_factory=set)
    wrong: set[Edge] = field(default_factory=set)
    found: int = 0
    crash: str = ""


def judge(case: Case) -> Verdict:
    """Compares the graph of one case with its table."""
    truth = expected(case)
    try:
        edges = edges_of(case.files)
    except Exception as error:  # a crash must not hide the other cases
        return Verdict(case, missing=truth, crash=f"{type(error).__name__}: {error}")
    return Verdict(case, truth - edges, edges - truth, len(edges & truth))


@dataclass
class Score:
    """Edges found, missing and wrong."""

    found: int = 0
    missing: int = 0
    wrong: int = 0

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.found / (self.found + self.missing) if self.found + self.missing else 1.0

    def add(self, verdict: Verdict) -> None:
        """Counts one case."""
        self.found += verdict.found
        self.missing += len(verdict.missing)
        self.wrong += len(verdict.wrong)


@dataclass
class Run:
    """All verdicts and the seconds they took."""

    verdicts: list[Verdict]
    seconds: float

    def scores(self) -> dict[str, Score]:
        """Per feature, and ``all`` at the end."""
        scores: dict[str, Score] = defaultdict(Score)
        total = Score()
        for verdict in self.verdicts:
            scores[verdict.case.feature].add(verdict)
            total.add(verdict)
        return {**dict(sorted(scores.items())), "all": total}

    def table(self) -> str:
        """Edges, precision and recall, a feature a line."""
        lines = [f"{'feature':<18}{'edges':>6}{'precision':>11}{'recall':>8}"]
        for name, score in self.scores().items():
            lines.append(f"{name:<18}{score.found + score.missing:>6}{score.precision:>11.3f}{score.recall:>8.3f}")
        return "\n".join([*lines, f"{len(self.verdicts)} cases in {self.seconds:.1f} s"])


def run(feature: str | None = None) -> Run:
    """Judges every case, or those of one feature."""
    start = time.perf_counter()
    verdicts = [judge(case) for case in cases_below(FOLDER, feature)]
    return Run(verdicts, time.perf_counter() - start)
