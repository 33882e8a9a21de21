"""Reads many files in several processes. One that dies or hangs costs the file that killed it, nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import deque
from pathlib import Path
from typing import TypeAlias

import msgspec

import datamap
from datamap.facts.worker import receive, send

SECONDS_PER_BATCH = 120
_BATCHES_PER_WORKER = 8
_LARGEST_BATCH = 512 * 1024

Batch: TypeAlias = list[int]


def read_in_processes(contents: list[bytes], jobs: int, command: list[str] | None = None) -> dict[int, bytes | None]:
    """The encoded facts of each file by its index, None for one whose reading ended its process.

    A file is missing where no process could be started.

    ``command``: how to start a worker, for tests.
    """
    pool = _Pool(contents, jobs, command or [sys.executable, "-P", "-m", "datamap.facts.worker"])
    threads = [threading.Thread(target=pool.work, daemon=True) for _ in range(jobs)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        pool.stop()
    return pool.results


class _Pool:
    def __init__(self, contents: list[bytes], jobs: int, command: list[str]) -> None:
        self._contents = contents
        self._command = command
        self._batches = deque(_batches(contents, jobs))
        self._processes: list[subprocess.Popen[bytes]] = []
        self.results: dict[int, bytes | None] = {}

    def work(self) -> None:
        """One thread's work: feeds one process, and replaces it when it ends before its time."""
        process = self._start()
        while process is not None and (batch := self._next()) is not None:
            answers = self._answers(process, batch)
            if answers is not None:
                self.results.update(zip(batch, answers, strict=True))
                continue
            if len(batch) == 1:
                self.results[batch[0]] = None
            else:
                middle = len(batch) // 2
                self._batches.extendleft((batch[:middle], batch[middle:]))
            process = self._start()

    def stop(self) -> None:
        """Ends all processes."""
        for process in self._processes:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()

    def _next(self) -> Batch | None:
        try:
            return self._batches.popleft()
        except IndexError:
            return None

    def _start(self) -> subprocess.Popen[bytes] | None:
        pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
        try:
            process = subprocess.Popen(self._command, stdin=pipe, stdout=pipe, stderr=nowhere, env=_environment())  # noqa: S603
        except OSError:
            return None
        self._processes.append(process)
        return process

    def _answers(self, process: subprocess.Popen[bytes], batch: Batch) -> list[bytes] | None:
        """The worker's answer to a batch, None if it died or had to be killed over it."""
        stdin, stdout = process.stdin, process.stdout
        if stdin is None or stdout is None:
            return None
        alarm = threading.Timer(SECONDS_PER_BATCH, process.kill)
        alarm.start()
        try:
            send(stdin, [self._contents[index] for index in batch])
            answers = receive(stdout)
        except OSError:
            return None
        finally:
            alarm.cancel()
        return answers if answers is not None and len(answers) == len(batch) else None


def _batches(contents: list[bytes], jobs: int) -> list[Batch]:
    """Neighbours together, up to a size that leaves every worker several batches."""
    limit = min(_LARGEST_BATCH, sum(map(len, contents)) // (jobs * _BATCHES_PER_WORKER) + 1)
    batches: list[Batch] = []
    room = 0
    for index, data in enumerate(contents):
        if room <= 0:
            batches.append([])
            room = limit
        batches[-1].append(index)
        room -= len(data)
    return batches


def _environment() -> dict[str, str]:
    """The environment, in which only datamap and msgspec are found beside the standard library: never the current folder."""
    homes = {str(Path(module.__file__ or "").resolve().parents[1]) for module in (datamap, msgspec)}
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sorted(homes))}
