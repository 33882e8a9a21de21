"""Where a clause denies something, in whatever way, how far that reaches, and who would act."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from datamap.policy.clauses import Role
from datamap.policy.rules import grammar, lists_of, small, verbs
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.policy.statement import Statement
    from datamap.policy.words import Word

_BEING = frozenset({"is", "are", "be", "was", "were", "stays", "stay", "remains", "remain", ":", "-", "\u2013", "—", "being", "been"})
_RELATIVES = frozenset({"who", "which", "that", "whose", "whom", "where", "if", "because", "what"})
# Behind these "nobody" is no noun's: “and nobody”, "to nobody"; behind a noun it begins a clause: "accounts nobody uses".
_BEFORE = frozenset(
    {
        "us",
        "me",
        "you",
        "it",
        "this",
        "that",
        "and",
        "but",
        "or",
        "to",
        "with",
        "by",
        "for",
        "of",
        "then",
        "so",
        "almost",
        "from",
        "is",
        "on",
        "else",
    }
)
_TURNED = {"i": "you", "my": "your", "me": "you", "mine": "your", "you": "we", "your": "our"}
_WAYS = ("yours_alone", "unaware", "unneeded", "barring", "sparing", "denying", "inside")


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


def mode_of(statement: Statement) -> str | None:
    """How the entries of a list read that a denial introduces: “not in our logs:”."""
    denial = denial_of(statement)
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
    return denial_of(statement) is not None


def refusal_of(statement: Statement) -> Denial | None:
    """“Do you sell my data? — No, and we never will”, "Telemetry: none": the question or label is denied."""
    norms = [word.norm for word in statement.all if word.is_word]
    refusal, refused = lists_of("denials")["refusal"], lists_of("denials")["refusing_words"]
    short = bool(norms) and all(refusal.get(norm) for norm in norms) and any(refused.get(norm) for norm in norms)
    asked = _asked(statement)
    if not short or not asked:
        return None
    nobody = asked[0].norm in {"who", "whom"} or "nobody" in norms or ("no", "one") in pairwise(norms)
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


def denial_of(statement: Statement) -> Denial | None:
    """The first denial of a clause, its label in front."""
    label = list(words_of(statement.setting.label.value)) if statement.setting.label is not None and statement.is_fragment else []
    own = [*statement.words, *(word for part in statement.clause.parts if part.role is Role.LIST for word in part.words)]
    words = [*label, *own]
    i = 0
    while i < len(words):
        groups = (grammar()["pseudo_negations"], grammar()["only"], lists_of("denials")["no_denial"])
        skipped = next((hit for group in groups if (hit := group.at(words, i))), None)
        how, end = ("", skipped.end) if skipped else _way(words, i, len(label))
        if how == "without" and i > len(label) and any(v.states and v.index + len(label) > i for v in statement.clause.verbs):
            i = max(end, i + 1)
            continue
        contrast = how == "not" and i and words[i - 1].norm in {"and", "but", ","} and i + 1 < len(words)
        if contrast and words[i + 1].norm in {"from", "by", "for", "as", "because"}:
            i = max(end, i + 1)
            continue
        if (
            words[i].norm == "nobody"
            and i
            and words[i - 1].is_word
            and verbs().at(words, i - 1) is None
            and words[i - 1].norm not in _BEFORE
        ):
            i = max(end, i + 1)
            continue
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
    hit = grammar()["negations"].at(words, i) if words[i].norm != "can" else None
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
    begin, carried = _begin(statement, words, how, at, start)
    stop = next((j for j in range(end, len(words)) if words[j].norm in {"but", "rather", ";", "instead"}), len(words))
    first = min((verb.index + start for verb in statement.clause.verbs if verb.states), default=at)
    subject = words[start : max(min(first, at), start)]
    while subject and (subject[-1].norm in grammar().words["auxiliaries"] or subject[-1].norm in small("denials")):
        subject = subject[:-1]
    return Denial(how, [*carried, *words[begin:stop]], subject, max(at - begin, 0) + len(carried), begin == 0)


def _begin(statement: Statement, words: Sequence[Word], how: str, at: int, start: int) -> tuple[int, Sequence[Word]]:
    """Where the reach of a denial begins, and a verb before it that is carried over: "sees your number, but not your name"."""
    told = [verb for verb in statement.stating if verb.polarity == "+" and verb.end + start <= at and verb.role == "main"]
    led = next((verb.index + start for verb in statement.clause.verbs if verb.end + start == at), at)
    if how == "inside" or (told and how != "without" and told[0].lemma in {"keep", "stay", "leave", "steer"}):
        return 0, ()
    if how == "without":
        return at, ()
    if not told:
        return 0, words[led:at]
    if led < at and words[led].norm not in {"keep", "keeps"} and told[-1].index + start < led:
        return led, ()
    last = told[-1].index + start
    if told[-1].end + start >= at - 1:
        return (0 if len(told) == 1 else last), ()
    return at, [words[last]] if words[at - 1].norm in {"but", ",", "and"} else words[led:at]
