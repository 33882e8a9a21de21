"""Public bodies that data goes to as a matter of course: the tax office, the ministry, the police."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from datamap.policy.rules import lists_of
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement

_SILENT_MODES = frozenset({"rights", "contact", "changes", "legal_basis", "retention", "deletion"})


def read(statement: Statement) -> Draft | None:
    """“Births are reported to the registry office”, "the ministry receives enrolment figures with names"."""
    words = statement.all
    if statement.setting.mode in _SILENT_MODES or statement.cue("merger", "advice", "disclaimer", "right_words", "safeguards"):
        return None
    denied = any(verb.polarity == "-" for verb in statement.stating) or any(word.norm in {"no", "not", "never"} for word in words)
    if denied or statement.consents or statement.exceptions or statement.sentence.value.rstrip().endswith("?"):
        return None
    lists = lists_of("access")
    label = words_of(statement.setting.label.value) if statement.setting.label is not None else ()
    first = statement.before is None or statement.before.setting.unit is not statement.setting.unit
    if first and statement.is_fragment and statement.setting.mode == "share" and lists["bodies"].find(label) and statement.fragment():
        return statement.draft("SHARES", "entry: a public body", None, statement.fragment(), polarity="+")
    told, hits = lists["telling_them"].find(words), lists["bodies"].find(words)
    if not told or not hits or lists["demanding"].find(words) or not _thing(statement):
        return None
    receives = any(hit.start < told[0].start for hit in hits) or any(_is_led(statement, hit.start) for hit in hits)
    near = [word.norm for word in words[max(hits[0].start - 3, 0) : hits[0].start]]
    to_us = any(a.norm != "from" and b.norm in {"us", "me"} for a, b in pairwise(words))
    from_them = bool({"from", "by"} & set(near)) or to_us or _asks_you(statement)
    if not receives or from_them:
        return None
    return statement.draft("SHARES", "told to a public body", next(iter(statement.stating), None), statement.anything, polarity="+")


def _thing(statement: Statement) -> bool:
    """Data, the person's information in general, or what was spoken of before."""
    pointed = bool(statement.words) and statement.words[0].norm in {"it", "they", "this", "these"} and statement.before is not None
    if pointed and statement.before is not None and statement.before.anything:
        return True
    listed = lists_of("denials")["lists_of_ours"].find(statement.all)
    return bool(statement.anything.data or listed) or statement.anything.everything


def _is_led(statement: Statement, start: int) -> bool:
    return any(word.norm in {"to", "with", "notify", "inform", "tell"} for word in statement.all[max(start - 5, 0) : start])


def _asks_you(statement: Statement) -> bool:
    return any(verb.subject == "you" for verb in statement.stating)
