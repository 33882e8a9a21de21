"""What reading costs: CPU seconds of facts beside those of ``ast.parse`` and one plain walk of the same files.

    python benchmarks/reading.py PATH... [--repeat 3]

Each PATH is a folder, such as an unpacked package. Figures are minima of the repetitions, in one process on one core, without the
garbage collector on either side; ``cached`` reads everything from a full cache, ``memory`` is the peak of the whole run.
"""

from __future__ import annotations

import argparse
import ast
import gc
import resource
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from datamap.facts.cache import Cache
from datamap.facts.discover import discover
from datamap.facts.gather import facts_of, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.facts.sources import SourceFile


def parse_and_walk(files: list[SourceFile]) -> int:
    """The yardstick: parses each file and visits each node; how many there are."""
    nodes = 0
    for file in files:
        data = file.load()
        try:
            tree = ast.parse(data if isinstance(data, bytes) else b"")
        except SyntaxError:
            continue
        nodes += sum(1 for _ in ast.walk(tree))
    return nodes


def seconds(function: Callable[[], object], repeat: int) -> float:
    """The least CPU time that the function took."""
    times = []
    for _ in range(repeat):
        gc.collect()
        gc.disable()
        start = time.process_time()
        function()
        times.append(time.process_time() - start)
    return min(times)


def measure(root: str, repeat: int) -> None:
    """Prints one line about a folder, and what in it can't be read."""
    files = [file for file in discover(root).files if file.kind == "python"]
    facts = facts_of(files)
    lines = sum(module.lines for module in facts)
    yardstick = seconds(lambda: parse_and_walk(files), repeat)
    reading = seconds(lambda: facts_of(files), repeat)
    with tempfile.TemporaryDirectory() as folder:
        facts_of(files, cache=Cache(Path(folder)))
        cached = seconds(lambda: facts_of(files, cache=Cache(Path(folder))), repeat)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{Path(root).name}: {len(files):,} files, {lines:,} lines; parse and walk {yardstick:.2f} s, facts {reading:.2f} s "
        f"({reading / yardstick:.2f} times as much), cached {cached:.2f} s, memory {memory:,} MB"
    )
    for entry in unreadable(facts):
        print(f"  {entry.file}:{entry.line} {entry.reason}")


def main() -> int:
    """Measures every folder of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", metavar="PATH")
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    for path in options.paths:
        measure(path, options.repeat)
    return 0


if __name__ == "__main__":
    sys.exit(main())
