"""Questions with their short answers: “Do you share my data? — Never.” says that we do not share your data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.rules import grammar, small, verbs
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.policy.words import Word

_LONGEST_ANSWER = 6
_TURNED = {"you": "we", "your": "our", "my": "your", "me": "you", "i": "you", "mine": "yours"}
_DO = frozenset({"do", "does", "did"})


def told(question: str, answer: str) -> str | None:
    """The statement that a question makes with its answer; None if it can't be answered by yes or no, or was not so answered."""
    words = [word for word in words_of(question) if word.norm != "?"]
    denied = _denies(answer)
    if denied is None or len(words) < 3 or words[0].norm not in grammar().words["auxiliaries"] | _DO:
        return None
    subject_end = _subject_end(words)
    if subject_end is None:
        return None
    turned = _turned if words[1].norm != "we" else _written
    subject, rest = turned(words[1:subject_end]), turned(words[subject_end:])
    auxiliary = words[0].norm
    if auxiliary in _DO:
        return f"{subject} {'do not ' if denied else ''}{rest}"
    return f"{subject} {auxiliary} {'not ' if denied else ''}{rest}"


def _denies(answer: str) -> bool | None:
    """Whether an answer says no; None where it is more than yes or no."""
    words = [word.norm for word in words_of(answer) if word.is_word]
    if not words:
        return None
    short = len(words) <= _LONGEST_ANSWER
    if words[0] in {"no", "never"} or (
        short and set(words) & {"not", "never"} and set(words) <= small("refusals") | grammar().words["auxiliaries"]
    ):
        return True
    return False if words[0] == "yes" else None


def _subject_end(words: Sequence[Word]) -> int | None:
    """Where the verb of the question begins."""
    if words[1].norm in {"you", "we", "i", "they", "it"}:
        return 2
    return next((i for i in range(2, len(words)) if verbs().at(words, i)), None)


def _turned(words: Sequence[Word]) -> str:
    return " ".join(_TURNED.get(word.norm, word.text) for word in words)


def _written(words: Sequence[Word]) -> str:
    """A question that we ask ourselves stays as it is: “do we track you?”."""
    return " ".join(word.text for word in words)
