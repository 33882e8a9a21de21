"""What a whole scan costs: CPU seconds, cold and on one core, beside those of reading, parsing and one plain walk of the same files.

    python benchmarks/scan.py PATH... [--most RATIO]

Each PATH is a folder, such as an unpacked package; each is scanned once in a process of its own, without the cache, and the yardstick is
measured right after it, so that both meet the same machine. ``memory`` is the peak of the scan. With ``--most`` the exit code is 1 where a
ratio is above it.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
import warnings
from pathlib import Path

from reading import parse_and_walk, seconds

from datamap.facts.discover import discover
from datamap.pipeline import Options, scan

_REPEAT = 3


def measure(root: str) -> dict[str, float]:
    """The figures of one folder, by name."""
    warnings.simplefilter("ignore")
    start = time.process_time()
    result = scan(Path(root), Options(jobs=1, cached=False))
    scanning = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    files = [file for file in discover(Path(root)).files if file.kind == "python"]
    yardstick = seconds(lambda: parse_and_walk(files), _REPEAT)
    return {
        "files": len(files),
        "lines": sum(file.load().count(b"\n") for file in files if isinstance(file.load(), bytes)),
        "yardstick": yardstick,
        "scan": scanning,
        "ratio": scanning / yardstick,
        "memory": memory,
        "flows": len(result.practices.flows),
        "findings": len(result.findings),
    }


def measured_apart(root: str) -> dict[str, float]:
    """The figures of one folder from a process of its own, whose peak of memory is that of this scan."""
    done = subprocess.run([sys.executable, __file__, root, "--json"], capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def main() -> int:
    """Measures every folder of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", metavar="PATH")
    parser.add_argument("--most", type=float, default=0.0, metavar="RATIO")
    parser.add_argument("--json", action="store_true", help="one folder, measured in this process")
    options = parser.parse_args()
    if options.json:
        print(json.dumps(measure(options.paths[0])))
        return 0
    highest = 0.0
    for path in options.paths:
        found = measured_apart(path)
        highest = max(highest, found["ratio"])
        print(
            f"{Path(path).name}: {found['files']:,.0f} files, {found['lines']:,.0f} lines; parse and walk {found['yardstick']:.2f} s, "
            f"scan {found['scan']:.1f} s ({found['ratio']:.1f} times as much), memory {found['memory']:,.0f} MB; "
            f"{found['flows']:.0f} flows, {found['findings']:.0f} findings",
            flush=True,
        )
    return int(bool(options.most) and highest > options.most)


if __name__ == "__main__":
    sys.exit(main())
