"""Checks the tables by running the programs under a profiler: ``python tests/calls/call_tracing.py FEATURE.md``.

Calls between functions of the case must agree both ways; built-in functions that were seen to be called must be in the table. A case with
a reason not to run is trusted.
"""

from __future__ import annotations

import runpy
import sys
import types
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from call_harness import FOLDER, Edge, expected, project
from literate import Case, read
from tracing import RUNS, Tracer, answers, installed

if TYPE_CHECKING:
    from collections.abc import Iterator

BUILT_IN_TYPES = {str: "PyStr", list: "PyList", dict: "PyDict", set: "PySet", tuple: "PyTuple", bytes: "PyBytes"}
HIDDEN = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")


def module_name(path: str) -> str:
    """``pkg/mod.py`` as ``pkg.mod``."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def identity(code: types.CodeType) -> tuple[object, ...]:
    """What tells one function from another; equal code in two files compares equal."""
    return code.co_filename, code.co_qualname, code.co_firstlineno, code.co_linetable


def names_of(code: types.CodeType, name: str) -> Iterator[tuple[types.CodeType, str]]:
    """Each code object below ``code`` with its dotted name; comprehensions and class bodies count as what they stand in."""
    yield code, name
    lambdas = 0
    for inner in (constant for constant in code.co_consts if isinstance(constant, types.CodeType)):
        if inner.co_name == "<lambda>":
            lambdas += 1
            yield from names_of(inner, f"{name}.<lambda{lambdas}>")
        elif inner.co_name in HIDDEN:
            yield from ((found, name if found is inner else text) for found, text in names_of(inner, name))
        else:
            yield from names_of(inner, f"{name}.{inner.co_name}")


class Profiler:
    """Collects the edges of one run."""

    def __init__(self, case: Case, root: Path) -> None:
        self.edges: set[Edge] = set()
        self.names: dict[tuple[object, ...], str] = {}
        for path, text in case.files.items():
            code = compile(text, str(root / path), "exec", dont_inherit=True)
            self.names.update((identity(inner), name) for inner, name in names_of(code, module_name(path)))

    def __call__(self, frame: types.FrameType, event: str, argument: object) -> None:
        if event == "call" and identity(frame.f_code) in self.names and not self._body(frame.f_code):
            caller = self._caller(frame.f_back)
            if caller and not self._resumed(frame):
                self.edges.add((caller, self.names[identity(frame.f_code)]))
        elif event == "c_call" and identity(frame.f_code) in self.names and (callee := built_in(argument)):
            self.edges.add((self._owner(frame), callee))

    def _caller(self, frame: types.FrameType | None) -> str:
        while frame is not None and identity(frame.f_code) not in self.names:
            frame = frame.f_back
        return self._owner(frame) if frame is not None else ""

    def _owner(self, frame: types.FrameType) -> str:
        """The function that the frame's code counts as: for a class body, what defines the class."""
        while self._class_body(frame.f_code) and frame.f_back is not None:
            frame = frame.f_back
        return self.names[identity(frame.f_code)]

    def _body(self, code: types.CodeType) -> bool:
        return code.co_name in {"<module>", *HIDDEN} or self._class_body(code)

    def _class_body(self, code: types.CodeType) -> bool:
        return not code.co_flags & 0x2 and code.co_name != "<module>"

    def _resumed(self, frame: types.FrameType) -> bool:
        """Whether a generator or coroutine goes on after a pause: its RESUME instruction then has an argument."""
        return bool(frame.f_code.co_flags & 0x2A0) and frame.f_code.co_code[frame.f_lasti + 1] != 0


def built_in(function: object) -> str:
    """The table's name of a built-in function, empty for those of other modules and hidden ones."""
    name = getattr(function, "__name__", "")
    owner = getattr(function, "__self__", None)
    if name.startswith("__"):
        return ""
    if isinstance(owner, types.ModuleType):
        return f"<builtin>.{name}" if owner.__name__ == "builtins" else ""
    return f"<**{BUILT_IN_TYPES[type(owner)]}**>.{name}" if type(owner) in BUILT_IN_TYPES else ""


def observe(case: Case) -> set[Edge]:
    """The edges of all runs of the case."""
    edges: set[Edge] = set()
    with project(case.files) as folder:
        root = folder.resolve()
        for number in range(RUNS if "maybe()" in "".join(case.files.values()) else 1):
            profiler = Profiler(case, root)
            sys.dont_write_bytecode = True
            with installed(root, Tracer(root, {}), answers(number)), suppress(Exception, SystemExit):
                sys.setprofile(profiler)
                try:
                    runpy.run_path(str(root / "main.py"), run_name="__main__")
                finally:
                    sys.setprofile(None)
            edges |= profiler.edges
    return edges


def disagreements(case: Case) -> list[str]:
    """Edges of the table that never ran, and edges that ran but are not in it."""
    if case.not_run:
        return []
    table, seen = expected(case), observe(case)
    own = {module_name(path) for path in case.files}
    ran = {edge for edge in table if any(edge[1].startswith(module + ".") for module in own)}
    found = [f"{caller} -> {callee} is in the table but does not run" for caller, callee in sorted(ran - seen)]
    found += [f"{caller} -> {callee} runs but is not in the table" for caller, callee in sorted(seen - table)]
    return [f"{case.feature}.md:{case.line} {case.title}: {text}" for text in found]


def main() -> None:
    """Checks the files named on the command line, by default all; exit code 1 if a table is wrong."""
    paths = [Path(name) for name in sys.argv[1:]] or sorted(FOLDER.glob("*.md"))
    wrong = [text for path in paths for case in read(path) for text in disagreements(case)]
    print("\n".join(wrong), end="\n" if wrong else "")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
