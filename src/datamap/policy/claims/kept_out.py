"""Denials about one place: "there are no names in our log files", "our error reports hold nothing personal"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.policy.rules import lists_of

if TYPE_CHECKING:
    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement

_DENIALS = frozenset({"NOT_COLLECTS", "NEVER_STORES"})
_INTO = frozenset({"in", "into", "from", "to", "inside", "within"})
_PEOPLE = frozenset({"you", "we", "they", "when", "who", "that", "which"})
_NEAR, _FIRST = 3, 4
_LOG = "user.device.log"


def placed(drafts: list[Draft], statement: Statement) -> list[Draft]:
    """Limit a denial to the place that it speaks of; what stands elsewhere is not denied."""
    for draft in drafts:
        if draft.kind in _DENIALS and _names(statement, "logs"):
            draft.kind, draft.locus = "NEVER_STORES", "log"
            _without_the_place(draft)
        elif draft.kind in _DENIALS and not statement.names and _names(statement, "fault_reports"):
            draft.kind, draft.polarity, draft.locus, draft.categories = "PROCESSOR_RESTRICTION", "-", None, ("error_tracking",)
            _without_the_place(draft)
    return drafts


def _names(statement: Statement, place: str) -> bool:
    """Whether words stand for the place: behind a preposition, or as what holds nothing."""
    words = [word for word in statement.all if word.is_word]
    norms = [word.norm for word in words]
    for hit in lists_of("denials")[place].find(words):
        before = norms[max(hit.start - _NEAR, 0) : hit.start]
        into = next((i for i in range(len(before) - 1, -1, -1) if before[i] in _INTO), None)
        holds = any(lists_of("denials")["telling_of"].at(words, i) for i in range(hit.end, min(hit.end + _NEAR, len(words))))
        behind = into is not None and _PEOPLE.isdisjoint(before[into:]) and norms[hit.end : hit.end + 1] != ["in"]
        if behind or (hit.start < _FIRST and holds):
            return True
    return _points_back(statement, norms, place)


def _points_back(statement: Statement, norms: list[str], place: str) -> bool:
    """“Errors are written to a log; it never holds your name”."""
    before = statement.before
    if before is None or norms[:1] not in (["it"], ["they"], ["these"]):
        return False
    told = [word for word in before.all if word.is_word]
    first = [word for word in statement.all if word.is_word][:_FIRST]
    return bool(lists_of("denials")[place].find(told)) and bool(lists_of("denials")["telling_of"].find(first))


def _without_the_place(draft: Draft) -> None:
    data = tuple(key for key in draft.arguments.data if key != _LOG)
    draft.arguments = replace(draft.arguments, data=data, everything=draft.arguments.everything or not data)
