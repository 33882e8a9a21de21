"""What is denied, whatever the wording: where the denial is, how far it reaches, and what the words in its reach speak of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from datamap.policy.arguments import Arguments, mentions
from datamap.policy.clauses import Role
from datamap.policy.parties import NOBODY, THIRD, VENDOR, YOU, party, place
from datamap.policy.rules import grammar, lists_of, small, verbs
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement
    from datamap.policy.words import Word

_SILENT_MODES = frozenset({"rights", "contact", "changes", "children", "legal_basis"})
_NOT_HERE = ("merger", "definition", "advice", "disclaimer", "by_use", "withdraw_consent")
_BEING = frozenset({"is", "are", "be", "was", "were", "stays", "stay", "remains", "remain", ":", "-", "\u2013", "—", "being", "been"})
_RELATIVES = frozenset({"who", "which", "that", "whose", "whom", "where", "if", "because", "what"})
_TURNED = {"i": "you", "my": "your", "me": "you", "mine": "your", "you": "we", "your": "our"}
_ASIDE_REACH = 4
_WAYS = ("unaware", "unneeded", "barring", "sparing", "denying", "inside")


@dataclass(frozen=True, slots=True)
class Denial:
    """How something is denied, the words that the denial is about, those that say who acts, and whether all of the clause is denied."""

    how: str
    words: Sequence[Word]
    subject: Sequence[Word]
    at: int
    whole: bool

    def has(self, name: str) -> bool:
        """Whether a word of a list of denials.toml stands in its reach."""
        return bool(lists_of("denials")[name].find(self.words))


def read(statement: Statement) -> tuple[Draft, bool] | None:
    """The claim of a denial, and whether it denies all that the clause says."""
    if statement.setting.mode in _SILENT_MODES or statement.sentence.value.rstrip().endswith("?"):
        return None
    denial = _refusal(statement) or _denial(statement)
    if denial is None or statement.cue(*_NOT_HERE) or statement.consents or statement.opts_in:
        return None
    if statement.cue("legal_duty") and not denial.has("watching"):
        return None
    if any(part.opener not in small("event_openers") | {"while", "where"} for part in statement.clause.of(Role.CONDITION)):
        return None
    if statement.exceptions or _is_elsewhere(denial) or _is_aside(denial):
        return None
    args = _args(statement, denial)
    kind = _kind(statement, denial, args)
    if kind is None:
        return None
    names = statement.vendors
    draft = statement.draft(kind, f"{denial.how}: a denial of what it names", None, args, polarity="-", entities=names)
    if kind == "NEVER_STORES":
        draft.locus = "log" if any(word.fold in {"log", "logfile"} for word in denial.words) else "server"
    return draft, denial.whole


def mode_of(statement: Statement) -> str | None:
    """How the entries of a list read that a denial introduces: “not in our logs:”."""
    denial = _denial(statement)
    if denial is None:
        return None
    for name, mode in (
        ("places_of_ours", "store"),
        ("keeping", "store"),
        ("trading", "share"),
        ("passing", "share"),
        ("gaining", "collect"),
    ):
        if denial.has(name):
            return mode
    return "collect"


def denies(statement: Statement) -> bool:
    """Whether a statement denies, in whatever way."""
    return _denial(statement) is not None


def _refusal(statement: Statement) -> Denial | None:
    """“Do you sell my data? — No, and we never will”, "Telemetry: none": the question or label is denied."""
    norms = [word.norm for word in statement.all if word.is_word]
    refusal, refused = lists_of("denials")["refusal"], lists_of("denials")["refusing_words"]
    short = bool(norms) and all(refusal.get(norm) for norm in norms) and any(refused.get(norm) for norm in norms)
    asked = _asked(statement)
    if not short or not asked:
        return None
    nobody = asked[0].norm in {"who", "whom"} or bool(set(norms) & {"nobody", "one"})
    return Denial("nobody" if nobody else "refusal", [*asked, *statement.all], (), len(asked), whole=True)


def _asked(statement: Statement) -> Sequence[Word]:
    """The words of what is refused: the label, the question before, or the heading."""
    setting = statement.setting
    if setting.label is not None:
        return _turned(setting.label.value)
    if statement.before is not None:
        asked = statement.before.sentence.value
        return _turned(asked) if asked.rstrip().endswith("?") else ()
    return _turned(setting.unit.headings[-1].text.value) if setting.unit.headings and setting.lead is None else ()


def _turned(text: str) -> Sequence[Word]:
    """A question of the reader's as the company would say it: "do you know where I am?"."""
    words = words_of(text)
    if not text.rstrip().endswith("?") or not any(word.norm in {"i", "my", "me", "mine"} for word in words):
        return words
    return [replace(word, norm=_TURNED.get(word.norm, word.norm), fold=_TURNED.get(word.norm, word.fold)) for word in words]


