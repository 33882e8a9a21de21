"""Whether a file could have a part in a practice at all, told from the file alone.

Quiet code computes: it imports only what computes too (which takes the other files to tell), calls only what is defined beside it or
known to compute, and has no name that speaks of a person, a period or a setting where that could matter. Whatever is not plainly so is
not quiet. A file that has nothing to do with any that is not (see `datamap.program.isolation`) need not be looked into.
"""

from __future__ import annotations

import builtins
from collections import Counter, defaultdict
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from datamap.facts import ir
from datamap.facts.children import nodes_in
from datamap.flow.models.context import CLEANERS, MAIL_SETTINGS, MEDIA_SETTINGS
from datamap.flow.models.ddl import STATEMENT
from datamap.flow.models.walking import names_in
from datamap.flow.practices.redaction import LOGS_SETTINGS
from datamap.knowledge.names import split_words
from datamap.knowledge.quiet import METHODS, load_quiet

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from datamap.knowledge.everything import Knowledge

_BUILTINS = frozenset(dir(builtins))
_ADDRESS = frozenset("./:@\\")
_SETTINGS = MAIL_SETTINGS | MEDIA_SETTINGS | LOGS_SETTINGS
_ACCESSORS = frozenset({"setter", "getter", "deleter"})


class Quiet:
    """Tells quiet files from others, by what datamap knows."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._rules = load_quiet()
        self._says_nothing = cache(self._speaks_of_nothing)

    def holds(self, facts: ir.ModuleFacts) -> bool:
        """Whether a file is quiet."""
        if facts.error is not None or facts.gaps or facts.comments:
            return False
        if not facts.body:
            return True
        if not all(map(self._says_nothing, facts.identifiers)):
            return False
        code = _Code(facts, self._rules.parts)
        return self._only_computes(code) and not self._speaks(code, facts.identifiers) and not any(map(self._is_record, code.classes))

    def _speaks(self, code: _Code, names: frozenset[str]) -> bool:
        """Whether it may say something of a person in a log."""
        may_name = self._knowledge.recogniser.may_name
        return not code.roots.isdisjoint(self._rules.speaking) and any(may_name(name) for name in names if not name.startswith("__"))

    def _is_record(self, cls: ir.Class) -> bool:
        """Whether a class declares something personal."""
        recognise = self._knowledge.recogniser.recognise
        for name, annotation in _declared(cls):
            found = recognise(name, owner=cls.name) or recognise(name, owner=cls.name, type_name=" ".join(names_in(annotation)))
            if found is not None and found.personal:
                return True
        return False

    def _speaks_of_nothing(self, name: str) -> bool:
        """Whether a name speaks of no period, plan, setting or right."""
        frameworks = self._knowledge.frameworks
        return (
            frameworks.lifetimes.find(name) is None
            and frameworks.rooms.find(name) is None
            and frameworks.literals.find(name) is None
            and name.lower() not in frameworks.literals_alone
            and next(frameworks.rights.find_all(split_words(name)), None) is None
            and self._redactions.isdisjoint(split_words(name))
        )

    @cached_property
    def _redactions(self) -> frozenset[str]:
        return frozenset(word for entry in self._knowledge.stores.redactions for phrase in entry.words for word in phrase.split())

    def _only_computes(self, code: _Code) -> bool:
        known = METHODS | self._rules.said_by | code.defined
        return (
            all(self._is_harmless(call.func, known, code) for call in code.calls)
            and all(_is_accessor(decorator, code) for decorator in code.decorators)
            and code.names.isdisjoint(self._rules.loud)
            and all(part in self._rules.parts[module] for module, part in code.parts)
            and not any(self._is_setting(name, value) for name, value in code.assigned)
            and all(map(self._is_plain, code.texts))
        )

    def _is_harmless(self, called: ir.Expression, known: frozenset[str], code: _Code) -> bool:
        if called.__class__ is ir.Name:
            return called.id in _BUILTINS or called.id in code.bound
        if called.__class__ is ir.Attribute:
            return called.attr in known or _root(called) in code.imported
        return True

    def _is_setting(self, name: str, value: ir.Expression) -> bool:
        """``EMAIL_HOST = "…"``: settings are read by their names alone."""
        if not name.isupper() or (isinstance(value, ir.Constant) and not isinstance(value.value, str)):
            return False
        if isinstance(value, ir.Dict) or name in _SETTINGS or self._knowledge.processors.by_setting(name) is not None:
            return True
        texts = [node.value for node in nodes_in(value) if isinstance(node, ir.Constant) and isinstance(node.value, str)]
        return any(self._knowledge.processors.by_setting(name, text) is not None for text in texts)

    def _is_plain(self, text: str) -> bool:
        """Whether a string is no address, path, setting's value, header or statement of SQL."""
        if not _ADDRESS.isdisjoint(text) and (" " not in text or "://" in text or "@" in text):
            return False
        processors = self._knowledge.processors
        named = processors.by_setting_value(text) or processors.by_webhook(text) or processors.by_account_id(text)
        return named is None and "max-age" not in text and not text.startswith(CLEANERS) and STATEMENT.search(text) is None


