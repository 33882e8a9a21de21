"""Finds the truth of a case by running it: ``python tests/flows/tracing.py FEATURE.md`` prints every wrong or unreached expectation.

``source()`` returns an address made of private-use characters that appear nowhere else, so that any part of it, in any container, is
recognised again. ``maybe()`` is a condition that nobody knows: the case runs often enough for its answers to take every way. Modules that
are not installed are stood in for by objects that accept everything and hand decorated functions back.
"""

from __future__ import annotations

import base64
import binascii
import builtins
import importlib.abc
import importlib.machinery
import itertools
import runpy
import sys
import threading
import types
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from literate import Case, Place, read

TOKEN = "\ue001\ue002@\ue003.\ue004"
RUNS = 12


def tainted(value: object, depth: int = 8) -> bool:
    """Whether a part of the token is in, or reachable from, ``value``."""
    if isinstance(value, str):
        return any(_marked(text) for text in (value, *_decoded(value)))
    if isinstance(value, bytes | bytearray | memoryview):
        return tainted(bytes(value).decode("utf-8", "replace"), depth)
    if depth == 0 or isinstance(value, type | types.ModuleType | types.FunctionType | int | float):
        return False
    return any(tainted(part, depth - 1) for part in _parts(value))


def _marked(text: str) -> bool:
    return any("\ue000" <= letter <= "\uf8ff" for letter in text) or "\\ue00" in text


def _decoded(text: str) -> Iterator[str]:
    """The texts that ``text`` may be an encoding of."""
    yield urllib.parse.unquote_plus(text)
    for decode in (base64.b64decode, base64.urlsafe_b64decode, bytes.fromhex):
        with suppress(ValueError, binascii.Error):
            yield decode(text).decode("utf-8", "replace")


def _parts(value: object) -> Iterator[object]:
    if isinstance(value, Mapping):
        yield from value.keys()
        yield from value.values()
    elif isinstance(value, list | tuple | set | frozenset) or type(value).__name__ in {"deque", "dict_values", "dict_keys", "dict_items"}:
        yield from value  # type: ignore[misc]
    if isinstance(value, BaseException):
        yield from value.args
    yield from getattr(value, "__dict__", {}).values()
    for base in type(value).__mro__:
        slots = base.__dict__.get("__slots__", ())
        yield from (getattr(value, name, None) for name in ([slots] if isinstance(slots, str) else slots))