def _denial(statement: Statement) -> Denial | None:
    """The first denial of a clause, its label in front."""
    label = list(words_of(statement.setting.label.value)) if statement.setting.label is not None and statement.is_fragment else []
    own = [*statement.words, *(word for part in statement.clause.parts if part.role is Role.LIST for word in part.words)]
    words = [*label, *own]
    i = 0
    while i < len(words):
        groups = (grammar()["pseudo_negations"], grammar()["only"], lists_of("denials")["no_denial"])
        skipped = next((hit for group in groups if (hit := group.at(words, i))), None)
        how, end = ("", skipped.end) if skipped else _way(words, i, len(label))
        if how and not _in_relative(words, i):
            return _reach(statement, words, how, i, end, len(label))
        i = max(end, i + 1)
    return None


def _way(words: Sequence[Word], i: int, start: int) -> tuple[str, int]:
    """How words deny that begin at ``i``, and where they end; ("", i) if they don't."""
    for how in _WAYS:
        hit = lists_of("denials")[how].at(words, i)
        if hit is None:
            continue
        before = words[i - 1].norm if i else ""
        parts = words[i].norm in {"out", "away", "clear"}
        if how == "denying" and not (before in _BEING or (start and i == start) or before.endswith("ly")):
            continue
        if how == "sparing" and parts and not any(lists_of("denials")["parting"].at(words, j) for j in range(max(i - 4, 0), i)):
            continue
        return how, hit.end
    hit = grammar()["negations"].at(words, i)
    if hit and not (words[i].norm == "no" and i + 1 < len(words) and words[i + 1].norm in {",", "."}) and words[i].norm != "stop":
        return ("without" if words[i].norm == "without" else "not"), hit.end
    return "", i


def _in_relative(words: Sequence[Word], i: int) -> bool:
    """Whether a denial belongs to what is told behind a noun: "files that are not used"."""
    opened = next((j for j in range(i - 1, 0, -1) if words[j].norm in _RELATIVES), None)
    if opened is None or any(word.norm == "," for word in words[opened:i]):
        return False
    before = words[opened - 1]
    told = before.norm in {"sure", "so", "it", "certain", ",", "principle", "rule"} or verbs().at(words, opened - 1) is not None
    return not (words[opened].norm == "that" and told)


def _reach(statement: Statement, words: Sequence[Word], how: str, at: int, end: int, start: int) -> Denial:
    """What a denial reaches: the clause up to a "but", without what a verb before it affirms."""
    told = [verb for verb in statement.stating if verb.polarity == "+" and verb.end + start <= at and verb.role == "main"]
    begin, whole = 0, True
    if told and how != "inside":
        near = told[-1].end + start >= at - 1 and how != "without"
        begin, whole = (0, True) if near and len(told) == 1 else (told[-1].index + start if near else at, False)
        carried = words[begin : begin + 1] if near else [words[told[-1].index + start]] if words[at - 1].norm in {"but", ",", "and"} else []
    else:
        carried = []
    led = next((verb.index + start for verb in statement.clause.verbs if verb.end + start == at and verb.role == "infinitive"), None)
    carried = list(words[led:at]) if led is not None and not carried else carried
    if how == "without":
        begin, whole, carried = at, False, []
    if how == "inside" or (told and told[0].lemma in {"keep", "stay", "leave", "steer"}):
        begin, whole = 0, True
    stop = next((j for j in range(end, len(words)) if words[j].norm in {"but", "rather", ";", "instead"}), len(words))
    first = min((verb.index + start for verb in statement.clause.verbs if verb.states), default=at)
    subject = words[start : max(min(first, at), start)]
    while subject and (subject[-1].norm in grammar().words["auxiliaries"] or subject[-1].norm in small("denials")):
        subject = subject[:-1]
    return Denial(how, [*carried, *words[begin:stop]], subject, max(at - begin, 0) + len(carried), whole)


