"""What the words of a sentence tell when its grammar was not understood: data and a period, an event, a place of ours, somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.claims.deletion import in_deletion
from datamap.policy.claims.endings import speaks_of_else
from datamap.policy.clauses import Role
from datamap.policy.parties import OTHER_PARTIES, party
from datamap.policy.rules import lists_of, small

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.model import JsonValue
    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement
    from datamap.policy.words import Word

_FEWEST = 4
_BRIEF = 12


def read(statement: Statement) -> Draft | None:
    """The claim that the words make likely; None where they don't."""
    words = [word for word in statement.all if word.is_word]
    aimed = statement.setting.mode in {"purpose", "security", "scope"} or statement.cue("advice", "definition", "disclaimer", "no_opt_out")
    if len(words) < _FEWEST or aimed or _supposes(words):
        return None
    return _goes_on(statement) or lasts(statement) or _ends_with(statement) or _gets_to_others(statement) or _comes_to_us(statement)


def _goes_on(statement: Statement) -> Draft | None:
    """“We need your name. For invoices also your address”: more of what was told to be collected."""
    before, told = statement.before, {word.norm for word in statement.words[:4]}
    if before is None or not statement.is_fragment or not told & {"also", "plus", "additionally", "optionally", "sometimes"}:
        return None
    collects = any(verb.frames & {"collect", "wants", "gives"} and verb.polarity == "+" for verb in before.stating)
    args = statement.anything
    return statement.draft("COLLECTS", "more of the same", None, args, polarity="+") if collects and args.data else None


def _supposes(words: Sequence[Word]) -> bool:
    """“If we were”, "might", "for example", "we hope to": nothing that is so."""
    doubt = any(word.norm in {"might", "could", "would", "should", "hope", "plan", "imagine", "suppose"} for word in words)
    return doubt or bool(lists_of("evidence")["examples"].find(words[:4]))


def _thing(statement: Statement) -> bool:
    """Whether data, or what holds it, is spoken of."""
    heads = small("record_nouns") | small("our_places") | small("content_nouns") | small("kept_things")
    return bool(statement.anything.data) or any(word.fold in heads for word in statement.words)


def lasts(statement: Statement) -> Draft | None:
    """“Logs have a life of one week”, "a quarter of a year later the recordings are no more"."""
    if not statement.durations or speaks_of_else(statement) or not _thing(statement) or not _tells_time(statement):
        return None
    longest = max(statement.durations, key=lambda found: found.seconds)
    shown: dict[str, JsonValue] = {"seconds": longest.seconds, "number": longest.number, "unit": longest.unit}
    kind = "DELETION_DEADLINE" if in_deletion(statement) else "RETENTION_PERIOD"
    return statement.draft(kind, "data + period", None, statement.anything, polarity="+", values=shown)


def _tells_time(statement: Statement) -> bool:
    """Whether the period is one of keeping: how long something is there, or when it is gone."""
    telegraphic = statement.is_fragment and len(statement.all) <= _BRIEF and not statement.names
    return telegraphic or bool(lists_of("evidence")["lasting"].find(statement.all)) or _runs_for(statement)


def _runs_for(statement: Statement) -> bool:
    """“Footage runs for 31 days”: a record that does something for a period is there that long."""
    verb = next((verb for verb in statement.stating if verb.role == "main" and not verb.passive), None)
    head = [word.fold for word in statement.words[: verb.index]] if verb is not None else []
    start = statement.durations[0].start
    led = next((word.norm for word in reversed(statement.all) if word.end <= start), "")
    return led == "for" and not (small("kept_things") | small("record_nouns")).isdisjoint(head)


def _ends_with(statement: Statement) -> Draft | None:
    """“As soon as the parcel has arrived we part with the photo”: it is gone at an event."""
    event = next((part for part in statement.clause.of(Role.CONDITION) if part.opener in small("event_openers") and part.words), None)
    gone = lists_of("evidence")["gone"].find(statement.words)
    if event is None or not gone or not _thing(statement) or statement.durations or statement.subject == "you":
        return None
    kind = "DELETION_CASCADE" if in_deletion(statement) else "DELETION_TRIGGERED"
    until = statement.sentence.value[event.words[0].start : event.words[-1].end].strip(" .,;")
    return statement.draft(kind, "gone + event", None, statement.anything, polarity="+", values={"until": until})


def _gets_to_others(statement: Statement) -> Draft | None:
    """“The landlord is sent the references”, "your teacher gets a copy of the result": data, somebody else, and a word of giving."""
    args = statement.anything
    given = lists_of("evidence")["giving"].find(statement.words)
    papers = any(word.fold in small("papers") for word in statement.words)
    if not given or not (args.data or papers) or statement.names or any(word.norm in {"us", "we", "you"} for word in statement.words):
        return None
    if party(statement, statement.words[: given[0].start]) not in OTHER_PARTIES:
        return None
    return statement.draft("SHARES", "somebody else + given + data", None, args, polarity="+")


def _comes_to_us(statement: Statement) -> Draft | None:
    """“Ours comes to know the IP address”, "every parcel bears your name", "drafts are saved to our servers"."""
    args = statement.anything
    general = all(key.startswith(("user.account", "user.device.cookie", "user.privacy", "user.company")) for key in args.data)
    if (
        general
        or statement.subject in {"third", "vendor", "they"}
        or statement.names
        or statement.setting.mode not in {None, "collect", "store"}
    ):
        return None
    told = lists_of("evidence")["gaining"].find(statement.all)
    aside = any(part.opener == "if" for part in statement.clause.of(Role.CONDITION)) and statement.subject == "you"
    if not told or aside or statement.setting.unit.block.kind.value == "heading":
        return None
    return statement.draft("COLLECTS", "data + a word of gaining", None, args, polarity="+")