class StandIn:
    """Anything of a library that is not installed; called with one function it is a decorator."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        found = StandIn()
        setattr(self, name, found)
        return found

    def __call__(self, *arguments: object, **keywords: object) -> object:
        if len(arguments) == 1 and not keywords and isinstance(arguments[0], types.FunctionType):
            return as_task(arguments[0])
        if len(arguments) == 1 and not keywords and isinstance(arguments[0], type):
            return arguments[0]
        return StandIn()

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[type, ...]:
        return (object,)


def as_task(function: Any) -> object:
    """The function with the ways that task queues give to call it later; here they call it at once."""
    for name in ("delay", "send", "schedule", "enqueue"):
        setattr(function, name, function)
    function.apply_async = lambda args=(), kwargs=None, **_: function(*args, **(kwargs or {}))
    return function


class StandInModule(types.ModuleType):
    """A library that is not installed."""

    __path__: list[str] = []

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        found = StandIn()
        setattr(self, name, found)
        return found


class StandInFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds a stand-in for the libraries that cases may name."""

    LIBRARIES = frozenset(
        "fastapi flask django celery starlette aiohttp typer click rest_framework pydantic sqlalchemy rq dramatiq huey arq attrs litestar "
        "somelib otherlib vendor numpy pandas attr tenacity injector quart sanic bottle tornado".split()
    )

    def find_spec(self, name: str, path: object = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        if name.partition(".")[0] in self.LIBRARIES:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return StandInModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """Nothing to run."""


class Tracer:
    """Notes which marked lines passed source data on. The innermost marked line of the call stack is the one meant."""

    def __init__(self, root: Path, expected: dict[Place, bool]) -> None:
        self.root = root
        self.expected = expected
        self.flows: set[Place] = set()

    def sink(self, *arguments: object, **keywords: object) -> None:
        place = self._marked_caller()
        if any(tainted(value) for value in (*arguments, *keywords.values())):
            self.flows.add(place)

    def _marked_caller(self) -> Place:
        frame: types.FrameType | None = sys._getframe(2)
        first: Place | None = None
        while frame is not None:
            with suppress(ValueError):
                place = (str(Path(frame.f_code.co_filename).relative_to(self.root)), frame.f_lineno)
                first = first or place
                if place in self.expected:
                    return place
            frame = frame.f_back
        return first or ("?", 0)


@contextmanager
def installed(root: Path, tracer: Tracer, answers: Callable[[], bool]) -> Iterator[None]:
    """Gives the program source, SINK and maybe, and takes its modules away again."""
    names = {"source": lambda *_, **__: TOKEN, "SINK": tracer.sink, "maybe": answers}
    before = set(sys.modules)
    sys.path.insert(0, str(root))
    finder = StandInFinder()
    sys.meta_path.append(finder)
    vars(builtins).update(names)
    try:
        yield
    finally:
        for name in names:
            delattr(builtins, name)
        sys.meta_path.remove(finder)
        sys.path.remove(str(root))
        for name in set(sys.modules) - before:
            module = sys.modules[name]
            if isinstance(module, StandInModule) or str(root) in str(getattr(module, "__file__", None) or getattr(module, "__path__", "")):
                del sys.modules[name]


def observe(case: Case) -> tuple[set[Place], list[str]]:
    """The marked lines that source data went through, and errors that ended a run."""
    flows: set[Place] = set()
    errors: list[str] = []
    with TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        for path, text in case.files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        for number in range(RUNS if "maybe()" in "".join(case.files.values()) else 1):
            tracer = Tracer(root, case.expected)
            with installed(root, tracer, answers(number)):
                errors += run_once(root, case.driver)
            flows |= tracer.flows
    return flows, errors


def answers(number: int) -> Callable[[], bool]:
    """What maybe() says in run ``number``: always no, always yes, then patterns of both."""
    if number < 2:
        return lambda: bool(number)
    bits = itertools.count()
    return lambda: bool(hash((number, next(bits))) & 4)


def run_once(root: Path, driver: str) -> list[str]:
    """Runs main.py as a script, then the driver with main's names; the error that ended it, if any."""
    sys.dont_write_bytecode = True
    before = set(threading.enumerate())
    try:
        names = runpy.run_path(str(root / "main.py"), run_name="__main__")
        exec(compile(driver, "driver", "exec"), names)
    except (Exception, SystemExit) as error:  # cases may end as they like; what matters is which lines were reached
        return [f"{type(error).__name__}: {error}"]
    finally:
        for thread in set(threading.enumerate()) - before:
            thread.join(2)
    return []


def disagreements(case: Case) -> list[str]:
    """Expectations that the run contradicts; a case may end with an error only if its title says so."""
    if case.not_run:
        return []
    flows, errors = observe(case)
    found = [f"{path}:{line} flows but is marked safe" for (path, line) in sorted(flows) if not case.expected.get((path, line), False)]
    found += [
        f"{path}:{line} is marked flow but does not" for (path, line), mark in case.expected.items() if mark and (path, line) not in flows
    ]
    if errors and (found or "Ends with" not in case.title):
        found += sorted(set(errors))
    return [f"{case.feature}.md:{case.line} {case.title}: {text}" for text in found]


def main() -> None:
    """Checks the files named on the command line; exit code 1 if an expectation is wrong."""
    wrong = [text for name in sys.argv[1:] for case in read(Path(name)) for text in disagreements(case)]
    print("\n".join(wrong), end="\n" if wrong else "")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
