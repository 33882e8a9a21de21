"""Data that comes from somebody else than the person: a school, a register, a platform that people sign in with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.parties import THIRD, VENDOR, party
from datamap.policy.rules import lists_of, small
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement
    from datamap.policy.words import Word

_SILENT_MODES = frozenset({"rights", "contact", "changes", "children", "legal_basis", "deletion", "retention"})
_READ_AS = frozenset({"COLLECTS", "SHARES", "PROCESSOR_NAMED", "PURPOSE", "OPT_IN_GATE", "COLLECTS_ONLY_IF"})
# Of these many are customers: "schools that pay by invoice give us …".
_CUSTOMERS = frozenset({"school", "company", "employer", "club", "host", "landlord", "university", "institution", "agency", "practice"})
_US = frozenset({"us", "me"})


def read(statement: Statement, drafts: Sequence[Draft]) -> Draft | None:
    """“Your former school sends us your marks”, "from Strava we get your activities", "addresses are bought from a broker"."""
    if statement.setting.mode in _SILENT_MODES or any(draft.kind not in _READ_AS for draft in drafts):
        return None
    if statement.cue(
        "advice", "disclaimer", "merger", "definition", "legal_duty", "adherence"
    ) or statement.sentence.value.rstrip().endswith("?"):
        return None
    if any(verb.polarity == "-" for verb in statement.stating) or any(word.norm in {"no", "not", "never"} for word in statement.words):
        return None
    args = statement.anything
    yours = any(a.norm in {"your", "their"} for a in statement.words)
    if not args.data and not yours and not (statement.names and (statement.stating or statement.is_fragment)):
        return None
    if _hands_us(statement) or _got_from(statement):
        return statement.draft("RECEIVES_FROM", "somebody else is the source", next(iter(statement.stating), None), args, polarity="+")
    return None


def _hands_us(statement: Statement) -> bool:
    """Somebody else gives it to us."""
    words = statement.words
    for hit in lists_of("access")["giving_us"].find(words):
        near = words[hit.end : hit.end + 9]
        at = next((i for i, word in enumerate(near) if word.norm in _US), None)
        direct = at == 0 or (at is not None and near[at - 1].norm in {"to", "with"})
        if direct and hit.start and words[hit.start - 1].norm not in {"to", "been"}:
            return _is_source(statement, words[: hit.start])
    return False


def _got_from(statement: Statement) -> bool:
    words = statement.words
    heading = words_of(statement.setting.unit.headings[-1].text.value) if statement.setting.unit.headings else ()
    asked = statement.is_fragment and (lists_of("access")["getting_from"].find(heading) or any(w.fold == "source" for w in heading))
    if asked and any(a.norm == "from" and _is_source(statement, words[i + 1 : i + 5]) for i, a in enumerate(words[:3])):
        return True
    got = lists_of("access")["getting_from"].find(words)
    person = any(verb.subject == "you" and verb.role == "main" for verb in statement.stating)
    if not got or person:
        return False
    for i, word in enumerate(words):
        if word.norm == "from" and i + 1 < len(words) and (i == 0 or i >= got[0].start):
            end = next((j for j in range(i + 1, len(words)) if words[j].norm in {"we", "i", ",", "when", "if", "where"}), len(words))
            if _is_source(statement, words[i + 1 : min(end, i + 8)]):
                return True
    return False


def _is_source(statement: Statement, words: Sequence[Word]) -> bool:
    head = [word for word in words if word.is_word]
    cut = next((i for i, word in enumerate(head) if i and word.norm in small("hanging") | {"which", "that", "who"}), len(head))
    head = head[:cut]
    if not head or any(lists_of("access")["own_sources"].get(word.norm) and word.norm != "your" for word in head):
        return False
    if any(name.start <= word.start < name.end for name in statement.names for word in head) or party(statement, head) in {VENDOR, THIRD}:
        return True
    if len(head) == 1 and head[0].norm != head[0].fold and head[0].fold in _CUSTOMERS:
        return False
    if lists_of("access")["sources"].find(head[-2:]):
        return head[0].norm not in {"our", "my"}
    proper = [word for word in head if word.text[:1].isupper()]
    return len(proper) == len(head) and head[-1].fold not in small("ordinary") and len(head[-1].text) > 2
