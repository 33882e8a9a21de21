"""A program and its declared flows from sources in memory."""

from __future__ import annotations

from textwrap import dedent

from datamap.config import Config, SinkSpec, Source
from datamap.facts.read import read_module
from datamap.flow import call_graph, solve
from datamap.flow.declared import KIND
from datamap.program import Program, link

CONFIG = Config(source=(Source(data="test.data", call="source"),), sink=(SinkSpec(call="SINK", id="sink"),))


def program(files: dict[str, str] | str) -> Program:
    if isinstance(files, str):
        files = {"main.py": files}
    return link([read_module(path, dedent(text).encode()) for path, text in files.items()])


def flows(files: dict[str, str] | str, config: Config = CONFIG) -> list[tuple[str, int]]:
    """Places of sinks that data reaches."""
    solution = solve(program(files), None, config)
    return sorted({(effect.location.file, effect.location.line) for effect in solution.effects if effect.kind == KIND and effect.slots})


def lines(text: str, config: Config = CONFIG) -> list[int]:
    return [line for _, line in flows(text, config)]


def calls(files: dict[str, str] | str) -> dict[str, list[str]]:
    return call_graph(program(files))
