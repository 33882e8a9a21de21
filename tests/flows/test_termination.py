"""Programs of awkward shape and size end, well within a bound that only guards against hanging, and still give their flow."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from flow_harness import flows_of
from large_programs import PROGRAMS

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 60
TOO_SLOW = {"stacked_decorators"}
SLOW = pytest.mark.skip(reason="a known gap: ends, but loses the flow")


@contextmanager
def bound(seconds: int) -> Iterator[None]:
    """Raises TimeoutError in what takes longer."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"took more than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="needs an alarm to stop a hanging run")
@pytest.mark.parametrize("name", [pytest.param(name, marks=SLOW) if name in TOO_SLOW else name for name in PROGRAMS])
def test_it_ends_and_finds_the_flow(name):
    files = PROGRAMS[name]()
    expected = {("main.py", number) for number, line in enumerate(files["main.py"].splitlines(), 1) if line.endswith("# flow")}
    with bound(SECONDS):
        assert expected <= flows_of(files)
