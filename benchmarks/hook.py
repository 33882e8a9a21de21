"""What the hook costs: CPU seconds beyond Python's own start-up, with a full cache, in a repository of many files.

    python benchmarks/hook.py SERVICE [--files 10000] [--most SECONDS]

SERVICE is a folder with a project, such as fixtures/faktry/service; it is copied, and files that only compute are added until there are
so many. Measured are a run that finds nothing changed, one after a change of a file of the service, and one after a change of another.
With ``--most`` the exit code is 1 where one of them takes longer.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

_REPEAT = 3
_FOLDER = 100
_TEXT = '''"""Part {number}."""

from __future__ import annotations

import logging

log = logging.getLogger(__name__)


class Shape{number}:
    def __init__(self, width: int, depth: int) -> None:
        self.width, self.depth = width, depth

    def area(self) -> int:
        if self.width < 0:
            raise ValueError(f"{{self.width}} is too small")
        return self.width * self.depth


def widest(shapes: list[Shape{number}]) -> int:
    return max(shape.width for shape in shapes)
'''


def fill(folder: Path, files: int) -> Path:
    """Adds files until there are so many Python files; returns one that was added."""
    there = sum(1 for _ in folder.rglob("*.py"))
    part = folder / "parts" / "block_0" / "part_0.py"
    for number in range(max(1, files - there)):
        part = folder / "parts" / f"block_{number // _FOLDER}" / f"part_{number}.py"
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(_TEXT.format(number=number))
    return part


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """The CPU time of a command, user and system."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *command], env=environment, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(folder: Path, changed: Path | None, environment: dict[str, str]) -> float:
    """The least of some runs, each after a change of its own to ``changed``."""
    hook = ["-c", "from datamap.cli.main import main; main()", "hook", "--root", str(folder)]
    times = []
    for number in range(_REPEAT):
        if changed is not None:
            changed.write_text(f"{changed.read_text()}\nchanged_{number} = {number}\n")
        times.append(seconds([*hook, str(changed or folder / "pyproject.toml")], environment))
    return min(times) - min(seconds(["-c", "pass"], environment) for _ in range(_REPEAT))


def main() -> int:
    """Measures the service of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("service", type=Path)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--most", type=float, default=0.0, metavar="SECONDS")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "project"
        shutil.copytree(options.service, folder)
        own = max(folder.rglob("*.py"), key=lambda file: (file.stat().st_size, file))
        added = fill(folder, options.files)
        environment = {**os.environ, "DATAMAP_CACHE_DIR": str(Path(place) / "cache")}
        found = {
            "nothing changed": measure(folder, None, environment),
            f"{own.relative_to(folder)} changed": measure(folder, own, environment),
            f"{added.relative_to(folder)} changed": measure(folder, added, environment),
        }
    for name, spent in found.items():
        print(f"{options.files:,} files, {name}: {spent:.2f} s")
    return int(bool(options.most) and max(found.values()) > options.most)


if __name__ == "__main__":
    sys.exit(main())
