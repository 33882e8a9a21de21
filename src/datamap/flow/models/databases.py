"""Which kind of database a program uses: by the addresses it connects to, else by the drivers it imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.models.literals import literals_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.knowledge.frameworks.surroundings import Engine
    from datamap.program.symbols import Program

OTHER = "database"


def database_of(program: Program, engines: tuple[Engine, ...]) -> str:
    """Name the kind of database; a server's wins over a file's, since tests and tools like files."""
    found = list(_by_address(program, engines)) or list(_by_driver(program, engines))
    server = next((engine.name for engine in found if not engine.in_file), None)
    return server or (found[0].name if found else OTHER)


def _by_address(program: Program, engines: tuple[Engine, ...]) -> Iterator[Engine]:
    known = {address: engine for engine in engines for address in engine.addresses}
    for module in program.modules.values():
        for literal in literals_of(module):
            scheme, sign, _ = literal.text.partition("://")
            address = scheme.partition("+")[0].lower() if sign else literal.text
            if address in known and (sign or "." in address):
                yield known[address]


def _by_driver(program: Program, engines: tuple[Engine, ...]) -> Iterator[Engine]:
    known = {root: engine for engine in engines for root in engine.imports}
    for module in program.modules.values():
        roots = [bound.removeprefix("import ").partition(".")[0] for bound in module.bindings.values() if bound.startswith("import ")]
        yield from (known[root] for root in roots if root in known)
