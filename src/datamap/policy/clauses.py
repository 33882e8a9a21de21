"""A sentence -> clauses: main clauses with their conditions, exceptions, parentheses and lists."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from datamap.policy.clause import Clause, Role
from datamap.policy.own import as_we
from datamap.policy.predicates import predicates
from datamap.policy.rules import grammar
from datamap.policy.splitter import Splitter
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.policy.verb import Verb
    from datamap.policy.words import Word

__all__ = ["Clause", "Role", "clauses_of"]

_BE = frozenset({"is", "are", "was", "were"})
_PLACES = frozenset({"in", "from", "on", "at", "under", "via", "through", "with", "within", "inside"})
_PEOPLE = frozenset({"you", "we"})


def clauses_of(text: str, own: frozenset[str] = frozenset()) -> list[Clause]:
    """The main clauses of a sentence, each with its parts; ``own`` are names that the company has for itself."""
    words = _without_asides(as_we(words_of(text), own))
    mains = _with_lists([clause for clause in Splitter(words).split() if clause.words or clause.parts])
    for main in mains:
        for clause in main.walk():
            clause.verbs = predicates(clause.words)
        main.verbs = _behind_a_place(main)
    for before, main in pairwise(mains):
        subject = next((verb.subject for verb in reversed(before.verbs) if verb.role == "main"), "it")
        if main.elliptic and subject != "it":
            main.verbs = [replace(verb, subject=subject) if verb.subject == "it" else verb for verb in main.verbs]
        if main.elliptic and main.verbs and main.verbs[0].role == "imperative":
            main.verbs[0] = replace(main.verbs[0], role="main", subject=subject)
    return [main if main.words else _promoted(main) for main in mains]


def _without_asides(words: Sequence[Word]) -> Sequence[Word]:
    """Without "if you like" between two commas: it makes an entry of a list optional, and is no condition of the sentence."""
    kept: list[Word] = []
    i = 0
    while i < len(words):
        hit = grammar()["asides"].at(words, i) if i and words[i - 1].norm == "," else None
        if hit and hit.end < len(words) and words[hit.end].norm == ",":
            kept.pop()
            i = hit.end + (kept[-1].norm in {"and", "or"} if kept else 0)
            continue
        kept.append(words[i])
        i += 1
    return kept


def _behind_a_place(clause: Clause) -> list[Verb]:
    """“In your settings you can …”, "your account you can close yourself": no noun that a relative clause hangs on."""
    words = clause.words
    if not words or any(verb.states for verb in clause.verbs):
        return clause.verbs
    object_first = (
        words[0].norm in {"your", "the", "all", "this", "these", "that"}
        and words[-1].norm == "."
        and any(
            verb.role == "relative" and verb.subject == "you" and verb.modality == "can" and verb.end < len(words) - 1
            for verb in clause.verbs
        )
    )
    if words[0].norm not in _PLACES and not object_first:
        return clause.verbs
    return [replace(verb, role="main") if verb.role == "relative" and verb.subject in _PEOPLE else verb for verb in clause.verbs]


def _with_lists(mains: list[Clause]) -> list[Clause]:
    """Clauses without a verb of their own go to the clause before: the rest of a list, a condition behind "but only"."""
    joined: list[Clause] = []
    for main in mains:
        bare = not any(verb.states for verb in predicates(main.words)) and not any(word.norm in _BE for word in main.words)
        stated = bool(joined) and any(verb.states for verb in predicates(joined[-1].words))
        if bare and stated and main.semicolon:
            joined[-1].parts.append(Clause(Role.LIST, main.words, main.parts))
        elif bare and stated and main.parts and all(word.norm in {"but", "and", "only", "or", ","} for word in main.words):
            only = [word for word in main.words if word.norm == "only"]
            joined[-1].parts.extend(main.parts)
            joined[-1].words.extend(only)
        else:
            joined.append(main)
    return joined


def _promoted(main: Clause) -> Clause:
    """A main clause without words of its own: its first part takes its place."""
    first, *rest = main.parts
    return Clause(Role.MAIN, first.words, [*first.parts, *rest], first.verbs, first.opener)