def _is_elsewhere(denial: Denial) -> bool:
    """“The law does not allow companies to sell …”, "hackers": nobody of the company."""
    return any(lists_of("denials")["elsewhere"].at(denial.subject, i) for i in range(len(denial.subject)))


def _is_aside(denial: Denial) -> bool:
    """“We do not charge for your data”: the verb behind the denial is none of getting, keeping or giving."""
    near = denial.words[denial.at : denial.at + _ASIDE_REACH]
    return denial.how in {"not", "without"} and bool(lists_of("denials")["aside"].find(near))


def _args(statement: Statement, denial: Denial) -> Arguments:
    """The data in reach; else that of the subject, and what a pronoun there points back to."""
    found = mentions(denial.words, statement.lexicon)
    if not denial.whole and denial.how == "not" and not denial.has("keeping") and not denial.has("calling") and not found.data:
        return found
    if not found.data and denial.subject:
        found = mentions(denial.subject, statement.lexicon) | found
    before = statement.before
    if found.data or before is None:
        return found
    same = before.sentence is statement.sentence
    pointing = [word.norm for word in (denial.subject, denial.words)[not denial.subject or not same] if word.is_word]
    if not denial.subject and same and denial.how == "not":
        return before.subject_data(before.stating[0]) if before.stating else found
    if before.sentence.value.rstrip().endswith("?") and any(word.norm in small("pointers") for word in denial.words):
        return before.anything or before.fragment()
    return before.anything if any(norm in small("pointers") for norm in pointing) else found


def _kind(statement: Statement, denial: Denial, args: Arguments) -> str | None:
    data = tuple(key for key in args.data if key != "user.privacy_preferences")
    if args.data and not data:
        return None
    who = party(statement, denial.subject)
    followed = denial.has("watching") or denial.has("sensors")
    general = args.everything or statement.cue("sensitive") or bool(args.unmapped) or any(word.norm in {"nothing", "none"} for word in denial.words)
    yours = any(word.norm in {"your", "their"} for word in denial.words)
    if denial.has("teaching") and denial.has("machines") and who != VENDOR:
        return "NO_TRAINING"
    if denial.how in {"refusal", "nobody"}:
        return _of_refusal(statement, denial, args)
    if denial.how == "unaware":
        about = _about_you(replace(denial, words=statement.all)) or any(word.norm == "whether" for word in statement.all)
        return "NOT_COLLECTS" if data or about else None
    if who == THIRD and denial.how == "inside":
        return "NOT_SHARES"
    if denial.how == "barring" or who in {VENDOR, THIRD}:
        return _of_others(statement, denial, who, thing=bool(data or general))
    if denial.has("letting") and _others(statement, denial):
        return "NOT_SHARES" if denial.has("beholding") and (data or yours) else None
    if denial.has("trading") and (data or args.everything or denial.how == "refusal"):
        return "NO_SALE"
    to_us = denial.how in {"unneeded", "without"} or who == YOU or any(word.norm in {"us", "me"} for word in denial.words)
    if to_us:
        return _from_person(denial, who, thing=bool(data or followed or _about_you(denial)))
    if denial.has("contact"):
        return "NOT_TRANSMITS"
    if _others(statement, denial) and denial.has("passing") and (yours or denial.has("lists_of_ours")) and who != YOU:
        return "NOT_SHARES"
    if denial.how == "inside":
        return "NOT_SHARES" if data or args.everything or denial.has("keeping") else None
    if not (data or followed or general or _about_you(denial) or _is_told_of(denial)):
        return None
    return _of_ours(statement, denial, who, args, followed=followed)


