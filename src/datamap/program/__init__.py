"""Facts of single files, linked: module names, imports, classes and their order of resolution."""

from __future__ import annotations

from datamap.program.link import link
from datamap.program.symbols import Class, FieldDeclaration, Function, Module, Program

__all__ = ["Class", "FieldDeclaration", "Function", "Module", "Program", "link"]
