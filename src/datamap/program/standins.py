"""Who may stand where a class is asked for: implementations of protocols and abstract classes, and the few subclasses of any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from datamap.program.symbols import Class, Function, Program

_MOST = 4
_PROTOCOLS = frozenset({"typing.Protocol", "typing_extensions.Protocol", "Protocol"})


class StandIns:
    """Answers for every class once; ``counts`` tells which files are part of the service."""

    def __init__(self, program: Program, counts: Callable[[str], bool]) -> None:
        self._program, self._counts = program, counts
        self._known: dict[Class, tuple[Class, ...]] = {}
        self._having: dict[str, list[Class]] | None = None

    def of(self, cls: Class) -> tuple[Class, ...]:
        """The classes whose instances a value of type ``cls`` can be, as far as that matters for its methods and as they are few."""
        found = self._known.get(cls)
        if found is None:
            self._known[cls] = (cls,)
            found = self._known[cls] = self._find(cls)
        return found

    def _find(self, cls: Class) -> tuple[Class, ...]:
        protocol, abstract = _is_protocol(cls), any(_is_stub(method) for method in cls.methods.values())
        others = list(_below(cls))
        if protocol and cls.methods:
            others += [one for one in self._with_methods(cls) if one not in others]
        changed = [one for one in others if not _is_protocol(one) and _differs(one, cls) and self._serves(one, cls)]
        if not changed or len(changed) > _MOST:
            return (cls,)
        return tuple(changed) if protocol or abstract else (cls, *changed)

    def _serves(self, one: Class, cls: Class) -> bool:
        """Whether it can be met where the class is: a double of the tests stands in for nothing of the service."""
        return self._counts(one.module.path) or not self._counts(cls.module.path)

    def _with_methods(self, cls: Class) -> Iterator[Class]:
        if self._having is None:
            self._having = {}
            for one in self._program.definitions:
                for name in {name for ancestor in one.mro for name in ancestor.methods}:
                    self._having.setdefault(name, []).append(one)
        rarest = min((self._having.get(name, []) for name in cls.methods), key=len)
        for one in rarest:
            if one is not cls and all(one.method(name) is not None for name in cls.methods):
                yield one


def _below(cls: Class) -> Iterator[Class]:
    seen, todo = {cls}, list(cls.subclasses)
    while todo:
        one = todo.pop(0)
        if one not in seen:
            seen.add(one)
            yield one
            todo += one.subclasses


def _differs(one: Class, cls: Class) -> bool:
    """Whether it has a method of its own for one of the class, and none that is left open."""
    own = [one.method(name) for name in cls.methods]
    return any(method is not cls.methods.get(method.name) for method in own if method) and not any(
        _is_stub(method) for method in own if method
    )


def _is_protocol(cls: Class) -> bool:
    return any(base.partition("[")[0] in _PROTOCOLS for base in cls.bases)


def _is_stub(method: Function) -> bool:
    """Whether a method leaves what it does to others: abstract, ``...``, or raises NotImplementedError."""
    if any(name.rpartition(".")[2] == "abstractmethod" for name in method.decorators):
        return True
    body = [part for part in method.node.body if not (isinstance(part, ir.Evaluate) and isinstance(part.value, ir.Constant))]
    if len(body) != 1:
        return False
    if isinstance(body[0], ir.Evaluate):
        return isinstance(body[0].value, ir.Opaque)
    error = body[0].exception if isinstance(body[0], ir.Raise) else None
    name = error.func if isinstance(error, ir.Call) else error
    return isinstance(name, ir.Name) and name.id == "NotImplementedError"
