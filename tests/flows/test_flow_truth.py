"""The expectations of the cases are what really happens when the programs run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
FEATURES = sorted(path.name for path in FOLDER.glob("*.md") if path.stem != "README")


def test_expectations_hold_at_run_time():
    command = [sys.executable, str(FOLDER / "tracing.py"), *(str(FOLDER / name) for name in FEATURES)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (done.stdout, done.stderr) == ("", "")
