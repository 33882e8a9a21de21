"""Facts of single files -> one linked program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.program.accounts import with_account
from datamap.program.collecting import collect
from datamap.program.finding import ModuleFinder
from datamap.program.mro import link_classes
from datamap.program.symbols import Module, Program

if TYPE_CHECKING:
    from collections.abc import Iterable


def link(facts: Iterable[ir.ModuleFacts]) -> Program:
    """Join the facts of all files, in path order, so that names can be looked up across them."""
    program = Program()
    for entry in with_account(sorted(facts, key=lambda entry: entry.path)):
        module = _module(entry)
        program.modules[module.name] = module
    _add_namespaces(program)
    program.finder = ModuleFinder(program.modules.values())
    for module in program.modules.values():
        module.program = program
        collect(program, module)
    link_classes(program)
    return program


def _module(facts: ir.ModuleFacts) -> Module:
    stem = facts.path.rpartition(".")[0]
    is_package = stem.rpartition("/")[2] == "__init__"
    key = stem.rpartition("/")[0] if is_package else stem
    return Module(key.replace("/", ".") or "__init__", key, facts.path, facts, is_package)


def _add_namespaces(program: Program) -> None:
    """Folders without ``__init__.py`` are packages too."""
    keys = {module.key for module in program.modules.values()}
    for inside in sorted(keys):
        key = inside
        while "/" in key:
            key = key.rpartition("/")[0]
            name = key.replace("/", ".")
            if key in keys or name in program.modules:
                break
            keys = keys | {key}
            program.modules[name] = Module(name, key, "", ir.ModuleFacts("", "", 0), is_package=True)
