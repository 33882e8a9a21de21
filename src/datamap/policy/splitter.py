"""Where a sentence is cut: at openers of conditions and exceptions, at dashes and brackets, and where a new main clause begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.clause import Clause, Role
from datamap.policy.phrases import Hit
from datamap.policy.predicates import plain_subject, predicates, subject_starts
from datamap.policy.rules import grammar, small, values, verbs
from datamap.policy.verb import is_adverb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.policy.words import Word

_OPENING, _CLOSING = "([", ")]"
_BE = frozenset({"is", "are", "was", "were"})
_PEOPLE = frozenset({"you", "we"})
_SPEAKERS = frozenset({"you", "we", "i"})
# What is told of data or a third party in a clause with "which".
_TOLD = frozenset({"delete", "retain", "store", "gives", "gets", "expire", "anonymise", "hash", "encrypt", "train", "sell", "collect"})
_DASHES = frozenset("—\u2013")


def _is_time(word: Word) -> bool:
    """“Two years after …”: a period in front of a condition is no main clause."""
    return word.norm.isdigit() or word.norm in values().numbers or word.fold in values().units


def _inverted(words: Sequence[Word], i: int) -> Hit[bool] | None:
    """“Should a recruiter be abroad, …” is a condition."""
    return Hit(value=True, start=0, end=1) if i == 0 and words[0].norm == "should" and len(words) > 3 else None


class Splitter:
    """Cuts the words of one sentence."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._words = words
        self._mains: list[Clause] = [Clause(Role.MAIN)]
        self._open: list[Clause] = []
        self._initial = False
        self._checked: tuple[Clause, int, bool] | None = None

    def split(self) -> list[Clause]:
        """The main clauses, each with its parts."""
        index = 0
        while index < len(self._words):
            index = self._step(index)
        for main in self._mains:
            at = len(main.words) - (bool(main.words) and not main.words[-1].is_word)
            main.words[at:at] = main.object
        return self._mains

    @property
    def _main(self) -> Clause:
        return self._mains[-1]

    @property
    def _current(self) -> Clause:
        return self._open[-1] if self._open else self._main

    def _step(self, i: int) -> int:
        word = self._words[i]
        if word.norm in _OPENING:
            return self._parenthesis(i)
        if word.norm == ";":
            self._new_main()
            self._main.semicolon = True
        elif (word.norm == ":" and i + 1 < len(self._words)) or word.norm in _DASHES or (word.norm == "-" and word.is_word is False):
            self._dash(i)
        elif (end := self._opener(i)) is not None:
            return end
        elif head := self._told_of(i):
            self._new_main()
            inverted = self._words[i + 2].norm in _SPEAKERS
            (self._main.object if inverted else self._main.words).extend(head)
            return i + 2
        elif self._ends_part(i):
            self._open = []
        elif self._main_goes_on(i) or self._main_without_comma(i):
            self._open = []
            self._current.words.append(word)
        elif self._begins_main(i):
            over = i + 1 < len(self._words) and self._event_is_over(i + 1)
            self._new_main()
            self._main.elliptic = over or self._goes_on_denied(i + 1)
        else:
            self._current.words.append(word)
        return i + 1

    def _told_of(self, i: int) -> list[Word]:
        """“…, which are deleted after a week”, "…, which we do not store": a clause of its own, about the noun phrase before its comma."""
        words = self._words
        if words[i].norm != "," or i + 2 >= len(words) or words[i + 1].norm not in {"which", "who"} or self._open:
            return []
        at = next((j for j in range(i + 2, min(i + 6, len(words))) if verbs().at(words, j, participle=True)), None)
        between = words[i + 2 : at] if at is not None else ()
        found = verbs().at(words, at, participle=bool(between)) if at is not None else None
        passed = all(
            word.norm in grammar().words["auxiliaries"] or is_adverb(word.norm) or (n == 0 and word.norm in _SPEAKERS)
            for n, word in enumerate(between)
        )
        if found is None or not passed or found[0].frames.isdisjoint(_TOLD):
            return []
        head: list[Word] = []
        said = max((verb.end for verb in predicates(self._main.words) if verb.states), default=0)
        for word in reversed(self._main.words[said:]):
            placed = word.norm in {"in", "at", "from"} and head and head[0].text[:1].isupper()
            if not word.is_word or (word.norm in small("hanging") - {"of"} and not placed):
                break
            head.insert(0, word)
        return head

    def _new_main(self) -> None:
        self._open = []
        if self._main.words or self._main.parts:
            self._mains.append(Clause(Role.MAIN))

    def _add_part(self, role: Role, opener: str = "") -> None:
        part = Clause(role, opener=opener)
        (self._open[-1] if self._open and role is Role.PARENTHESIS else self._main).parts.append(part)
        if role is not Role.PARENTHESIS:
            self._open = [part]

    def _parenthesis(self, i: int) -> int:
        depth, j = 1, i + 1
        while j < len(self._words) and depth:
            depth += (self._words[j].norm in _OPENING) - (self._words[j].norm in _CLOSING)
            j += 1
        inner = self._words[i + 1 : j - 1 if depth == 0 else j]
        if inner:
            part = Clause(Role.PARENTHESIS, [word for word in inner if word.norm not in _OPENING + _CLOSING])
            self._current.parts.append(part)
        return j

    def _dash(self, i: int) -> None:
        follows = i + 1 < len(self._words)
        if follows and (subject_starts(self._words, i + 1) or self._condition_first(i + 1) or plain_subject(self._words, i + 1)):
            self._new_main()
        else:
            self._open = []
            self._add_part(Role.LIST)

    def _condition_first(self, i: int) -> bool:
        """“Two exceptions: if you were banned, we keep …”: a condition and its main clause behind a heading of a few words."""
        opens = grammar()["conditions"].at(self._words, i) is not None
        return opens and any(word.norm == "," and subject_starts(self._words, j + 1) for j, word in enumerate(self._words) if j > i)

    def _main_states(self) -> bool:
        """Whether the main clause has a stating verb by now; words are looked at again only where a verb has come."""
        main, words = self._main, self._main.words
        seen, states = 0, False
        if self._checked is not None and self._checked[0] is main:
            _, seen, states = self._checked
        if not states and any(verbs().at(words, i) for i in range(max(seen - 1, 0), len(words))):
            states = any(verb.states for verb in predicates(words))
        self._checked = (main, len(words), states)
        return states

    def _opener(self, i: int) -> int | None:
        """Opens a condition or exception that begins here; None if none does."""
        for name, role in (("exceptions", Role.EXCEPTION), ("conditions", Role.CONDITION)):
            hit = grammar()[name].at(self._words, i)
            hit = hit or ((_inverted(self._words, i) or self._as_told(i)) if name == "conditions" else None)
            if not hit or not self._really_opens(hit.start, hit.end):
                continue
            self._initial = all(not word.is_word or _is_time(word) for word in self._main.words)
            bracketed = i > 0 and self._words[i - 1].norm == ","
            before = self._current.words
            while before and before[-1].norm in {",", "and", "or"}:
                before.pop()
            self._add_part(role, " ".join(word.norm for word in self._words[hit.start : hit.end]))
            self._current.words.extend(self._words[hit.start : hit.end])
            self._current.bracketed = bracketed
            return hit.end
        return None

    def _as_told(self, i: int) -> Hit[bool] | None:
        """“…, as the law wants it”: a clause of its own."""
        words = self._words
        opens = words[i].norm in {"as", "since"} and i > 0 and words[i - 1].norm == "," and self._main_states_or_is()
        within = opens and any(verb.role == "main" for verb in predicates(words[i + 1 : i + 8]))
        return Hit(value=True, start=i, end=i + 1) if within else None

    def _main_states_or_is(self) -> bool:
        return self._main_states() or any(word.norm in _BE for word in self._main.words)

    def _really_opens(self, start: int, end: int) -> bool:
        following = self._words[end].norm if end < len(self._words) else ""
        if self._words[start].norm == "the" and following != "of" and start:
            return subject_starts(self._words, end)
        if following == "," and end - start > 2 and self._words[end - 1].norm == "if":
            return True
        if following in {"applicable", "possible", "practical", "practicable", "appropriate", "necessary", "relevant", "", ",", "."}:
            return False
        before = self._words[start - 1].norm if start else ""
        served = before in _BE or following in {"by", "to", "through", "via", "with"}
        if self._words[start].norm == "where" and before in _BE:
            return False
        if self._words[start].norm in {"where", "when"} and start and following in _PEOPLE:
            asked = verbs().at(self._words, start - 1)
            if asked and asked[0].frames & {"collect", "gets", "wants", "watches"} and self._words[start - 1].norm not in small("articles"):
                return False
        if self._words[start].norm == "provided" and end == start + 1 and served:
            return False
        points = self._words[start].norm in {"beyond", "outside"} and following in {"this", "that", "these", "those"}
        if points and end + 1 < len(self._words) and self._words[end + 1].norm in grammar().words["auxiliaries"]:
            return False
        if self._words[start].norm == "but" and following not in {"for", "not"} and self._words[start + 1].norm not in {"for", "not"}:
            return before in {"anyone", "anybody", "one", "nobody", "none"}
        return not (
            self._words[start].norm in {"once", "after", "before", "during"}
            and not (self._words[start].norm == "once" and following in _PEOPLE)
            and before in {"shown", "day", "days", "the", "look", "looks", "looked", "looking", "at"}
        )

    def _ends_part(self, i: int) -> bool:
        """A comma after which the main clause begins or goes on."""
        if not self._open or self._words[i].norm != "," or self._open[-1].role is Role.LIST:
            return False
        following = self._words[i + 1].norm if i + 1 < len(self._words) else ""
        if following in grammar().words["auxiliaries"] and not self._main_states():
            return True
        if self._open[-1].bracketed and not self._initial and following in {"your", "our", "the", "their", "and"}:
            return not subject_starts(self._words, i + 1)
        if self._initial and not any(word.is_word for word in self._main.words):
            return subject_starts(self._words, i + 1) or not any(
                self._words[j].norm == "," and subject_starts(self._words, j + 1) for j in range(i + 1, len(self._words))
            )
        return False

    def _main_goes_on(self, i: int) -> bool:
        """“Everything except invoices is removed”: behind an exception without a verb the main clause has its own."""
        if not self._open or self._open[-1].role is not Role.EXCEPTION or self._words[i].norm not in grammar().words["auxiliaries"]:
            return False
        part, waits = self._open[-1], any(word.is_word for word in self._main.words) and not self._main_states()
        told = any(word.norm in _PEOPLE | small("relatives") | {"it", "they"} for word in part.words)
        return waits and not told and len(part.words) > 1 and not any(verb.states for verb in predicates(part.words))

    def _main_without_comma(self, i: int) -> bool:
        """“While a run is recorded we log …”: the main clause begins without a comma."""
        if not self._open or not self._initial or any(word.is_word and not _is_time(word) for word in self._main.words):
            return False
        if self._words[i].norm not in {"we", "i", "you", "they"}:
            return self._noun_over(i) or self._nobody_else(i)
        if self._words[i - 1].norm in {"that", "which", "what", "how", "where", "if", "when", "and", "or", "of", "with", "to", ",", "from"}:
            return False
        part = self._open[-1]
        person = len(part.words) > 2 and part.words[1].norm in {"you", "they", "someone", "somebody", "anyone"}
        told = (person or bool(predicates(part.words))) if self._words[i].norm in {"we", "i"} else self._is_told(part, i)
        return subject_starts(self._words, i) and (told or (part.opener in {"after", "before"} and len(part.words) > 1))

    def _is_told(self, part: Clause, i: int) -> bool:
        """“When you register you tell us your name”: the condition has had its verb, and no main clause comes behind a comma."""
        later = any(word.norm == "," and subject_starts(self._words, j + 1) for j, word in enumerate(self._words) if j > i)
        found = predicates(part.words)
        return bool(found) and not later and found[0].frames.isdisjoint({"gives", "wants", "regards"}) and "think" not in found[0].lemma

    def _nobody_else(self, i: int) -> bool:
        """“Apart from us nobody sees it”: behind an exception that begins the sentence nobody does something."""
        part, before = self._open[-1], self._words[i - 1]
        denied = self._words[i].norm in {"nobody", "nothing", "none", "no", "neither"}
        ended = before.norm not in small("hanging") | small("joiners") | small("articles") and len(part.words) > 1
        return denied and ended and part.role is Role.EXCEPTION and verbs().at(self._words, i - 1) is None

    def _noun_over(self, i: int) -> bool:
        """“After deletion of the account your data are erased”: a noun behind "after" is over, and the main clause begins."""
        part, before = self._open[-1], self._words[i - 1]
        if part.opener not in {"after", "before"} or len(part.words) < 3 or self._words[i].norm not in {"your", "all", "our"}:
            return False
        hangs = before.norm in small("hanging") | small("articles") | small("joiners") or verbs().at(self._words, i - 1)
        return not hangs and not predicates(part.words) and subject_starts(self._words, i)

    def _begins_main(self, i: int) -> bool:
        """Whether a new main clause begins at a comma or conjunction."""
        word = self._words[i].norm
        if word == "but" and i and self._words[i - 1].norm == "nothing":
            return False
        if word == "in" and [other.norm for other in self._words[i + 1 : i + 3]] == ["which", "case"]:
            return bool(self._main.words)
        if word in {"although", "though", "whereas"} and self._main_states() and i + 1 < len(self._words):
            return subject_starts(self._words, i + 1) or self._verb_ahead(i + 1)
        if word in {"but", "however", "whereas", "though", "although"}:
            return bool(self._main.words) and i + 1 < len(self._words) and self._words[i + 1].norm != "not" and self._verb_ahead(i + 1)
        if word not in {",", "and", "or", "so", "while", "yet"} or self._words[min(i + 1, len(self._words) - 1)].norm == "that":
            return False
        j = i + 1
        while j < len(self._words) and self._words[j].norm in {"and", "but", "or", "so", "yet", "then", "also", ","}:
            j += 1
        if word == "or" and self._open and self._open[-1].role in {Role.CONDITION, Role.EXCEPTION}:
            return False
        has_verb = self._main_states() or any(part.norm in {"is", "are"} for part in self._main.words)
        starts = subject_starts(self._words, j) or (plain_subject(self._words, j) and not self._inside_that())
        return has_verb and j < len(self._words) and (starts or self._goes_on_denied(j) or self._event_is_over(j))

    def _event_is_over(self, j: int) -> bool:
        """“Read out after a theft and is overwritten later”: behind an event in nouns the main clause goes on with its next verb."""
        if not self._open or self._open[-1].role is not Role.CONDITION or self._words[j].norm not in _BE | {"will"}:
            return False
        part = self._open[-1]
        return len(part.words) > 1 and not predicates(part.words) and not any(word.norm in _PEOPLE | _BE for word in part.words)

    def _inside_that(self) -> bool:
        """Whether a clause with "that" or "which" is still open: “is set so that texts and names are removed”."""
        words = self._main.words
        last = max((verb.end for verb in predicates(words)), default=0)
        return any(word.norm in small("relatives") for word in words[last:])

    def _verb_ahead(self, i: int) -> bool:
        """Whether a verb comes before the next comma: "but no attachments" is no clause."""
        for j in range(i, len(self._words)):
            if self._words[j].norm in {",", ";"}:
                return False
            if verbs().at(self._words, j) or self._words[j].norm in grammar().words["auxiliaries"]:
                return True
        return False

    def _goes_on_denied(self, j: int) -> bool:
        """“… and does not share it”, "… and will never be sold": a new statement about the same subject."""
        if j + 1 >= len(self._words) or self._words[j].norm not in grammar().words["auxiliaries"]:
            return self._words[j].norm == "never" if j < len(self._words) else False
        return any(word.norm in {"not", "never"} for word in self._words[j + 1 : j + 3])