def _of_refusal(statement: Statement, denial: Denial, args: Arguments) -> str | None:
    """What a short answer denies, by what was asked."""
    if denial.has("trading"):
        return "NO_SALE"
    if denial.how == "nobody" or grammar()["third_parties"].find(denial.words[: denial.at]) or denial.has("passing"):
        return "NOT_SHARES"
    if args.data and all(key.startswith("user.device.cookie") for key in args.data):
        return "COOKIE_USE"
    for name, kind in (("calling", "NOT_TRANSMITS"), ("keeping", "NEVER_STORES"), ("places_of_ours", "NEVER_STORES")):
        if denial.has(name):
            return kind
    shown = args or denial.has("watching") or denial.has("sensors") or denial.has("gaining") or _about_you(denial)
    return "NOT_COLLECTS" if shown else None


def _of_ours(statement: Statement, denial: Denial, who: str, args: Arguments, *, followed: bool) -> str | None:
    if args.data and all(key.startswith("user.device.cookie") for key in args.data) and any(w.fold == "cookie" for w in denial.words):
        return "COOKIE_USE"
    if (who == NOBODY or _others(statement, denial)) and (denial.has("beholding") or denial.has("passing") or denial.how == "denying"):
        return None if statement.cue("staff") else "NOT_SHARES"
    if (denial.has("passing") or denial.has("calling")) and not followed and _to_our_place(denial):
        return "NOT_TRANSMITS"
    if denial.has("passing") and not followed:
        return "NOT_SHARES" if statement.setting.mode != "local" else "NOT_TRANSMITS"
    if denial.has("calling"):
        return "NOT_TRANSMITS"
    if (denial.has("keeping") or denial.has("places_of_ours")) and not followed:
        return "NEVER_STORES"
    shown = args.data or followed or args.everything or _about_you(denial) or denial.has("gaining")
    if shown and (denial.has("gaining") or denial.has("asking") or followed or denial.how in {"refusal", "denying", "sparing"}):
        return "NOT_COLLECTS"
    return None


def _of_others(statement: Statement, denial: Denial, who: str, *, thing: bool) -> str | None:
    """What a vendor does not do or may not do, and what others don't get."""
    processing = any(word.fold in {"supplier", "processor", "subprocessor", "contractor", "provider", "vendor"} for word in denial.words)
    named = who == VENDOR or bool(statement.own_names) or processing
    if named and denial.has("serving") and (thing or denial.how == "barring"):
        return "PROCESSOR_RESTRICTION"
    barred = denial.how == "barring" and who in {VENDOR, THIRD}
    if barred and denial.has("serving"):
        return "PROCESSOR_RESTRICTION"
    return "NOT_SHARES" if who == THIRD and thing and (denial.has("beholding") or denial.has("passing")) else None


def _from_person(denial: Denial, who: str, *, thing: bool) -> str | None:
    """What people need not tell, or can do without telling."""
    asked = who == YOU and any(word.norm == "asked" for word in denial.words)
    if who == YOU and denial.how not in {"unneeded", "without"} and not asked:
        return "NEVER_STORES" if thing and denial.has("places_of_ours") and denial.has("finding") else None
    if who == YOU and not denial.has("telling"):
        return None
    thing = thing or (who == YOU and denial.has("data_heads") and denial.how != "without")
    if not thing or (denial.how == "without" and not denial.has("gaining")):
        return None
    return "NEVER_STORES" if denial.has("keeping") and denial.how == "not" else "NOT_COLLECTS"


def _to_our_place(denial: Denial) -> bool:
    """“Transferred to our servers”: it does not come to us."""
    norms = [word.norm for word in denial.words]
    return any(a in {"to", "into"} and place(denial.words[i + 1 : i + 4]) == "server" for i, a in enumerate(norms))


def _is_told_of(denial: Denial) -> bool:
    """“The personal code number is not requested”: what is gathered is data by its last noun, whether an entry knows it or not."""
    head = denial.subject[-1].fold if denial.subject else ""
    return bool(lists_of("denials")["data_heads"].get(head)) if head else False


def _about_you(denial: Denial) -> bool:
    """“Anything about yourself”, "who you are", "a real name"."""
    pairs = list(pairwise(word.norm for word in denial.words))
    return any((a in {"about", "of"} and b in {"you", "yourself"}) or (a in {"who", "where"} and b == "you") for a, b in pairs)


def _others(statement: Statement, denial: Denial) -> bool:
    third = grammar()["third_parties"].find(denial.words)
    return bool(third) or any(word.fold in small("people") for word in denial.words) or bool(statement.lexicon.purposes.find(denial.words))
