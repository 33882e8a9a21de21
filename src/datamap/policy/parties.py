"""Who somebody in a sentence is: the company and its software, the person, a named vendor, others, nobody, or a place."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from datamap.policy.claims.vendors import kinds_of_recipients
from datamap.policy.clauses import Role
from datamap.policy.rules import cues, grammar, on_device, small, values
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.policy.statement import Statement
    from datamap.policy.words import Word

WE, STAFF, YOU, VENDOR, THIRD, NOBODY, UNKNOWN = "we", "staff", "you", "vendor", "third", "nobody", ""
OTHER_PARTIES = frozenset({VENDOR, THIRD})
# With "your" before them they are on the person's side.
_OWN_PLACES = frozenset({"disk", "folder", "drive", "terminal", "storage", "home", "keychain", "wallet", "cloud"})
_CLOSING = frozenset({"which", "who", "that", "where", "when", "whose", "(", ","})


def party(statement: Statement, words: Sequence[Word]) -> str:
    """Who a noun phrase names."""
    words = _lead_off(words)
    head = _head(words)
    if not head:
        return WE if statement.setting.denies else UNKNOWN
    if _is_nobody(head):
        return NOBODY
    if len(head) <= 2 and head[-1].norm in small("back_pointers"):
        return _pointed_at(statement, head[-1])
    return _pronoun(head[-1].norm) or _noun(statement, head, words)


def proper_name(words: Sequence[Word]) -> str | None:
    """A name that no entry knows, as of an authority: "the Cabinet Office", "HMRC"."""
    begins = 1 if words and words[0].start == 0 and not _is_acronym(words[0]) else 0
    named = [
        word for word in words[begins:] if word.text[:1].isupper() and word.norm not in grammar().words["not_names"] | small("ordinary")
    ]
    if values().regions.find(words) or not named or not (len(named) > 1 or _is_acronym(named[0])):
        return None
    return " ".join(word.text for word in named)


def _is_acronym(word: Word) -> bool:
    return word.text.isupper() and len(word.text) > 2 and word.text.isalpha() and word.norm not in small("technical")


def _pronoun(norm: str) -> str:
    if norm in {"we", "us", "ourselves", "i", "me", "myself"}:
        return WE
    return YOU if norm == "you" else THIRD if norm in {"everyone", "everybody"} else UNKNOWN


def _noun(statement: Statement, head: Sequence[Word], words: Sequence[Word]) -> str:
    last = head[-1].fold
    if any(a.norm in {"and", "nor", "or"} and b.norm in {"i", "we"} for a, b in pairwise(head)):
        return WE
    if any(name.start <= word.start < name.end for name in statement.names for word in head):
        return VENDOR
    if last in small("staff_nouns"):
        return STAFF
    if len(head) == 2 and last in small("our_things") and head[0].norm in {"the", "our", "this", "its"}:
        return WE
    if _is_other(statement, head, words) or proper_name(head):
        return THIRD
    if last in small("persons") and not head[-1].hyphen:
        return YOU
    ours = head[0].norm in {"our", "my"} and not statement.lexicon.data_in(head)
    return WE if ours or last in small("our_things") or _is_we(head) else UNKNOWN


def _pointed_at(statement: Statement, pronoun: Word) -> str:
    """Who "it" or "they" is: who acts in the condition before it, else in the statement before."""
    for part in statement.clause.of(Role.CONDITION):
        if part.end > pronoun.start:
            continue
        if part.verbs and part.verbs[0].index and (who := party(statement, part.words[1 : part.verbs[0].index])) != YOU:
            return who
        if any(word.fold in small("our_things") for word in part.words):
            return WE
    label = statement.setting.label
    if label is not None and (labelled := party(statement, words_of(label.value))):
        return labelled
    before = statement.before
    verb = next((verb for verb in before.stating if verb.role == "main"), None) if before is not None else None
    if before is None:
        return UNKNOWN
    if verb is None or not verb.index:
        return VENDOR if before.vendors else UNKNOWN
    who = party(before, before.words[: verb.index])
    return VENDOR if who in {WE, UNKNOWN} and before.vendors and pronoun.norm not in {"it", "they"} else who


def _is_we(head: Sequence[Word]) -> bool:
    hits = grammar()["we"].find(head)
    return bool(hits) and hits[-1].end >= len(head)


def is_public(words: Sequence[Word]) -> bool:
    """Whether other people who use the service are meant: "other members", "your fellow players"."""
    head = _head(_lead_off(words))
    if head and head[-1].norm in small("anybodies"):
        return True
    others = any(word.norm in {"other", "fellow", "all"} for word in head)
    return others and (head[-1].fold in small("persons") or _are_doers(head[-1]))


def _are_doers(word: Word) -> bool:
    """“Other listeners”, "fellow climbers": people by what they do, not companies."""
    plain = word.fold not in small("people") | small("firms") | small("recipient_nouns") | {"third", "order", "number", "offer", "folder"}
    return plain and word.norm.endswith(("ers", "ors", "ists")) and not grammar()["third_parties"].find([word])


def _is_nobody(head: Sequence[Word]) -> bool:
    norms = [word.norm for word in head[:3]]
    if norms[:2] == ["none", "of"]:
        return False
    return norms[:1] in (["nobody"], ["none"]) or norms[:2] in (["no", "one"], ["not", "anyone"])


def _is_other(statement: Statement, head: Sequence[Word], words: Sequence[Word]) -> bool:
    last = head[-1]
    if [word.norm for word in head] == ["the", "company"]:
        return False
    if head[0].norm in {"other", "another", "fellow"} and last.fold in small("persons") | small("people"):
        return True
    if any(word.norm in {"other", "fellow"} for word in head) and (last.fold in small("persons") or _are_doers(last)):
        return True
    if last.fold in small("people"):
        return True
    third = grammar()["third_parties"].find(head)
    if third and third[-1].end >= len(head):
        return True
    if any(hit.end >= len(head) for hit in kinds_of_recipients(head, statement.lexicon)):
        return True
    if last.fold in small("firms") and len(head) > 2 and head[-2].fold not in small("before_nouns") and head[0].norm != "our":
        return True
    if last.fold in {"service", "company"} and len(head) > 1 and head[-2].fold in small("carrying_words"):
        return True
    joined = [word.fold for word in words if word.fold in small("people")]
    return bool(joined) and head[0].norm in {"your", "the", "our"} and any(word.norm in {"and", "or"} for word in words)


def _lead_off(words: Sequence[Word]) -> Sequence[Word]:
    start = 0
    if words and words[0].norm in {"on", "in", "at", "from", "during", "within"} and words[-1].norm in small("anybodies"):
        return words[-1:]
    while start < len(words) and words[start].norm in {"and", "but", "also", "only", "even", ","}:
        start += 1
    return words[start:]


def _head(words: Sequence[Word]) -> list[Word]:
    """The words of a noun phrase up to what hangs on it: "the members of your group" are members."""
    head: list[Word] = []
    for word in words:
        if head and (
            word.norm in _CLOSING or (word.norm in small("hanging") and not (word.norm == "of" and head[-1].norm in small("parts_of")))
        ):
            break
        if word.is_word:
            head.append(word)
    while len(head) > 1 and head[-1].norm in grammar().words["auxiliaries"]:
        head.pop()
    return head


def place(words: Sequence[Word]) -> str | None:
    """What kind of place words name: "log", "device", "server"."""
    if any(word.fold in {"log", "logfile"} for word in words):
        return "log"
    if any(a.norm == "your" and b.fold in _OWN_PLACES for i, a in enumerate(words) for b in words[i + 1 : i + 3]):
        return "device"
    if on_device(words) or any(word.fold in small("devices") for word in words):
        return "device"
    if any(word.fold in small("our_places") for word in words) or cues()["server"].find(words):
        return "server"
    return None
