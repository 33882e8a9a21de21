"""Measures how well names of fields are told apart: personal or not, and which category.

python tools/measure_field_names.py            figures of both halves
python tools/measure_field_names.py --errors   also the errors of the tune half; those of the hold-out are never shown
"""

from __future__ import annotations

import argparse
import csv
import sys
from dataclasses import dataclass, field
from pathlib import Path

from datamap.knowledge.recognise import Recognition, recognise
from datamap.model import Confidence

LABELLED = Path(__file__).resolve().parent.parent / "tests" / "knowledge" / "field_names" / "labelled.tsv"


@dataclass(slots=True)
class Figures:
    """Counts of one half in one mode."""

    hits: int = 0
    misses: int = 0
    false: int = 0
    correct_rejections: int = 0
    right_category: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.hits / max(1, 2 * self.hits + self.misses + self.false)

    @property
    def false_positive_rate(self) -> float:
        """How many of the names that are not personal are taken for personal."""
        return self.false / max(1, self.false + self.correct_rejections)

    def __str__(self) -> str:
        precision = self.hits / max(1, self.hits + self.false)
        recall = self.hits / max(1, self.hits + self.misses)
        category = self.right_category / max(1, self.hits)
        return (
            f"F1 {self.f1:.3f}  precision {precision:.3f}  recall {recall:.3f}  false-positive rate {self.false_positive_rate:.4f}"
            f"  category {category:.3f}  ({self.hits + self.misses} personal, {self.false + self.correct_rejections} not)"
        )


def measure(split: str, *, name_only: bool = False, least: Confidence = Confidence.LOW, path: Path = LABELLED) -> Figures:
    """Compare the recogniser with the labels of one half; ``name_only`` hides class and type from it."""
    figures = Figures()
    with path.open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["split"] == split:
                found = recognise(row["field"]) if name_only else recognise(row["field"], owner=row["owner"], type_name=row["type"])
                _count(figures, row, found if found and found.personal and found.confidence.rank >= least.rank else None)
    return figures


def _count(figures: Figures, row: dict[str, str], found: Recognition | None) -> None:
    wanted = row["label"] == "yes"
    if wanted and found:
        figures.hits += 1
        same = found.category.startswith(row["category"]) or row["category"].startswith(found.category)
        figures.right_category += same
    elif wanted:
        figures.misses += 1
    elif found:
        figures.false += 1
    else:
        figures.correct_rejections += 1
    if wanted != (found is not None):
        said = f"{found.category} ({found.why})" if found else "nothing"
        name = f"{'missed' if wanted else 'false '} {row['owner']}.{row['field']}: {row['type']}"
        figures.errors.append(f"{name}  is {row['category'] or 'not personal'}, said {said}")


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true")
    chosen = parser.parse_args()
    for split in ("tune", "holdout"):
        for name_only in (False, True):
            for least in (Confidence.LOW, Confidence.MEDIUM):
                figures = measure(split, name_only=name_only, least=least)
                mode = "name only" if name_only else "name, class and type"
                print(f"{split:8} {mode:21} from {least.value:7} {figures}")
                if chosen.errors and split == "tune" and least is Confidence.LOW:
                    print("\n".join(figures.errors))
    return 0


if __name__ == "__main__":
    sys.exit(main())
