"""Runs datamap on the flow cases and counts what it got right. ``flows_of`` is the only place that knows how datamap is called."""

from __future__ import annotations

import time
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from literate import Case, Place, cases_below

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent

CONFIG = """\
[[tool.datamap.source]]
call = "source"
data = "test.data"

[[tool.datamap.sink]]
call = "SINK"
id = "sink"

[[tool.datamap.forbid]]
data = "test.*"
to = "sink"
"""


@contextmanager
def project(files: dict[str, str]) -> Iterator[Path]:
    """A folder with these files, gone afterwards."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        yield root


def flows_of(files: dict[str, str], config: str | None = None) -> set[Place]:
    """The places (path, line) at which a declared flow ends in a project of these files, straight from the engine, which is quickest."""
    from datamap.checks.declared_flow import stays_data
    from datamap.facts.discover import discover
    from datamap.facts.gather import facts_of
    from datamap.flow import solve
    from datamap.flow.models.registry import Models
    from datamap.pipeline import Options, open_project
    from datamap.program import link

    with project({**files, "pyproject.toml": config or CONFIG}) as root:
        opened = open_project(root, Options())
        found = discover(root).files
        program = link(facts_of(found, 1, None))
        effects = solve(program, Models(program, opened.knowledge, opened.config, found), opened.config).effects
    return {
        (effect.location.file, effect.location.line)
        for effect in effects
        if effect.kind == "declared"
        for slot in effect.slots
        for tag in slot.labels
        for forbid in opened.config.forbid
        if forbid.to == effect.target and fnmatchcase(tag.origin.name, forbid.data) and stays_data(tag.form.kind)
    }


def findings_of(files: dict[str, str], config: str | None = None) -> set[Place]:
    """The places (path, line) of the DM001 findings of a whole scan."""
    from datamap.pipeline import Options, scan

    with project({**files, "pyproject.toml": config or CONFIG}) as root:
        findings = scan(root, Options(jobs=1, cached=False)).findings
    return {(finding.location.file, finding.location.line) for finding in findings if finding.rule == "DM001"}


@dataclass
class Verdict:
    """What datamap said of one case: places missed, places reported though safe, a crash in words."""

    case: Case
    missed: list[Place] = field(default_factory=list)
    false: list[Place] = field(default_factory=list)
    crash: str = ""


def judge(case: Case) -> Verdict:
    """Analyses one case and compares; a report on a line without a mark is a false one too."""
    verdict = Verdict(case)
    try:
        reported = flows_of(case.files, case.config)
    except Exception as error:  # a crash must not hide the other cases
        reported = set()
        verdict.crash = f"{type(error).__name__}: {error}"
    expected = case.expected
    verdict.missed = sorted(place for place, flows in expected.items() if flows and place not in reported)
    verdict.false = sorted(place for place in reported if not expected.get(place, False))
    return verdict


@dataclass
class Score:
    """Sinks of one feature: how many flow, how many are look-alikes, and how many of each were reported."""

    flows: int = 0
    hits: int = 0
    safe: int = 0
    alarms: int = 0

    @property
    def tpr(self) -> float:
        return self.hits / self.flows if self.flows else 1.0

    @property
    def fpr(self) -> float:
        return self.alarms / self.safe if self.safe else 0.0

    @property
    def youden(self) -> float:
        return self.tpr - self.fpr

    def add(self, verdict: Verdict) -> None:
        """Counts one case's sinks."""
        flows = sum(verdict.case.expected.values())
        self.flows += flows
        self.hits += flows - len(verdict.missed)
        self.safe += len(verdict.case.expected) - flows
        self.alarms += len(verdict.false)


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
        """TPR, FPR and Youden, a feature a line."""
        lines = [f"{'feature':<18}{'flows':>6}{'safe':>6}{'TPR':>7}{'FPR':>7}{'Youden':>8}"]
        for name, score in self.scores().items():
            lines.append(f"{name:<18}{score.flows:>6}{score.safe:>6}{score.tpr:>7.2f}{score.fpr:>7.2f}{score.youden:>8.2f}")
        return "\n".join([*lines, f"{len(self.verdicts)} cases in {self.seconds:.1f} s"])


def run(feature: str | None = None) -> Run:
    """Judges every case, or those of one feature."""
    start = time.perf_counter()
    verdicts = [judge(case) for case in cases_below(FOLDER, feature)]
    return Run(verdicts, time.perf_counter() - start)