class _Code:
    """What one walk finds in a file."""

    def __init__(self, facts: ir.ModuleFacts, partly: Container[str]) -> None:
        found: defaultdict[type, list[Any]] = defaultdict(list)
        for node in nodes_in(facts.body):
            found[node.__class__].append(node)
        imports: list[ir.Import | ir.ImportFrom] = [*found[ir.Import], *found[ir.ImportFrom]]
        functions: list[ir.Function] = found[ir.Function]
        self.calls: list[ir.Call] = found[ir.Call]
        self.classes: list[ir.Class] = found[ir.Class]
        defining: list[ir.Function | ir.Class] = [*functions, *self.classes]
        self.decorators = [decorator for node in defining for decorator in node.decorators]
        self.texts = [node.value for node in found[ir.Constant] if isinstance(node.value, str)]
        self.assigned = list(_assigned(found[ir.Assign], found[ir.Annotated]))
        self.names = {node.id for node in found[ir.Name]}
        self.roots = frozenset(module.partition(".")[0] for node in imports for module in _modules(node))
        self.imported = frozenset(alias.asname or alias.name.partition(".")[0] for node in imports for alias in node.names)
        self.defined = frozenset(node.name for node in defining)
        local = {name for node in functions for name in (*node.assigned, *(parameter.name for parameter in node.parameters))}
        self.bound = self.defined | self.imported | local | {name for name, _ in self.assigned}
        used = [(node.value.id, node.attr) for node in found[ir.Attribute] if isinstance(node.value, ir.Name) and node.value.id in partly]
        whole = Counter(node.id for node in found[ir.Name] if node.id in partly) - Counter(name for name, _ in used)
        self.parts = [*used, *((name, "") for name in whole), *(part for node in imports for part in _parts(node) if part[0] in partly)]


def _assigned(plain: list[ir.Assign], annotated: list[ir.Annotated]) -> Iterator[tuple[str, ir.Expression]]:
    for node in plain:
        yield from ((target.id, node.value) for target in node.targets if isinstance(target, ir.Name))
    yield from ((node.target.id, node.value) for node in annotated if node.value is not None and isinstance(node.target, ir.Name))


def _modules(node: ir.Import | ir.ImportFrom) -> list[str]:
    return [node.module] if isinstance(node, ir.ImportFrom) else [alias.name for alias in node.names]


def _parts(node: ir.Import | ir.ImportFrom) -> Iterator[tuple[str, str]]:
    """What an import takes of which module: nothing for a module under its own name, all that it may hold under another."""
    for alias in node.names:
        if isinstance(node, ir.ImportFrom):
            yield (node.module.partition(".")[0], node.module.partition(".")[2] or alias.name) if not node.level else ("", "")
        elif alias.asname or "." in alias.name:
            yield alias.name.partition(".")[0], alias.name.partition(".")[2]


def _root(expression: object) -> str | None:
    while expression.__class__ is ir.Attribute:
        expression = expression.value
    return expression.id if expression.__class__ is ir.Name else None


def _is_accessor(decorator: ir.Expression, code: _Code) -> bool:
    """Whether a decorator is imported, defined beside it or builtin, and no method of what may be an application."""
    inner = decorator.func if isinstance(decorator, ir.Call) else decorator
    if isinstance(inner, ir.Attribute):
        return inner.attr in _ACCESSORS or _root(inner) in code.imported
    return isinstance(inner, ir.Name) and (inner.id in _BUILTINS or inner.id in code.bound)


def _declared(cls: ir.Class) -> Iterator[tuple[str, ir.Expression | None]]:
    for node in cls.body:
        if isinstance(node, ir.Annotated) and isinstance(node.target, ir.Name):
            yield node.target.id, node.annotation
        elif isinstance(node, ir.Assign):
            yield from ((target.id, None) for target in node.targets if isinstance(target, ir.Name))
