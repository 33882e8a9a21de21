"""Data that the law makes somebody hand over, in whatever words: who acts for the state, what they bring, and that it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.clauses import Role
from datamap.policy.rules import kinds, lists_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement

_OTHER_FAMILIES = frozenset({"retention", "deletion", "rights", "gate"})


def read(statement: Statement, drafts: Sequence[Draft]) -> Draft | None:
    """“If the police turn up with a warrant, we have to help them”, "a binding order requires it"."""
    lists, words = lists_of("unsaid"), statement.all
    told = {kinds()[draft.kind].family for draft in drafts} & _OTHER_FAMILIES
    if told or any(draft.kind in {"LEGAL_DISCLOSURE", "LEGAL_BASIS"} for draft in drafts) or lists["complaining"].find(words):
        return None
    ordered = bool(lists["orders"].find(words))
    officials = lists["officials"].find(words)
    made = officials and (lists["compelling"].find(words) or _when_they_come(statement))
    ordered = ordered or _law_excepted(statement)
    if not (ordered or made) or not (lists["handing"].find(words) or ordered) or statement.subject == "you" or statement.durations:
        return None
    if _denied(statement) and not _conditional(statement):
        return None
    return statement.draft("LEGAL_DISCLOSURE", "officials + what they may demand", None, statement.anything, polarity="+", exceptions=())


def _when_they_come(statement: Statement) -> bool:
    """“We help the police when they present a decision”: they are met on a condition only."""
    return any(
        part.words and part.opener.startswith(("if", "when", "only", "where", "once")) for part in statement.clause.of(Role.CONDITION)
    )


def _law_excepted(statement: Statement) -> bool:
    """“Disclosure is excluded save where mandatory law so demands”."""
    lists = lists_of("unsaid")
    lawful = any(lists["lawful"].find(part.words) for part in statement.clause.of(Role.EXCEPTION))
    return lawful and bool(lists["handing"].find(statement.words) or lists_of("denials")["passing"].find(statement.words))


def _denied(statement: Statement) -> bool:
    """“We have never received a court order”."""
    return any(word.norm in {"no", "not", "never", "zero", "none", "nobody"} for word in statement.all)


def _conditional(statement: Statement) -> bool:
    """“Nobody else, unless a court makes us”."""
    return any(part.words for role in (Role.EXCEPTION, Role.CONDITION) for part in statement.clause.of(role)) or statement.only
