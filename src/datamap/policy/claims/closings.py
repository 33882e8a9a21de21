"""Sentences that end a list of recipients: nobody beside those who were named gets anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.clauses import Role
from datamap.policy.rules import lists_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement
    from datamap.policy.words import Word

_DENYING = frozenset({"no", "not", "nobody", "none", "never", "nothing", "neither", "nowhere"})
# What a reader may have taken it for; and what says it already.
_REPLACED = frozenset({"NOT_COLLECTS", "NEVER_STORES", "SHARES", "COLLECTS", "PROCESSOR_CATEGORY"})
_SHORT = 7
_SAID = frozenset({"PROCESSOR_LIST_CLOSED", "NOT_SHARES", "SHARES_ONLY", "NO_SALE", "PROCESSOR_RESTRICTION"})


def read(statement: Statement, drafts: Sequence[Draft], named: tuple[str, ...]) -> list[Draft]:
    """The claims of a statement, where it ends the list of those ``named`` before it."""
    if any(draft.kind in _SAID for draft in drafts) or not (named or _points_back(statement)):
        return list(drafts)
    if not (_no_others(statement) or _apart_from_those(statement) or _that_is_all(statement)):
        return list(drafts)
    made = statement.draft(
        "PROCESSOR_LIST_CLOSED", "nobody beside those named", None, None, entities=named, polarity="+", openness="closed", exceptions=()
    )
    return [*(draft for draft in drafts if draft.kind not in _REPLACED), made]


def _no_others(statement: Statement) -> bool:
    """“There are no further recipients”, "nobody else touches the data"."""
    lists, words = lists_of("unsaid"), statement.words
    hit = next(iter(lists["no_others"].find(words)), None)
    if hit is None:
        return False
    persons = words[hit.start].norm == "nobody" or words[hit.end - 1].norm in {"others", "else"}
    behind = lists["parties"].find(words[hit.end : hit.end + 3])
    begins = hit.start <= 2 or [word.norm for word in words[:2]] in (["there", "is"], ["there", "are"])
    return begins and (persons or bool(behind)) and not _of_purpose(words[hit.end :])


def _that_is_all(statement: Statement) -> bool:
    """“And that's the whole herd”, "that is everyone"."""
    norms = [word.norm for word in statement.all if word.is_word and word.norm not in {"and", "so"}]
    points = norms[:2] in (["that", "is"], ["these", "are"], ["those", "are"], ["this", "is"])
    return points and 2 < len(norms) <= _SHORT and bool(lists_of("unsaid")["wholes"].find(statement.all[-4:]))


def _of_purpose(words: Sequence[Word]) -> bool:
    """“No other purposes”, "nobody else in the house may open your file"."""
    return bool(lists_of("unsaid")["not_parties"].find(words))


def _apart_from_those(statement: Statement) -> bool:
    """“Aside from the entities above, no data is disclosed”."""
    denied = any(word.norm in _DENYING for word in statement.words)
    passed = lists_of("denials")["passing"].find(statement.words) or lists_of("unsaid")["parties"].find(statement.words)
    given = bool(passed) or any(word.norm in {"nobody", "none"} for word in statement.words)
    to_you = any(word.norm == "you" for word in statement.words)
    return denied and given and not to_you and _points_back(statement)


def _points_back(statement: Statement) -> bool:
    """Whether those above are excepted."""
    return any(lists_of("unsaid")["those_named"].find(part.words[1:]) for part in statement.clause.of(Role.EXCEPTION))
